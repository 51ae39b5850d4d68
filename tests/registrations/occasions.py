"""Every mail, on the occasion on which it leaves: a meeting, Ada with her awkward name, and the act."""

from collections.abc import Callable
from typing import Any

from arengo.core.outbox.mail import Mail
from arengo.meetings.models import Meeting
from arengo.registrations import emails, operations
from arengo.registrations.models import Registration
from tests.factories import make_meeting, moment
from tests.registrations.acts import (
    HALL,
    ONLINE,
    again,
    ask,
    fill,
    mail_leaves,
    place_of,
    take_part,
)

ADA = "Ada D'Angelo <b>"
SECRET_ROOM = "https://conference.example.com/secret-room"
ADVICE = "Collegati da PC o Mac.\n\nAutorizza telecamera e microfono."


def meeting(**fields: Any) -> Meeting:
    """The announced meeting with an external conference, and the office's advice."""
    fields.setdefault("hall", 2)
    return make_meeting(
        conference_url=SECRET_ROOM,
        conference_name="Zoom",
        online_advice={"it": ADVICE, "en": "Use a PC or a Mac."},
        **fields,
    )


def ada(mode: str = HALL, language: str = "it", **fields: Any) -> Registration:
    """Ada at a new meeting, confirmed."""
    return take_part(meeting(**fields), ADA, mode, language=language, email="ada@example.org")


def ada_waits(language: str = "it") -> Registration:
    full = meeting()
    fill(full)
    return take_part(full, ADA, language=language, email="ada@example.org")


def ada_is_offered_a_seat(language: str = "it") -> Registration:
    waiting = ada_waits(language)
    guest = Registration.objects.filter(meeting=waiting.meeting, state="confirmed").first()
    operations.cancel(registration=guest)
    return again(waiting)


def confirm(language: str, clock: Any) -> Mail | None:
    return emails.confirm(ask(meeting(), ADA, language=language, email="ada@example.org").pk)


def someone_else_here(language: str, clock: Any) -> Mail | None:
    first = take_part(meeting(), "Bruno Rossi", language=language, email="ada@example.org")
    mine = ask(first.meeting, ADA, language=language, email="ada@example.org")
    return emails.someone_else_here(mine.pk)


def place_confirmed(language: str, clock: Any) -> Mail | None:
    return emails.place_confirmed(ada(language=language).pk)


def place_confirmed_online(language: str, clock: Any) -> Mail | None:
    return emails.place_confirmed(ada(ONLINE, language).pk)


def waiting(language: str, clock: Any) -> Mail | None:
    return emails.waiting(ada_waits(language).pk)


def offer(language: str, clock: Any) -> Mail | None:
    return emails.offer(place_of(ada_is_offered_a_seat(language)).pk)


def offer_lapsed(language: str, clock: Any) -> Mail | None:
    offered = ada_is_offered_a_seat(language)
    mail_leaves()
    clock.to("2023-09-06 15:00")
    take_part(offered.meeting, "Carla Neri")
    take_part(offered.meeting, "Dario Bo")
    clock.to("2023-09-08 12:00")
    operations.lapse_offers()
    return emails.offer_lapsed(place_of(offered).pk)


def changed(language: str, clock: Any) -> Mail | None:
    moved = operations.change_mode(registration=ada(language=language), mode=ONLINE)
    return emails.changed(moved.pk, sequence=again(moved).sequence)


def cancelled(language: str, clock: Any) -> Mail | None:
    return emails.cancelled(operations.cancel(registration=ada(language=language)).pk)


def already_registered(language: str, clock: Any) -> Mail | None:
    return emails.already_registered(ada(language=language).pk)


def reminder_of_the_week(language: str, clock: Any) -> Mail | None:
    registration = ada(language=language)
    clock.to("2023-09-20 16:00")
    return emails.reminder(registration.pk, when="week")


def reminder_of_the_day(language: str, clock: Any) -> Mail | None:
    registration = ada(ONLINE, language)
    clock.to("2023-09-26 16:00")
    return emails.reminder(registration.pk, when="day")


REASON = {"it": "La sala è allagata.", "en": "The hall is flooded."}


def _told(registration: Registration, change: str) -> Mail | None:
    sequence = Meeting.objects.get(pk=registration.meeting_id).sequence
    return emails.meeting_changed(registration.pk, change=change, sequence=sequence)


def meeting_changed(language: str, clock: Any) -> Mail | None:
    registration = ada(language=language)
    operations.change_meeting_time(
        meeting=registration.meeting,
        starts_at=moment("2023-09-27 17:00"),
        ends_at=moment("2023-09-27 19:30"),
        reason=REASON,
        by="staff:1",
    )
    return _told(registration, "changed")


def meeting_postponed(language: str, clock: Any) -> Mail | None:
    registration = ada(language=language)
    operations.postpone_meeting(meeting=registration.meeting, reason=REASON, by="staff:1")
    return _told(registration, "postponed")


def meeting_online_only(language: str, clock: Any) -> Mail | None:
    registration = ada(language=language)
    operations.move_online_only(meeting=registration.meeting, reason=REASON, by="staff:1")
    return _told(registration, "online_only")


def meeting_cancelled(language: str, clock: Any) -> Mail | None:
    registration = ada(language=language)
    operations.cancel_meeting(meeting=registration.meeting, reason=REASON, by="staff:1")
    return _told(registration, "cancelled")


def thanks(language: str, clock: Any) -> Mail | None:
    registration = ada(ONLINE, language)
    clock.to("2023-09-27 16:05")
    operations.enter_online(registration=registration)
    clock.to("2023-09-28 09:00")
    return emails.thanks(registration.pk)


def substituted(language: str, clock: Any) -> Mail | None:
    registration = ada(language=language)
    operations.substitute(registration=registration, name="Bruno Rossi", email="bruno@example.org")
    return emails.substituted(registration.pk)


EVERY: list[Callable[[str, Any], Mail | None]] = [
    confirm,
    someone_else_here,
    place_confirmed,
    place_confirmed_online,
    waiting,
    offer,
    offer_lapsed,
    changed,
    cancelled,
    already_registered,
    reminder_of_the_week,
    reminder_of_the_day,
    meeting_changed,
    meeting_postponed,
    meeting_online_only,
    meeting_cancelled,
    thanks,
    substituted,
]
