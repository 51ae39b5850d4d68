"""Reading: the office says what kind of voice it is, and about what."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.contributions.coding import Target, put_codes
from arengo.contributions.models import Contribution
from arengo.contributions.refusals import TakenBack
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.editing import ChangedMeanwhile, FieldRefused
from arengo.core.ledger.operations import record


@transaction.atomic
def read(
    *,
    contribution: Contribution,
    kind: str,
    targets: Sequence[Target],
    horizon: str = "",
    seen: datetime | None = None,
    by: str,
) -> Contribution:
    """Say what kind of voice it is, about what, and how far it looks. Again is allowed: the last counts.

    `seen`: when it had been read last, as who reads it now saw it. Raises FieldRefused without kind
    or without anything that it is about, ChangedMeanwhile when somebody else read it since, TakenBack.
    """
    row = editing.current(Contribution, contribution.pk)
    if row.withdrawn_at is not None:
        raise TakenBack
    if row.read_at != seen:
        raise ChangedMeanwhile(row)
    if kind not in Contribution.Kind.values:
        raise FieldRefused("kind", _("Scegli che tipo di voce è."))
    if not targets:
        raise FieldRefused("targets", _("Scegli almeno una cosa di cui parla."))
    row.kind, row.horizon = kind, horizon
    row.read_at, row.read_by = max(process_time.now(), row.received_at), by
    row.save(update_fields=["kind", "horizon", "read_at", "read_by"])
    put_codes(row, targets, by=by, at=row.read_at)
    facts = {"kind": kind, "horizon": horizon, "about": sorted({each.key for each in targets})}
    record(kind="contribution.read", subject=f"contribution:{row.code}", by=by, facts=facts)
    return row
