"""A meeting in the words of schema.org, for search engines and calendars."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from arengo.meetings.models import Meeting, Venue
from arengo.registrations.models import Mode
from arengo.web.public.meetings import MeetingToday

SCHEMA = "https://schema.org"
STATUS: dict[str, str] = {
    Meeting.State.POSTPONED: f"{SCHEMA}/EventPostponed",
    Meeting.State.CANCELLED: f"{SCHEMA}/EventCancelled",
}


def event(today: MeetingToday, request: HttpRequest) -> dict[str, Any]:
    """The meeting as an Event, with the places where it is held and how many seats are left."""
    meeting = today.meeting
    body = meeting.process.body
    url = request.build_absolute_uri(reverse("public:meeting", args=[meeting.slug]))
    return {
        "@context": SCHEMA,
        "@type": "Event",
        "name": str(meeting.title),
        "description": str(meeting.summary or meeting.description),
        "url": url,
        "startDate": meeting.starts_at.isoformat(),
        "endDate": meeting.ends_at.isoformat(),
        "eventStatus": STATUS.get(meeting.state, f"{SCHEMA}/EventScheduled"),
        "eventAttendanceMode": _attendance_mode(meeting),
        "location": _locations(meeting, url),
        "isAccessibleForFree": True,
        "maximumAttendeeCapacity": sum(left.capacity for left in today.places),
        "remainingAttendeeCapacity": sum(left.free for left in today.places),
        "organizer": {"@type": "GovernmentOrganization", "name": str(body.name)},
        "performer": [
            {"@type": "Person", "name": speaker.name, "jobTitle": str(speaker.role)}
            for speaker in meeting.announced_speakers
        ],
        "offers": _offers(today, request),
    }


def _attendance_mode(meeting: Meeting) -> str:
    if meeting.in_person and meeting.online:
        return f"{SCHEMA}/MixedEventAttendanceMode"
    if meeting.online:
        return f"{SCHEMA}/OnlineEventAttendanceMode"
    return f"{SCHEMA}/OfflineEventAttendanceMode"


def _locations(meeting: Meeting, url: str) -> list[dict[str, Any]]:
    places = [_place(venue) for venue in meeting.venues.all()] if meeting.in_person else []
    if meeting.online:
        # The page, never the conference: its address is revealed only on entering.
        places.append({"@type": "VirtualLocation", "url": url})
    return places


def _place(venue: Venue) -> dict[str, Any]:
    name = f"{venue.room}, {venue.name}" if venue.room else str(venue.name)
    address = {
        "@type": "PostalAddress",
        "streetAddress": venue.address,
        "addressLocality": venue.city,
        "addressCountry": "IT",
    }
    if venue.postcode:
        address["postalCode"] = venue.postcode
    return {"@type": "Place", "name": name, "address": address}


def _offers(today: MeetingToday, request: HttpRequest) -> list[dict[str, Any]]:
    if not today.can_register:
        return []
    ours = reverse("public:register", args=[today.meeting.slug])
    return [
        {
            "@type": "Offer",
            "name": str(Mode(left.mode).label),
            "price": "0",
            "priceCurrency": "EUR",
            "availability": f"{SCHEMA}/{'SoldOut' if left.is_full else 'InStock'}",
            "url": today.external_url(left.mode) or request.build_absolute_uri(ours),
        }
        for left in today.places
    ]
