"""What is read of a process: the stage that takes voices, the documents that are public, their pages."""

from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from arengo.process.models import Document, DocumentPage, Process, Stage


def takes_voices(stage: Stage, now: datetime) -> bool:
    """True when anybody may write on the site for this stage at `now`."""
    if stage.closed_at is not None and stage.closed_at <= now:
        return False
    day = timezone.localtime(now).date()
    return bool(
        stage.voices_from
        and stage.voices_from <= day
        and (stage.voices_until is None or day <= stage.voices_until)
    )


def stage_taking_voices(process: Process, now: datetime) -> Stage | None:
    """The stage for which one may write at `now`; of several the one that began last."""
    day = timezone.localtime(now).date()
    open_ones = process.stages.filter(
        Q(closed_at__isnull=True) | Q(closed_at__gt=now),
        Q(voices_until__isnull=True) | Q(voices_until__gte=day),
        voices_from__lte=day,
    )
    return open_ones.order_by("voices_from", "position").last()


def stage_to_take_voices(process: Process, now: datetime) -> Stage | None:
    """The next stage for which one will be able to write, when none takes voices yet."""
    day = timezone.localtime(now).date()
    coming = process.stages.filter(
        Q(closed_at__isnull=True) | Q(closed_at__gt=now), voices_from__gt=day
    )
    return coming.order_by("voices_from", "position").first()


def stage_asking(process: Process, now: datetime) -> Stage | None:
    """The stage that takes voices, when it has a questionnaire to fill in."""
    stage = stage_taking_voices(process, now)
    return stage if stage is not None and stage.questions_id is not None else None


def are_results_public(stage: Stage, now: datetime) -> bool:
    """True when everybody may read at `now` what was answered to the stage's questionnaire."""
    published = stage.results_published_at
    return published is not None and published <= now


def stages_with_results(process: Process, now: datetime) -> list[Stage]:
    """The stages of which everybody may read what was answered, in order."""
    return [stage for stage in process.stages.all() if are_results_public(stage, now)]


def is_public(document: Document, day: date) -> bool:
    """True when anybody may open the document on `day`."""
    return document.published_on is None or document.published_on <= day


def pages_of(document: Document) -> list[DocumentPage]:
    """The pages of a document in order; none when it is no PDF or they are not drawn (yet)."""
    return list(document.pages.all())


def page_of(document: Document, number: int) -> DocumentPage | None:
    """The page with this number, from 1; None when there is none."""
    return document.pages.filter(number=number).first()
