"""Writing a voice on the site, and showing that the mailbox given with it is one's own."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext as _, gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from arengo.contributions import operations
from arengo.contributions.links import author_token, contribution_to_confirm, writer_token
from arengo.contributions.models import Contribution
from arengo.contributions.refusals import CannotConfirm, NoStageTakesVoices
from arengo.core import codes
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.gateways.embedder import embedder
from arengo.people.identity import normal_email
from arengo.process.models import Process
from arengo.process.queries import stage_taking_voices, stage_to_take_voices
from arengo.web.public.forms import forgery, mail_advice, municipalities
from arengo.web.public.forms.write import WriteForm
from arengo.web.shared import bots, limits, reading
from arengo.web.shared.limits import AddressLimit, Limit
from arengo.web.shared.privately import keep_private, keep_uncached

# A municipal network has one address for hundreds of people.
WRITING = AddressLimit("write", per_address=60, per_range=300, seconds=600)
ONE_MAILBOX = Limit("write-mailbox", times=20, seconds=3600)
TOO_MANY = gettext_lazy(
    "Dalla tua rete sono arrivate moltissime voci in pochi minuti. Quello che hai scritto è ancora "
    "qui: aspetta qualche minuto e invia di nuovo."
)
MAILBOX_FULL = gettext_lazy(
    "A questo indirizzo abbiamo già mandato molti messaggi nell'ultima ora. Invia senza indirizzo, "
    "oppure riprova più tardi: quello che hai scritto è ancora qui."
)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """The form; a POST receives the voice and goes to its author's page."""
    process = reading.processes().first()
    stage = stage_taking_voices(process, process_time.now()) if process else None
    if process is None or (stage is None and request.method != "POST"):
        return _closed(request, process)
    if request.method != "POST":
        asked = request.GET.get("asse", "")
        initial = {"number": uuid.uuid4(), "targets": [f"axis:{asked}"] if asked else []}
        return keep_uncached(_page(request, WriteForm(process=process, initial=initial)))
    form = WriteForm(request.POST, process=process)
    status = 422
    if form.is_valid() and (sentence := forgery.why_not(request) or bots.why_not(request.POST)):
        form.add_error(None, str(sentence))
    elif form.is_valid() and (sentence := _too_many(request, form.cleaned_data["email"])):
        form.add_error(None, str(sentence))
        status = 429
    elif form.is_valid() and (voice := _receive(process, form)):
        return keep_private(redirect(_own_page(voice)))
    return keep_uncached(_page(request, form, status))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail. Opening it does nothing, for programs open links too: a button does.

    The address is the key: whoever does not hold it can post nothing, so no other token is asked for.
    """
    key = contribution_to_confirm(token)
    row = Contribution.objects.filter(pk=key).first() if key else None
    trouble = ""
    if row is None:
        trouble = _("Questo link non è completo: aprilo dalla mail, o copialo per intero.")
    elif request.method == "POST":
        try:
            operations.confirm_author(contribution=row)
        except CannotConfirm as refusal:
            trouble = str(refusal.sentence)
        else:
            return keep_private(redirect("public:my-voice", token=author_token(row.pk)))
    context = {"voice": row, "trouble": trouble, "code": codes.show(row.code) if row else ""}
    status = 404 if row is None else 409 if trouble else 200
    return keep_private(render(request, "public/voice_confirm.html", context, status=status))


def _receive(process: Process, form: WriteForm) -> Contribution | None:
    try:
        return operations.receive_from_site(
            process=process, language=get_language() or "it", **form.arguments()
        )
    except FieldRefused as refusal:
        form.add_error(refusal.field, str(refusal.sentence))
    except NoStageTakesVoices as refusal:
        form.add_error(None, str(refusal.sentence))
    return None


def _too_many(request: HttpRequest, email: str) -> str | Promise | None:
    if not limits.allows(request, WRITING):
        return TOO_MANY
    if email and not limits.take(normal_email(email), ONE_MAILBOX):
        return MAILBOX_FULL
    return None


def _own_page(voice: Contribution) -> str:
    return f"{reverse('public:my-voice', args=[writer_token(voice.pk)])}?inviata"


def _page(request: HttpRequest, form: WriteForm, status: int = 200) -> HttpResponse:
    process = form.process
    # Read meanwhile: who types is shown similar ones soon.
    embedder().warm_up()
    context: dict[str, Any] = {
        "process": process,
        "stage": stage_taking_voices(process, process_time.now()),
        "form": form,
        "problems": form.problems() if form.is_bound else [],
        "text_at_most": operations.TEXT_AT_MOST,
        "number": form["number"].value() or uuid.uuid4(),
        "email_advice": mail_advice.for_address(form["email"].value() or ""),
        "mail_rules": mail_advice.rules_for_browser(),
        "municipalities": municipalities.datalist(),
        "stamp": bots.stamp(request.POST if form.is_bound else None),
        "honeypot": bots.HONEYPOT,
    }
    return render(request, "public/write.html", context, status=status)


def _closed(request: HttpRequest, process: Process | None) -> HttpResponse:
    coming = stage_to_take_voices(process, process_time.now()) if process else None
    return render(request, "public/write_closed.html", {"coming": coming})
