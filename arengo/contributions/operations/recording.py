"""What the ledger says of a voice: where it is counted, and the digest of its words."""

from typing import Any

from arengo.contributions.coding import targets_of
from arengo.contributions.models import Contribution
from arengo.core.ledger import canonical
from arengo.core.ledger.operations import record


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
    # Who has the words can show that they are those that were received.
    digest = canonical.sha256(row.words.encode()).hex() if row.words else ""
    about = sorted({target.key for target in targets_of(row)})
    facts = {**facts, "kind": str(row.kind), "about": about, "words": digest}
    record(kind=f"contribution.{what}", subject=f"contribution:{row.code}", by=by, facts=facts)
    return row
