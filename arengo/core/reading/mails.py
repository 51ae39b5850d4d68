"""A mail as it came: who wrote it, its words, what it carries, and whether a program wrote it.

Certified mail (PEC) comes inside another mail of its carrier: then the one inside is read.
"""

import email
import re
from collections.abc import Iterator
from datetime import datetime
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any, Final

from arengo.core.decoding import decoded, mended
from arengo.core.reading import delivery
from arengo.core.reading.layout import rejoined, tidy
from arengo.core.reading.names import clean_name
from arengo.core.reading.web_page import words_of

HEADER: Final = re.compile(rb"^[!-9;-~]{1,80}:[ \t]?")
KNOWN: Final = {"from", "to", "subject", "date", "message-id", "received", "return-path"}
START: Final = 64 * 1024
PARTS_AT_MOST: Final = 500
LINE_AT_MOST: Final = 300
BULK: Final = {"bulk", "junk", "list", "auto_reply"}
SEALS: Final = {"application/pkcs7-signature", "application/x-pkcs7-signature"}
CERTIFIED: Final = "X-Trasporto"
CERTIFIED_RECEIPT: Final = "X-Ricevuta"


def is_mail(data: bytes) -> bool:
    """True when it begins as a mail does: with a line of its head, two of the known ones among them."""
    mail = _without_envelope(data)
    if not HEADER.match(mail):
        return False
    head = email.message_from_bytes(mail[:START], policy=policy.compat32)
    return len(KNOWN & {name.lower() for name in head}) >= 2


def read_mail(data: bytes) -> tuple[str, dict[str, Any], list[tuple[dict[str, Any], bytes]]]:
    """Its words, what its head says, and each thing it carries with its bytes."""
    whole = email.message_from_bytes(_without_envelope(data), policy=policy.compat32)
    mail = _certified(whole) or whole
    parts = list(_parts(mail))
    said = _words(parts)
    told = {
        **_head(mail),
        "automatic": _automatic(whole) or _automatic(mail),
        "refused": delivery.refused(whole, said),
    }
    return said, told, [_carried(part) for part in parts if _is_carried(part)]


def _without_envelope(data: bytes) -> bytes:
    """The mail without the line that some programs put before each one of a folder."""
    mail = data.lstrip()
    return mail.partition(b"\n")[2] if mail.startswith(b"From ") else mail


def line(message: Message, name: str) -> str:
    """A line of the head, readable whatever was put there."""
    return readable(str(message.get(name, "") or ""))[:LINE_AT_MOST]


def readable(raw: str) -> str:
    """What stands in a head, as people read it."""
    try:
        text = str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, ValueError):
        text = raw
    # Letters that were written without saying in which alphabet.
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    seen = "".join(sign if sign.isprintable() else " " for sign in mended(text))
    return " ".join(seen.split())


def _head(mail: Message) -> dict[str, Any]:
    name, address = next(iter(getaddresses([line(mail, "From")])), ("", ""))
    is_address = "@" in address.strip("@") and " " not in address
    sent_at = _date(mail)
    return {
        "sender_name": name,
        "sender": address if is_address else "",
        "subject": line(mail, "Subject"),
        "sent_at": sent_at.isoformat() if sent_at else None,
        "message_id": line(mail, "Message-ID"),
    }


def _date(mail: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(line(mail, "Date"))
        # A zone that was left out is Greenwich, by the standard.
        return found if found.tzinfo else datetime.fromisoformat(f"{found.isoformat()}+00:00")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _automatic(mail: Message) -> str:
    """Which kind of program wrote it; "" when it was a person."""
    if CERTIFIED_RECEIPT in mail:
        return "receipt"
    if mail.get_content_type() == "multipart/report":
        return "report"
    if line(mail, "Auto-Submitted").lower() not in ("", "no"):
        return "reply"
    if "X-Autoreply" in mail or "X-Autorespond" in mail:
        return "reply"
    if line(mail, "Precedence").lower() in BULK:
        return "reply" if line(mail, "Precedence").lower() == "auto_reply" else "list"
    # What has nobody to go back to was written by a mail server.
    return "report" if line(mail, "Return-Path") == "<>" else ""


def _certified(mail: Message) -> Message | None:
    if CERTIFIED not in mail or not mail.is_multipart():
        return None
    inside = (part for part in mail.walk() if part.get_content_type() == "message/rfc822")
    carrier = next(inside, None)
    return carrier.get_payload(0) if carrier is not None and carrier.is_multipart() else None  # type: ignore[return-value]


def _parts(mail: Message) -> Iterator[Message]:
    """Its parts, those of a mail inside it left together."""
    waiting = [mail]
    for _number in range(PARTS_AT_MOST):
        if not waiting:
            return
        part = waiting.pop(0)
        if part.is_multipart() and part.get_content_maintype() != "message":
            waiting = [*part.get_payload(), *waiting]
        else:
            yield part


def _words(parts: list[Message]) -> str:
    """What it says: its plain words, else those of its web page."""
    for kind in ("text/plain", "text/html"):
        texts = [
            _text(part) for part in parts if part.get_content_type() == kind and _is_body(part)
        ]
        said = [text for text in texts if text.strip()]
        if said and kind == "text/plain":
            return rejoined(tidy("\n\n".join(said)))
        if said:
            return tidy("\n\n".join(words_of(text) for text in said))
    # It says that it has parts, and has none.
    whole = [_text(part) for part in parts if part.get_content_maintype() == "multipart"]
    return rejoined(tidy("\n\n".join(whole)))


def _text(part: Message) -> str:
    data = _bytes(part)
    try:
        return mended(data.decode(part.get_content_charset("utf-8"), "strict"))
    except (LookupError, UnicodeError):
        return mended(decoded(data))


def _bytes(part: Message) -> bytes:
    if part.get_content_maintype() == "message" and part.is_multipart():
        return b"".join(inside.as_bytes() for inside in part.get_payload())  # type: ignore[union-attr]
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _is_body(part: Message) -> bool:
    return part.get_content_disposition() != "attachment" and not part.get_filename()


def _is_carried(part: Message) -> bool:
    kind = part.get_content_type()
    if kind in SEALS or kind in ("message/delivery-status", "text/rfc822-headers"):
        return False
    is_words = kind in ("text/plain", "text/html") or kind.startswith("multipart/")
    return not (is_words and _is_body(part))


def _carried(part: Message) -> tuple[dict[str, Any], bytes]:
    data = _bytes(part)
    name = part.get_filename() or ""
    if not name and part.get_content_type() == "message/rfc822":
        name = f"{line(part.get_payload(0), 'Subject') or 'mail'}.eml"  # type: ignore[arg-type]
    told = {
        "name": clean_name(readable(name), "allegato"),
        "mimetype": part.get_content_type()[:100],
        "size": len(data),
    }
    return told, data
