"""From when to when somebody took part: the union of the stretches in the hall and online."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from arengo.live import rooms
from arengo.live.models import Span
from arengo.meetings.models import Meeting, Sitting
from arengo.registrations.models import Attendance, Registration

Stretch = tuple[datetime, datetime]
A_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Stay:
    """For how many whole minutes, in which of the two modes most of them, and from when to when."""

    mode: str
    minutes: int
    stretches: list[Stretch]


def began_at(meeting: Meeting) -> datetime:
    """When the meeting really began: with the first part, early or late.

    Where the first thing noted is a later part, nobody thought of the console at the beginning: then
    it began at the hour that all were told, unless even the later part was on before it.
    """
    noted = Span.objects.filter(room__meeting=meeting).order_by("began_at", "id").first()
    if noted is None:
        return meeting.starts_at
    if noted.sitting_id == _first_part(meeting):
        return noted.began_at
    return min(noted.began_at, meeting.starts_at)


def ended_at(meeting: Meeting) -> datetime:
    """When the meeting really ended: at its closing, else as it was planned.

    A closing that nobody thought of, hours later, says nothing of when people left.
    """
    closed_at = rooms.room_of(meeting).closed_at
    if closed_at is None or closed_at >= meeting.ends_at + rooms.STAYS_OPEN_AFTER:
        return meeting.ends_at
    return closed_at


def stay_of(registration: Registration) -> Stay | None:
    """How long somebody was there, between beginning and end; None for less than a minute.

    An online stay that is still open lasts until its page was last heard of; one that is not
    measured, and one in the hall, to the end.
    """
    meeting = registration.meeting
    first, last = began_at(meeting), ended_at(meeting)
    found: dict[str, list[Stretch]] = {}
    for row in Attendance.objects.filter(registration=registration):
        heard_until = None if meeting.conference_url else row.seen_at
        until = row.left_at or heard_until or last
        found.setdefault(row.mode, []).append((max(row.entered_at, first), min(until, last)))
    everything = union(stretch for stretches in found.values() for stretch in stretches)
    # A page that was opened for some seconds would read "dalle 17 alle 17".
    together = [(start, end) for start, end in everything if end - start >= A_MINUTE]
    if not together:
        return None
    minutes = length(together) // A_MINUTE
    mode = max(found, key=lambda mode: length(found[mode]))
    return Stay(mode=mode, minutes=minutes, stretches=together)


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in order, those that overlap or touch as one; without those of no length."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def length(stretches: Iterable[Stretch]) -> timedelta:
    """How long the union of some stretches is: what overlaps counts once."""
    return sum((end - start for start, end in union(stretches)), timedelta())


def _first_part(meeting: Meeting) -> int | None:
    return Sitting.objects.filter(meeting=meeting).values_list("pk", flat=True).first()
