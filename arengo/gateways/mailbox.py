"""The demo's mailbox: mails are written as files in ARENGO_HOME/mailbox instead of being sent.

One file for each Message-ID, so the same mail twice is one file. Newest first is the files' own
time; what was parsed once is remembered as long as the file stays the same.
"""

import email
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default as modern
from email.utils import getaddresses
from functools import lru_cache
from html import unescape
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage as DjangoEmail

from arengo.core.clock import process_time
from arengo.core.guard import refuse_inside_transaction

KEY = re.compile(r"[0-9a-f]{32}")
ADDRESS_OF_PAGE = re.compile(r"""https?://[^\s<>"']+""")
# When it came by the clock that the demo moves: a mail's own date is of the machine.
CAME_AT = "X-Arengo-Came-At"
SNIPPET_LENGTH = 140
REMEMBERED = 4096


class NoSuchMessage(LookupError):
    """The mailbox has no message under this key."""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A line of the mailbox's list. `came_at` is by the process clock, None where no mail says it."""

    key: str
    to: str
    subject: str
    came_at: datetime | None
    snippet: str


@dataclass(frozen=True, kw_only=True)
class StoredAttachment:
    """A file of a stored mail."""

    name: str
    mimetype: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class StoredMessage:
    """A stored mail, read whole. `links` are the pages it points to, each once, in order."""

    key: str
    to: str
    subject: str
    came_at: datetime | None
    text: str
    html: str
    links: tuple[str, ...]
    attachments: tuple[StoredAttachment, ...]


class DemoMailbox(BaseEmailBackend):
    """A mail backend that keeps each mail as a file. Raises InsideTransaction like every gateway."""

    def send_messages(self, email_messages: Sequence[DjangoEmail]) -> int:
        """Write the mails; returns how many."""
        refuse_inside_transaction("the demo's mailbox")
        for message in email_messages:
            mime = message.message()
            mime[CAME_AT] = process_time.now().isoformat()
            _write(key_of(str(mime["Message-ID"])), mime.as_bytes())
        return len(email_messages)


def folder() -> Path:
    """Where the mails are."""
    return Path(settings.HOME) / "mailbox"


def key_of(message_id: str) -> str:
    """The key of the mail with this Message-ID."""
    return hashlib.sha256(message_id.strip().encode()).hexdigest()[:32]


def list_messages(limit: int = 50, to: str | None = None) -> list[Summary]:
    """The newest `limit` mails, newest first; only those to the address `to` if it is given."""
    found: list[Summary] = []
    for name, changed in _newest_first():
        if len(found) == limit:
            break
        if to is None or _is_to(_headers(name, changed)[0], to):
            found.append(_summary(name, changed))
    return found


def read_message(key: str) -> StoredMessage:
    """One mail, whole. Raises NoSuchMessage, also for a key that is none."""
    path = folder() / f"{key}.eml"
    if not KEY.fullmatch(key) or not path.is_file():
        raise NoSuchMessage(key)
    message = _parse(path)
    to, subject, came_at = _headers(str(path), path.stat().st_mtime_ns)
    text, html = _body(message, "plain"), _body(message, "html")
    return StoredMessage(
        key=key,
        to=to,
        subject=subject,
        came_at=came_at,
        text=text,
        html=html,
        links=links_in(text, html),
        attachments=tuple(_attachments(message)),
    )


def links_in(text: str, html: str = "") -> tuple[str, ...]:
    """The addresses of pages in a mail's text and HTML, each once, in order."""
    found = [link.rstrip(".,;:!?)") for link in ADDRESS_OF_PAGE.findall(text)]
    found += [unescape(link) for link in re.findall(r'href="(https?://[^"]+)"', html)]
    return tuple(dict.fromkeys(found))


def _write(key: str, content: bytes) -> None:
    """Write aside and rename: a reader sees the whole mail or none."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(place / f"{key}.eml")


def _newest_first() -> list[tuple[str, int]]:
    """Path and time (ns) of each mail: together they name a content that can be remembered."""
    place = folder()
    if not place.is_dir():
        return []
    with os.scandir(place) as entries:
        files = [
            (entry.path, entry.stat().st_mtime_ns)
            for entry in entries
            if entry.name.endswith(".eml")
        ]
    return sorted(files, key=lambda file: file[1], reverse=True)


def _is_to(addressees: str, address: str) -> bool:
    found = getaddresses([addressees])
    return address.lower() in (each.lower() for _name, each in found)


@lru_cache(maxsize=REMEMBERED)
def _headers(name: str, changed: int) -> tuple[str, str, datetime | None]:
    """To, Subject and when it came: the body is left unread, which makes 2,000 mails quick to search."""
    with Path(name).open("rb") as file:
        message = BytesHeaderParser(policy=modern).parse(file)
    came_at = datetime.fromisoformat(message[CAME_AT]) if message[CAME_AT] else None
    return str(message["To"] or ""), str(message["Subject"] or ""), came_at


@lru_cache(maxsize=REMEMBERED)
def _summary(name: str, changed: int) -> Summary:
    path = Path(name)
    to, subject, came_at = _headers(name, changed)
    words = " ".join(_body(_parse(path), "plain").split())
    snippet = words[:SNIPPET_LENGTH]
    return Summary(key=path.stem, to=to, subject=subject, came_at=came_at, snippet=snippet)


def _parse(path: Path) -> EmailMessage:
    with path.open("rb") as file:
        return email.message_from_binary_file(file, policy=modern)


def _body(message: EmailMessage, kind: str) -> str:
    for part in message.walk():
        if part.get_content_type() == f"text/{kind}" and not part.is_attachment():
            return str(part.get_content()).replace("\r\n", "\n")
    return ""


def _attachments(message: EmailMessage) -> Iterator[StoredAttachment]:
    for part in message.walk():
        if part.is_attachment():
            yield StoredAttachment(
                name=part.get_filename() or "",
                mimetype=part.get_content_type(),
                content=bytes(part.get_payload(decode=True) or b""),
            )
