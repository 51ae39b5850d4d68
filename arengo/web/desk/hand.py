"""One thing that needs a hand, as Oggi shows it."""

from dataclasses import dataclass, field
from typing import Final

URGENT: Final = "urgent"
SOON: Final = "soon"
TO_KNOW: Final = "know"


@dataclass(frozen=True)
class Hand:
    """Something to do or to know. `action` is (what the link says, where it leads)."""

    urgency: str
    icon: str
    title: str
    why: str
    actions: list[tuple[str, str]] = field(default_factory=list)
