"""The public calendar of the meetings: what anybody may subscribe to, with nothing personal in it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from arengo.meetings.models import Meeting, Venue

PRODID = "-//Arengo//Incontri//IT"
LOOK_AGAIN_AFTER = timedelta(hours=12)


def feed(meetings: Iterable[Meeting]) -> bytes:
    """The published meetings as a calendar (METHOD:PUBLISH), in the active language.

    A meeting that is cancelled, or put off with no day yet, stays in it and says so: who subscribed
    must see that it is not held. Drafts are left out. Give them with process and venues prefetched.
    """
    calendar = new_calendar("PUBLISH")
    calendar.add("refresh-interval", vDuration(LOOK_AGAIN_AFTER), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(LOOK_AGAIN_AFTER))
    shown = [meeting for meeting in meetings if meeting.state != Meeting.State.DRAFT]
    if shown:
        calendar.add("name", str(shown[0].process.title))
        calendar.add("x-wr-calname", str(shown[0].process.title))
    for meeting in shown:
        calendar.add_component(_public_event(meeting))
    return bytes(calendar.to_ical())


def meeting_url(meeting: Meeting) -> str:
    """The absolute address of the meeting's public page, in the active language."""
    return settings.BASE_URL + reverse("public:meeting", kwargs={"slug": meeting.slug})


def new_calendar(method: str) -> Calendar:
    """An empty calendar for `method` (RFC 5546)."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def event_of(meeting: Meeting, uid: str, sequence: int) -> Event:
    """A calendar's event with what is true for everybody: title, UTC times, when it was written."""
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", timezone.now().astimezone(UTC))
    event.add("dtstart", _utc(meeting.starts_at))
    event.add("dtend", _utc(meeting.ends_at))
    event.add("summary", summary(meeting))
    return event


def summary(meeting: Meeting) -> str:
    """The title, preceded by what became of the meeting when it is not held as announced."""
    if meeting.state == Meeting.State.CANCELLED:
        return _("Annullato: %(title)s") % {"title": meeting.title}
    if meeting.state == Meeting.State.POSTPONED:
        return _("Rinviato, nuova data da stabilire: %(title)s") % {"title": meeting.title}
    return str(meeting.title)


def street_address(venue: Venue) -> str:
    """Auditorium, Sede della Città metropolitana, Corso Inghilterra 7, Torino"""
    city = f"{venue.postcode} {venue.city}".strip()
    pieces = [str(venue.room), str(venue.name), venue.address, city]
    return ", ".join(piece for piece in pieces if piece)


def add_coordinates(event: Event, venue: Venue) -> None:
    """Where the venue is on a map, when it is known."""
    if venue.latitude is not None and venue.longitude is not None:
        event.add("geo", (venue.latitude, venue.longitude))


def _public_event(meeting: Meeting) -> Event:
    event = event_of(meeting, f"{meeting.slug}@{settings.MAIL_DOMAIN}", meeting.sequence)
    venues = list(meeting.venues.all()) if meeting.in_person else []
    places = [street_address(venue) for venue in venues]
    if meeting.online:
        places.append(_("Online"))
    event.add("location", " · ".join(places))
    if len(venues) == 1:
        add_coordinates(event, venues[0])
    url = meeting_url(meeting)
    event.add("url", url)
    texts = [str(meeting.kind), str(meeting.summary), str(meeting.notice)]
    texts.append(_("Programma e iscrizioni: %(url)s") % {"url": url})
    event.add("description", "\n\n".join(text for text in texts if text))
    event.add("status", "CONFIRMED" if meeting.state == Meeting.State.PUBLISHED else "CANCELLED")
    return event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
