"""Reading: the office says what kind of voice it is, and about what."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.contributions.coding import Target, put_codes
from arengo.contributions.models import Claim, Contribution
from arengo.contributions.operations.moderating import check_there, decide
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.editing import ChangedMeanwhile, FieldRefused
from arengo.core.ledger.operations import record

Publication = Contribution.Publication


@transaction.atomic
def read(
    *,
    contribution: Contribution,
    kind: str,
    targets: Sequence[Target],
    horizon: str = "",
    publishing: bool = True,
    seen: datetime | None = None,
    by: str,
) -> Contribution:
    """Say what kind of voice it is, about what, and how far it looks. Again is allowed: the last counts.

    Words that nobody had read yet are published with it, unless `publishing` is false: then they are
    held. `seen`: when it had been read last, as who reads it now saw it. Raises FieldRefused without kind
    or without anything that it is about, ChangedMeanwhile when somebody else read it since, TakenBack,
    WasRefused.
    """
    row = editing.current(Contribution, contribution.pk)
    check_there(row)
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
    Claim.objects.filter(contribution=row).delete()
    facts = {"kind": kind, "horizon": horizon, "about": sorted({each.key for each in targets})}
    record(kind="contribution.read", subject=f"contribution:{row.code}", by=by, facts=facts)
    if row.publication == Contribution.Publication.WAITING:
        decide(row, Publication.PUBLISHED if publishing else Publication.HELD, by=by)
    return row
