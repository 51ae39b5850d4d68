"""The news as an Atom feed: what readers, and other sites, follow without giving their address."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from arengo.core import markdown
from arengo.core.outbox.letter import demo_line
from arengo.pages.models import News

# Signs that XML cannot hold, pasted along with a text.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def news_feed(news: Iterable[News], *, title: str, author: str, language: str) -> str:
    """The feed of `news` in the active language, its addresses absolute."""
    here = settings.BASE_URL + reverse("public:news-feed")
    feed = Atom1Feed(
        title=_clean(_("Notizie: %(title)s") % {"title": title}),
        link=settings.BASE_URL + reverse("public:news"),
        description=demo_line(),
        subtitle=demo_line(),
        language=language,
        author_name=_clean(author),
        feed_url=here,
        feed_guid=here,
    )
    for each in news:
        url = settings.BASE_URL + reverse("public:news-item", args=[each.slug])
        feed.add_item(
            title=_clean(str(each.title)),
            link=url,
            unique_id=url,
            description=_clean(_absolute(markdown.safe(str(each.text)))),
            pubdate=each.published_at,
            updateddate=each.changed_at or each.published_at,
        )
    return feed.writeString("utf-8")


def _absolute(html: str) -> str:
    """`html` with the addresses of our own pages made whole: a reader of feeds is elsewhere."""
    return html.replace('href="/', f'href="{settings.BASE_URL}/')


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("", text)
