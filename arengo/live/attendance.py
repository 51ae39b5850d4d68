"""For how long somebody took part: the union of the stretches in the hall and online."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from arengo.live import rooms
from arengo.meetings.models import Meeting
from arengo.registrations.models import Attendance, Registration

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class Stay:
    """For how many whole minutes, and in which of the two modes most of them."""

    mode: str
    minutes: int


def ended_at(meeting: Meeting) -> datetime:
    """When the meeting really ended: at its closing, else as it was planned."""
    return rooms.room_of(meeting).closed_at or meeting.ends_at


def stay_of(registration: Registration) -> Stay | None:
    """How long somebody was there, between beginning and end; None for less than a minute."""
    meeting = registration.meeting
    first, last = meeting.starts_at, ended_at(meeting)
    found: dict[str, list[Stretch]] = {}
    for row in Attendance.objects.filter(registration=registration):
        stretch = max(row.entered_at, first), min(row.left_at or last, last)
        found.setdefault(row.mode, []).append(stretch)
    everything = [stretch for stretches in found.values() for stretch in stretches]
    minutes = int(length(everything).total_seconds() // 60)
    if minutes < 1:
        return None
    return Stay(mode=max(found, key=lambda mode: length(found[mode])), minutes=minutes)


def length(stretches: Iterable[Stretch]) -> timedelta:
    """How long the union of some stretches is: what overlaps counts once."""
    total, reached = timedelta(), None
    for start, end in sorted(stretches):
        start = max(start, reached) if reached else start
        if end > start:
            total, reached = total + (end - start), end
    return total
