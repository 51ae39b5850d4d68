"""Writing news, taking it off the site, throwing a draft away."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.pages import rules
from arengo.pages.models import News
from arengo.pages.refusals import NewsHasNoText, NewsWasPublished

State = News.State


def save_news(
    *, news: News | None = None, values: Mapping[str, Any], version: str = "", by: str
) -> News:
    """Write a piece of news, or begin a draft. `values`: some of queries.NEWS_FIELDS.

    Its address follows its title until it goes out for the first time, and never changes after.
    Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    try:
        return _save(news, values, version, by)
    except IntegrityError:
        # Two of the same title in one instant: now the address of the first is seen.
        return _save(news, values, version, by)


@transaction.atomic
def _save(news: News | None, values: Mapping[str, Any], version: str, by: str) -> News:
    if news is None:
        row = News(created_at=process_time.now())
    else:
        row = editing.current(News, news.pk)
        editing.check_version(row, values, version)
    changed = editing.put(row, values)
    if not row.title:
        raise FieldRefused("title", _("Scrivi il titolo della notizia."))
    is_out = row.state == State.PUBLISHED
    if is_out:
        _check_text(row)
    if row.published_at is None:
        row.slug = _free_slug(row)
    if is_out and changed:
        row.changed_at = process_time.now()
    row.save()
    if changed:
        kind = "news.changed" if is_out else "news.saved"
        record(kind=kind, subject=_subject(row), by=by, facts={"fields": changed})
    return row


@transaction.atomic
def withdraw_news(*, news: News, by: str) -> News:
    """Take a piece of news off the site, or out of those that are held. Twice is once.

    Who has its address reads that it was withdrawn; one that never went out is a draft again.
    Raises GoneMeanwhile.
    """
    row = editing.current(News, news.pk)
    if row.state not in (State.PUBLISHED, State.HELD):
        return row
    row.state = State.WITHDRAWN if row.published_at else State.DRAFT
    row.save(update_fields=["state"])
    record(kind="news.withdrawn", subject=_subject(row), by=by, facts={"state": row.state})
    return row


@transaction.atomic
def remove_news(*, news: News, by: str) -> None:
    """Throw a draft away. Raises NewsWasPublished, GoneMeanwhile."""
    row = editing.current(News, news.pk)
    if row.state != State.DRAFT:
        raise NewsWasPublished
    row.delete()
    record(kind="news.removed", subject=_subject(news), by=by, facts={})


def _check_text(row: News) -> None:
    try:
        rules.check_publishable(row)
    except NewsHasNoText as refusal:
        sentence = _("È pubblicata: il testo non può restare vuoto. Se non vale più, ritirala.")
        raise FieldRefused("text", sentence) from refusal


def _free_slug(row: News) -> str:
    others = News.objects.exclude(pk=row.pk).values_list("slug", flat=True)
    return editing.free_key(row.title.get("it", "") or str(row.title), others, "notizia")


def _subject(news: News) -> str:
    return f"news:{news.slug}"
