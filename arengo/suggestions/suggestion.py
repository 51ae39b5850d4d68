"""What a method says of one text, in a form that can be stored, shown and made again."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A label that may be right, and how likely it is; None where the method cannot know that.

    `because` holds the words of the text that speak for it, where the method goes by words.
    """

    label: str
    confidence: float | None = None
    because: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """The method's answer: `label`, or None when it is not sure enough and leaves it to people.

    `candidates` are the likeliest first, also when it abstains. The same text, method and version
    give the same answer again.
    """

    label: str | None
    candidates: tuple[Candidate, ...]
    method: str
    version: str
