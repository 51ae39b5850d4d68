"""The end of the evening: by who conducts it, or by the worker when nobody thought of it."""

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.live import rooms
from arengo.live.models import Minutes, Poll, Room
from arengo.live.operations import spans, unserved
from arengo.live.operations.spans import ON_AIR
from arengo.live.refusals import TooLateToReopen
from arengo.meetings.models import Meeting
from arengo.registrations.operations import mark_over


@transaction.atomic
def close_meeting(*, meeting: Meeting, by: str) -> Room:
    """End the evening, and what is on with it. Twice is once. Raises NotTheDay.

    Who still waits to speak is invited to write: their requests are counted as not served.
    """
    rooms.check_day(meeting)
    return _close(meeting, by)


@transaction.atomic
def reopen_meeting(*, meeting: Meeting, by: str) -> Room:
    """Take back a closing that was a mistake: who waited waits again. Twice is once.

    Raises NotTheDay, and TooLateToReopen once the resoconto is read: it is not made anew.
    """
    rooms.check_day(meeting)
    room = rooms.lock(meeting)
    if room.closed_at is None:
        return room
    if Minutes.objects.filter(meeting=meeting).exclude(state=Minutes.State.DRAFT).exists():
        raise TooLateToReopen
    room.closed_at = None
    room.save(update_fields=["closed_at"])
    unserved.take_back(room)
    record(kind="room.reopened", subject=rooms.subject_of(room), by=by, facts={})
    rooms.tell(room, *ON_AIR)
    return room


def close_forgotten_rooms() -> int:
    """Close the evenings that nobody closed, some hours after their end: who waited is not lost."""
    over = process_time.now() - rooms.STAYS_OPEN_AFTER
    forgotten = Room.objects.filter(
        closed_at__isnull=True, meeting__ends_at__lte=over, spans__isnull=False
    )
    found = list(forgotten.select_related("meeting").distinct())
    for room in found:
        _close_forgotten(room.meeting)
    return len(found)


@transaction.atomic
def _close_forgotten(meeting: Meeting) -> None:
    _close(meeting, "system")


def _close(meeting: Meeting, by: str) -> Room:
    room = rooms.lock(meeting)
    if room.closed_at is not None:
        return room
    room.closed_at = process_time.now()
    current = spans.on_now(room)
    if current is not None:
        spans.end(current, room.closed_at)
    room.save(update_fields=["closed_at"])
    # Nobody votes once it is over: the results can be shown.
    room.polls.filter(state=Poll.State.OPEN).update(
        state=Poll.State.CLOSED, closed_at=room.closed_at
    )
    mark_over(meeting=meeting, at=room.closed_at)
    facts = {"unserved": unserved.invite(room, room.closed_at)}
    record(kind="room.closed", subject=rooms.subject_of(room), by=by, facts=facts)
    rooms.tell(room, *ON_AIR, "polls", "ballots")
    return room
