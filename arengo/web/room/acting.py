"""The end of an act in the room: nothing more to say to the script, back to its page without it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from arengo.web.shared.middleware import BY_SCRIPT


def done(request: HttpRequest, to: str, **kwargs: Any) -> HttpResponse:
    """The answer to an act that was done; the page's script goes on by the stream."""
    if request.headers.get("X-Requested-With") == BY_SCRIPT:
        return HttpResponse(status=204)
    return redirect(to, **kwargs)
