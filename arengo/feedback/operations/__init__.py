"""The verbs of replies."""

from arengo.feedback.operations.drafting import change_reply, discard_reply, draft_reply
from arengo.feedback.operations.forgetting import forget_insisters
from arengo.feedback.operations.insisting import TEXT_AT_MOST, insist
from arengo.feedback.operations.joining import merge, put_together, split, unmerge
from arengo.feedback.operations.publishing import publish_replies, review_reply

__all__ = [
    "TEXT_AT_MOST",
    "change_reply",
    "discard_reply",
    "draft_reply",
    "forget_insisters",
    "insist",
    "merge",
    "publish_replies",
    "put_together",
    "review_reply",
    "split",
    "unmerge",
]
