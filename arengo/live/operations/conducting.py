"""Conducting the evening: what begins, pauses, lasts longer, ends. The real hours stay."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.live import rooms
from arengo.live.models import Room, Span
from arengo.live.operations import spans, turns
from arengo.live.operations.spans import ON_AIR
from arengo.live.queries import line_after, line_with_key
from arengo.live.refusals import NothingOn, ProgrammeIsOver, SomebodyWasFaster
from arengo.meetings.models import Meeting, Sitting
from arengo.meetings.running_order import Line

MOST_EXTENDED: Final = timedelta(hours=3)


@transaction.atomic
def begin(*, meeting: Meeting, key: str, seen: int | None, by: str) -> Span:
    """Put the line of the programme with this key on; what was on ends at the same moment.

    `seen` is the id of what was on as the page showed it (None: nothing). Beginning what is already
    on changes nothing. Raises NoSuchLine, SomebodyWasFaster, NotTheDay, MeetingIsClosed.
    """
    room = rooms.lock_open(meeting)
    line = line_with_key(meeting, key)
    return _put_on(room, line, seen, by)


@transaction.atomic
def go_on(*, meeting: Meeting, seen: int | None, by: str) -> Span:
    """Put on the line that follows the one that is on, or the first.

    Raises ProgrammeIsOver after the last one, SomebodyWasFaster, NotTheDay, MeetingIsClosed.
    """
    room = rooms.lock_open(meeting)
    current = spans.on_now(room)
    _check_seen(current, seen)
    line = line_after(meeting, current or _last(room))
    if line is None:
        raise ProgrammeIsOver
    return _put_on(room, line, seen, by)


@transaction.atomic
def pause(*, meeting: Meeting, seen: int | None, by: str) -> Span:
    """Stop the clock of what is on, and of who speaks at a round table. Twice is once.

    Raises NothingOn, SomebodyWasFaster and kin.
    """
    room, span = _current(meeting, seen)
    if span.paused_at is not None:
        return span
    span.paused_at = process_time.now()
    span.save(update_fields=["paused_at"])
    if turn := turns.at_the_table(room):
        turns.pause(turn, span.paused_at)
    return _changed(room, span, "paused", by)


@transaction.atomic
def resume(*, meeting: Meeting, seen: int | None, by: str) -> Span:
    """Let the clock run on, and that of who speaks at a round table. Twice is once.

    Raises NothingOn, SomebodyWasFaster and kin.
    """
    room, span = _current(meeting, seen)
    if span.paused_at is None:
        return span
    now = process_time.now()
    spans.end_pause(span, now)
    span.save(update_fields=["paused_at", "paused_seconds"])
    if turn := turns.at_the_table(room):
        turns.resume(turn, now)
    return _changed(room, span, "resumed", by)


@transaction.atomic
def extend(*, meeting: Meeting, minutes: int, seen: int | None, by: str) -> Span:
    """Give what is on some minutes more, three hours at most in all; a voice of the round table has
    them too.

    Raises ValueError for a number of minutes that is not positive, NothingOn and kin.
    """
    if minutes <= 0:
        raise ValueError("an extension is of a minute at least")
    room, span = _current(meeting, seen)
    longest = int(MOST_EXTENDED.total_seconds())
    before = span.extended_seconds
    span.extended_seconds = min(before + minutes * 60, longest)
    span.save(update_fields=["extended_seconds"])
    turn = turns.at_the_table(room)
    if turn is not None and turn.given_seconds is not None:
        turn.given_seconds += span.extended_seconds - before
        turn.save(update_fields=["given_seconds"])
    return _changed(room, span, "extended", by, minutes=minutes)


@transaction.atomic
def stop(*, meeting: Meeting, seen: int | None, by: str) -> Span:
    """End what is on without putting anything in its place: an interval, a wait.

    Raises NothingOn, SomebodyWasFaster and kin.
    """
    room, span = _current(meeting, seen)
    spans.end(span, process_time.now())
    return _changed(room, span, "ended", by)


def _last(room: Room) -> Span | None:
    return room.spans.select_related("sitting", "item").last()


def _current(meeting: Meeting, seen: int | None) -> tuple[Room, Span]:
    room = rooms.lock_open(meeting)
    span = spans.on_now(room)
    if span is None:
        raise NothingOn
    _check_seen(span, seen)
    return room, span


def _check_seen(current: Span | None, seen: int | None) -> None:
    if (current.pk if current else None) != seen:
        raise SomebodyWasFaster


def _put_on(room: Room, line: Line, seen: int | None, by: str) -> Span:
    current = spans.on_now(room)
    if current is not None and _is_on(current, line):
        return current
    _check_seen(current, seen)
    now = process_time.now()
    if current is not None:
        spans.end(current, now)
    span = Span.objects.create(
        room=room,
        sitting=line.sitting,
        item=line.item,
        began_at=now,
        planned_seconds=line.minutes * 60 if line.minutes else None,
    )
    if line.sitting.kind == Sitting.Kind.ROUND_TABLE and line.speakers:
        turns.begin(room, span, now, speaker=line.speakers[0], seconds=span.planned_seconds)
    return _changed(room, span, "began", by)


def _is_on(span: Span, line: Line) -> bool:
    item = line.item.pk if line.item else None
    return (span.sitting_id, span.item_id) == (line.sitting.pk, item)


def _changed(room: Room, span: Span, what: str, by: str, **facts: int) -> Span:
    line = f"{span.sitting.key}/{span.item.key}" if span.item else span.sitting.key
    about = {"line": line, **facts}
    record(kind=f"room.{what}", subject=rooms.subject_of(room), by=by, facts=about)
    rooms.tell(room, *ON_AIR)
    return span
