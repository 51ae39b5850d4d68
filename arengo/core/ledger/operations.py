"""The ledger's verbs."""

import secrets
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from arengo.core import rows
from arengo.core.clock import process_time
from arengo.core.ledger import canonical, merkle
from arengo.core.ledger.models import Block, Entry

ERASED = "ledger.erased"
# The lock of PostgreSQL that only one sealer holds; the number is "arengo" in ASCII.
SEALERS_LOCK = int.from_bytes(b"arengo")


def compose(
    *, kind: str, subject: str = "", by: str = "system", facts: dict[str, Any] | None = None
) -> Entry:
    """An entry complete with salt and digests, not yet written.

    Raises TypeError for facts that a database would not give back exactly (decimals, dates).
    """
    facts = facts or {}
    canonical.refuse_inexact(facts)
    entry = Entry(id=uuid.uuid4(), kind=kind, subject=subject, by=by, facts=facts)
    entry.at, entry.recorded_at = process_time.now(), timezone.now()
    entry.salt = secrets.token_bytes(16)
    entry.content_digest = canonical.content_digest(
        entry.salt, canonical.content_text(subject, facts)
    )
    entry.digest = canonical.sha256(canonical.entry_text(entry).encode())
    return entry


def record(*, kind: str, subject: str = "", by: str = "system", facts: dict[str, Any]) -> Entry:
    """Write down one act, unsealed, in the caller's transaction: no lock, no personal data.

    `kind` is dotted ("registration.confirmed"), `facts` is JSON of texts, whole numbers, yes and
    no, with no names, addresses or free texts. Raises TypeError for anything else.
    """
    entry = compose(kind=kind, subject=subject, by=by, facts=facts)
    rows.insert(entry)
    return entry


def record_many(
    *,
    kind: str,
    subject: str = "",
    by: str = "system",
    leaves: Iterable[str],
    facts: dict[str, Any] | None = None,
) -> Entry:
    """Write down one act on many things as one entry with their number and a root over them.

    `leaves` are references in an order that can be made again ("invitation:7K4M2QWX"). The root is
    the Merkle root of their SHA-256 digests: who holds the list can show that nothing is missing.
    """
    digests = [canonical.sha256(leaf.encode()) for leaf in leaves]
    many = {"count": len(digests), "root": merkle.root(digests).hex()}
    return record(kind=kind, subject=subject, by=by, facts={**(facts or {}), **many})


def seal(limit: int = 1000) -> Block | None:
    """Take up to `limit` committed unsealed entries, oldest first, into the next block.

    None when there is nothing to seal or another sealer is at work. Raises RuntimeError when called
    inside a transaction: what is not committed must not be sealed.
    """
    # Asked before the transaction: on SQLite it would stop the writers every second for nothing.
    if not Entry.objects.filter(block=None).exists():
        return None
    with transaction.atomic(durable=True):
        return _seal(limit) if _no_other_sealer() else None


def erase(*, subject: str, by: str) -> int:
    """As `erase_all`, of one subject."""
    return erase_all(subjects=[subject], by=by)


def erase_all(*, subjects: Collection[str], by: str) -> int:
    """Destroy salt, subject and facts of every entry about `subjects`; gives how many they were.

    The blocks stay valid. The act of erasing lists the entries, so that nobody can pass off a
    tampered entry as an erased one. Raises ValueError for an empty subject.
    """
    if not all(subjects):
        raise ValueError("name whose entries are to be erased")
    with transaction.atomic():
        about = Entry.objects.select_for_update().filter(subject__in=subjects)
        ids = list(about.order_by("recorded_at", "id").values_list("id", flat=True))
        if not ids:
            return 0
        act = record(kind=ERASED, by=by, facts={"entries": [str(each) for each in ids]})
        Entry.objects.filter(id__in=ids).update(salt=None, subject="", facts={}, erasure=act)
    return len(ids)


def _no_other_sealer() -> bool:
    if connection.vendor != "postgresql":
        return True  # a transaction of SQLite is the only one that writes
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALERS_LOCK])
        return bool(cursor.fetchone()[0])


def _seal(limit: int) -> Block | None:
    # A row that is being erased right now is left for the next second.
    unsealed = Entry.objects.select_for_update(skip_locked=True).filter(block=None)
    taken = unsealed.order_by("recorded_at", "id").values_list("id", "digest")[:limit]
    digests = {key: bytes(digest) for key, digest in taken}
    if not digests:
        return None
    last = Block.objects.order_by("number").last()
    block = Block(
        number=last.number + 1 if last else 1,
        previous_hash=bytes(last.hash) if last else canonical.NO_BLOCK_BEFORE,
        root=merkle.root(list(digests.values())),
        count=len(digests),
        sealed_at=timezone.now(),
    )
    block.hash = canonical.sha256(canonical.header_of(block).encode())
    block.save(force_insert=True)
    _place(block, list(digests))
    return block


def _place(block: Block, ids: list[uuid.UUID]) -> None:
    """Give the entries their block and position: one prepared statement, many rows."""
    key = Entry._meta.get_field("id")
    rows = [
        (block.number, position, key.get_db_prep_value(each, connection))
        for position, each in enumerate(ids)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE ledger_entry SET block_id = %s, position = %s"
            " WHERE id = %s AND block_id IS NULL",
            rows,
        )
        if cursor.rowcount != len(rows):
            raise RuntimeError(f"{len(rows) - cursor.rowcount} entries went away while sealed")
