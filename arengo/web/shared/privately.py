"""Pages that only one person, or one browser, is to see: no cache, no search engine, no referrer."""

from django.http import HttpResponse


def keep_uncached(response: HttpResponse) -> HttpResponse:
    """No cache keeps it, no search engine lists it."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def keep_private(response: HttpResponse) -> HttpResponse:
    """No cache keeps it, no search engine lists it, no other page learns its address.

    Its forms come without an origin: their views must check them by `forgery.why_not`.
    """
    response["Referrer-Policy"] = "no-referrer"
    return keep_uncached(response)
