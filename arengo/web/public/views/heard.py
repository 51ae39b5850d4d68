"""What we heard, for everybody: of a meeting once it is over, of a stage at any moment."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arengo.feedback.heard import Heard, Scope, heard_in
from arengo.live import minutes_content
from arengo.live.queries import evening_of
from arengo.live.said import what_was_said
from arengo.meetings.models import Meeting
from arengo.process.models import Stage
from arengo.web.public import heard_paper, heard_words
from arengo.web.shared import minutes_blocks, minutes_page, reading, shells


@require_safe
@shells.for_a_moment
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """Axis by axis what was said and written: from the resoconto, before it as it was gathered. Then
    who was there, who was not, and the voices with their replies, as they are now.
    """
    scope = _of_meeting(slug)
    assert scope.meeting is not None  # noqa: S101  the scope is a meeting's
    row = minutes_page.shared(scope.meeting)
    axes = row.content["axes"] if row else _gathered(scope.meeting)
    minutes_page.tell(minutes_content.pieces_of_axes(axes), scope.meeting)
    context = {
        "meeting": scope.meeting,
        "minutes": row,
        "blocks": list(minutes_blocks.axes(axes))[1:],
        "counts": minutes_blocks.counts(axes),
        **_told(heard_in(scope)),
    }
    return render(request, "public/heard.html", context)


@require_safe
@shells.for_a_moment
def stage(request: HttpRequest, key: str) -> HttpResponse:
    """The same of a stage: its meetings, and all the other ways by which voices arrived."""
    scope = _of_stage(key)
    context = {"stage": scope.stage, **_told(heard_in(scope))}
    return render(request, "public/stage_heard.html", context)


@require_safe
def meeting_paper(_request: HttpRequest, slug: str) -> HttpResponse:
    """What was heard at a meeting, as PDF."""
    return _file(heard_in(_of_meeting(slug)), slug)


@require_safe
def stage_paper(_request: HttpRequest, key: str) -> HttpResponse:
    """What was heard in a stage, as PDF."""
    return _file(heard_in(_of_stage(key)), key)


def _of_meeting(slug: str) -> Scope:
    meeting = reading.get_meeting(slug)
    if not minutes_page.left_of(meeting).is_heard:
        raise Http404
    return Scope(meeting.process, meeting=meeting)


def _of_stage(key: str) -> Scope:
    process = reading.processes().first()
    row = get_object_or_404(Stage, process=process, key=key)
    return Scope(row.process, stage=row)


def _told(heard: Heard) -> dict[str, object]:
    blocks = heard_words.blocks_of(heard)
    return {
        "is_empty": heard.is_empty,
        "heard_blocks": blocks,
        "sections": heard_words.sections(blocks),
        "made": heard_words.made_in_words(heard),
        "paper": heard_words.address_of(heard.scope, "heard-paper"),
    }


def _file(heard: Heard, name: str) -> HttpResponse:
    about = _("che-cosa-abbiamo-sentito")
    disposition = f'inline; filename="{about}-{name}.pdf"'
    return HttpResponse(
        heard_paper.pdf(heard),
        content_type="application/pdf",
        headers={"Content-Disposition": disposition},
    )


def _gathered(meeting: Meeting) -> list[minutes_content.Piece]:
    return minutes_content.axes_of(evening_of(meeting), what_was_said(meeting))
