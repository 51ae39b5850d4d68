"""What is read of the sheets to write on by hand: whose code it is, which came back and which did not."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from arengo.contributions.models import (
    Contribution,
    PaperSheet,
    SheetPrint,
    SheetScan,
    Source,
)
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


def sheets_to_recognise(process: Process, found: Iterable[str]) -> dict[str, PaperSheet]:
    """Of these codes those of printed sheets, held so that no two files bring the same one at once."""
    rows = PaperSheet.objects.select_for_update(of=("self",)).select_related("run__stage")
    ours = rows.filter(code__in=set(found), run__stage__process=process)
    return {row.code: row for row in ours.order_by("pk")}


def scans_of(process: Process) -> QuerySet[SheetScan]:
    """The sheets that came back, who has waited longest first."""
    rows = SheetScan.objects.filter(source__process=process)
    rows = rows.select_related("source__process", "source__stage", "sheet__run")
    return rows.order_by("source__received_at", "pk")


def to_type(process: Process) -> QuerySet[SheetScan]:
    """Those of which it is known which sheet it is, and that are not typed yet."""
    known = Q(sheet__isnull=False) | Q(has_no_code=True)
    return scans_of(process).filter(known, source__state=Source.State.WAITING)


def not_recognised(process: Process) -> QuerySet[SheetScan]:
    """Those whose code nobody knows yet."""
    return scans_of(process).filter(
        sheet__isnull=True, has_no_code=False, source__state=Source.State.WAITING
    )


def to_look_at(process: Process) -> QuerySet[SheetScan]:
    """All that asks for somebody: to be typed, to be recognised, or come again after it was typed."""
    waits = Q(source__state=Source.State.WAITING) | Q(again_at__isnull=False)
    return scans_of(process).filter(waits)


def typed(process: Process) -> QuerySet[SheetScan]:
    """Those that are done with, and of these first what came again and nobody looked at."""
    rows = scans_of(process).exclude(source__state=Source.State.WAITING)
    return rows.order_by(F("again_at").asc(nulls_last=True), "-source__closed_at", "-pk")


def still_out(process: Process) -> QuerySet[PaperSheet]:
    """The sheets that were printed and did not come back."""
    came = SheetScan.objects.filter(sheet=OuterRef("pk"))
    rows = PaperSheet.objects.filter(~Exists(came), run__stage__process=process)
    return rows.select_related("run__municipality", "run__stage").order_by("-run__printed_at", "pk")


def scan_of(row: Contribution) -> SheetScan | None:
    """The sheet on which a voice, or the whole of a part, was written by hand; None for all others."""
    source = row.whole.source_id
    return SheetScan.objects.filter(source=source).first() if source else None


def beside(code: str) -> tuple[list[str], list[str]]:
    """The codes of other voices of the sheet with this one, and of those from copies of it."""
    rows = Contribution.objects.filter(part_of__isnull=True, withdrawn_at__isnull=True)
    rows = rows.exclude(code=code)
    own = SheetScan.objects.filter(
        Q(sheet__code=code, is_copy=False) | Q(source__voices__code=code)
    )
    same = rows.filter(source__in=own.values("source"))
    copies = SheetScan.objects.filter(sheet__code=code, is_copy=True)
    others = rows.filter(source__in=copies.values("source"))
    return list(same.values_list("code", flat=True)), list(others.values_list("code", flat=True))


def prints_of(process: Process) -> QuerySet[SheetPrint]:
    """What was printed, the latest first, each with how many of its sheets came back (`came_back`)."""
    rows = SheetPrint.objects.filter(stage__process=process).select_related("stage", "municipality")
    came = Q(sheets__scans__is_copy=False)
    return rows.annotate(came_back=Count("sheets", filter=came, distinct=True))


def sheets_that_never_came(now: datetime) -> QuerySet[PaperSheet]:
    """The sheets that nobody handed in though their stage was closed a year ago."""
    closed = PaperSheet.objects.filter(run__stage__closed_at__lte=a_year_before(now))
    came = SheetScan.objects.filter(sheet=OuterRef("pk"))
    voices = Contribution.objects.filter(code=OuterRef("code"))
    return closed.filter(~Exists(came), ~Exists(voices)).order_by("pk")
