"""Closing a stage: what still waits is counted, and the responsible person says in public why it may."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record_many
from arengo.core.localized import Localized
from arengo.feedback.models import StageClosing
from arengo.feedback.queries import waiting_in
from arengo.feedback.refusals import SomethingWaits
from arengo.process.models import Stage
from arengo.process.operations import mark_stage_closed


@transaction.atomic
def close_stage(
    *,
    stage: Stage,
    reason: Mapping[str, str] | None = None,
    responsible: str = "",
    seen: int | None = None,
    by: str,
) -> Stage:
    """Close a stage, now; it is not opened again. While voices of it wait for their reply, only with the
    `reason` that everybody reads and the name of who is `responsible`: they stay open all the same.

    `seen`: how many waited, as who closes it saw it. Raises StageIsClosed; SomethingWaits without a
    reason, or when more wait by now than were seen; FieldRefused.
    """
    row = mark_stage_closed(stage=stage)
    waiting = waiting_in(row)
    if waiting.nothing:
        _record(row, [], by)
        return row
    if reason is None or (seen is not None and waiting.count > seen):
        raise SomethingWaits(waiting.count)
    if not reason.get("it"):
        raise FieldRefused("reason", _("Scrivi perché si chiude lo stesso: lo leggono tutti."))
    if not responsible.strip():
        raise FieldRefused("responsible", _("Scrivi il nome di chi ne è responsabile."))
    StageClosing.objects.create(
        stage=row,
        received=waiting.received,
        open=len(waiting.codes),
        sources=waiting.sources,
        reason=Localized(reason),
        responsible=" ".join(responsible.split()),
        closed_by=by,
        closed_at=row.closed_at or process_time.now(),
    )
    _record(row, waiting.codes, by, sources=waiting.sources, received=waiting.received)
    return row


def _record(row: Stage, codes: list[str], by: str, **facts: int) -> None:
    # Who holds the list of what waited can show that nothing is missing from it.
    leaves = [f"contribution:{code}" for code in codes]
    record_many(
        kind="stage.closed", subject=f"stage:{row.key}", by=by, leaves=leaves, facts=dict(facts)
    )
