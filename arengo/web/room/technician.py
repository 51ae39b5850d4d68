"""Sound and pictures: the hall as one participant, its clean output, the sound check, who signs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from arengo.live import operations
from arengo.live.models import SoundCheck
from arengo.live.refusals import NoConferenceHere
from arengo.web.room import parts_conference
from arengo.web.room.acting import done
from arengo.web.room.console import Kind, conducting
from arengo.web.room.getting import Conduct
from arengo.web.room.stream import drawn

STEPS = {step.value: step for step in SoundCheck.Step}


@conducting(Kind.TECHNICIAN, Kind.ASSISTANT)
def technician(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """Mixer, camera, levels, mute, and the list of the sound check."""
    return _page(request, conduct, "technician")


@conducting(Kind.TECHNICIAN, Kind.ASSISTANT, Kind.PROJECTOR)
def output(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """Those who speak from home, with nothing around them: for loudspeakers and projector."""
    return _page(request, conduct, "output")


@conducting(Kind.INTERPRETER, Kind.ASSISTANT)
def interpreter(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """Who signs: whom to see and hear, the slides, and one's own picture."""
    return _page(request, conduct, "interpreter")


@require_POST
@conducting(Kind.TECHNICIAN, Kind.ASSISTANT)
def check(request: HttpRequest, conduct: Conduct, step: str, on: int) -> HttpResponse:
    """A step of the sound check went well, or did not."""
    if step not in STEPS:
        raise NoConferenceHere
    operations.check_sound(meeting=conduct.meeting, step=STEPS[step], on=bool(on), by=conduct.by)
    return done(request, "room:technician", slug=conduct.meeting.slug)


def _page(request: HttpRequest, conduct: Conduct, view: str) -> HttpResponse:
    context = {
        **drawn(conduct.meeting, view, get_language()),
        **parts_conference.of_the_page(conduct.meeting),
        "conduct": conduct,
        "meeting": conduct.meeting,
    }
    return render(request, f"room/{view}.html", context)
