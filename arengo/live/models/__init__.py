"""The evening: what is on (room)."""

from arengo.live.models.room import Caption, HelpRequest, Room, Span

__all__ = ["Caption", "HelpRequest", "Room", "Span"]
