"""What a rendered mail is."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file of a mail. `parameters` go into its Content-Type (e.g. {"method": "REQUEST"})."""

    name: str
    content: bytes
    mimetype: str
    parameters: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail ready to go to one address. `secrets` are the links that the desk sees masked.

    `held_until`: not before this moment of the process clock. It waits until then as if nobody had
    tried it, and is written anew, or dropped, when its time comes.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    language: str = "it"
    attachments: tuple[Attachment, ...] = ()
    reply_to: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    held_until: datetime | None = None


def unsubscribe_headers(url: str) -> dict[str, str]:
    """The headers by which a mail program offers a button to have no more of this (RFC 2369, 8058).

    `url` is a page with a button; a program may also POST to it `List-Unsubscribe=One-Click`.
    """
    return {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
