"""What is read of the sheets to write on by hand: whose code it is, which came back and which did not."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from arengo.contributions.models import Contribution, PaperSheet, SheetPrint
from arengo.core.clock.process_time import a_year_before
from arengo.process.models import Process, Stage


def sheet_with(code: str) -> PaperSheet | None:
    """The printed sheet with this code; None for none."""
    rows = PaperSheet.objects.select_related("run__stage__process__body")
    return rows.filter(code=code).first()


def is_taken(stage: Stage, now: datetime) -> bool:
    """True while sheets for this stage may be handed in: until its last day, or until it is closed."""
    day = timezone.localtime(now).date()
    is_over = stage.voices_until is not None and stage.voices_until < day
    return not is_over and (stage.closed_at is None or stage.closed_at > now)


def prints_of(process: Process) -> QuerySet[SheetPrint]:
    """What was printed, the latest first, each with how many of its sheets are voices (`came_back`)."""
    voices = Contribution.objects.filter(code=OuterRef("sheets__code"))
    rows = SheetPrint.objects.filter(stage__process=process).select_related("stage", "municipality")
    return rows.annotate(came_back=Count("sheets", filter=Exists(voices)))


def sheets_that_never_came(now: datetime) -> QuerySet[PaperSheet]:
    """The sheets that nobody handed in though their stage was closed a year ago."""
    closed = PaperSheet.objects.filter(run__stage__closed_at__lte=a_year_before(now))
    voices = Contribution.objects.filter(code=OuterRef("code"))
    return closed.filter(~Exists(voices)).order_by("pk")
