"""What the conference's script says and hears: one small answer in JSON for each act.

The same acts serve somebody at home, the hall, and the hall's loudspeakers: they differ in how one
gets in. What is refused comes back as a sentence (the middleware), and the page goes on.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from arengo.gateways.conference.contract import Offer
from arengo.live import operations, rules
from arengo.live.conference import get_place, has_floor, provider_of, standing_of
from arengo.live.models import ConferencePlace
from arengo.live.refusals import OutOfConference
from arengo.meetings.models import Duty, Meeting
from arengo.registrations.models import Registration
from arengo.web.room.conference_forms import (
    AnswerForm,
    EnterForm,
    ListenForm,
    OnAirForm,
    PicturesForm,
    PlaceForm,
    PublishForm,
    SignalForm,
    WaitForm,
)
from arengo.web.room.console import conducting
from arengo.web.room.getting import Conduct
from arengo.web.room.stage import in_the_room

Role = ConferencePlace.Role
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Caller:
    """Who speaks for a device: somebody at home by a personal link, or who serves the meeting."""

    meeting: Meeting
    role: ConferencePlace.Role
    registration: Registration | None
    by: str
    duty: Duty | None = None


def as_person(view: View) -> View:
    """For who takes part online; a phone in the hall has no conference."""

    @in_the_room
    @wraps(view)
    def called(
        request: HttpRequest, registration: Registration, token: str, *args: object
    ) -> HttpResponse:
        if rules.is_in_hall(registration):
            raise Http404
        return view(request, Caller(registration.meeting, Role.PERSON, registration, "person"))

    return called


def as_service(role: ConferencePlace.Role, *kinds: Duty.Kind) -> Callable[[View], View]:
    """For who serves the meeting as one of these: the hall, its loudspeakers, who signs."""

    def decorate(view: View) -> View:
        @conducting(*kinds)
        @wraps(view)
        def called(request: HttpRequest, conduct: Conduct) -> HttpResponse:
            caller = Caller(conduct.meeting, role, None, conduct.by, conduct.duty)
            return view(request, caller)

        return called

    return decorate


@require_POST
def enter(request: HttpRequest, caller: Caller) -> HttpResponse:
    """This device sees and hears from now."""
    form = _valid(EnterForm(request.POST))
    entrance = operations.enter_conference(
        meeting=caller.meeting,
        registration=caller.registration,
        duty=caller.duty,
        role=caller.role,
        by=caller.by,
        **form,
    )
    can = provider_of(caller.meeting).capabilities
    return JsonResponse(
        {
            "code": entrance.place.code,
            "iceServers": entrance.ice_servers,
            "signalling": str(can.signalling),
            "floor": has_floor(entrance.place),
        }
    )


@require_POST
def leave(request: HttpRequest, caller: Caller) -> HttpResponse:
    """It does not any more; the hall, with it, has no floor."""
    form = _valid(PlaceForm(request.POST))
    operations.leave_conference(place=_place(caller, form), by=caller.by)
    if caller.role == Role.HALL:
        operations.give_floor_to_hall(meeting=caller.meeting, on=False, by=caller.by)
    return HttpResponse(status=204)


@require_safe
def standing(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Whether it may speak, and what was said to it."""
    form = _valid(PlaceForm(request.GET))
    found = standing_of(_place(caller, form), form["after"] or 0)
    return JsonResponse(
        {
            "floor": found.has_floor,
            "publishing": found.is_publishing,
            "signals": found.signals,
        }
    )


@require_POST
def keep(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Its page is still open."""
    operations.keep_place(place=_place(caller, _valid(PlaceForm(request.POST))))
    return HttpResponse(status=204)


@require_POST
def publish(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Somebody pressed "Parla"; the technician connected the hall, which gives it the floor."""
    form = _valid(PublishForm(request.POST))
    place = _place(caller, form)
    if caller.role == Role.HALL:
        operations.give_floor_to_hall(meeting=caller.meeting, on=True, by=caller.by)
    sdp = operations.publish(place=place, offer=form["sdp"], has_camera=form["camera"])
    return JsonResponse({"sdp": sdp})


@require_POST
def ready(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Its line to the server stands, and nothing is sent on it."""
    operations.be_ready(place=_place(caller, _valid(PlaceForm(request.POST))))
    return HttpResponse(status=204)


@require_POST
def on_air(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Its picture and sound arrive at the server."""
    form = _valid(OnAirForm(request.POST))
    operations.go_on_air(place=_place(caller, form), has_camera=form["camera"], by=caller.by)
    return HttpResponse(status=204)


@require_POST
def pictures(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Whether it wants the pictures of who speaks, or the sound only."""
    form = _valid(PicturesForm(request.POST))
    operations.choose_pictures(place=_place(caller, form), audio_only=form["audio_only"])
    return HttpResponse(status=204)


@require_POST
def off_air(request: HttpRequest, caller: Caller) -> HttpResponse:
    """It stops being seen and heard."""
    operations.go_off_air(place=_place(caller, _valid(PlaceForm(request.POST))), by=caller.by)
    return HttpResponse(status=204)


@require_POST
def wait(request: HttpRequest, caller: Caller) -> HttpResponse:
    """It would have a line ready for who speaks next."""
    form = _valid(WaitForm(request.POST))
    return _offered(operations.stand_by(place=_place(caller, form), instead=form["instead"]))


@require_POST
def listen(request: HttpRequest, caller: Caller) -> HttpResponse:
    """It would see and hear somebody who is on air."""
    form = _valid(ListenForm(request.POST))
    place = _place(caller, form)
    return _offered(operations.listen(place=place, feed=form["feed"], on=form["on"]))


@require_POST
def answer(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Its browser's answer to an offer."""
    form = _valid(AnswerForm(request.POST))
    operations.answer(place=_place(caller, form), line=form["line"], sdp=form["sdp"])
    return HttpResponse(status=204)


@require_POST
def signal(request: HttpRequest, caller: Caller) -> HttpResponse:
    """What its browser says to another."""
    form = _valid(SignalForm(request.POST))
    operations.relay_signal(
        place=_place(caller, form), to=form["to"], kind=form["kind"], payload=form["payload"]
    )
    return HttpResponse(status=204)


ACTS = {
    "entra": ("enter", enter),
    "esci": ("leave", leave),
    "stato": ("standing", standing),
    "qui": ("keep", keep),
    "parla": ("publish", publish),
    "pronta": ("ready", ready),
    "in-onda": ("on-air", on_air),
    "smetti": ("off-air", off_air),
    "immagini": ("pictures", pictures),
    "aspetta": ("wait", wait),
    "ascolta": ("listen", listen),
    "rispondi": ("answer", answer),
    "segnala": ("signal", signal),
}


def paths(name: str, called_by: Callable[[View], View]) -> list[URLPattern]:
    """The acts' addresses for one kind of caller, each named `name`-act."""
    return [
        path(f"{word}/", called_by(view), name=f"{name}-{act}")
        for word, (act, view) in ACTS.items()
    ]


def _offered(offer: Offer | None) -> JsonResponse:
    return JsonResponse({"sdp": offer.sdp, "line": offer.line} if offer else {})


def _valid(form: forms.Form) -> dict[str, Any]:
    """What the script sent; it never sends anything else, so there is nobody to explain it to."""
    if not form.is_valid():
        raise OutOfConference
    return form.cleaned_data


def _place(caller: Caller, form: dict[str, Any]) -> ConferencePlace:
    code: str = form["code"]
    device: uuid.UUID = form["device"]
    return get_place(
        caller.meeting,
        code=code,
        device=device,
        role=caller.role,
        registration=caller.registration,
    )
