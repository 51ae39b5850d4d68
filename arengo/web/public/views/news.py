"""The news: the list, one of them, and the feed."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arengo.pages import rules
from arengo.pages.refusals import NewsNotThere, NewsWithdrawn
from arengo.web.public.feeds import news_feed
from arengo.web.shared import reading
from arengo.web.shared.context import site_of

ON_A_PAGE = 12
IN_THE_FEED = 30
ATOM = "application/atom+xml; charset=utf-8"


@require_safe
def news_list(request: HttpRequest) -> HttpResponse:
    """All that is out, the latest first."""
    page = Paginator(reading.news(), ON_A_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "public/news/list.html", {"page": page})


@require_safe
def news_item(request: HttpRequest, slug: str) -> HttpResponse:
    """One piece of news; where one was withdrawn the page says so."""
    try:
        news = rules.get_public_news(slug)
    except NewsWithdrawn as refusal:
        context = {"sentence": refusal.sentence}
        return render(request, "public/news/withdrawn.html", context, status=refusal.status)
    except NewsNotThere as refusal:
        raise Http404 from refusal
    return render(request, "public/news/item.html", {"news": news})


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The latest news for a reader of feeds, in the language of the address."""
    site = site_of(request)
    content = news_feed(
        reading.news()[:IN_THE_FEED],
        title=site.title,
        author=str(site.body.name) if site.body else site.title,
        language=request.LANGUAGE_CODE,
    )
    return HttpResponse(content, content_type=ATOM)
