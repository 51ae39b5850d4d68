"""One's own voice, by the link that only its author has: said better or taken back until it is read,
and, once it is answered, that this is no answer; with what is kept about who wrote it.

The address is the key: whoever does not hold it can post nothing, so no other token is asked for.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from arengo.contributions import operations as contributions
from arengo.contributions.links import contribution_of, is_authors, only_shows
from arengo.contributions.models import Attachment, Contribution
from arengo.contributions.models.contribution import FROM_THE_SITE
from arengo.contributions.queries import followed
from arengo.contributions.refusals import ConfirmedByMail
from arengo.core.editing import FieldRefused
from arengo.core.refusals import Refusal
from arengo.feedback import operations as feedback
from arengo.people.models import Contact, Person
from arengo.registrations.operations import erase_person
from arengo.suggestions.neighbours import published_near_voice
from arengo.web.public import receipts
from arengo.web.public.forms import mail_advice
from arengo.web.public.views import similar, voices
from arengo.web.shared import limits, own_data
from arengo.web.shared.attachments import handed_over
from arengo.web.shared.limits import AddressLimit
from arengo.web.shared.privately import keep_private

# Each picture is drawn anew while its author waits.
FILES = AddressLimit("voice-file", per_address=30, per_range=150, seconds=600)
View = Callable[..., HttpResponseBase]
FILE_NAME = "i-miei-dati.json"
DONE: dict[str, str | Promise] = {
    "insisti": gettext_lazy("L'abbiamo ricevuto: l'ufficio ti risponde ancora."),
    "correggi": gettext_lazy("Fatto: l'ufficio leggerà le parole nuove."),
    "ritira": gettext_lazy("Ritirata: le tue parole non ci sono più."),
    "allega": gettext_lazy("Aggiunto: lo guarda l'ufficio, insieme alle tue parole."),
    "stacca": gettext_lazy("Tolto."),
    "ricorso": gettext_lazy("Ricevuto: la riguarda un'altra persona dell'ufficio."),
}


def author_page(view: View) -> View:
    """The page of who wrote a voice, found by the token in the address."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def found(request: HttpRequest, token: str, **more: Any) -> HttpResponseBase:
        key = contribution_of(token)
        rows = Contribution.objects.select_related("person")
        row = rows.filter(pk=key).first() if key else None
        if row is None:
            sentence = _(
                "Questo link non è completo: aprilo dalla mail, o scrivi qui il codice della voce."
            )
            return voices.ask(request, "", sentence, 404)
        return keep_private(view(request, token, row, **more))

    return found


@author_page
def my_voice(request: HttpRequest, token: str, row: Contribution) -> HttpResponse:
    """The voice as everybody sees it, and what only its author may do."""
    typed, troubles = "", dict[str, str]()
    if request.method == "POST":
        act = request.POST.get("atto", "insisti")
        try:
            _do(act, row, token, request)
        except FieldRefused as refusal:
            typed, troubles[refusal.field] = request.POST.get("testo", ""), str(refusal.sentence)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return redirect(request.path)
        else:
            messages.success(request, str(DONE.get(act, DONE["insisti"])))
            # Who has just sent it goes on seeing the receipt.
            is_of_a_file = act in ("allega", "stacca")
            return redirect(request.get_full_path() if is_of_a_file else request.path)
    voice = followed(row.code)
    assert voice is not None  # noqa: S101  its row is there
    if only_shows(token, row):
        context = {**voices.context_of(voice), "is_only_seen": True}
        return render(request, "public/voice.html", context)
    is_theirs = row.channel in FROM_THE_SITE and not (row.read_at or row.withdrawn_at)
    is_theirs = is_theirs and row.publication != Contribution.Publication.REFUSED
    context = {
        **voices.context_of(voice),
        "token": token,
        "may_support": False,
        "similar": similar.shown(published_near_voice(row)) if "inviata" in request.GET else [],
        "words": voice.words,
        "text_at_most": feedback.TEXT_AT_MOST,
        "words_at_most": contributions.TEXT_AT_MOST,
        "is_just_sent": "inviata" in request.GET,
        "may_change": is_theirs,
        "typed": typed or voice.words,
        "trouble": troubles.get("text", ""),
        "file_trouble": troubles.get("upload", ""),
        "described": request.POST.get("descrizione", ""),
        "files": _files(row, token),
        "may_attach": is_theirs and row.attachments.count() < contributions.FILES_AT_MOST,
        "is_confirmed": _known(row, token) is not None,
        "mailbox": _mailbox(row),
    }
    return render(request, "public/voice.html", context, status=422 if troubles else 200)


@author_page
def my_data(request: HttpRequest, token: str, row: Contribution) -> HttpResponse:
    """Everything that is kept about who wrote it, once they showed that it is them."""
    person = _known(row, token)
    if person is None:
        return redirect("public:my-voice", token=token)
    data = own_data.of_person(person, act_in_words=receipts.in_words)
    return render(request, "public/voice_data.html", {"token": token, "data": data})


@author_page
def my_data_file(request: HttpRequest, token: str, row: Contribution) -> HttpResponse:
    """The same as one file, with the proofs of the ledger."""
    person = _known(row, token)
    if person is None:
        return redirect("public:my-voice", token=token)
    data = own_data.of_person(person, act_in_words=receipts.in_words, with_receipts=True)
    options = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(data.as_dict(), json_dumps_params=options)
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


@author_page
def erase(request: HttpRequest, token: str, row: Contribution) -> HttpResponse:
    """Erases who wrote it; a GET only says what that does. The words stay, and name nobody."""
    person = _known(row, token)
    if person is None:
        return redirect("public:my-voice", token=token)
    if request.method == "POST":
        erase_person(person=person)
        contributions.forget_authors()
        contributions.forget_sources()
        messages.success(request, _("Fatto: il tuo indirizzo non c'è più."))
        return redirect("public:my-voice", token=token)
    return render(request, "public/voice_erase.html", {"token": token, "voice": row})


@author_page
def my_file(request: HttpRequest, token: str, row: Contribution, number: UUID) -> FileResponse:
    """A file that its author added."""
    if only_shows(token, row):
        raise Http404
    return handed_over(get_object_or_404(row.attachments, pk=number), "file")


def _do(act: str, row: Contribution, token: str, request: HttpRequest) -> None:
    if only_shows(token, row):
        raise ConfirmedByMail
    if act == "correggi":
        contributions.correct(contribution=row, text=request.POST.get("testo", ""))
    elif act == "ritira":
        contributions.take_back(contribution=row)
    elif act == "allega":
        _attach(row, request)
    elif act == "stacca":
        key = request.POST.get("file", "")
        found = next((each for each in row.attachments.all() if str(each.pk) == key), None)
        if found is not None:
            contributions.detach(attachment=found)
    elif act == "ricorso":
        contributions.appeal(contribution=row, text=request.POST.get("perche", ""))
    else:
        feedback.insist(contribution=row, text=request.POST.get("manca", ""))


def _files(row: Contribution, token: str) -> list[tuple[Attachment, str]]:
    """The files that its author added, each with its address."""
    return [
        (each, reverse("public:my-voice-file", args=[token, each.pk]))
        for each in row.attachments.all()
    ]


def _attach(row: Contribution, request: HttpRequest) -> None:
    upload = request.FILES.get("file")
    if upload is None:
        raise FieldRefused("upload", _("Scegli un file."))
    if not limits.allows(request, FILES):
        sentence = _("Dalla tua rete arrivano troppi file in pochi minuti: riprova tra poco.")
        raise FieldRefused("upload", sentence)
    contributions.attach(
        contribution=row, upload=upload, description=request.POST.get("descrizione", "")
    )


def _known(row: Contribution, token: str) -> Person | None:
    """Who wrote it, when the link went to them and the mailbox is known to be theirs; who spoke has
    another page.
    """
    is_theirs = is_authors(token) and row.has_known_author and row.sitting_id is None
    return row.person if is_theirs else None


def _mailbox(row: Contribution) -> str:
    """The address that waits to be confirmed, partly hidden; empty when there is none."""
    if row.person_id is None or row.has_known_author:
        return ""
    contact = Contact.objects.filter(person=row.person_id).first()
    return mail_advice.hidden(contact.email) if contact else ""
