"""What is left of a meeting, for everybody: the resoconto, as a page and as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arengo.live.models import Minutes
from arengo.web.shared import minutes_page, minutes_paper, reading
from arengo.web.shared.minutes_files import as_file


@require_safe
def minutes(request: HttpRequest, slug: str) -> HttpResponse:
    """The resoconto, from when who came may read it; with the proof once it is approved."""
    row = _shared(slug)
    context = {
        "meeting": row.meeting,
        "minutes": row,
        "blocks": minutes_page.blocks(row),
        "state": minutes_paper.state_in_words(row),
        "proof": minutes_page.proof_of(row),
    }
    return render(request, "public/minutes.html", context)


@require_safe
def paper(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The same as PDF or DOCX."""
    return as_file(_shared(slug), kind)


def _shared(slug: str) -> Minutes:
    row = minutes_page.shared(reading.get_meeting(slug))
    if row is None:
        raise Http404
    return row
