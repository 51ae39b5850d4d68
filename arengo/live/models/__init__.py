"""The evening: what is on (room), who speaks (speaking), what is asked and voted on (asking), written (writing),
who sees and hears whom (conference), and what is left of it (minutes).
"""

from arengo.live.models.asking import AskedQuestion, Ballot, Poll, PollOption, QuestionSupport
from arengo.live.models.conference import ConferencePlace, Floor, Signal, SoundCheck
from arengo.live.models.minutes import Certificate, Correction, Minutes
from arengo.live.models.room import Caption, HelpRequest, Room, Span
from arengo.live.models.speaking import InvitationToWrite, SpeakerQueue, SpeakingRequest, Turn
from arengo.live.models.writing import Horizon, Note, Statement

__all__ = [
    "AskedQuestion",
    "Ballot",
    "Caption",
    "Certificate",
    "ConferencePlace",
    "Correction",
    "Floor",
    "HelpRequest",
    "Horizon",
    "InvitationToWrite",
    "Minutes",
    "Note",
    "Poll",
    "PollOption",
    "QuestionSupport",
    "Room",
    "Signal",
    "SoundCheck",
    "Span",
    "SpeakerQueue",
    "SpeakingRequest",
    "Statement",
    "Turn",
]
