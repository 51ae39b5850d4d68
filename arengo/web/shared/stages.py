"""The stages as they are known today: planned, revised and real dates, and where we are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arengo.core.clock import process_time
from arengo.feedback.models import StageClosing
from arengo.feedback.queries import closings
from arengo.meetings.models import Meeting
from arengo.process.models import Process, Stage, StageChange
from arengo.process.queries import are_results_public, takes_voices
from arengo.web.shared import reading


class Progress(TextChoices):
    """Where a stage stands on a day."""

    DONE = "done", _("Conclusa")
    NOW = "now", _("In corso")
    COMING = "coming", _("Prossima tappa")
    NEXT = "next", _("Da venire")


class Span(NamedTuple):
    """From which day to which; either may be unknown."""

    start: date | None
    end: date | None


@dataclass(frozen=True)
class StageToday:
    """A stage with what was known of it on the day of the process clock."""

    stage: Stage
    changes: list[StageChange]
    start: date | None
    end: date | None
    progress: Progress
    is_late: bool
    meetings: list[Meeting]
    # What it left open when it was closed.
    closing: StageClosing | None = None

    @property
    def planned(self) -> Span:
        return Span(self.stage.planned_start, self.stage.planned_end)

    @property
    def takes_voices(self) -> bool:
        """True while anybody may write on the site for it."""
        return takes_voices(self.stage, process_time.now())

    @property
    def has_results(self) -> bool:
        """True once the answers to its questionnaire are public."""
        return are_results_public(self.stage, process_time.now())

    @property
    def writing(self) -> Span:
        """From when to when one may write on the site."""
        return Span(self.stage.voices_from, self.stage.voices_until)

    @property
    def dates_changed(self) -> bool:
        """True when the dates are no longer those that were planned first."""
        return any(self.planned) and (self.start, self.end) != self.planned

    @property
    def has_history(self) -> bool:
        """True when there is more to tell of its dates than the dates."""
        return self.dates_changed or any(change.reason for change in self.changes)


def stages_today(process: Process) -> list[StageToday]:
    """The stages of `process` in order, as known today on the process clock: three queries."""
    today = process_time.today()
    stages = process.stages.prefetch_related("changes")
    meetings = defaultdict(list)
    for meeting in reading.public_meetings().filter(process=process, stage__isnull=False):
        meetings[meeting.stage_id].append(meeting)
    return _with_coming([_as_known(stage, meetings[stage.pk], today) for stage in stages])


def with_closings(stages: Sequence[StageToday]) -> list[StageToday]:
    """The same, each with what it left open when it was closed: one query at most."""
    closed = [each.stage for each in stages if each.stage.closed_at]
    found = closings(closed) if closed else {}
    return [replace(each, closing=found.get(each.stage.pk)) for each in stages]


def here(stages: Sequence[StageToday]) -> StageToday | None:
    """Where we are: the stage under way, else the one that comes next."""
    return next((each for each in stages if each.progress in (Progress.NOW, Progress.COMING)), None)


def _with_coming(stages: list[StageToday]) -> list[StageToday]:
    """Between two stages, mark the first that has a date as the one that comes next."""
    if any(each.progress is Progress.NOW for each in stages):
        return stages
    for place, each in enumerate(stages):
        if each.progress is Progress.NEXT and each.start:
            stages[place] = replace(each, progress=Progress.COMING)
            break
    return stages


def _as_known(stage: Stage, meetings: list[Meeting], today: date) -> StageToday:
    known = [
        change
        for change in stage.changes.all()
        if change.known_on is None or change.known_on <= today
    ]
    last = known[-1] if known else None
    start = last.start if last and last.start else stage.planned_start
    end = last.end if last and last.end else stage.planned_end
    progress = _progress(stage, known, start, end, today)
    is_late = progress is Progress.NOW and end is not None and end < today
    return StageToday(stage, known, start, end, progress, is_late, meetings)


def _progress(
    stage: Stage, known: list[StageChange], start: date | None, end: date | None, today: date
) -> Progress:
    closed = stage.closed_at and timezone.localtime(stage.closed_at).date() <= today
    if closed or _really_ended(known, today):
        return Progress.DONE
    if start is None and end is None:
        return Progress.NEXT
    if start is not None and start > today:
        return Progress.NEXT
    # A planned end that has passed does not close a stage: closing is an act.
    return Progress.NOW


def _really_ended(known: list[StageChange], today: date) -> bool:
    return any(
        change.kind == StageChange.Kind.ACTUAL and change.end is not None and change.end < today
        for change in known
    )
