"""Where the QR of a sheet to write on stands: who prints it and who reads pictures of it agree here."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Layout:
    """In millimetres: the page, and the QR with its white edge in the upper right corner."""

    width: float
    height: float
    qr_side: float
    qr_right: float
    qr_top: float


LAYOUT: Final = Layout(width=210, height=297, qr_side=28, qr_right=14, qr_top=12)

# What the QR of a side says at its end: which side. That of a receipt says nothing of it.
MARK: Final = "?f="


def marked(url: str, side: int) -> str:
    """What the QR of a side says: the address `url`, and which side it is."""
    return f"{url}{MARK}{side}"


def is_mark(text: str) -> bool:
    """True for what the QR of a side says."""
    return text[:-1].endswith(MARK) and text[-1:].isdigit()
