"""Pages that are the same for everybody but for a few words: drawn once, kept for some seconds.

Drawing a long form costs ten times as much as all the rest of a request, and on the day a meeting is
announced everybody opens the same one. What is one visitor's own goes into the holes of the page.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.html import conditional_escape
from django.utils.translation import get_language

# As long as the frame around every page may lag behind what the office publishes.
FRESH_FOR = 5
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
    # An address may be longer, and of other signs, than a cache allows.
    full_key = f"shell:{sha256(f'{get_language()} {key}'.encode()).hexdigest()}"
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
