"""The evening: what is on (room), who speaks (speaking), what people ask and vote on (asking)."""

from arengo.live.models.asking import AskedQuestion, Ballot, Poll, PollOption, QuestionSupport
from arengo.live.models.room import Caption, HelpRequest, Room, Span
from arengo.live.models.speaking import InvitationToWrite, SpeakerQueue, SpeakingRequest, Turn

__all__ = [
    "AskedQuestion",
    "Ballot",
    "Caption",
    "HelpRequest",
    "InvitationToWrite",
    "Poll",
    "PollOption",
    "QuestionSupport",
    "Room",
    "Span",
    "SpeakerQueue",
    "SpeakingRequest",
    "Turn",
]
