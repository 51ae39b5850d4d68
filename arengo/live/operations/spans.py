"""What is on, and how it ends: within the caller's transaction, room locked."""

from datetime import datetime
from typing import Final

from arengo.live.models import Room, Span
from arengo.live.operations import turns

# What changes for who looks when something else is on.
ON_AIR: Final = ("now", "programme", "turn", "queue")


def on_now(room: Room) -> Span | None:
    """What is on; None between one thing and the next."""
    return (
        room.spans.filter(ended_at__isnull=True)
        .select_related("sitting__moderator", "item")
        .first()
    )


def end(span: Span, now: datetime) -> None:
    """End it, and the turn of who has the floor with it."""
    if span.paused_at is not None:
        end_pause(span, now)
    span.ended_at = now
    span.save(update_fields=["ended_at", "paused_at", "paused_seconds"])
    turns.end(span.room, now)


def end_pause(span: Span, now: datetime) -> None:
    """Count the pause that is on; the caller saves."""
    paused_at = span.paused_at or now
    span.paused_seconds += max(0, round((now - paused_at).total_seconds()))
    span.paused_at = None
