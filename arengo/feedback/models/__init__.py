"""What the office answers (replies); what it does to many voices at once, and how that is undone (acts)."""

from arengo.feedback.models.acts import BulkAct, BulkVoice
from arengo.feedback.models.replies import (
    Insistence,
    PaperLetter,
    RepliedVoice,
    Reply,
    StageClosing,
)

__all__ = [
    "BulkAct",
    "BulkVoice",
    "Insistence",
    "PaperLetter",
    "RepliedVoice",
    "Reply",
    "StageClosing",
]
