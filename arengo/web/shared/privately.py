"""Pages that only one person, or one browser, is to see: no cache, no search engine, no referrer."""

from typing import TypeVar

from django.http.response import HttpResponseBase

Answer = TypeVar("Answer", bound=HttpResponseBase)


def keep_uncached(response: Answer) -> Answer:
    """No cache keeps it, no search engine lists it."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def keep_private(response: Answer) -> Answer:
    """No cache keeps it, no search engine lists it, no other page learns its address.

    Its forms come without an origin: their views must check them by `forgery.why_not`.
    """
    response["Referrer-Policy"] = "no-referrer"
    return keep_uncached(response)
