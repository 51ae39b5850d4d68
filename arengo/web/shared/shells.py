"""Pages that are the same for everybody but for a few words: drawn once, kept for some seconds.

Drawing a long form costs ten times as much as all the rest of a request, and on the day a meeting is
announced everybody opens the same one. What is one visitor's own goes into the holes of the page.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from arengo.core.clock import process_time

View = Callable[..., HttpResponse]
# As long as the frame around every page may lag behind what the office publishes.
FRESH_FOR = 5
# A page that tells how many places are left may be this old.
MOMENT = 1
CSRF = "csrf"
# Nobody can know it, so nothing that somebody wrote is taken for a hole.
_SECRET = secrets.token_hex(8)
_HOLE = re.compile(rf"hole{_SECRET}([a-z]+(?:\d+)?)end")


def hole(name: str) -> str:
    """What to draw where the words of one visitor go; `name` is letters and perhaps a number."""
    return f"hole{_SECRET}{name}end"


def is_for_everybody(request: HttpRequest) -> bool:
    """True for a visitor to whom the page has nothing special to say: no session, no message."""
    if settings.DEMO or request.method not in ("GET", "HEAD"):
        return False
    return not {"messages", settings.SESSION_COOKIE_NAME} & request.COOKIES.keys()


def page(
    request: HttpRequest,
    *,
    key: str,
    holes: Mapping[str, str],
    draw: Callable[[], str],
    version: Hashable = None,
) -> HttpResponse:
    """The page kept under `key` for this language, its holes filled; drawn when there is none.

    `draw` gives it with `hole(name)` where the text `holes[name]` goes, which is escaped here, and
    `hole(CSRF)` for the visitor's token. Another `version` than the kept one's has it drawn anew.
    """
    full_key = _key("shell", key)
    kept = cache.get(full_key)
    if kept is None or kept[0] != version:
        kept = (version, _HOLE.split(draw()))
        cache.set(full_key, kept, FRESH_FOR)
    words = {name: str(conditional_escape(text)) for name, text in holes.items()}
    words[CSRF] = get_token(request)
    # Split by an expression with one group: text, name, text, name, ..., text.
    pieces = kept[1].copy()
    pieces[1::2] = [words[name] for name in pieces[1::2]]
    return HttpResponse("".join(pieces))


def for_a_moment(view: View) -> View:
    """A view whose page, where it has nothing of one visitor's own, is drawn at most once a second."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.META.get("QUERY_STRING") or not is_for_everybody(request):
            return view(request, *args, **kwargs)
        # What is on now changes with the minute.
        key = _key("moment", f"{request.path} {process_time.now():%Y-%m-%d %H:%M}")
        content = cache.get(key)
        if content is None:
            response = view(request, *args, **kwargs)
            has_a_token = request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
            if response.status_code != HTTPStatus.OK or has_a_token:
                return response
            content = response.content
            cache.set(key, content, MOMENT)
        return HttpResponse(content)

    return kept


def _key(kind: str, key: str) -> str:
    # An address may be longer, and of other signs, than a cache allows.
    return f"{kind}:{sha256(f'{get_language()} {key}'.encode()).hexdigest()}"
