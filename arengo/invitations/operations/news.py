"""Publishing news: a verb of this package, which knows whether a period of impersonal communication is on."""

from django.db import transaction

from arengo.core.editing import current
from arengo.core.ledger.operations import record
from arengo.invitations import rules
from arengo.pages.models import News
from arengo.pages.operations import mark_news_held, mark_news_published
from arengo.pages.queries import words_version
from arengo.pages.refusals import NewsChangedMeanwhile
from arengo.pages.rules import check_publishable

State = News.State


@transaction.atomic
def publish_news(*, news: News, version: str = "", by: str) -> News:
    """Show a piece of news to everybody; in a quiet period it is held until that is over.

    `version` is that of the words that were read before publishing. Twice is once. Raises
    NewsHasNoText, NewsChangedMeanwhile, GoneMeanwhile.
    """
    row = current(News, news.pk)
    if row.state == State.PUBLISHED:
        return row
    if version and version != words_version(row):
        raise NewsChangedMeanwhile
    check_publishable(row)
    if not rules.is_quiet():
        return _publish(row, by)
    if row.state != State.HELD:
        mark_news_held(news=row)
        record(kind="news.held", subject=_subject(row), by=by, facts={})
    return row


def release_held_news() -> int:
    """Job: once a quiet period is over, the news that it held go out; gives how many."""
    if rules.is_quiet():
        return 0
    held = News.objects.filter(state=State.HELD).order_by("pk")
    return sum(_release(pk) for pk in list(held.values_list("pk", flat=True)))


@transaction.atomic
def _release(pk: int) -> bool:
    row = News.objects.select_for_update(no_key=True).filter(pk=pk, state=State.HELD).first()
    if row is not None:
        _publish(row, "system")
    return row is not None


def _publish(row: News, by: str) -> News:
    mark_news_published(news=row)
    record(kind="news.published", subject=_subject(row), by=by, facts={})
    return row


def _subject(news: News) -> str:
    return f"news:{news.slug}"
