"""Saying that one thinks the same as a voice: an address, a mail, a button; and taking it back.

The address of one's own support is the key: whoever does not hold it can post nothing, so no other
token is asked for there.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext as _, gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from arengo.contributions import operations, supports
from arengo.contributions.links import support_of
from arengo.contributions.models import Contribution, Support
from arengo.contributions.published import words_for_everybody
from arengo.contributions.refusals import CannotSupport, SupportGone
from arengo.core import codes
from arengo.core.refusals import Refusal
from arengo.people.identity import normal_email
from arengo.registrations.operations import erase_person
from arengo.web.public import receipts
from arengo.web.public.forms import forgery, mail_advice
from arengo.web.public.forms.support import SupportForm
from arengo.web.public.views import voices
from arengo.web.shared import bots, limits, own_data
from arengo.web.shared.limits import AddressLimit, Limit
from arengo.web.shared.privately import keep_private, keep_uncached

SUPPORTING = AddressLimit("support", per_address=60, per_range=300, seconds=600)
ONE_MAILBOX = Limit("support-mailbox", times=10, seconds=3600)
FILE_NAME = "i-miei-dati.json"
TOO_MANY = gettext_lazy(
    "Dalla tua rete sono arrivate moltissime richieste in pochi minuti: aspetta un poco e invia di nuovo."
)
MAILBOX_FULL = gettext_lazy(
    "A questo indirizzo abbiamo già mandato molti messaggi nell'ultima ora: riprova più tardi."
)
View = Callable[..., HttpResponse]


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, code: str) -> HttpResponse:
    """The form for one voice; a POST sends the mail, and says the same whoever the address is."""
    voice = _voice(code)
    if voice is None:
        sentence = _("Nessuna voce ha questo codice: controlla di averlo copiato bene.")
        return voices.ask(request, code[:40], sentence, 404)
    if not supports.may_be_supported(voice):
        return _page(request, voice, SupportForm(), 200 if request.method != "POST" else 409)
    if request.method != "POST":
        return _page(request, voice, SupportForm())
    form, status = SupportForm(request.POST), 422
    if form.is_valid() and (why := forgery.why_not(request) or bots.why_not(request.POST)):
        form.add_error(None, str(why))
    elif form.is_valid() and (why := _too_many(request, form.cleaned_data["email"])):
        form.add_error(None, str(why))
        status = 429
    elif form.is_valid() and _asked(voice, form):
        return keep_private(redirect(f"{request.path}?inviata"))
    return _page(request, voice, form, status)


def own_page(view: View) -> View:
    """The page of one's own support, found by the token in the address."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def found(request: HttpRequest, token: str) -> HttpResponse:
        key = support_of(token)
        rows = Support.objects.select_related("person", "contribution__process")
        row = rows.filter(pk=key).first() if key else None
        if row is None:
            return keep_private(_trouble(request, SupportGone()))
        try:
            return keep_private(view(request, token, row))
        except Refusal as refusal:
            return keep_private(_trouble(request, refusal, row.contribution))

    return found


@own_page
def own_support(request: HttpRequest, token: str, row: Support) -> HttpResponse:
    """Opening the link of the mail does nothing, for programs open links too: a button does."""
    if request.method == "POST":
        if request.POST.get("atto") == "ritira":
            operations.withdraw_support(support=row)
            messages.success(request, _("Ritirato: non è più contato, e non ne resta niente."))
            return redirect("public:voice", code=codes.show(row.contribution.code))
        operations.confirm_support(support=row)
        messages.success(request, _("Contato: grazie."))
        return redirect("public:own-support", token=token)
    context = {
        "support": row,
        "token": token,
        "voice": row.contribution,
        "words": words_for_everybody(row.contribution),
        "code": codes.show(row.contribution.code),
        "number": supports.count_of(row.contribution.code),
    }
    return render(request, "public/own_support.html", context)


@own_page
def my_data(request: HttpRequest, token: str, row: Support) -> HttpResponse:
    """Everything that is kept about who supports it, once they showed that it is them.

    A POST erases it: the support stays counted, and is nobody's.
    """
    if row.person is None or row.confirmed_at is None:
        return redirect("public:own-support", token=token)
    if request.method == "POST":
        erase_person(person=row.person)
        operations.forget_authors()
        operations.forget_supporters()
        messages.success(request, _("Fatto: il tuo indirizzo non c'è più."))
        return redirect("public:own-support", token=token)
    data = own_data.of_person(row.person, act_in_words=receipts.in_words)
    return render(request, "public/support_data.html", {"token": token, "data": data})


@own_page
def my_data_file(request: HttpRequest, token: str, row: Support) -> HttpResponse:
    """The same as one file, with the proofs of the ledger."""
    if row.person is None or row.confirmed_at is None:
        return redirect("public:own-support", token=token)
    data = own_data.of_person(row.person, act_in_words=receipts.in_words, with_receipts=True)
    options = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(data.as_dict(), json_dumps_params=options)
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


def _voice(code: str) -> Contribution | None:
    try:
        tidy = codes.read(code)
    except codes.BadCode:
        return None
    return Contribution.objects.select_related("process").filter(code=tidy).first()


def _asked(voice: Contribution, form: SupportForm) -> bool:
    try:
        operations.ask_support(
            contribution=voice,
            email=form.cleaned_data["email"],
            language=get_language() or "it",
        )
    except CannotSupport as refusal:
        form.add_error(None, str(refusal.sentence))
        return False
    return True


def _too_many(request: HttpRequest, email: str) -> str | Promise | None:
    if not limits.allows(request, SUPPORTING):
        return TOO_MANY
    return None if limits.take(normal_email(email), ONE_MAILBOX) else MAILBOX_FULL


def _page(
    request: HttpRequest, voice: Contribution, form: SupportForm, status: int = 200
) -> HttpResponse:
    context = {
        "voice": voice,
        "words": words_for_everybody(voice),
        "code": codes.show(voice.code),
        "form": form,
        "is_open": supports.may_be_supported(voice),
        "is_sent": "inviata" in request.GET,
        "problems": form.problems() if form.is_bound else [],
        "email_advice": mail_advice.for_address(form["email"].value() or ""),
        "mail_rules": mail_advice.rules_for_browser(),
        "stamp": bots.stamp(request.POST if form.is_bound else None),
        "honeypot": bots.HONEYPOT,
    }
    return keep_uncached(render(request, "public/support.html", context, status=status))


def _trouble(
    request: HttpRequest, refusal: Refusal, voice: Contribution | None = None
) -> HttpResponse:
    code = codes.show(voice.code) if voice else ""
    context = {"trouble": str(refusal.sentence), "code": code}
    return render(request, "public/own_support.html", context, status=refusal.status)
