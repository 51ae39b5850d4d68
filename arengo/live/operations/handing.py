"""Handing the floor at the round table: from a voice to the next, and to who moderates."""

from datetime import datetime

from django.db import transaction

from arengo.core.clock import process_time
from arengo.live import rooms
from arengo.live.models import Room, Span, Turn
from arengo.live.operations import spans, turns
from arengo.live.operations.flooring import check_seen, turn_changed
from arengo.live.queries import ends_at
from arengo.live.refusals import NobodyModerates, NoRoundTable, NotAVoiceOfThis
from arengo.meetings.models import Meeting, Sitting, Speaker


@transaction.atomic
def hear_voice(*, meeting: Meeting, speaker: Speaker, seen: int | None, by: str) -> Turn:
    """Give the floor to a voice of the line that is on, for what is left of its time; also again.

    Who has the floor ends at the same moment. `seen` is the id of the turn that the page showed, None
    for nobody; to whom already has it nothing changes. Raises NoRoundTable, NotAVoiceOfThis,
    SomebodyWasFaster, NotTheDay, MeetingIsClosed.
    """
    room, span = _table(meeting)
    if span.item is None or not span.item.speakers.filter(pk=speaker.pk).exists():
        raise NotAVoiceOfThis
    return _hear(room, span, speaker, seen, by)


@transaction.atomic
def hear_moderator(*, meeting: Meeting, seen: int | None, by: str) -> Turn:
    """Give the floor to who moderates what is on, without a limit.

    Otherwise as `hear_voice`. Raises NoRoundTable, NobodyModerates, SomebodyWasFaster and kin.
    """
    room, span = _table(meeting)
    moderator = span.sitting.moderator
    if moderator is None:
        raise NobodyModerates
    return _hear(room, span, moderator, seen, by, is_moderating=True)


def _table(meeting: Meeting) -> tuple[Room, Span]:
    room = rooms.lock_open(meeting)
    span = spans.on_now(room)
    if span is None or span.sitting.kind != Sitting.Kind.ROUND_TABLE:
        raise NoRoundTable
    return room, span


def _hear(
    room: Room,
    span: Span,
    speaker: Speaker,
    seen: int | None,
    by: str,
    *,
    is_moderating: bool = False,
) -> Turn:
    has_it = turns.on_the_floor(room)
    if has_it and (has_it.speaker, has_it.is_moderating) == (speaker, is_moderating):
        return has_it
    check_seen(room, seen)
    now = process_time.now()
    seconds = None if is_moderating else _left(span, now)
    turn = turns.begin(
        room, span, now, speaker=speaker, is_moderating=is_moderating, seconds=seconds
    )
    return turn_changed(turn, "given", by)


def _left(span: Span, now: datetime) -> int | None:
    """The seconds that are left of a line; None when it has no length, or is over it already."""
    end = ends_at(span)
    left = round((end - now).total_seconds()) if end else 0
    return left if left > 0 else None
