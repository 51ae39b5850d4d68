"""What a mail server says when it could not deliver a mail of ours: which one, why, and whether for good.

By the standard (RFC 3464) where it is kept; else as Exim, Postfix, qmail and Exchange say it in words.
Only codes are kept: the words often repeat the address.
"""

import re
from collections.abc import Iterator
from email.message import Message
from typing import Any, Final

MESSAGE_ID: Final = re.compile(r"^Message-ID:\s*(<[^<>\s]{3,200}>)", re.IGNORECASE | re.MULTILINE)
ENHANCED: Final = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
REPLY: Final = re.compile(r"\b([45])\d\d\b(?=[ -])")
FINAL: Final = re.compile(
    r"permanent(?:ly)? (?:error|failure|fatal)|permanent errors?|could not be delivered"
    r"|undeliverable|user unknown|mailbox unavailable|does not exist|non recapitabile"
    r"|failed permanently|delivery has failed",
    re.IGNORECASE,
)
SENDERS: Final = re.compile(r"mailer-daemon|postmaster|microsoftexchange", re.IGNORECASE)


def refused(mail: Message, said: str) -> dict[str, Any] | None:
    """What `mail`, whose words are `said`, says of a mail of ours; None when it is no such report."""
    if mail.get_content_type() == "multipart/report":
        return _by_the_standard(mail)
    if not SENDERS.search(str(mail.get("From", ""))):
        return None
    return _in_words(mail, said)


def _by_the_standard(mail: Message) -> dict[str, Any] | None:
    about = [part for part in mail.walk() if part.get_content_type() == "message/delivery-status"]
    groups = [group for part in about for group in part.walk() if group.get("Action")]
    message_id = _ours(mail, "")
    if not groups or not message_id:
        return None
    # A mail of ours goes to one address: what is said of the first is said of the mail.
    group = groups[0]
    action = str(group["Action"]).strip().lower()
    status = str(group.get("Status", ""))
    enhanced = ENHANCED.search(status)
    is_final = action == "failed" and not (enhanced and enhanced[1] == "4")
    if action not in ("failed", "delayed"):
        return None
    detail = _codes(f"{group.get('Diagnostic-Code', '')} {status}")
    return {"message_id": message_id, "detail": detail, "is_final": is_final}


def _in_words(mail: Message, said: str) -> dict[str, Any] | None:
    message_id = _ours(mail, said)
    if not message_id:
        return None
    ours = MESSAGE_ID.search(said)
    told = said[: ours.start()] if ours else said
    first = ENHANCED.search(told) or REPLY.search(told)
    is_final = first[1] == "5" if first else bool(FINAL.search(told))
    return {"message_id": message_id, "detail": _codes(told), "is_final": is_final}


def _ours(mail: Message, said: str) -> str:
    """The Message-ID of the mail that comes back: in its head, which every report carries."""
    for text in (*_carried(mail), said):
        found = MESSAGE_ID.search(text)
        if found:
            return found[1]
    return ""


def _carried(mail: Message) -> Iterator[str]:
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            inside = part.get_payload(0)
            yield f"Message-ID: {inside.get('Message-ID', '')}"  # type: ignore[union-attr]
        elif part.get_content_type() == "text/rfc822-headers":
            data = part.get_payload(decode=True)
            yield data.decode("latin-1") if isinstance(data, bytes) else ""


def _codes(told: str) -> str:
    reply, enhanced = REPLY.search(told), ENHANCED.search(told)
    return " ".join(found[0] for found in (reply, enhanced) if found)
