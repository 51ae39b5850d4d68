"""Refusals: what cannot be done, told in a sentence that says what to do instead."""

from django.utils.functional import Promise


class Refusal(Exception):
    """An operation was refused. `sentence` is for the person; `status` is the page's HTTP status.

    Each package defines its own beside the operation; one middleware turns them into pages.
    """

    status = 409

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class NotForYou(Refusal):
    """The object exists, but not for this user: the page says what to do, never what it holds."""

    status = 403
