"""Sheets to write on by hand: printed, each with the code of the voice that it will be."""

import uuid
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from arengo.contributions.models import (
    SHEETS_AT_MOST,
    Contribution,
    PaperSheet,
    SheetPrint,
)
from arengo.contributions.refusals import NoSheetsForThisStage
from arengo.contributions.sheets import is_taken, sheets_that_never_came
from arengo.core.clock import process_time
from arengo.core.codes import new_code
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record, record_many
from arengo.process.models import Stage
from arengo.territory.models import Municipality

FORGOTTEN_AT_ONCE: Final = 500


def print_sheets(
    *,
    stage: Stage,
    number: uuid.UUID,
    count: int,
    language: str = "it",
    place: str = "",
    municipality: Municipality | None = None,
    by: str,
) -> SheetPrint:
    """Make `count` sheets for a stage, each with its code. The same `number` again is the same print.

    `place`: where they are left, for who looks after them. Raises FieldRefused, NoSheetsForThisStage.
    """
    if not 1 <= count <= SHEETS_AT_MOST:
        sentence = _(
            "Scegli quanti fogli, da 1 a %(most)s: se ne servono di più, stampa due volte."
        )
        raise FieldRefused("count", sentence % {"most": SHEETS_AT_MOST})
    try:
        with transaction.atomic():
            known = SheetPrint.objects.filter(pk=number).first()
            if known is not None:
                return known
            if not is_taken(stage, process_time.now()):
                raise NoSheetsForThisStage
            run = SheetPrint.objects.create(
                id=number,
                stage=stage,
                count=count,
                language=language,
                place=" ".join(place.split()),
                municipality=municipality,
                printed_at=process_time.now(),
                by=by,
            )
            _make_sheets(run)
            facts = {"count": count, "stage": stage.key}
            record(kind="sheets.printed", subject=f"sheets:{run.pk}", by=by, facts=facts)
            return run
    except IntegrityError:
        # The same form, twice in the same moment.
        known = SheetPrint.objects.filter(pk=number).first()
        if known is None:
            raise
        return known


@transaction.atomic
def forget_paper_sheets() -> int:
    """Job: the sheets that nobody handed in go a year after their stage was closed. Says how many.

    What came back keeps its code, as a voice.
    """
    never_came = sheets_that_never_came(process_time.now())
    rows = list(never_came.select_for_update(of=("self",))[:FORGOTTEN_AT_ONCE])
    if rows:
        PaperSheet.objects.filter(pk__in=[row.pk for row in rows]).delete()
        record_many(kind="sheets.forgotten", leaves=[f"sheet:{row.code}" for row in rows])
    return len(rows)


def _make_sheets(run: SheetPrint) -> None:
    codes: set[str] = set()
    while len(codes) < run.count:
        new = {new_code() for _missing in range(run.count - len(codes))}
        # A code leads to one voice: what another has already is not printed.
        rows = Contribution.objects.filter(code__in=new).order_by()
        codes |= new - set(rows.values_list("code", flat=True))
    PaperSheet.objects.bulk_create(
        PaperSheet(run=run, number=place, code=code) for place, code in enumerate(codes, 1)
    )
