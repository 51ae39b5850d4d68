"""The verbs of replies."""

from arengo.feedback.operations.closing import close_stage
from arengo.feedback.operations.drafting import change_reply, discard_reply, draft_reply
from arengo.feedback.operations.forgetting import forget_insisters, forget_sheet_pictures
from arengo.feedback.operations.insisting import TEXT_AT_MOST, insist
from arengo.feedback.operations.joining import merge, put_together, split, unmerge
from arengo.feedback.operations.letters import forget_paper_letters, print_letters
from arengo.feedback.operations.many import (
    hold_back_many,
    publish_many,
    read_many,
    refuse_many,
    undo_many,
)
from arengo.feedback.operations.publishing import publish_replies, review_reply

__all__ = [
    "TEXT_AT_MOST",
    "change_reply",
    "close_stage",
    "discard_reply",
    "draft_reply",
    "forget_insisters",
    "forget_paper_letters",
    "forget_sheet_pictures",
    "hold_back_many",
    "insist",
    "merge",
    "print_letters",
    "publish_many",
    "publish_replies",
    "put_together",
    "read_many",
    "refuse_many",
    "review_reply",
    "split",
    "undo_many",
    "unmerge",
]
