"""How far an evening is: what is on, who came, who spoke, what was written."""

from dataclasses import dataclass

from arengo.live import rooms
from arengo.live.models import Span, Statement, Turn
from arengo.live.queries import evening_of
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration
from arengo.rehearsal.refusals import AlreadyHeld


@dataclass(frozen=True)
class SoFar:
    """What a rehearsal tells while it goes on. `on` is empty before, after and between the parts."""

    on: str
    is_closed: bool
    came: int
    spoke: int
    wrote: int


def so_far(meeting: Meeting) -> SoFar:
    """The evening as it is now, also with what was done by hand."""
    now = evening_of(meeting).now
    present = Registration.objects.filter(meeting=meeting, state=Registration.State.ATTENDED)
    return SoFar(
        on=str(now.line.title) if now else "",
        is_closed=rooms.room_of(meeting).closed_at is not None,
        came=present.count(),
        spoke=Turn.objects.filter(room__meeting=meeting, is_moderating=False).count(),
        wrote=Statement.objects.filter(room__meeting=meeting).count(),
    )


def check_not_held(meeting: Meeting, done: int) -> None:
    """Raise AlreadyHeld for an evening begun by hand before its rehearsal, which did `done` acts."""
    if done == 0 and Span.objects.filter(room__meeting=meeting).exists():
        raise AlreadyHeld
    if done == 0 and rooms.room_of(meeting).closed_at is not None:
        raise AlreadyHeld
