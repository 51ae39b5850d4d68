"""For those whom no stream reaches: the same parts, asked for every few seconds."""

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from arengo.core.stream import queries
from arengo.core.stream.queries import Seen
from arengo.core.stream.topics import BadGrant, Topic, UnknownPart, granted
from arengo.web.room.stream import KEPT_FOR, draw


@require_safe
@never_cache
def changed(request: HttpRequest, token: str) -> JsonResponse:
    """The parts that changed after the event `dopo`, as they are now, and what to ask with next."""
    try:
        topic = granted(token)
    except BadGrant as error:
        raise Http404 from error
    seen = Seen(_number(request, "dopo") or 0, _number(request, "vicini"))
    now, parts = queries.changed_since(topic.channel, seen)
    drawn = {part: html for part in sorted(parts) if (html := _drawn(topic, part, now)) is not None}
    return JsonResponse({"id": now.newest, "near": now.near, "parts": drawn})


@never_cache
def not_here(request: HttpRequest, token: str) -> HttpResponse:
    """No stream passes here: the proxy has it from `arengo stream`. The page then asks now and then."""
    return HttpResponse(status=404)


def _drawn(topic: Topic, part: str, now: Seen) -> str | None:
    """The part drawn no sooner than what `now` tells of; None where the view does not show it."""
    key = f"stream:{'|'.join(topic)}:{part}:{now.newest}:{now.near}"
    html: str | None = cache.get(key)
    if html is None:
        try:
            html = draw(topic, part)
        except UnknownPart:
            return None
        # What was drawn for one serves the others who ask after the same change.
        cache.set(key, html, KEPT_FOR)
    return html


def _number(request: HttpRequest, name: str) -> int | None:
    word = request.GET.get(name, "")
    return int(word) if word.isascii() and word.isdigit() and len(word) < 19 else None
