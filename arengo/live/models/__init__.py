"""The evening: what is on (room), who speaks (speaking)."""

from arengo.live.models.room import Caption, HelpRequest, Room, Span
from arengo.live.models.speaking import InvitationToWrite, SpeakerQueue, SpeakingRequest, Turn

__all__ = [
    "Caption",
    "HelpRequest",
    "InvitationToWrite",
    "Room",
    "Span",
    "SpeakerQueue",
    "SpeakingRequest",
    "Turn",
]
