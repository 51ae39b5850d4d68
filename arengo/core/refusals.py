"""Refusals: what cannot be done, told in a sentence that says what to do instead."""

from typing import ClassVar

from django.utils.functional import Promise


class Refusal(Exception):
    """An operation was refused. `sentence` is for the person; `status` is the page's HTTP status.

    Each package defines its own beside the operation; one middleware turns them into pages. A kind
    of refusal says its SENTENCE, which a more exact one may replace.
    """

    status = 409
    SENTENCE: ClassVar[str | Promise] = ""

    def __init__(self, sentence: str | Promise = "") -> None:
        self.sentence = sentence or self.SENTENCE
        super().__init__(str(self.sentence))


class NotForYou(Refusal):
    """The object exists, but not for this user: the page says what to do, never what it holds."""

    status = 403
