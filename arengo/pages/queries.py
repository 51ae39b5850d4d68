"""What can be asked of the news."""

from typing import Final

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from arengo.core.clock import process_time
from arengo.core.editing import version_of
from arengo.pages.models import News

State = News.State
# What the office writes of a piece of news.
NEWS_FIELDS: Final = ("title", "text", "is_example")


def public_news() -> QuerySet[News]:
    """The news that anybody may read now, the latest first."""
    out = News.objects.filter(state=State.PUBLISHED, published_at__lte=process_time.now())
    return out.order_by("-published_at", "-pk")


def all_news() -> QuerySet[News]:
    """Every piece of news for the office: what is not out yet first, then the latest."""
    not_out_yet = When(state__in=[State.DRAFT, State.HELD], then=Value(0))
    first = Case(not_out_yet, default=Value(1), output_field=IntegerField())
    return News.objects.order_by(
        first, F("published_at").desc(nulls_first=True), "-created_at", "-pk"
    )


def words_version(news: News) -> str:
    """A short digest of what the office wrote: who publishes says with it what they have read."""
    return version_of(news, NEWS_FIELDS)
