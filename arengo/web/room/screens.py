"""The chair's sheet, the projector, and the page of who types the captions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from arengo.live import operations
from arengo.web.room.acting import done
from arengo.web.room.console import Kind, conducting
from arengo.web.room.forms import CaptionForm
from arengo.web.room.getting import Conduct
from arengo.web.room.stream import drawn


@conducting(Kind.CHAIR, Kind.ASSISTANT)
def chair(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """A sheet to read: on air, the next three, the clock."""
    return _page(request, conduct, "chair")


@conducting(Kind.PROJECTOR, Kind.ASSISTANT, Kind.TECHNICIAN)
def projector(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """One thing at a time, read from twenty metres."""
    return _page(request, conduct, "projector")


@conducting(Kind.CAPTIONS, Kind.ASSISTANT)
def captions(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """The lines so far, and one field."""
    return _page(request, conduct, "captions", form=CaptionForm())


@require_POST
@conducting(Kind.CAPTIONS, Kind.ASSISTANT)
def write_caption(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """One line more, on everybody's page and on the projector."""
    form = CaptionForm(request.POST)
    if not form.is_valid():
        return _page(request, conduct, "captions", form=form, status=422)
    operations.write_caption(meeting=conduct.meeting, text=form.cleaned_data["text"], by=conduct.by)
    return done(request, "room:captions", slug=conduct.meeting.slug)


def _page(
    request: HttpRequest,
    conduct: Conduct,
    view: str,
    *,
    form: CaptionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **drawn(conduct.meeting, view, get_language()),
        "conduct": conduct,
        "meeting": conduct.meeting,
        "form": form,
    }
    return render(request, f"room/{view}.html", context, status=status)
