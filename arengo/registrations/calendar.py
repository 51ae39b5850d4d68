"""A person's appointment for their own calendar (RFC 5545, 5546, 7986).

UID is the registration's code at our mail domain, the same for ever. SEQUENCE is the registration's
own plus the meeting's: each is only ever raised, so their sum only grows, and whatever is sent after
a change, a cancellation too, is newer than what was sent before it. The external conference is never
in it: calendars are shared with colleagues, and the personal page asks before it lets one in.
"""

from email.utils import parseaddr

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Event, Parameters, vCalAddress, vUri

from arengo.core.codes import show
from arengo.meetings.calendar import add_coordinates, event_of, new_calendar, street_address
from arengo.meetings.models import Meeting
from arengo.people.models import Contact
from arengo.registrations import links
from arengo.registrations.models import Mode, Registration, SeatPool

SURE = {Registration.State.CONFIRMED, Registration.State.ATTENDED}


def calendar_for(registration: Registration, method: str = "REQUEST") -> bytes:
    """The appointment, in the person's language; METHOD:CANCEL takes it out of the calendar.

    Raises ValueError for another method: what was first sent as PUBLISH cannot be taken back.
    """
    if method not in ("REQUEST", "CANCEL"):
        raise ValueError(f"{method} is not sent to people")
    to = links.contact_of(registration)
    language = links.language_of(to)
    with translation.override(language):
        calendar = new_calendar(method)
        calendar.add_component(_event(registration, method, to, language))
        return bytes(calendar.to_ical())


def uid_of(registration: Registration) -> str:
    """The appointment's name in every calendar, from the first mail to the last."""
    return f"{registration.code}@{settings.MAIL_DOMAIN}"


def sequence_of(registration: Registration) -> int:
    """How many changes the appointment has had, of the registration and of the meeting together."""
    return registration.sequence + registration.meeting.sequence


def place_in_words(where: Registration | SeatPool) -> str:
    """The street address, or "Online", in the active language."""
    if where.mode == Mode.ONLINE or where.venue is None:
        return _("Online")
    return street_address(where.venue)


def _event(registration: Registration, method: str, to: Contact | None, language: str) -> Event:
    meeting = registration.meeting
    event = event_of(meeting, uid_of(registration), sequence_of(registration))
    event.add("location", place_in_words(registration))
    event.add("status", _status(registration, method))
    event.add("organizer", _organizer(meeting))
    if to is not None and to.email:
        event.add("attendee", _attendee(registration, to))
    if registration.mode == Mode.IN_PERSON and registration.venue is not None:
        add_coordinates(event, registration.venue)
    if method == "REQUEST":
        _add_links(event, registration, language)
    return event


def _add_links(event: Event, registration: Registration, language: str) -> None:
    url = links.personal_url(registration, language)
    event.add("url", url)
    if registration.mode == Mode.ONLINE:
        conference = Parameters(
            {"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": _("Accesso online")}
        )
        event.add("conference", vUri(url), parameters=conference)
        text = _("Per entrare, da quando apre l'incontro, e per ogni cambiamento: %(url)s")
    else:
        text = _("Il biglietto da mostrare all'ingresso, e ogni cambiamento: %(url)s")
    lines = [text % {"url": url}]
    if registration.mode == Mode.IN_PERSON:
        lines.append(_("Codice del biglietto: %(code)s") % {"code": show(registration.code)})
    lines.append(_("Rifiutare l'appuntamento nel calendario non annulla l'iscrizione."))
    event.add("description", "\n\n".join(lines))


def _status(registration: Registration, method: str) -> str:
    if method == "CANCEL":
        return "CANCELLED"
    is_sure = registration.state in SURE and registration.meeting.state == Meeting.State.PUBLISHED
    return "CONFIRMED" if is_sure else "TENTATIVE"


def _organizer(meeting: Meeting) -> vCalAddress:
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = str(meeting.process.body.name)
    return organizer


def _attendee(registration: Registration, to: Contact) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{to.email}")
    attendee.params["CN"] = to.name
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    # An answer would reach a mailbox that nobody reads as one.
    attendee.params["RSVP"] = "FALSE"
    attendee.params["PARTSTAT"] = "ACCEPTED" if registration.state in SURE else "TENTATIVE"
    return attendee
