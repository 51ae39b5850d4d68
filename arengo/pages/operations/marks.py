"""The marks that verbs further down leave on a piece of news: the row changes and nothing else."""

from arengo.core.clock import process_time
from arengo.pages.models import News


def mark_news_published(*, news: News) -> News:
    """Shown to everybody from now on."""
    news.state, news.published_at, news.changed_at = (
        News.State.PUBLISHED,
        process_time.now(),
        None,
    )
    news.save(update_fields=["state", "published_at", "changed_at"])
    return news


def mark_news_held(*, news: News) -> News:
    """Ready, and not to be shown before the quiet is over."""
    news.state = News.State.HELD
    news.save(update_fields=["state"])
    return news
