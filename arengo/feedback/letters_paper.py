"""Answers by letter: on paper, with the address in the window of the envelope, and as a sheet for who
writes the letters with a word processor.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _, ngettext

from arengo.contributions.links import author_token
from arengo.contributions.models import Contribution
from arengo.core import documents
from arengo.core.clock import process_time, words
from arengo.core.codes import show
from arengo.core.outbox import letter as mail
from arengo.core.spreadsheets import write_xlsx
from arengo.feedback.emails import Told, outcome_in_words
from arengo.feedback.models import PaperLetter, Reply
from arengo.feedback.queries import told_to
from arengo.people.models import Body
from arengo.registrations.links import language_of

TEMPLATE: Final = Path(__file__).parent / "templates" / "feedback" / "letter.typ"
ADDRESS_LINES: Final = 4


def pdf(letters: Sequence[PaperLetter], language: str) -> bytes:
    """These letters in one PDF, each beginning on a page of its own. Raises InsideTransaction."""
    sheets = [_letter(row, told) for row, told in _told(letters)]
    with translation.override(language):
        data = {
            "title": _("Risposte per lettera"),
            "language": language,
            "demo": mail.demo_line(),
            "sender": str(letters[0].process.body.name) if letters else "",
            "letters": sheets,
        }
    return documents.compile(TEMPLATE, data)


def mail_merge(letters: Sequence[PaperLetter]) -> bytes:
    """The same as a sheet (XLSX): a row for each letter, with what a word processor puts together."""
    headers = [
        _("Nome"),
        *(_("Indirizzo %(number)s") % {"number": n} for n in range(1, ADDRESS_LINES + 1)),
        _("Codice"),
        _("Risposta"),
        _("Pagina della voce"),
    ]
    return write_xlsx(headers, [_row(row, told) for row, told in _told(letters)])


def _told(letters: Sequence[PaperLetter]) -> list[tuple[PaperLetter, list[Told]]]:
    """Each letter with what it answers; who was erased meanwhile gets none."""
    found = []
    for row in letters:
        has_address = hasattr(row.person, "contact") and row.person.contact.postal_address
        told = told_to(row.person_id, row.batch) if has_address else []
        if told:
            found.append((row, told))
    return found


def _row(row: PaperLetter, told: Sequence[Told]) -> list[str]:
    contact = row.person.contact
    lines = contact.postal_address.splitlines()
    # What does not fit in the columns is kept in the last.
    last = ", ".join(lines[ADDRESS_LINES - 1 :])
    lines = [*lines[: ADDRESS_LINES - 1], last]
    lines += [""] * (ADDRESS_LINES - len(lines))
    with translation.override(language_of(contact)):
        answers = "\n\n".join(_in_one(voice, reply) for voice, reply in told)
    shown = ", ".join(dict.fromkeys(show(voice.whole.code) for voice, _reply in told))
    return [contact.name, *lines, shown, answers, _page(told[0][0])]


def _in_one(voice: Contribution, reply: Reply) -> str:
    said = f"{show(voice.whole.code)}. {outcome_in_words(reply)}. {reply.reason}"
    return f"{said} {reply.office}, {reply.responsible}."


def _letter(row: PaperLetter, told: Sequence[Told]) -> dict[str, Any]:
    contact = row.person.contact
    body = row.process.body
    with translation.override(language_of(contact)):
        many = len(told)
        url = _page(told[0][0])
        return {
            "language": language_of(contact),
            "sender": str(body.name),
            "office": [part for part in (str(body.office), body.address) if part],
            "date": words.full_day(process_time.now()),
            "to": [contact.name, *contact.postal_address.splitlines()],
            "heading": ngettext("La risposta alla tua voce", "Le risposte alle tue voci", many),
            "beginning": ngettext(
                "hai scritto qualcosa per il nuovo piano: ecco che cosa ne è stato.",
                "hai scritto %(many)s cose per il nuovo piano: ecco che cosa ne è stato.",
                many,
            )
            % {"many": many},
            "greeting": _("Buongiorno %(name)s,") % {"name": contact.name},
            "voices": [_voice(voice, reply) for voice, reply in told],
            "qr": documents.qr(url),
            "qr_words": _("Codice QR della tua pagina"),
            "ending": _ending(body),
        }


def _voice(voice: Contribution, reply: Reply) -> dict[str, str]:
    return {
        "code": show(voice.whole.code),
        "outcome": outcome_in_words(reply),
        "words": voice.words,
        "reason": str(reply.reason),
        "signed": _("Risponde %(office)s, %(name)s.")
        % {"office": reply.office, "name": reply.responsible},
    }


def _ending(body: Body) -> list[str]:
    found = [
        _(
            "Con il telefono inquadra il codice: è la tua pagina, e solo tu ne hai l'indirizzo. Da lì, se "
            "questa non è una risposta, lo dici una volta, e vedi o cancelli il tuo nome e indirizzo."
        )
    ]
    asked = ", ".join(part for part in (body.phone, body.email) if part)
    if asked:
        found.append(_("Senza internet chiedi a noi: %(where)s.") % {"where": asked})
    return found


def _page(voice: Contribution) -> str:
    path = reverse("public:my-voice", args=[author_token(voice.whole.pk)])
    return settings.BASE_URL + path
