"""What the ledger says of a voice: where it is counted, and the digest of its words; and letting these go."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from arengo.contributions.coding import Target, targets_of
from arengo.contributions.models import Attachment, Code, Contribution
from arengo.contributions.searching import put_words
from arengo.core.clock import process_time
from arengo.core.ledger import canonical
from arengo.core.ledger.models import Entry
from arengo.core.ledger.operations import compose, record
from arengo.core.rows import update
from arengo.core.uploads import delete_after_commit

# What is no more of a voice once its words are gone.
GONE: Final = ("text", "correction", "covered", "signature", "kind", "horizon")


def counted(row: Contribution) -> dict[str, Any]:
    """Where the balance counts it, so that it can be counted again from the ledger alone."""
    return {
        "process": row.process.key,
        "stage": row.stage.key if row.stage else "",
        "channel": str(row.channel),
        "mode": str(row.mode),
        "zone": row.zone.slug if row.zone else "",
    }


def note_down(what: str, row: Contribution, *, by: str = "system", **facts: Any) -> Contribution:
    """Write `contribution.<what>` in the ledger, in the caller's transaction."""
    facts = {**facts, **_said(row, targets_of(row))}
    record(kind=f"contribution.{what}", subject=f"contribution:{row.code}", by=by, facts=facts)
    return row


def note_down_received(rows: Iterable[tuple[Contribution, Iterable[Target]]], *, by: str) -> None:
    """Write that these were received, each about this: an entry for each, for each has its receipt."""
    Entry.objects.bulk_create(
        compose(
            kind="contribution.received",
            subject=f"contribution:{row.code}",
            by=by,
            facts={**counted(row), **_said(row, targets)},
        )
        for row, targets in rows
    )


def _said(row: Contribution, targets: Iterable[Target]) -> dict[str, Any]:
    # Who has the words can show that they are those that were received.
    digest = canonical.sha256(row.words.encode()).hex() if row.words else ""
    about = sorted({target.key for target in targets})
    return {"kind": str(row.kind), "about": about, "words": digest}


def let_words_go(row: Contribution) -> None:
    """The words of a voice and what it is about go; that it came stays. The voice being held."""
    row.codes.all().delete()
    delete_attachments([row])
    for name in GONE:
        setattr(row, name, "")
    row.withdrawn_at = max(process_time.now(), row.received_at)
    row.save()
    put_words([row])


def let_lines_go(rows: Sequence[Contribution], *, by: str) -> None:
    """The same of many lines of a sheet, each with its entry: so many queries for one as for ten thousand.

    They may come again. The voices being held.
    """
    now = process_time.now()
    Code.objects.filter(contribution__in=[row.pk for row in rows]).delete()
    delete_attachments(rows)
    for row in rows:
        for name in (*GONE, "source_digest"):
            setattr(row, name, "")
        row.withdrawn_at = max(now, row.received_at)
    update(rows, (*GONE, "source_digest", "withdrawn_at"))
    put_words(rows)
    Entry.objects.bulk_create(
        compose(
            kind="contribution.dropped",
            subject=f"contribution:{row.code}",
            by=by,
            facts=_said(row, ()),
        )
        for row in rows
    )


def mark_parts_confirmed(rows: Iterable[Contribution]) -> None:
    """What was divided before its author confirmed: the answers to the parts reach them, too."""
    for row in rows:
        parts = Contribution.objects.filter(part_of=row, confirmed_at__isnull=True)
        parts.update(confirmed_at=row.confirmed_at, person=row.person_id)


def delete_attachments(rows: Iterable[Contribution]) -> int:
    """The files beside these voices go, in the caller's transaction. Says how many."""
    there = Attachment.objects.filter(contribution__in=rows)
    for name in there.values_list("file", flat=True):
        delete_after_commit(name)
    return there.delete()[0]
