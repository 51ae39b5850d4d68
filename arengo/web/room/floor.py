"""Giving the floor: acts of the assistant and of the chair; the steward's tablet."""

import uuid
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_POST

from arengo.live import operations
from arengo.live.models import SpeakingRequest
from arengo.live.order import Rule
from arengo.live.refusals import NothingWritten
from arengo.meetings.models import Speaker
from arengo.registrations.models import Registration
from arengo.web.room import door
from arengo.web.room.acting import done
from arengo.web.room.console import Kind, back, conducting
from arengo.web.room.forms import PassForm, StewardForm
from arengo.web.room.getting import Conduct
from arengo.web.room.stream import drawn

VERBS: Final = {
    "prossima": operations.call_next,
    "modera": operations.hear_moderator,
    "fine": operations.end_turn,
    "pausa": operations.pause_turn,
    "riprendi": operations.resume_turn,
    "minuto": operations.extend_turn,
}
OPEN: Final = {"apri": True, "chiudi": False}


@require_POST
@conducting(Kind.ASSISTANT, Kind.CHAIR)
def act(request: HttpRequest, conduct: Conduct, what: str, seen: int) -> HttpResponse:
    """The next, who moderates, the end, a pause, a minute more: on who speaks, as the page showed it."""
    if what not in VERBS:
        raise Http404
    VERBS[what](meeting=conduct.meeting, seen=seen or None, by=conduct.by)
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT, Kind.CHAIR)
def hear(request: HttpRequest, conduct: Conduct, speaker: str, seen: int) -> HttpResponse:
    """A voice of the round table has the floor."""
    voice = get_object_or_404(Speaker, meeting=conduct.meeting, key=speaker)
    operations.hear_voice(meeting=conduct.meeting, speaker=voice, seen=seen or None, by=conduct.by)
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT, Kind.CHAIR)
def rule(request: HttpRequest, conduct: Conduct, rule: str) -> HttpResponse:
    """How the next one is found."""
    if rule not in Rule.values:
        raise Http404
    operations.choose_rule(meeting=conduct.meeting, rule=Rule(rule), by=conduct.by)
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT, Kind.CHAIR)
def opening(request: HttpRequest, conduct: Conduct, what: str) -> HttpResponse:
    """Whether one may still ask."""
    if what not in OPEN:
        raise Http404
    operations.open_or_close_queue(meeting=conduct.meeting, is_open=OPEN[what], by=conduct.by)
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT, Kind.CHAIR)
def length(request: HttpRequest, conduct: Conduct, seconds: int) -> HttpResponse:
    """How long a turn lasts, from the next one."""
    operations.set_turn_length(meeting=conduct.meeting, seconds=seconds, by=conduct.by)
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT, Kind.CHAIR)
def let_pass(request: HttpRequest, conduct: Conduct, number: uuid.UUID) -> HttpResponse:
    """The chair's exception, with its reason."""
    form = PassForm(request.POST, prefix=str(number))
    if not form.is_valid():
        raise NothingWritten(_("Scrivi perché passa avanti: lo leggono tutti."))
    asked = _request(conduct, number)
    operations.let_pass(request=asked, reason=form.cleaned_data["reason"], by=conduct.by)
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT, Kind.CHAIR)
def absent(request: HttpRequest, conduct: Conduct, number: uuid.UUID) -> HttpResponse:
    """Called, and not there."""
    operations.note_absent(request=_request(conduct, number), by=conduct.by)
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT, Kind.STEWARD)
def withdraw(request: HttpRequest, conduct: Conduct, number: uuid.UUID) -> HttpResponse:
    """They no longer want to speak, and told somebody."""
    operations.withdraw_request(request=_request(conduct, number), by=conduct.by)
    return back(request, conduct)


@conducting(Kind.STEWARD, Kind.ASSISTANT)
def steward(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """Who has no device is found by name, or written down, and waits in the same queue."""
    return _page(request, conduct, StewardForm(initial={"number": uuid.uuid4()}))


@require_POST
@conducting(Kind.STEWARD, Kind.ASSISTANT)
def steward_ask(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """Somebody without a registration, by name."""
    form = StewardForm(request.POST)
    if not form.is_valid():
        return _page(request, conduct, form, status=422)
    operations.ask_to_speak_for(
        meeting=conduct.meeting, by=conduct.by, source=_source(conduct), **form.cleaned_data
    )
    return done(request, "room:steward", slug=conduct.meeting.slug)


@require_POST
@conducting(Kind.STEWARD, Kind.ASSISTANT)
def steward_ask_for(request: HttpRequest, conduct: Conduct, code: str) -> HttpResponse:
    """Somebody registered, found by name."""
    registration = get_object_or_404(Registration, meeting=conduct.meeting, code=code)
    operations.ask_to_speak_for(
        meeting=conduct.meeting,
        number=uuid.uuid4(),
        registration=registration,
        source=_source(conduct),
        by=conduct.by,
    )
    return done(request, "room:steward", slug=conduct.meeting.slug)


def _source(conduct: Conduct) -> SpeakingRequest.Source:
    is_steward = conduct.duty is not None and conduct.duty.kind == Kind.STEWARD
    return SpeakingRequest.Source.STEWARD if is_steward else SpeakingRequest.Source.DESK


def _request(conduct: Conduct, number: uuid.UUID) -> SpeakingRequest:
    asked = SpeakingRequest.objects.select_related("queue__room__meeting")
    return get_object_or_404(asked, pk=number, queue__room__meeting=conduct.meeting)


def _page(
    request: HttpRequest, conduct: Conduct, form: StewardForm, *, status: int = 200
) -> HttpResponse:
    typed = request.GET.get("cerca", "")
    context = {
        **drawn(conduct.meeting, "steward", get_language()),
        "conduct": conduct,
        "meeting": conduct.meeting,
        "form": form,
        "typed": typed,
        "found": door.search(conduct.meeting, typed),
    }
    return render(request, "room/steward.html", context, status=status)
