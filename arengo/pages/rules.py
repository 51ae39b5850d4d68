"""Who may read which news, and what may be published."""

from django.conf import settings

from arengo.pages import queries
from arengo.pages.models import News
from arengo.pages.refusals import NewsHasNoText, NewsNotThere, NewsWithdrawn


def get_public_news(slug: str) -> News:
    """The piece of news of this address. Raises NewsNotThere, or NewsWithdrawn for one that was."""
    found = queries.public_news().filter(slug=slug).first()
    if found is not None:
        return found
    if News.objects.filter(slug=slug, state=News.State.WITHDRAWN).exists():
        raise NewsWithdrawn
    raise NewsNotThere


def check_publishable(news: News) -> None:
    """Raise NewsHasNoText unless there is something to read, at least in the site's own language."""
    if not news.text.get(settings.LANGUAGE_CODE, "").strip():
        raise NewsHasNoText
