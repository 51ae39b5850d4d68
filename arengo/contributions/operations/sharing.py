"""Several who read at once: nobody gets a voice that somebody else is reading; a sample is read twice."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arengo.contributions.coding import Target, targets_of
from arengo.contributions.models import Claim, Contribution, SecondReading
from arengo.contributions.operations.moderating import check_there
from arengo.contributions.operations.recording import note_down
from arengo.contributions.queries import to_read
from arengo.contributions.refusals import AlreadyReadTwice, SameReader
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.process.models import Process

# As long as one reads a long letter; who closed the page is not waited for any longer.
CLAIMED_FOR: Final = timedelta(minutes=15)
ATTEMPTS: Final = 5


def take_next(
    *, process: Process, by: str, apart_from: Contribution | None = None
) -> Contribution | None:
    """The voice that has waited longest to be read and that nobody else is reading: `by` reads it now.

    None when there is none. Nobody else is given it for a quarter of an hour.
    """
    for _attempt in range(ATTEMPTS):
        row = _first(process, by, apart_from)
        if row is None or _claim(row, by):
            return row
    return None


def _claim(row: Contribution, by: str) -> bool:
    """Let `by` be who reads it now; False when somebody took it in the same moment."""
    try:
        with transaction.atomic():
            claimed = Claim.objects.select_for_update().filter(contribution=row).first()
            if claimed is not None and _is_of_another(claimed, by):
                return False
            until = timezone.now() + CLAIMED_FOR
            Claim.objects.update_or_create(contribution=row, defaults={"by": by, "until": until})
            return True
    except IntegrityError:
        return False


@transaction.atomic
def read_again(
    *, contribution: Contribution, kind: str, targets: Sequence[Target], by: str
) -> SecondReading:
    """Say what kind of voice it is and about what, as the second reader. What was said first stays.

    Raises SameReader, AlreadyReadTwice, FieldRefused, TakenBack, WasRefused.
    """
    row = editing.current(Contribution, contribution.pk)
    check_there(row)
    if row.read_by == by or not row.read_by:
        raise SameReader
    if SecondReading.objects.filter(contribution=row).exists():
        raise AlreadyReadTwice
    if kind not in Contribution.Kind.values:
        raise FieldRefused("kind", _("Scegli che tipo di voce è."))
    if not targets:
        raise FieldRefused("targets", _("Scegli almeno una cosa di cui parla."))
    again = SecondReading.objects.create(
        contribution=row,
        kind=kind,
        targets=sorted({each.key for each in targets}),
        first_kind=row.kind,
        first_targets=sorted({each.key for each in targets_of(row)}),
        by=by,
        at=max(process_time.now(), row.received_at),
    )
    note_down("read_again", row, by=by)
    return again


def _first(process: Process, by: str, apart_from: Contribution | None) -> Contribution | None:
    rows = to_read(process)
    taken = Claim.objects.filter(until__gt=timezone.now()).exclude(by=by)
    rows = rows.exclude(pk__in=taken.values("contribution"))
    if apart_from is not None:
        rows = rows.exclude(pk=apart_from.pk)
    return rows.first()


def _is_of_another(claimed: Claim, by: str) -> bool:
    return claimed.by != by and claimed.until > timezone.now()
