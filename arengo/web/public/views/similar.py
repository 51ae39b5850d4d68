"""What was said already, shown to who is about to write it again: they may support it instead."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arengo.contributions import supports
from arengo.contributions.models import Contribution
from arengo.contributions.operations import TEXT_AT_MOST
from arengo.core import codes
from arengo.suggestions.neighbours import published_near
from arengo.web.shared import limits, reading
from arengo.web.shared.limits import AddressLimit
from arengo.web.shared.privately import keep_uncached

# While one types it is asked once in a while: some dozens for a voice, times a town hall.
TYPING = AddressLimit("similar", per_address=600, per_range=3000, seconds=600)


@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """The part of the page with the voices that are near to what is typed; empty when none is."""
    if not limits.allows(request, TYPING):
        return keep_uncached(HttpResponse(status=429))
    process = reading.processes().first()
    typed = request.GET.get("q", "").replace("\x00", "")[:TEXT_AT_MOST]
    found = published_near(typed, process) if process else []
    context = {"similar": shown(found)}
    return keep_uncached(render(request, "public/_similar.html", context))


def shown(found: list[Contribution]) -> list[tuple[Contribution, str, int]]:
    """Each with its code as people read it, and how many think the same."""
    numbers = supports.counts(found)
    return [(row, codes.show(row.code), numbers.get(row.pk, 0)) for row in found]
