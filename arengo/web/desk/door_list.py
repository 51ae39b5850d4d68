"""The list for the door, on paper: names in order, a large box for each, hall by hall."""

from pathlib import Path
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from arengo.core import codes, documents
from arengo.core.clock import words
from arengo.core.outbox import letter
from arengo.meetings.models import Meeting
from arengo.registrations import links
from arengo.registrations.models import Mode, Registration
from arengo.web.desk.selection import fold

TEMPLATE: Final = (
    Path(__file__).parent.parent / "templates" / "desk" / "registrations" / "door_list.typ"
)
State = Registration.State
# Who may come to the door: those with a place, and those who hope for one.
COMING: Final = [State.CONFIRMED, State.ATTENDED, State.TO_CONFIRM, State.WAITING, State.OFFERED]


def expected(meeting: Meeting) -> list[Registration]:
    """Everybody of the halls whom we still know, in the order of their names."""
    rows = Registration.objects.filter(meeting=meeting, mode=Mode.IN_PERSON, state__in=COMING)
    rows = rows.filter(person__erased_at__isnull=True)
    registrations = list(rows.select_related("person__contact", "venue", "municipality"))
    return sorted(registrations, key=lambda row: (fold(_surname_first(row)), row.code))


def pdf(meeting: Meeting, registrations: list[Registration], language: str) -> bytes:
    """The list as PDF/UA. Raises InsideTransaction when a transaction is open."""
    with translation.override(language):
        return documents.compile(TEMPLATE, _sheet(meeting, registrations, language))


def _sheet(meeting: Meeting, registrations: list[Registration], language: str) -> dict[str, Any]:
    halls = []
    for venue in meeting.venues.all():
        here = [row for row in registrations if row.venue_id == venue.pk]
        with_place = [row for row in here if row.state in (State.CONFIRMED, State.ATTENDED)]
        rest = [row for row in here if row not in with_place]
        halls.append(
            {
                "name": ", ".join(str(part) for part in (venue.room, venue.name) if part),
                "groups": [
                    _group(_("Con un posto (%(number)s)"), with_place),
                    _group(_("Da confermare o in lista d'attesa (%(number)s)"), rest),
                ],
            }
        )
    return {
        "title": _("Elenco per l'ingresso: %(meeting)s") % {"meeting": meeting.title},
        "language": language,
        "demo": letter.demo_line(),
        "sender": str(meeting.process.body.name),
        "heading": _("Elenco per l'ingresso"),
        "about": f"{meeting.title} · {words.from_to(meeting.starts_at, meeting.ends_at)}",
        "columns": [_("Entra"), _("Nome"), _("Per chi"), _("Codice")],
        "halls": halls,
        "nobody": _("Nessuno."),
        "footer": _("Contiene dati personali: dopo l'incontro va distrutto."),
    }


def _group(heading: str, rows: list[Registration]) -> dict[str, Any]:
    return {
        "heading": heading % {"number": len(rows)},
        "rows": [
            {
                "name": _surname_first(row),
                "whom": row.delegate_of or str(row.municipality or ""),
                "code": codes.show(row.code),
                "inside": row.state == State.ATTENDED,
                "state": "" if row.state == State.CONFIRMED else row.get_state_display(),
            }
            for row in rows
        ],
    }


def _surname_first(row: Registration) -> str:
    """ "Ada Rossi" under R: the last word goes first, which is right for most and findable for all."""
    contact = links.contact_of(row)
    if contact is None:
        return _("Persona cancellata")
    first, _space, last = contact.name.strip().rpartition(" ")
    return f"{last} {first}".strip()
