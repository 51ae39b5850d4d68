"""Where a meeting is held, and how many places there are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arengo.core.editing import version_of
from arengo.meetings import operations as meetings
from arengo.meetings.models import Meeting, Venue
from arengo.meetings.operations import VENUE_FIELDS
from arengo.registrations import operations as registrations
from arengo.registrations.models import Hall, Mode, Registration, SeatPool
from arengo.registrations.operations import CONTINGENT_FIELDS, HallPlaces
from arengo.web.desk import getting
from arengo.web.desk.editing import Values, confirm_page, edit_page, editor, initial_of, told
from arengo.web.desk.forms.meetings import AddressForm, ContingentForm, PlacesForm, VenueForm
from arengo.web.desk.views.meetings import frame, is_draft, who_is_warned

# Of the places where other meetings were held, so many are offered.
KNOWN_SHOWN = 12


@require_safe
def venues(request: HttpRequest, slug: str) -> HttpResponse:
    """The venues in their order."""
    editor(request)
    meeting = getting.get_meeting(slug)
    halls = {hall.venue_id: hall for hall in Hall.objects.filter(venue__meeting=meeting)}
    rows = [(venue, halls.get(venue.pk)) for venue in meeting.venues.all()]
    return render(
        request, "desk/meetings/venues.html", {"venues": rows, **frame(meeting, "venues")}
    )


@require_http_methods(["GET", "POST"])
def new_venue(request: HttpRequest, slug: str) -> HttpResponse:
    """One more venue."""
    by = editor(request)
    meeting = getting.get_meeting(slug)

    def write(values: Values) -> HttpResponse:
        venue = meetings.save_venue(meeting=meeting, values=values, by=by)
        sentence = _("%s è tra le sedi. Ora scrivi quanti posti ha.") % venue.name
        return told(request, sentence, reverse("desk:meeting-places", args=[slug]))

    like = _known(request.GET.get("da", ""))
    return edit_page(
        request,
        VenueForm(request.POST or None, initial=initial_of(like, VENUE_FIELDS) if like else {}),
        write,
        heading=_("Nuova sede"),
        back=_venues(slug),
        button=_("Aggiungi la sede"),
        template="desk/meetings/new_venue.html",
        like=like,
        known=[] if like else _of_other_meetings(meeting),
    )


@require_http_methods(["GET", "POST"])
def venue(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One venue. Of a public meeting, the address changes by an act."""
    by = editor(request)
    row = _venue(slug, key)
    form = VenueForm(
        request.POST or None,
        initial=initial_of(row, VENUE_FIELDS),
        is_public=not is_draft(row.meeting),
    )
    version = version_of(row, VENUE_FIELDS)

    def write(values: Values) -> HttpResponse:
        meetings.save_venue(meeting=row.meeting, venue=row, values=values, version=version, by=by)
        return told(request, _("Sede salvata."), _venues(slug)[1])

    return edit_page(
        request,
        form,
        write,
        heading=row.name,
        back=_venues(slug),
        template="desk/meetings/venue.html",
        venue=row,
        is_public=not is_draft(row.meeting),
    )


@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Another address for a public meeting: an act, that warns who comes there."""
    by = editor(request)
    row = _venue(slug, key)
    if is_draft(row.meeting):
        return redirect("desk:venue", slug, key)
    form = AddressForm(
        request.POST or None, initial=initial_of(row, ("address", "postcode", "city"))
    )

    def write(values: Values) -> HttpResponse:
        registrations.move_venue_elsewhere(venue=row, by=by, **values)
        sentence = _("Nuovo indirizzo. Chi viene in questa sede riceve una mail.")
        return told(request, sentence, reverse("desk:venue", args=[slug, key]))

    return edit_page(
        request,
        form,
        write,
        heading=_("Cambia indirizzo: %s") % row.name,
        lede=who_is_warned(Registration.objects.filter(venue=row)),
        back=_venues(slug),
        button=_("Cambia e avvisa"),
    )


@require_POST
def move_venue(request: HttpRequest, slug: str, key: str, way: str) -> HttpResponse:
    """One place up or down."""
    by = editor(request)
    meetings.move_venue(venue=_venue(slug, key), up=way == "su", by=by)
    return redirect(f"{_venues(slug)[1]}#{key}")


@require_http_methods(["GET", "POST"])
def remove_venue(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Take a venue away, with its places."""
    by = editor(request)
    row = _venue(slug, key)

    def act(_values: Values) -> HttpResponse:
        meetings.remove_venue(venue=row, by=by)
        return told(request, _("Sede tolta."), _venues(slug)[1])

    return confirm_page(
        request,
        act,
        heading=_("Togliere la sede «%s»?") % row.name,
        lede=_("Se ne vanno anche i suoi posti. Se qualcuno è già iscritto lì, non si può."),
        back=_venues(slug),
        button=_("Togli la sede"),
    )


@require_http_methods(["GET", "POST"])
def places(request: HttpRequest, slug: str) -> HttpResponse:
    """The sizes of halls, the places that are open, and those kept for somebody."""
    by = editor(request)
    meeting = getting.get_meeting(slug)
    pools = list(SeatPool.objects.filter(meeting=meeting).select_related("venue"))
    halls = list(Hall.objects.filter(venue__meeting=meeting).select_related("venue"))
    form = PlacesForm(
        request.POST or None,
        venues=list(meeting.venues.all()) if meeting.in_person else [],
        halls=halls,
        pools=[pool for pool in pools if not pool.is_contingent],
        has_online=meeting.online,
    )

    def write(values: Values) -> HttpResponse:
        sizes = [
            HallPlaces(
                venue=venue,
                safety_capacity=values[f"safety-{venue.key}"],
                open_places=values[f"open-{venue.key}"],
            )
            for venue in form.venues
        ]
        registrations.save_places(
            meeting=meeting, halls=sizes, online_places=values.get("online"), by=by
        )
        return told(request, _("Posti salvati."), reverse("desk:meeting-places", args=[slug]))

    return edit_page(
        request,
        form,
        write,
        heading=meeting.title,
        back=(str(meeting.title), reverse("desk:meeting-edit", args=[slug])),
        template="desk/meetings/places.html",
        **frame(meeting, "places"),
        over=_over(halls, pools),
        contingents=[pool for pool in pools if pool.is_contingent],
    )


@require_http_methods(["GET", "POST"])
def new_contingent(request: HttpRequest, slug: str) -> HttpResponse:
    """Places kept for somebody."""
    by = editor(request)
    meeting = getting.get_meeting(slug)

    def write(values: Values) -> HttpResponse:
        registrations.save_contingent(meeting=meeting, values=values, by=by)
        return told(request, _("Posti riservati."), _places(slug)[1])

    return edit_page(
        request,
        ContingentForm(request.POST or None, meeting=meeting),
        write,
        heading=_("Posti riservati"),
        lede=_("Si aggiungono a quelli aperti a tutti."),
        back=_places(slug),
        button=_("Riserva questi posti"),
    )


@require_http_methods(["GET", "POST"])
def contingent(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One contingent."""
    by = editor(request)
    row = _contingent(slug, key)
    version = version_of(row, CONTINGENT_FIELDS)
    initial = initial_of(row, CONTINGENT_FIELDS)

    def write(values: Values) -> HttpResponse:
        registrations.save_contingent(
            meeting=row.meeting, contingent=row, values=values, version=version, by=by
        )
        return told(request, _("Posti riservati salvati."), _places(slug)[1])

    return edit_page(
        request,
        ContingentForm(request.POST or None, initial=initial, meeting=row.meeting),
        write,
        heading=row.name,
        back=_places(slug),
        remove_url=reverse("desk:contingent-remove", args=[slug, key]),
    )


@require_http_methods(["GET", "POST"])
def remove_contingent(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Take a contingent away."""
    by = editor(request)
    row = _contingent(slug, key)

    def act(_values: Values) -> HttpResponse:
        registrations.remove_contingent(contingent=row, by=by)
        return told(request, _("Posti riservati tolti."), _places(slug)[1])

    return confirm_page(
        request,
        act,
        heading=_("Togliere i posti riservati «%s»?") % row.name,
        lede=_("Il codice di invito non varrà più."),
        back=_places(slug),
        button=_("Togli"),
    )


def _known(pk: str) -> Venue | None:
    return Venue.objects.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 16 else None


def _of_other_meetings(meeting: Meeting) -> list[Venue]:
    """Where other meetings were held, each place once, the latest first; not where this one is."""
    here = {_place(venue) for venue in meeting.venues.all()}
    others = Venue.objects.exclude(meeting=meeting).select_related("meeting")
    found: dict[tuple[str, ...], Venue] = {}
    for venue in others.order_by("-meeting__starts_at", "position"):
        if _place(venue) not in here:
            found.setdefault(_place(venue), venue)
    return list(found.values())[:KNOWN_SHOWN]


def _place(venue: Venue) -> tuple[str, ...]:
    return str(venue.name), str(venue.room), venue.address, venue.city


def _venue(slug: str, key: str) -> Venue:
    venues = Venue.objects.select_related("meeting__process__body")
    return get_object_or_404(venues, meeting__slug=slug, key=key)


def _contingent(slug: str, key: str) -> SeatPool:
    pools = SeatPool.objects.filter(is_contingent=True).select_related("meeting__process", "venue")
    return get_object_or_404(pools, meeting__slug=slug, key=key)


def _over(halls: list[Hall], pools: list[SeatPool]) -> list[tuple[Hall, int]]:
    """The halls with more places open than people they may hold, contingents included."""
    opened: dict[int | None, int] = {}
    for pool in pools:
        if pool.mode == Mode.IN_PERSON:
            opened[pool.venue_id] = opened.get(pool.venue_id, 0) + pool.capacity
    totals = [(hall, opened.get(hall.venue_id, 0)) for hall in halls]
    return [(hall, total) for hall, total in totals if total > hall.safety_capacity]


def _venues(slug: str) -> tuple[str, str]:
    return _("Sedi"), reverse("desk:venues", args=[slug])


def _places(slug: str) -> tuple[str, str]:
    return _("Posti"), reverse("desk:meeting-places", args=[slug])
