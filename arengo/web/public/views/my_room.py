"""The test before the meeting, and the entrance to the meeting online."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from arengo.core.clock import process_time
from arengo.live.conference import carrying
from arengo.meetings.models import Meeting, Sitting
from arengo.registrations import operations
from arengo.web.public.own_place import OwnPlace
from arengo.web.public.personal import back_to, personal_page


@dataclass(frozen=True)
class SittingNow:
    """A sitting, and whether it is over, on now, or still to come."""

    sitting: Sitting
    progress: str


@personal_page
def my_check(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """The advice of the invitation as a test of camera, microphone, loudspeaker and network."""
    context = {"place": place, "meeting": place.meeting}
    return render(request, "public/my_place/check.html", context)


@personal_page
def my_room(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """ "Entra": a POST records that one came; only then the conference's address is on the page."""
    if request.method == "POST":
        operations.enter_online(registration=place.registration)
        return redirect("public:my-room", token=place.token)
    if not place.may_enter_online and not place.has_entered:
        return back_to(place)
    meeting = place.meeting
    # The conference of another platform opens beside the room: here stands its address.
    if place.has_entered and not meeting.conference_url:
        return redirect("room:evening", token=place.token)
    context = {
        "place": place,
        "meeting": meeting,
        "programme": programme_now(meeting, process_time.now()),
        "documents": meeting.documents.all(),
        "carrying": carrying(meeting),
        "conference_url": meeting.conference_url if place.has_entered else "",
    }
    return render(request, "public/my_place/room.html", context)


def programme_now(meeting: Meeting, now: datetime) -> list[SittingNow]:
    """The sittings in order, each with where it stands; without hours of its own it is to come."""
    sittings = meeting.sittings.prefetch_related("items__axis")
    return [SittingNow(sitting, _progress(sitting, now)) for sitting in sittings]


def _progress(sitting: Sitting, now: datetime) -> str:
    if sitting.starts_at is None or now < sitting.starts_at:
        return "to-come"
    if sitting.ends_at is not None and now >= sitting.ends_at:
        return "over"
    return "now"
