"""Appointments, read back as a calendar program reads them: the person's own, and the public feed."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation
from icalendar import Calendar, Event

from arengo.meetings.calendar import feed
from arengo.meetings.models import Meeting, Venue
from arengo.people.models import Contact
from arengo.registrations import links, operations
from arengo.registrations.calendar import calendar_for
from arengo.registrations.models import Registration
from tests.factories import make_meeting, moment
from tests.registrations.acts import ONLINE, again, take_part
from tests.registrations.occasions import ADA, REASON, SECRET_ROOM, ada, ada_waits

pytestmark = pytest.mark.django_db
DARIO = "staff:1"


@pytest.fixture(autouse=True)
def at_an_address(settings: Any) -> None:
    settings.BASE_URL = "https://incontri.example.org"
    settings.DEFAULT_FROM_EMAIL = "Incontri <incontri@example.org>"
    settings.MAIL_DOMAIN = "example.org"


def read(content: bytes) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    assert event.errors == []
    return calendar, event


def appointment(registration: Registration, method: str = "REQUEST") -> Event:
    calendar, event = read(calendar_for(again(registration), method))
    assert calendar["METHOD"] == method
    return event


def test_the_appointment_of_the_hall_has_hour_place_and_the_person_s_link() -> None:
    registration = ada()
    event = appointment(registration)

    assert event.decoded("DTSTART") == datetime(2023, 9, 27, 14, 0, tzinfo=UTC)
    assert event.decoded("DTEND") == datetime(2023, 9, 27, 16, 30, tzinfo=UTC)
    assert event["SUMMARY"] == "Verso il nuovo piano"
    assert event["LOCATION"].endswith("Corso Inghilterra 7, Torino")
    assert event["STATUS"] == "CONFIRMED"
    assert event["URL"] == links.personal_url(registration)
    assert links.personal_url(registration) in event["DESCRIPTION"]
    assert "non annulla l'iscrizione" in event["DESCRIPTION"]
    assert "CONFERENCE" not in event


def test_times_are_utc_and_no_zone_is_described() -> None:
    content = calendar_for(ada())

    assert b"DTSTART:20230927T140000Z\r\n" in content
    assert b"VTIMEZONE" not in content


def test_it_is_from_the_sending_mailbox_to_one_person_only() -> None:
    registration = ada()
    take_part(registration.meeting, "Bruno Rossi")
    event = appointment(registration)

    assert event["ORGANIZER"] == "mailto:incontri@example.org"
    assert event["ORGANIZER"].params["CN"] == "Città metropolitana"
    assert isinstance(event["ATTENDEE"], str)
    assert event["ATTENDEE"] == "mailto:ada@example.org"
    assert event["ATTENDEE"].params["CN"] == ADA
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_online_the_conference_is_our_page_and_never_the_real_one() -> None:
    registration = ada(ONLINE)
    event = appointment(registration)
    content = calendar_for(registration).replace(b"\r\n ", b"")

    assert event["LOCATION"] == "Online"
    assert event["CONFERENCE"] == links.personal_url(registration)
    assert event["CONFERENCE"].params["VALUE"] == "URI"
    assert event["CONFERENCE"].params["FEATURE"] == ["AUDIO", "VIDEO"]
    assert SECRET_ROOM.encode() not in content
    assert b"conference.example.com" not in content


def test_the_appointment_is_in_the_person_s_language() -> None:
    registration = ada(language="en")
    event = appointment(registration)

    assert event["SUMMARY"] == "Towards the new plan"
    assert event["URL"].startswith("https://incontri.example.org/en/i/")


def test_who_waits_has_a_tentative_appointment() -> None:
    event = appointment(ada_waits())

    assert event["STATUS"] == "TENTATIVE"
    assert event["ATTENDEE"].params["PARTSTAT"] == "TENTATIVE"


def test_each_change_of_the_person_or_of_the_meeting_is_newer_than_what_was_sent() -> None:
    registration = ada()
    seen = [appointment(registration)]
    operations.change_mode(registration=again(registration), mode=ONLINE)
    seen.append(appointment(registration))
    operations.change_meeting_time(
        meeting=Meeting.objects.get(),
        starts_at=moment("2023-09-27 17:00"),
        ends_at=moment("2023-09-27 19:00"),
        reason=REASON,
        by=DARIO,
    )
    seen.append(appointment(registration))
    operations.cancel(registration=again(registration))
    seen.append(appointment(registration, "CANCEL"))
    operations.come_back(registration=again(registration))
    seen.append(appointment(registration))

    sequences = [event["SEQUENCE"] for event in seen]
    assert sequences == sorted(set(sequences))
    assert {event["UID"] for event in seen} == {f"{registration.code}@example.org"}


def test_a_cancelled_registration_leaves_the_calendar_under_the_same_name() -> None:
    registration = ada()
    before = appointment(registration)
    operations.cancel(registration=registration)
    after = appointment(registration, "CANCEL")

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["STATUS"] == "CANCELLED"
    assert after["ATTENDEE"] == before["ATTENDEE"]
    assert after["DTSTART"].dt == before["DTSTART"].dt


@pytest.mark.parametrize("verb", [operations.cancel_meeting, operations.postpone_meeting])
def test_a_meeting_not_held_leaves_the_calendar_too(verb: Any) -> None:
    registration = ada()
    before = appointment(registration)
    verb(meeting=registration.meeting, reason=REASON, by=DARIO)
    after = appointment(registration, "CANCEL")

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_who_gave_the_seat_up_and_who_got_it_have_different_appointments() -> None:
    registration = ada()
    before = appointment(registration)
    theirs = operations.substitute(
        registration=registration, name="Bruno Rossi", email="bruno@example.org"
    )
    operations.confirm(registration=theirs)
    gone = appointment(registration, "CANCEL")

    assert (gone["UID"], gone["ATTENDEE"]) == (before["UID"], "mailto:ada@example.org")
    assert gone["SEQUENCE"] > before["SEQUENCE"]
    assert appointment(theirs)["UID"] != before["UID"]


def test_once_erased_the_appointment_names_nobody() -> None:
    registration = ada()
    Contact.objects.all().delete()

    assert "ATTENDEE" not in appointment(registration)


def test_nothing_else_than_a_request_or_a_cancellation_is_sent_to_people() -> None:
    with pytest.raises(ValueError, match="PUBLISH"):
        calendar_for(ada(), "PUBLISH")


def test_the_feed_has_both_places_and_nothing_personal() -> None:
    registration = ada(language="it")
    calendar, event = read(feed(Meeting.objects.all()))
    whole = feed(Meeting.objects.all()).replace(b"\r\n ", b"").decode()

    assert calendar["METHOD"] == "PUBLISH"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in feed(Meeting.objects.all())
    assert event["LOCATION"].endswith("Corso Inghilterra 7, Torino · Online")
    assert event["URL"] == "https://incontri.example.org/incontri/lancio/"
    assert event["STATUS"] == "CONFIRMED"
    for secret in (registration.code, "/i/", "ada@", "ATTENDEE", "ORGANIZER", "conference."):
        assert secret not in whole


def test_the_feed_speaks_the_language_of_the_page() -> None:
    make_meeting()
    with translation.override("en"):
        _, event = read(feed(Meeting.objects.all()))

    assert event["SUMMARY"] == "Towards the new plan"
    assert event["URL"] == "https://incontri.example.org/en/incontri/lancio/"


def test_drafts_are_not_in_the_feed_and_what_is_not_held_says_so() -> None:
    meeting = make_meeting(state=Meeting.State.DRAFT)
    assert b"VEVENT" not in feed([meeting])

    meeting.state = Meeting.State.CANCELLED
    _, event = read(feed([meeting]))
    assert (event["STATUS"], event["SUMMARY"]) == ("CANCELLED", "Annullato: Verso il nuovo piano")

    meeting.state = Meeting.State.POSTPONED
    _, event = read(feed([meeting]))
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"].startswith("Rinviato")


def test_the_feed_s_event_keeps_its_name_and_grows_with_each_change() -> None:
    meeting = make_meeting()
    _, before = read(feed([meeting]))
    operations.cancel_meeting(meeting=meeting, reason=REASON, by=DARIO)
    _, after = read(feed(Meeting.objects.all()))

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_one_place_on_the_map_is_given_and_several_are_listed() -> None:
    meeting = make_meeting()
    Venue.objects.update(latitude=45.07, longitude=7.66)
    _, event = read(feed([meeting]))
    assert event["GEO"].to_ical() == "45.07;7.66"

    Venue.objects.create(
        meeting=meeting, key="pinerolo", name="Pinerolo", address="Piazza 1", city="Pinerolo"
    )
    _, event = read(feed([meeting]))
    assert "GEO" not in event
    assert "Torino · Pinerolo, Piazza 1, Pinerolo · Online" in event["LOCATION"]


def test_an_empty_feed_is_still_a_calendar() -> None:
    calendar = Calendar.from_ical(feed([]))

    assert calendar["VERSION"] == "2.0"
    assert calendar.walk("VEVENT") == []
