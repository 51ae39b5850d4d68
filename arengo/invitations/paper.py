"""The announcement on paper: letters with the body's own QR, posters with the meeting's."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from arengo.core import documents
from arengo.core.clock import process_time, words
from arengo.core.outbox import letter
from arengo.invitations import texts
from arengo.invitations.emails import language_of
from arengo.invitations.links import invitation_url
from arengo.invitations.models import AddressBookEntry, Invitation
from arengo.invitations.texts import Announcement
from arengo.meetings.models import Meeting

TEMPLATES = Path(__file__).parent / "templates" / "invitations"
FORMATS: Final = ("a4", "a3")


def letters(meeting: Meeting, invitations: Sequence[Invitation]) -> bytes:
    """The letters to these bodies, each with its own link as QR, in one PDF (PDF/UA-1).

    Each is in its body's language. Give invitations with their entry. Raises InsideTransaction.
    """
    announcements: dict[str, Announcement] = {}
    sheets = []
    for invitation in invitations:
        language = language_of(invitation.entry)
        if language not in announcements:
            announcements[language] = texts.announce(meeting, language)
        url = invitation_url(invitation, language)
        sheets.append(_letter(announcements[language], invitation.entry, url))
    return _compile_letters(meeting, sheets)


def sample_letter(meeting: Meeting, language: str) -> bytes:
    """The letter as a body would read it, with the meeting's address in place of its own link."""
    text = texts.announce(meeting, language)
    with translation.override(language):
        entry = AddressBookEntry(name=_("Nome dell'ente"), address=_("Indirizzo dell'ente"))
    return _compile_letters(meeting, [_letter(text, entry, text.url)], language)


def poster(meeting: Meeting, language: str, paper: str) -> bytes:
    """The poster of the meeting, A4 or A3, with the QR of its page. Raises InsideTransaction."""
    if paper not in FORMATS:
        raise ValueError(f"{paper} is not a poster's format")
    text = texts.announce(meeting, language)
    with translation.override(language):
        data = {
            **_common(text),
            "title": _("Locandina: %(title)s") % {"title": text.title},
            "paper": paper,
            "kind": text.kind,
            "heading": text.title,
            "day": words.full_day(meeting.starts_at),
            "hours": words.hours(meeting.starts_at, meeting.ends_at),
            "places": [*text.halls, *([_("e online")] if text.screen else [])],
            "programme": [point.title.text for part in text.parts for point in part.points],
            "call": _("Inquadra il codice e iscriviti"),
            **_qr(text.url, _("Codice QR della pagina dell'incontro")),
        }
    return documents.compile(TEMPLATES / "poster.typ", data)


def _compile_letters(
    meeting: Meeting, sheets: list[dict[str, Any]], language: str = settings.LANGUAGE_CODE
) -> bytes:
    text = texts.announce(meeting, language)
    with translation.override(language):
        title = _("Lettera d'invito: %(title)s") % {"title": text.title}
        data = {**_common(text), "title": title, "letters": sheets}
    return documents.compile(TEMPLATES / "letter.typ", data)


def _common(text: Announcement) -> dict[str, Any]:
    return {
        "language": text.language,
        "demo": letter.demo_line(),
        "sender": text.body,
        "process": text.process,
        "footer": text.contacts,
    }


def _letter(text: Announcement, entry: AddressBookEntry, url: str) -> dict[str, Any]:
    with translation.override(text.language):
        to = [entry.name, entry.address, entry.certified_email or entry.email]
        when_and_where = [
            {"label": fact.label, "text": fact.text}
            for fact in texts.when_and_where(text).facts[1:]
        ]
        return {
            "language": text.language,
            "sender": text.body,
            "process": text.process,
            "date": words.full_day(process_time.now()),
            "to_label": _("Alla cortese attenzione di"),
            "to": [line for line in to if line],
            "heading": text.title,
            "invitation": [paragraph.text for paragraph in (*text.opening, *text.invitation)],
            "facts": when_and_where,
            "parts": [_part(part) for part in text.parts],
            "guests_heading": _("Chi partecipa"),
            "guests": [{"name": g.name, "role": g.role.text} for g in text.guests],
            "ways": [
                {"heading": heading, "paragraphs": [each.text for each in paragraphs]}
                for heading, paragraphs in texts.ways(text)
            ],
            "call": _("Iscrivete chi parteciperà, o diteci che non partecipate"),
            "call_words": _(
                "Questo codice e questo indirizzo sono del vostro ente: chi si iscrive da lì risulta "
                "a vostro nome."
            ),
            **_qr(url, _("Codice QR della pagina di %(name)s") % {"name": entry.name}),
        }


def _part(part: texts.Part) -> dict[str, Any]:
    points = [{"text": texts.point_line(point), "items": point.items} for point in part.points]
    return {"title": part.title, "intro": part.intro, "points": points}


def _qr(url: str, qr_words: str) -> dict[str, str]:
    return {"qr": documents.qr(url), "qr_words": qr_words, "url": url}
