"""Receipts: the proof that an entry stands in the sealed ledger, for the reader to check alone.

A receipt is a JSON object. Hashes are SHA-256, written as 64 lower-case hexadecimal digits; texts
are hashed as UTF-8; `||` is concatenation of bytes. arengo/web/static/js/verify-receipt.js does the
same in the browser as `check` here, and docs/ledger.md describes it for who writes another one.

    format    "arengo-receipt-1"
    state     "waiting" (for the seal) or "sealed"
    entry     text: JSON array "arengo-entry-1", id, kind, by, at, recorded_at, content hash
    content   {salt: 32 hex digits, text: JSON array of subject and facts}; null when erased
    leaf, position, path, blocks, head: as below; null or empty while waiting

1.  content hash = SHA256(salt || content text)
2.  leaf = SHA256(0x00 || SHA256(entry text))
3.  path: pairs [side, hash] from the leaf up. "left": leaf = SHA256(0x01 || hash || leaf), "right":
    leaf = SHA256(0x01 || leaf || hash). The end is the root of the first of `blocks`. The sides are
    those of `position` (from 0) among that block's `count`.
4.  blocks: headers {number, previous, root, count, sealed_at, hash} from the entry's block on.
    hash = SHA256 of six lines, each ended by a line feed (0x0A):
    arengo-block-1, number, previous, root, count, sealed_at
5.  each block's number is the one before plus one, its `previous` the hash of the one before.
6.  head {number, hash}: the latest block when the receipt was made. `blocks` ends with it, or stops
    after 200 headers.

Moments are UTC, YYYY-MM-DDThh:mm:ss.ffffffZ.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal

from arengo.core.ledger import canonical, merkle, queries
from arengo.core.ledger.models import Block, Entry

RECEIPT_FORMAT = "arengo-receipt-1"
WAITING: Literal["waiting"] = "waiting"
SEALED: Literal["sealed"] = "sealed"
# Headers in one receipt at most, so that a page with an old one stays light (about 330 bytes each).
CHAIN_LENGTH = 200
Outcome = Literal["ok", "bad", "waiting"]


@dataclass(frozen=True)
class Header:
    """A block's header as a receipt shows it."""

    number: int
    previous: str
    root: str
    count: int
    sealed_at: str
    hash: str


@dataclass(frozen=True)
class Receipt:
    """The proof of one entry. `as_dict()` is what goes into the page as JSON."""

    state: Literal["waiting", "sealed"]
    entry: str
    content: dict[str, str] | None
    leaf: str | None = None
    position: int | None = None
    path: tuple[tuple[str, str], ...] = ()
    blocks: tuple[Header, ...] = ()
    head: dict[str, Any] | None = None
    format: str = RECEIPT_FORMAT

    @property
    def is_sealed(self) -> bool:
        return self.state == SEALED

    def as_dict(self) -> dict[str, Any]:
        """Only texts, numbers, lists and objects."""
        return asdict(self)


def receipt_for(entry: Entry) -> Receipt:
    """The receipt of `entry` as it was read: waiting for the seal, or sealed with its proof."""
    text = canonical.entry_text(entry)
    content = None
    if entry.salt is not None:
        content = {
            "salt": bytes(entry.salt).hex(),
            "text": canonical.content_text(entry.subject, entry.facts),
        }
    if entry.block_id is None or entry.position is None:
        return Receipt(state=WAITING, entry=text, content=content)
    neighbours = Entry.objects.filter(block=entry.block_id).order_by("position")
    digests = [bytes(each) for each in neighbours.values_list("digest", flat=True)]
    chain = Block.objects.filter(number__gte=entry.block_id).order_by("number")
    head = queries.head()
    return Receipt(
        state=SEALED,
        entry=text,
        content=content,
        leaf=merkle.leaf_hash(bytes(entry.digest)).hex(),
        position=entry.position,
        path=tuple((side, step.hex()) for side, step in merkle.path(digests, entry.position)),
        blocks=tuple(_header(block) for block in chain[:CHAIN_LENGTH]),
        head={"number": head.number, "hash": bytes(head.hash).hex()} if head else None,
    )


def verify_receipt(receipt: Receipt | Mapping[str, Any]) -> bool:
    """True when the receipt proves its entry sealed; a waiting one proves nothing yet."""
    return check(receipt) == "ok"


def check(receipt: Receipt | Mapping[str, Any]) -> Outcome:
    """What the reader's browser says of a receipt, from the receipt alone."""
    proof = receipt.as_dict() if isinstance(receipt, Receipt) else receipt
    try:
        if proof["format"] != RECEIPT_FORMAT or not _content_is_the_entrys(proof):
            return "bad"
        if proof["state"] == WAITING:
            return "waiting"
        good = proof["state"] == SEALED and _entry_is_in_the_block(proof) and _blocks_hold(proof)
    except (AttributeError, LookupError, TypeError, ValueError):
        return "bad"
    return "ok" if good else "bad"


def _header(block: Block) -> Header:
    return Header(
        number=block.number,
        previous=bytes(block.previous_hash).hex(),
        root=bytes(block.root).hex(),
        count=block.count,
        sealed_at=canonical.moment(block.sealed_at),
        hash=bytes(block.hash).hex(),
    )


def _unhex(text: str, length: int = 32) -> bytes:
    if not re.fullmatch(rf"[0-9a-f]{{{2 * length}}}", text):
        raise ValueError(text)
    return bytes.fromhex(text)


def _whole(number: object) -> int:
    if type(number) is not int or number < 0:
        raise ValueError(number)
    return number


def _content_is_the_entrys(proof: Mapping[str, Any]) -> bool:
    entry, content = json.loads(proof["entry"]), proof["content"]
    if not isinstance(entry, list) or len(entry) != 7 or entry[0] != canonical.ENTRY_FORMAT:
        return False
    if content is None:
        return True
    digest = canonical.content_digest(_unhex(content["salt"], 16), content["text"])
    return digest == _unhex(entry[6])


def _entry_is_in_the_block(proof: Mapping[str, Any]) -> bool:
    block, position = proof["blocks"][0], _whole(proof["position"])
    leaf = merkle.leaf_hash(canonical.sha256(proof["entry"].encode()))
    steps = [(side, _unhex(step)) for side, step in proof["path"]]
    expected = list(merkle.sides(position, _whole(block["count"])))
    return (
        leaf == _unhex(proof["leaf"])
        and position < block["count"]
        and [side for side, _step in steps] == expected
        and merkle.climb(leaf, steps) == _unhex(block["root"])
    )


def _blocks_hold(proof: Mapping[str, Any]) -> bool:
    blocks, head = proof["blocks"], proof["head"]
    if any(_header_hash(block) != _unhex(block["hash"]) for block in blocks):
        return False
    for before, block in pairwise(blocks):
        if block["number"] != before["number"] + 1 or block["previous"] != before["hash"]:
            return False
    last, head_hash = blocks[-1], _unhex(head["hash"])
    reaches_head = last["number"] == _whole(head["number"])
    return _unhex(last["hash"]) == head_hash if reaches_head else len(blocks) == CHAIN_LENGTH


def _header_hash(block: Mapping[str, Any]) -> bytes:
    previous, root = _unhex(block["previous"]).hex(), _unhex(block["root"]).hex()
    number, count = _whole(block["number"]), _whole(block["count"])
    if not isinstance(block["sealed_at"], str):
        raise TypeError(block["sealed_at"])
    header = canonical.header_text(number, previous, root, count, block["sealed_at"])
    return canonical.sha256(header.encode())
