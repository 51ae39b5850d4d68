"""The door, on a phone: scan or search, one tap, who is in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arengo.core.clock import process_time
from arengo.meetings.models import Meeting, Venue
from arengo.people.rules import Right, require
from arengo.registrations import operations
from arengo.registrations.models import Attendance, WaitingPlace
from arengo.web.room import acts, door as shown, reading
from arengo.web.room.forms import WalkInForm
from arengo.web.room.getting import get_door


def doors(request: HttpRequest) -> HttpResponse:
    """The halls of the meetings that are on or to come."""
    require(request.user, Right.DOOR)
    venues = Venue.objects.filter(
        meeting__ends_at__gte=process_time.now(), meeting__state=Meeting.State.PUBLISHED
    )
    venues = venues.select_related("meeting").order_by("meeting__starts_at", "position")
    return render(request, "room/doors.html", {"venues": venues})


def door(request: HttpRequest, slug: str, venue: str) -> HttpResponse:
    """The camera, the search, what just happened, who is next."""
    _user, place = get_door(request, slug, venue)
    return _page(request, place)


@require_POST
def scan(request: HttpRequest, slug: str, venue: str) -> HttpResponse:
    """A ticket's text, or a picture of it: let in, or say what to do."""
    user, place = get_door(request, slug, venue)
    picture = request.FILES.get("immagine")
    text = reading.text_in_picture(picture.read()) if picture else request.POST.get("testo", "")
    if picture and not text:
        return HttpResponse(status=204)
    return _page(request, place, outcome=acts.scanned(text, place, user))


@require_POST
def person(request: HttpRequest, slug: str, venue: str, code: str) -> HttpResponse:
    """One tap for somebody found by name, or after a look."""
    user, place = get_door(request, slug, venue)
    registration = get_object_or_404(acts.registrations(place), code=code)
    return _page(
        request, place, outcome=acts.admitted(registration, place, user, after_a_look=True)
    )


@require_POST
def walk_in(request: HttpRequest, slug: str, venue: str) -> HttpResponse:
    """Somebody without a registration."""
    user, place = get_door(request, slug, venue)
    form = WalkInForm(request.POST)
    if not form.is_valid():
        return _page(request, place, form=form)
    outcome = acts.walked_in(form, place, user)
    return _page(request, place, outcome=outcome, form=None if outcome.is_in else form)


@require_POST
def companion(request: HttpRequest, slug: str, venue: str) -> HttpResponse:
    """One more person inside: who accompanies, staff, the press."""
    user, place = get_door(request, slug, venue)
    outcome = acts.accompanied(place, user)
    if not outcome.is_in:
        return _page(request, place, outcome=outcome)
    messages.success(request, outcome.sentence)
    return _back(place)


@require_POST
def skip(request: HttpRequest, slug: str, venue: str, pk: int) -> HttpResponse:
    """Who was called and is not there."""
    user, place = get_door(request, slug, venue)
    waiting = get_object_or_404(WaitingPlace, pk=pk, pool__venue=place)
    operations.skip(waiting_place=waiting, by=f"staff:{user.pk}")
    messages.success(request, _("Tocca alla persona che segue."))
    return _back(place)


def inside(request: HttpRequest, slug: str, venue: str) -> HttpResponse:
    """Who is in, with a button for who goes out."""
    _user, place = get_door(request, slug, venue)
    context = {
        "venue": place,
        "meeting": place.meeting,
        "people": shown.who_is_in(place.meeting, place),
        "counts": shown.counts(place.meeting, place),
    }
    return render(request, "room/inside.html", context)


@require_POST
def let_out(request: HttpRequest, slug: str, venue: str, pk: int) -> HttpResponse:
    """Somebody goes out."""
    user, place = get_door(request, slug, venue)
    attendance = get_object_or_404(Attendance, pk=pk, venue=place)
    operations.let_out(attendance=attendance, by=f"staff:{user.pk}")
    return redirect("room:door-inside", slug=place.meeting.slug, venue=place.key)


def _back(place: Venue) -> HttpResponse:
    return redirect("room:door", slug=place.meeting.slug, venue=place.key)


def _page(
    request: HttpRequest,
    place: Venue,
    *,
    outcome: shown.Outcome | None = None,
    form: WalkInForm | None = None,
) -> HttpResponse:
    """The whole page, or what changes of it for the camera's script."""
    typed = request.GET.get("cerca", "")
    found = shown.search(place.meeting, typed)
    context = {
        "venue": place,
        "meeting": place.meeting,
        "outcome": outcome,
        "typed": typed,
        "found": [(registration, shown.tap_of(registration)) for registration in found],
        "counts": shown.counts(place.meeting, place),
        "line": shown.next_in_line(place.meeting, place),
        "form": form or WalkInForm(),
        "is_near": shown.is_near(place.meeting),
    }
    part = (
        "room/_now.html" if request.headers.get("X-Requested-With") == "door" else "room/door.html"
    )
    return render(request, part, context)
