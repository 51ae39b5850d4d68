"""What a mailbox does from which mails are taken in, whichever it is.

At least once: a mail is new until it was taken, and is taken only after somebody stored it. Nothing
is ever deleted there: what was taken is marked, and a person still finds it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Final, Self

# What is larger is not fetched: its head says from whom it is, and it can be asked for another way.
MAX_BYTES: Final = 50 * 1024 * 1024
# Of a mailbox with years in it, some at a time.
AT_ONCE: Final = 50


class Trouble(StrEnum):
    """What is wrong with a mailbox."""

    UNREACHABLE = "unreachable"  # it does not answer, or not in time, or not as a mailbox does
    NOT_SAFE = "not_safe"  # it does not prove who it is, or speaks only in clear
    NOT_LET_IN = "not_let_in"  # it does not know the name or the password
    NO_FOLDER = "no_folder"  # it has no folder of this name
    CUT_OFF = "cut_off"  # the line broke; what was taken until then is taken


class InboxTrouble(Exception):
    """The mailbox cannot be read now; it can be tried again."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble.value} {detail}".strip())
        self.trouble, self.detail = trouble, detail


@dataclass(frozen=True, kw_only=True)
class NewMail:
    """A mail that nobody took yet. `is_whole`: false for one too large, of which only the head is here."""

    key: str
    size: int
    content: bytes
    is_whole: bool


class Inbox(ABC):
    """A mailbox, open as long as the block. Its verbs raise InboxTrouble, and InsideTransaction."""

    @abstractmethod
    def open(self) -> None:
        """Go in."""

    @abstractmethod
    def close(self) -> None:
        """Go out; raises nothing."""

    @abstractmethod
    def new(self, limit: int = AT_ONCE) -> Iterator[NewMail]:
        """The mails that nobody took, the oldest first, each fetched when it is asked for."""

    @abstractmethod
    def take(self, mail: NewMail) -> None:
        """It is stored: it is new no longer."""

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
