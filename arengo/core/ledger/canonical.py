"""The exact texts that the ledger hashes, always as UTF-8 and with SHA-256 (docs/ledger.md)."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from arengo.core.ledger.models import Block, Entry

ENTRY_FORMAT = "arengo-entry-1"
BLOCK_FORMAT = "arengo-block-1"
NO_BLOCK_BEFORE = bytes(32)


def sha256(*parts: bytes) -> bytes:
    """SHA-256 of `parts`, one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def moment(value: datetime) -> str:
    """An aware moment in UTC with six decimals: the same text before and after any database."""
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def compact_json(value: object) -> str:
    """JSON with sorted keys, no spaces, and letters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_text(subject: str, facts: dict[str, Any]) -> str:
    """What erasing destroys."""
    return compact_json([subject, facts])


def content_digest(salt: bytes, text: str) -> bytes:
    """SHA-256 of the salt and the content: without the salt it tells nothing of the content."""
    return sha256(salt, text.encode())


def entry_text(entry: Entry) -> str:
    """What stays of an entry for ever; the content is in it by its digest only."""
    times = [moment(entry.at), moment(entry.recorded_at)]
    content = bytes(entry.content_digest).hex()
    return compact_json([ENTRY_FORMAT, str(entry.id), entry.kind, entry.by, *times, content])


def header_text(number: int, previous: str, root: str, count: int, sealed_at: str) -> str:
    """A block's header, six lines; `previous` and `root` in hexadecimal."""
    return f"{BLOCK_FORMAT}\n{number}\n{previous}\n{root}\n{count}\n{sealed_at}\n"


def header_of(block: Block) -> str:
    """The header of a block that stands in the database."""
    previous, root = bytes(block.previous_hash).hex(), bytes(block.root).hex()
    return header_text(block.number, previous, root, block.count, moment(block.sealed_at))


def refuse_inexact(value: object) -> None:
    """Raise TypeError unless `value` comes back from every database as it went in.

    Decimal points do not (PostgreSQL turns 1e22 into a whole number), nor keys that are not texts.
    """
    if value is None or isinstance(value, str | int):
        return
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("the keys of a ledger entry's facts are texts")
        value = list(value.values())
    if not isinstance(value, list | tuple):
        raise TypeError(f"{value!r} in a ledger entry's facts: write it as text or whole number")
    for item in value:
        refuse_inexact(item)
