"""The door, on a phone: scan or search, one tap, who is in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from arengo.core.clock import process_time
from arengo.meetings.models import Meeting, Venue
from arengo.people.models import User
from arengo.people.rules import Right, require
from arengo.registrations import operations, tickets
from arengo.registrations.models import Attendance, Mode, Registration, WaitingPlace
from arengo.registrations.operations.door import DoorRefusal
from arengo.registrations.refusals import RegistrationRefusal
from arengo.web.room import door as shown, reading
from arengo.web.room.forms import WalkInForm


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
    _user, place = _door(request, slug, venue)
    return _page(request, place)


@require_POST
def scan(request: HttpRequest, slug: str, venue: str) -> HttpResponse:
    """A ticket's text, or a picture of it: let in, or say what to do."""
    user, place = _door(request, slug, venue)
    picture = request.FILES.get("immagine")
    text = reading.text_in_picture(picture.read()) if picture else request.POST.get("testo", "")
    if picture and not text:
        return HttpResponse(status=204)
    return _page(request, place, outcome=_scanned(text, place, user))


@require_POST
def person(request: HttpRequest, slug: str, venue: str, code: str) -> HttpResponse:
    """One tap for somebody found by name, or after a look."""
    user, place = _door(request, slug, venue)
    registration = get_object_or_404(_registrations(place), code=code)
    return _page(request, place, outcome=_admitted(registration, place, user, after_a_look=True))


@require_POST
def walk_in(request: HttpRequest, slug: str, venue: str) -> HttpResponse:
    """Somebody without a registration."""
    user, place = _door(request, slug, venue)
    form = WalkInForm(request.POST)
    if not form.is_valid():
        return _page(request, place, form=form)
    try:
        admission = operations.walk_in(
            meeting=place.meeting, venue=place, by=f"staff:{user.pk}", **form.cleaned_data
        )
    except DoorRefusal as refusal:
        return _page(request, place, outcome=shown.refused(refusal), form=form)
    except RegistrationRefusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return _page(request, place, form=form)
    return _page(request, place, outcome=shown.let_in(admission))


@require_POST
def companion(request: HttpRequest, slug: str, venue: str) -> HttpResponse:
    """One more person inside: who accompanies, staff, the press."""
    user, place = _door(request, slug, venue)
    try:
        operations.admit_others(meeting=place.meeting, venue=place, by=f"staff:{user.pk}")
    except DoorRefusal as refusal:
        return _page(request, place, outcome=shown.refused(refusal))
    messages.success(request, _("Una persona in più è dentro."))
    return _back(place)


@require_POST
def skip(request: HttpRequest, slug: str, venue: str, pk: int) -> HttpResponse:
    """Who was called and is not there."""
    user, place = _door(request, slug, venue)
    waiting = get_object_or_404(WaitingPlace, pk=pk, pool__venue=place)
    operations.skip(waiting_place=waiting, by=f"staff:{user.pk}")
    messages.success(request, _("Tocca alla persona che segue."))
    return _back(place)


def inside(request: HttpRequest, slug: str, venue: str) -> HttpResponse:
    """Who is in, with a button for who goes out."""
    _user, place = _door(request, slug, venue)
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
    user, place = _door(request, slug, venue)
    attendance = get_object_or_404(Attendance, pk=pk, venue=place)
    operations.let_out(attendance=attendance, by=f"staff:{user.pk}")
    return redirect("room:door-inside", slug=place.meeting.slug, venue=place.key)


def _door(request: HttpRequest, slug: str, venue: str) -> tuple[User, Venue]:
    user = require(request.user, Right.DOOR)
    places = Venue.objects.select_related("meeting")
    return user, get_object_or_404(places, meeting__slug=slug, key=venue)


def _registrations(place: Venue):
    return Registration.objects.filter(meeting=place.meeting).select_related(
        "person__contact", "meeting"
    )


def _scanned(text: str, place: Venue, user: User) -> shown.Outcome:
    try:
        claim = tickets.read_ticket(text)
    except tickets.BadTicket as refusal:
        return shown.Outcome(colour="red", word=_("No"), sentence=str(refusal.sentence))
    registration = _registrations(place).filter(code=claim.code).first()
    if registration is None:
        sentence = _("Questo biglietto è di un altro incontro.")
        return shown.Outcome(colour="red", word=_("No"), sentence=sentence)
    if registration.version != claim.version:
        sentence = _("Questo biglietto è stato sostituito da uno più nuovo: chiedi l'ultimo.")
        return shown.Outcome(colour="red", word=_("No"), sentence=sentence)
    if registration.mode == Mode.IN_PERSON and registration.venue_id not in (None, place.pk):
        sentence = _("Questo biglietto è per un'altra sede: %(venue)s.")
        return shown.Outcome(
            colour="red", word=_("No"), sentence=sentence % {"venue": registration.venue}
        )
    return _admitted(registration, place, user, after_a_look=False)


def _admitted(
    registration: Registration, place: Venue, user: User, *, after_a_look: bool
) -> shown.Outcome:
    by = f"staff:{user.pk}"
    try:
        admission = operations.admit(
            registration=registration, venue=place, after_a_look=after_a_look, by=by
        )
    except DoorRefusal as refusal:
        return shown.refused(refusal, registration)
    return shown.let_in(admission)


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
