"""What is left of a meeting, for everybody: the resoconto, and axis by axis what was heard."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arengo.live import minutes_content
from arengo.live.models import Minutes
from arengo.live.queries import evening_of
from arengo.live.said import what_was_said
from arengo.meetings.models import Meeting
from arengo.web.shared import minutes_blocks, minutes_page, minutes_paper, reading
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


@require_safe
def heard(request: HttpRequest, slug: str) -> HttpResponse:
    """Axis by axis what was said and written: from the resoconto, before it as it was gathered."""
    meeting = reading.get_meeting(slug)
    row = minutes_page.shared(meeting)
    axes = row.content["axes"] if row else _gathered(meeting)
    context = {
        "meeting": meeting,
        "minutes": row,
        "blocks": list(minutes_blocks.axes(axes))[1:],
        "counts": minutes_blocks.counts(axes),
    }
    return render(request, "public/heard.html", context)


def _shared(slug: str) -> Minutes:
    row = minutes_page.shared(reading.get_meeting(slug))
    if row is None:
        raise Http404
    return row


def _gathered(meeting: Meeting) -> list[minutes_content.Piece]:
    evening = evening_of(meeting)
    if evening.room.closed_at is None:
        raise Http404
    return minutes_content.axes_of(evening, what_was_said(meeting))
