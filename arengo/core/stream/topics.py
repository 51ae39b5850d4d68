"""What a reader follows, and the grant by which one may: a signed name, no session, no query."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.core import signing

SALT = "arengo.core.stream"
# An evening, its preparation and its end.
GRANTED_FOR = timedelta(hours=14)


class Topic(NamedTuple):
    """A channel as it is shown in one view and one language: drawn once for all its readers."""

    channel: str
    view: str
    language: str


class BadGrant(Exception):
    """The grant is not ours, or is too old."""


class UnknownPart(LookupError):
    """A view does not show this part: nothing is sent, nothing is wrong."""


# Draws a part of a topic as it is now, as HTML. Raises UnknownPart.
Draw = Callable[[Topic, str], str]


def grant(topic: Topic) -> str:
    """The word by which whoever has it may follow `topic` for some hours."""
    return signing.dumps(list(topic), salt=SALT)


def granted(token: str) -> Topic:
    """The topic of a grant. Raises BadGrant."""
    try:
        return Topic(*signing.loads(token, salt=SALT, max_age=GRANTED_FOR))
    except signing.BadSignature as error:
        raise BadGrant from error
