"""Giving the floor: the next, the chair's exceptions, the clock of a turn, the rule of the queue."""

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.live import rooms
from arengo.live.models import Room, SpeakerQueue, SpeakingRequest, Turn
from arengo.live.operations import turns
from arengo.live.operations.speaking import State, open_queue
from arengo.live.order import Rule
from arengo.live.refusals import (
    AlreadyHeard,
    NobodyHasTheFloor,
    NobodyWaits,
    NoPlenary,
    NothingWritten,
    SomebodyWasFaster,
)
from arengo.live.speakers import queue_today, spoke_for
from arengo.meetings.models import Meeting, Sitting

MORE_SECONDS = 60
SHORTEST_TURN, LONGEST_TURN = 10, 3600


@transaction.atomic
def call_next(*, meeting: Meeting, seen: int | None, by: str) -> Turn:
    """Give the floor to the first of the queue; who has it ends.

    `seen` is the id of the turn that the page showed, None for nobody. Raises NoPlenary while no
    plenary is on, NobodyWaits, SomebodyWasFaster and kin.
    """
    room = rooms.lock_open(meeting)
    span = room.spans.select_related("sitting").filter(ended_at__isnull=True).first()
    if span is None or span.sitting.kind != Sitting.Kind.PLENARY:
        raise NoPlenary
    check_seen(room, seen)
    queue = SpeakerQueue.objects.filter(sitting=span.sitting).first()
    first = queue_today(queue).first if queue else None
    if queue is None or first is None:
        raise NobodyWaits
    now = process_time.now()
    turn = turns.begin(room, span, now, request=first, seconds=queue.turn_seconds)
    return turn_changed(turn, "given", by)


@transaction.atomic
def end_turn(*, meeting: Meeting, seen: int | None, by: str) -> Turn:
    """Who has the floor has finished. Raises NobodyHasTheFloor, SomebodyWasFaster."""
    room, turn = _current(meeting, seen)
    ended = turns.end(room, process_time.now())
    return turn_changed(ended or turn, "ended", by)


@transaction.atomic
def pause_turn(*, meeting: Meeting, seen: int | None, by: str) -> Turn:
    """Stop the clock of who speaks. Twice is once. Raises as `end_turn`."""
    _room, turn = _current(meeting, seen)
    if turn.paused_at is not None:
        return turn
    turns.pause(turn, process_time.now())
    return turn_changed(turn, "paused", by)


@transaction.atomic
def resume_turn(*, meeting: Meeting, seen: int | None, by: str) -> Turn:
    """Let the clock of who speaks run on. Twice is once. Raises as `end_turn`."""
    _room, turn = _current(meeting, seen)
    if turn.paused_at is None:
        return turn
    turns.resume(turn, process_time.now())
    return turn_changed(turn, "resumed", by)


@transaction.atomic
def extend_turn(*, meeting: Meeting, seen: int | None, by: str) -> Turn:
    """Give who speaks a minute more, an hour at most in all; who had no limit, a minute from now.

    Raises as `end_turn`.
    """
    _room, turn = _current(meeting, seen)
    given = spoke_for(turn) if turn.given_seconds is None else turn.given_seconds
    turn.given_seconds = max(given, min(given + MORE_SECONDS, LONGEST_TURN))
    turn.save(update_fields=["given_seconds"])
    return turn_changed(turn, "extended", by)


@transaction.atomic
def let_pass(*, request: SpeakingRequest, reason: str, by: str) -> SpeakingRequest:
    """The chair's exception: somebody passes before the others, and everybody can read why.

    Raises NothingWritten without a reason, NobodyWaits when they no longer wait.
    """
    room = rooms.lock(request.queue.room.meeting)
    row = SpeakingRequest.objects.get(pk=request.pk)
    if row.state != State.WAITING:
        raise NobodyWaits
    row.let_pass_reason = " ".join(reason.split())[:200]
    if not row.let_pass_reason:
        raise NothingWritten
    row.let_pass_at = row.let_pass_at or process_time.now()
    row.save(update_fields=["let_pass_at", "let_pass_reason"])
    return _request_changed(room, row, "let_pass", by)


@transaction.atomic
def note_absent(*, request: SpeakingRequest, by: str) -> SpeakingRequest:
    """Called, and not there: out of the queue, free to ask again. Raises NobodyWaits, and AlreadyHeard
    when something that they said is written down.

    A turn that was just given to them never was.
    """
    room = rooms.lock(request.queue.room.meeting)
    row = SpeakingRequest.objects.get(pk=request.pk)
    if row.state not in (State.WAITING, State.SPEAKING):
        raise NobodyWaits
    given = Turn.objects.filter(request=row, ended_at__isnull=True)
    if given.filter(notes__isnull=False).exists():
        raise AlreadyHeard
    given.delete()
    turns.let_be_heard(row, on=False)
    row.state, row.ended_at = State.ABSENT, process_time.now()
    row.save(update_fields=["state", "ended_at"])
    rooms.tell(room, "turn")
    return _request_changed(room, row, "absent", by)


@transaction.atomic
def choose_rule(*, meeting: Meeting, rule: Rule, by: str) -> SpeakerQueue:
    """The chair chooses how the next one is found; from now, for who already waits too.

    Raises NoPlenary, NotTheDay, MeetingIsClosed.
    """
    queue = _queue(meeting)
    if queue.rule != rule:
        queue.rule = rule
        queue.save(update_fields=["rule"])
        _queue_changed(queue, "rule", by, rule=str(rule))
    return queue


@transaction.atomic
def open_or_close_queue(*, meeting: Meeting, is_open: bool, by: str) -> SpeakerQueue:
    """Whether one may still ask to speak. Raises NoPlenary, NotTheDay, MeetingIsClosed."""
    queue = _queue(meeting)
    if queue.is_open != is_open:
        queue.is_open = is_open
        queue.save(update_fields=["is_open"])
        _queue_changed(queue, "opened" if is_open else "closed", by)
    return queue


@transaction.atomic
def set_turn_length(*, meeting: Meeting, seconds: int, by: str) -> SpeakerQueue:
    """How long a turn lasts, in seconds, from the next one; between ten seconds and an hour.

    Raises NoPlenary, NotTheDay, MeetingIsClosed.
    """
    queue = _queue(meeting)
    queue.turn_seconds = max(SHORTEST_TURN, min(seconds, LONGEST_TURN))
    queue.save(update_fields=["turn_seconds"])
    _queue_changed(queue, "length", by, seconds=queue.turn_seconds)
    return queue


def _queue(meeting: Meeting) -> SpeakerQueue:
    room = rooms.lock_open(meeting)
    return open_queue(room, SpeakingRequest.Kind.POINT_OF_ORDER)


def _current(meeting: Meeting, seen: int | None) -> tuple[Room, Turn]:
    room = rooms.lock_open(meeting)
    turn = turns.on_the_floor(room)
    if turn is None:
        raise NobodyHasTheFloor
    check_seen(room, seen)
    return room, turn


def check_seen(room: Room, seen: int | None) -> None:
    """Raise SomebodyWasFaster unless the turn that the page showed, None for nobody, is still on."""
    turn = turns.on_the_floor(room)
    if (turn.pk if turn else None) != seen:
        raise SomebodyWasFaster


def turn_changed(turn: Turn, what: str, by: str) -> Turn:
    """Write down that something happened to a turn, and tell who looks."""
    who = f"request:{turn.request_id}" if turn.request_id else f"speaker:{turn.speaker_id}"
    record(kind=f"turn.{what}", subject=who, by=by, facts={"turn": turn.pk})
    rooms.tell(turn.room, "turn", "queue")
    return turn


def _request_changed(room: Room, request: SpeakingRequest, what: str, by: str) -> SpeakingRequest:
    record(kind=f"speaking.{what}", subject=f"request:{request.pk}", by=by, facts={})
    rooms.tell(room, "queue")
    return request


def _queue_changed(queue: SpeakerQueue, what: str, by: str, **facts: str | int) -> None:
    record(kind=f"queue.{what}", subject=f"queue:{queue.pk}", by=by, facts=facts)
    rooms.tell(queue.room, "queue")
