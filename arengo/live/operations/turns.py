"""How a turn begins and ends, whoever makes it so: within the caller's transaction, room locked."""

from datetime import datetime

from arengo.live.models import Room, Span, SpeakingRequest, Turn
from arengo.live.operations.conferring import give_floor
from arengo.meetings.models import Speaker
from arengo.registrations.models import Mode

State = SpeakingRequest.State


def on_the_floor(room: Room) -> Turn | None:
    """Who has the floor now."""
    turns = Turn.objects.filter(room=room, ended_at__isnull=True)
    return turns.select_related("request__registration__person__contact", "speaker").first()


def begin(
    room: Room,
    span: Span,
    now: datetime,
    *,
    request: SpeakingRequest | None = None,
    speaker: Speaker | None = None,
    is_moderating: bool = False,
    seconds: int | None,
) -> Turn:
    """Give the floor; who had it no longer does."""
    end(room, now)
    turn = Turn.objects.create(
        room=room,
        span=span,
        request=request,
        speaker=speaker,
        is_moderating=is_moderating,
        began_at=now,
        given_seconds=seconds,
    )
    if request is not None:
        request.state = State.SPEAKING
        request.save(update_fields=["state"])
        let_be_heard(request, on=True)
    return turn


def end(room: Room, now: datetime) -> Turn | None:
    """End the turn of who has the floor; None when nobody has."""
    turn = on_the_floor(room)
    if turn is None:
        return None
    end_pause(turn, now)
    turn.ended_at = now
    turn.save(update_fields=["ended_at", "paused_at", "paused_seconds"])
    if turn.request is not None:
        turn.request.state, turn.request.ended_at = State.SPOKE, now
        turn.request.save(update_fields=["state", "ended_at"])
        let_be_heard(turn.request, on=False)
    return turn


def pause(turn: Turn, now: datetime) -> None:
    """Stop the clock of who has the floor; twice is once."""
    if turn.paused_at is None:
        turn.paused_at = now
        turn.save(update_fields=["paused_at"])


def resume(turn: Turn, now: datetime) -> None:
    """Let the clock of who has the floor run on; twice is once."""
    if turn.paused_at is not None:
        end_pause(turn, now)
        turn.save(update_fields=["paused_at", "paused_seconds"])


def at_the_table(room: Room) -> Turn | None:
    """The turn of who has the floor at the round table, whose time is that of its line.

    None in a plenary, where each has a time of their own.
    """
    turn = on_the_floor(room)
    return turn if turn is not None and turn.speaker_id is not None else None


def let_be_heard(request: SpeakingRequest, *, on: bool) -> None:
    """Who speaks from home is seen and heard while they have the floor, and no longer.

    In the hall there is a microphone for that.
    """
    if request.registration is not None and request.mode == Mode.ONLINE:
        give_floor(registration=request.registration, on=on, by="queue")


def end_pause(turn: Turn, now: datetime) -> None:
    """Count the pause that is on, if any; the caller saves."""
    if turn.paused_at is not None:
        turn.paused_seconds += max(0, round((now - turn.paused_at).total_seconds()))
        turn.paused_at = None
