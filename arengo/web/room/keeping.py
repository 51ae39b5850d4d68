"""What a telephone keeps so that the door goes on without network: who is expected, and what to say.

A place can be given away only by the server, which knows the line: without network who waits, is
registered online or came without a registration is told to wait a moment; who has a place enters.
"""

import base64
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from arengo.core import signing
from arengo.core.clock import process_time, words
from arengo.meetings.models import Venue
from arengo.registrations.models import Attendance, Mode, Registration
from arengo.registrations.operations.door import NotConfirmedYet, TicketCancelled
from arengo.web.room import door as shown

State = Registration.State
# What was kept goes this long after the meeting, if the page is opened again; signing out is sooner.
KEPT_AFTER: Final = timedelta(hours=12)


def to_keep(place: Venue) -> dict[str, Any]:
    """The list of a door, as JSON. Names, no addresses; as many queries for one person as for a thousand."""
    counts = shown.counts(place.meeting, place)
    kept_until = place.meeting.ends_at + KEPT_AFTER - process_time.now()
    return {
        "key": base64.b64encode(signing.public_key_der()).decode("ascii"),
        "keep_seconds": max(0, int(kept_until.total_seconds())),
        "inside": counts.inside,
        "safety": counts.safety_capacity,
        "arrived": counts.arrived,
        "expected": counts.expected,
        "answers": answers(),
        "people": [_row(one, place) for one in _expected(place)],
    }


def answers() -> dict[str, dict[str, str]]:
    """What the telephone says by itself, for each kind of person."""
    wait = _("Senza rete non possiamo dare un posto: chiedi di aspettare un momento qui accanto.")
    no, moment = {"colour": "red", "word": _("No")}, {"colour": "amber", "word": _("Un momento")}
    full = _("La sala ha raggiunto la capienza di sicurezza, con chi è entrato senza rete.")
    return {
        "enters": {"colour": "green", "word": _("Entra"), "sentence": _("Buon incontro.")},
        "in": {
            "colour": "amber",
            "word": _("Già entrata"),
            "sentence": _("Risulta già dentro. Se non è la stessa persona, chiama l'ufficio."),
        },
        "unconfirmed": {
            **moment,
            "sentence": str(NotConfirmedYet.SENTENCE),
            "tap": str(shown.TAPS[State.TO_CONFIRM]),
        },
        "waits": {**moment, "sentence": wait},
        "elsewhere": {**no, "sentence": _("Questo biglietto è per un'altra sede.")},
        "cancelled": {**no, "sentence": str(TicketCancelled.SENTENCE)},
        "replaced": {
            **no,
            "sentence": _("Questo biglietto è stato sostituito da uno più nuovo: chiedi l'ultimo."),
        },
        "unknown": {
            **moment,
            "sentence": _("Il biglietto è autentico, ma non è nell'elenco di questo telefono."),
            "tap": _("Fai entrare lo stesso"),
        },
        "false": {
            **no,
            "sentence": _("Non è un biglietto autentico. Cerca la persona per nome o per codice."),
        },
        "full": {**no, "sentence": full},
        "companion": {
            "colour": "green",
            "word": _("Entra"),
            "sentence": _("Una persona in più è dentro."),
        },
    }


def _expected(place: Venue) -> QuerySet[Registration]:
    inside = Attendance.objects.filter(mode=Mode.IN_PERSON, left_at__isnull=True)
    everybody = Registration.objects.filter(meeting=place.meeting)
    found = everybody.select_related("person__contact", "municipality")
    return found.prefetch_related(Prefetch("attendances", inside, to_attr="inside_now"))


def _row(registration: Registration, place: Venue) -> list[Any]:
    """[code, version, kind, name, whom they speak for, when they entered]"""
    contact = getattr(registration.person, "contact", None)
    inside: Iterable[Attendance] = registration.inside_now  # type: ignore[attr-defined]
    since = next((words.hour(attendance.entered_at) for attendance in inside), "")
    kind = "in" if since else _kind(registration, place)
    whom = registration.delegate_of or str(registration.municipality or "")
    # Names only of those who may enter here: the telephone may be lost.
    if kind not in ("enters", "unconfirmed", "in"):
        return [registration.code, registration.version, kind, "", "", ""]
    name = contact.name if contact else ""
    return [registration.code, registration.version, kind, name, whom, since]


def _kind(registration: Registration, place: Venue) -> str:
    if registration.state == State.CANCELLED:
        return "cancelled"
    if registration.mode == Mode.ONLINE or registration.seat_id is None:
        return "enters" if registration.state == State.ATTENDED else "waits"
    if registration.venue_id != place.pk:
        return "elsewhere"
    return "unconfirmed" if registration.state == State.TO_CONFIRM else "enters"
