"""The stages: written, put in order, given other dates with a reason, closed by an act."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.core.localized import Localized
from arengo.core.refusals import Refusal
from arengo.process.models import Process, Stage, StageChange

STAGE_FIELDS: Final = (
    "title",
    "description",
    "what_is_open",
    "planned_start",
    "planned_end",
    "voices_from",
    "voices_until",
    "questions",
    "source",
)
PLANNED: Final = ("planned_start", "planned_end")


class StageIsClosed(Refusal):
    """The stage was closed already."""

    def __init__(self) -> None:
        super().__init__(_("Questa tappa è già chiusa."))


class NoQuestionnaire(Refusal):
    """The stage asks nothing: there is nothing to publish."""

    def __init__(self) -> None:
        super().__init__(_("Questa tappa non ha un questionario: prima sceglilo."))


@transaction.atomic
def save_stage(
    *,
    process: Process,
    stage: Stage | None = None,
    values: Mapping[str, Any],
    version: str = "",
    by: str,
) -> Stage:
    """Write a stage, or add one at the end. `values`: some of STAGE_FIELDS; from the demo also
    `voices_are_example`.

    Planned dates that were told stay told: later ones are a revision. Raises FieldRefused,
    ChangedMeanwhile, GoneMeanwhile.
    """
    holder = editing.current(Process, process.pk)
    others = list(holder.stages.all())
    if stage is None:
        row = Stage(process=holder, position=len(others))
        title = values.get("title") or ""
        words = str(title.get("it", "")) if isinstance(title, dict) else str(title)
        row.key = editing.free_key(words, (each.key for each in others), "tappa")
    else:
        row = editing.current(Stage, stage.pk)
        editing.check_version(row, values, version)
    told = {name: getattr(row, name) for name in PLANNED}
    changed = editing.put(row, values)
    if not row.title:
        raise FieldRefused("title", _("Scrivi il titolo della tappa."))
    for name in PLANNED:
        if name in changed and told[name]:
            raise FieldRefused(
                name, _("La data prevista resta com'è stata annunciata: usa «Rivedi le date».")
            )
    _check_order(row.planned_start, row.planned_end, "planned_end")
    _check_voices(row)
    if {"voices_from", "voices_until"} & set(changed) and "voices_are_example" not in values:
        row.voices_are_example = False
    row.save()
    if changed:
        _record("stage.saved", _subject(row), by, fields=changed)
    return row


@transaction.atomic
def move_stage(*, stage: Stage, up: bool, by: str) -> None:
    """One place before or after."""
    holder = editing.current(Process, stage.process_id)
    editing.number(editing.swap(list(holder.stages.all()), stage, up=up))
    _record("stage.moved", _subject(stage), by, up=up)


@transaction.atomic
def revise_stage(
    *, stage: Stage, start: date | None, end: date | None, reason: Any, source: str = "", by: str
) -> StageChange:
    """Give a stage other dates, known from today, with the reason that everybody reads.

    Raises FieldRefused (no reason, no date, nothing changes), StageIsClosed.
    """
    row = _open(stage)
    if not reason or not Localized(reason if isinstance(reason, dict) else {"it": reason}):
        raise FieldRefused("reason", _("Scrivi perché le date cambiano: lo leggono tutti."))
    if start is None and end is None:
        raise FieldRefused("start", _("Scrivi almeno una data."))
    _check_order(start, end, "end")
    if (start, end) == _dates(row):
        raise FieldRefused("start", _("Sono le date di adesso: scrivi quelle nuove."))
    return _change(row, StageChange.Kind.REVISED, start, end, reason, source, by)


@transaction.atomic
def record_actual(
    *,
    stage: Stage,
    start: date | None,
    end: date | None,
    reason: Any = "",
    source: str = "",
    by: str,
) -> StageChange:
    """Write when a stage really began, and ended if it has. Raises FieldRefused."""
    row = editing.current(Stage, stage.pk)
    today = process_time.today()
    if start is None and end is None:
        raise FieldRefused("start", _("Scrivi almeno una data."))
    for name, day in (("start", start), ("end", end)):
        if day and day > today:
            raise FieldRefused(
                name,
                _("Questa data non è ancora venuta: se è una previsione usa «Rivedi le date»."),
            )
    _check_order(start, end, "end")
    return _change(row, StageChange.Kind.ACTUAL, start, end, reason, source, by)


@transaction.atomic
def publish_results(*, stage: Stage, by: str) -> Stage:
    """Let everybody read what was answered up to now; later once more, up to then.

    Raises NoQuestionnaire.
    """
    row = editing.current(Stage, stage.pk)
    if row.questions_id is None:
        raise NoQuestionnaire
    row.results_published_at = process_time.now()
    row.save(update_fields=["results_published_at"])
    _record("stage.results_published", _subject(row), by)
    return row


@transaction.atomic
def withdraw_results(*, stage: Stage, by: str) -> Stage:
    """Nobody reads them any more. Twice is once."""
    row = editing.current(Stage, stage.pk)
    if row.results_published_at is not None:
        row.results_published_at = None
        row.save(update_fields=["results_published_at"])
        _record("stage.results_withdrawn", _subject(row), by)
    return row


def mark_stage_closed(*, stage: Stage) -> Stage:
    """The stage is closed, now; it is not opened again. Raises StageIsClosed."""
    row = _open(stage)
    row.closed_at = process_time.now()
    row.save(update_fields=["closed_at"])
    return row


def mark_stage_removed(*, stage: Stage) -> None:
    """The stage is no more; those after it close up."""
    row = editing.current(Stage, stage.pk)
    process = row.process
    row.delete()
    editing.number(list(process.stages.all()))


def _open(stage: Stage) -> Stage:
    row = editing.current(Stage, stage.pk)
    if row.closed_at:
        raise StageIsClosed
    return row


def _dates(stage: Stage) -> tuple[date | None, date | None]:
    """The dates that are known now: the planned ones, each replaced by the last change that has it."""
    start, end = stage.planned_start, stage.planned_end
    last = stage.changes.last()
    if last:
        start, end = last.start or start, last.end or end
    return start, end


def _change(
    stage: Stage,
    kind: str,
    start: date | None,
    end: date | None,
    reason: Any,
    source: str,
    by: str,
) -> StageChange:
    today = process_time.today()
    keys = stage.changes.values_list("key", flat=True)
    change = StageChange(stage=stage, kind=kind, start=start, end=end, source=source)
    change.key = editing.free_key(f"{kind}-{today:%Y-%m-%d}", keys, kind)
    change.reason, change.known_on = reason, today
    change.save(force_insert=True)
    facts = {"start": start.isoformat() if start else "", "end": end.isoformat() if end else ""}
    _record(f"stage.{kind}", _subject(stage), by, **facts)
    return change


def _check_order(start: date | None, end: date | None, field: str) -> None:
    if start and end and end < start:
        raise FieldRefused(field, _("La tappa finirebbe prima di cominciare: controlla le date."))


def _check_voices(stage: Stage) -> None:
    if stage.voices_until and not stage.voices_from:
        raise FieldRefused("voices_from", _("Scrivi anche il primo giorno in cui si può scrivere."))
    if stage.voices_from and stage.voices_until and stage.voices_until < stage.voices_from:
        raise FieldRefused(
            "voices_until", _("Finirebbe prima di cominciare: controlla i due giorni.")
        )


def _subject(stage: Stage) -> str:
    return f"stage:{stage.key}"


def _record(kind: str, subject: str, by: str, **facts: Any) -> None:
    record(kind=kind, subject=subject, by=by, facts=facts)
