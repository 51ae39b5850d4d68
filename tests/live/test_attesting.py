"""The certificate of attendance: asked for, exact to the minute, revoked with the person."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from arengo.core.ledger.models import Entry
from arengo.live import operations
from arengo.live.attendance import length, stay_of, union
from arengo.live.models import Certificate
from arengo.live.refusals import NoCertificateYet, NotAttended, StayTooShort
from arengo.meetings.models import Meeting
from arengo.registrations.models import Attendance, Registration
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.factories import moment
from tests.live.acts import REGIA, make_evening, present
from tests.registrations.acts import HALL, ONLINE, take_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Meeting:
    return make_evening(hall=10)


def was_there(
    who: Registration, mode: str, start: str, end: str | None, seen: str | None = None
) -> None:
    Attendance.objects.create(
        meeting=who.meeting,
        registration=who,
        mode=mode,
        entered_at=moment(f"2023-09-27 {start}"),
        left_at=moment(f"2023-09-27 {end}") if end else None,
        seen_at=moment(f"2023-09-27 {seen}") if seen else None,
        heard_at=moment(f"2023-09-27 {seen}") if seen else None,
    )


def at(hour: int, minute: int = 0) -> datetime:
    return moment(f"2023-09-27 {hour}:{minute:02}")


@pytest.mark.parametrize(
    ("stretches", "minutes"),
    [
        ([], 0),
        ([(at(16), at(17))], 60),
        ([(at(16), at(17)), (at(16, 30), at(17, 30))], 90),
        ([(at(17), at(18)), (at(16), at(16, 10)), (at(17, 10), at(17, 20))], 70),
        ([(at(18), at(17))], 0),
    ],
)
def test_what_overlaps_counts_once(stretches: list, minutes: int) -> None:
    assert length(stretches) == timedelta(minutes=minutes)


def test_what_overlaps_or_touches_is_one_stretch() -> None:
    stretches = [(at(17), at(18)), (at(16), at(17)), (at(16, 30), at(16, 40)), (at(19), at(19))]
    assert union([*stretches, (at(18, 10), at(18, 20))]) == [
        (at(16), at(18)),
        (at(18, 10), at(18, 20)),
    ]


def test_in_the_hall_it_counts_from_the_scan_to_the_end(meeting: Meeting, clock: Clock) -> None:
    who = present(meeting, "Ada A", HALL)
    clock.to("2023-09-28 10:00")
    stay = stay_of(who)
    assert stay
    assert (stay.mode, stay.minutes) == (HALL, 150)


def test_before_the_beginning_and_after_the_closing_nothing_counts(
    meeting: Meeting, clock: Clock
) -> None:
    who = present(meeting, "Ada A", HALL)
    Attendance.objects.all().delete()
    was_there(who, HALL, "15:10", "16:10")
    was_there(who, ONLINE, "17:00", "19:00")
    clock.to("2023-09-28 10:00")
    stay = stay_of(who)
    assert stay
    assert (stay.mode, stay.minutes) == (ONLINE, 100)


def test_intervals_online_and_scans_in_the_hall_are_added(meeting: Meeting, clock: Clock) -> None:
    who = present(meeting, "Ada A", ONLINE)
    Attendance.objects.all().delete()
    was_there(who, ONLINE, "15:50", "16:20", "16:20")
    was_there(who, ONLINE, "16:40", None, "17:05")
    was_there(who, ONLINE, "17:20:10", "17:20:50", "17:20:50")
    was_there(who, HALL, "17:30", None)
    clock.to("2023-09-28 10:00")
    stay = stay_of(who)
    assert stay
    assert (stay.mode, stay.minutes) == (HALL, 20 + 25 + 60)
    assert stay.stretches == [
        (at(16), at(16, 20)),
        (at(16, 40), at(17, 5)),
        (at(17, 30), at(18, 30)),
    ]
    certificate = operations.issue_certificate(registration=who)
    certificate.refresh_from_db()
    assert certificate.read_stretches() == stay.stretches


def test_on_another_platform_an_open_stay_lasts_to_the_end(meeting: Meeting, clock: Clock) -> None:
    who = present(meeting, "Ada A", ONLINE)
    Attendance.objects.update(seen_at=at(17), heard_at=at(17))
    clock.to("2023-09-28 10:00")
    assert (stay := stay_of(who))
    assert stay.minutes == 60
    who.meeting.conference_url = "https://conferenza.example.org/j/1"
    assert (stay := stay_of(who))
    assert stay.minutes == 150


def test_it_counts_from_when_the_meeting_really_began(meeting: Meeting, clock: Clock) -> None:
    who = present(meeting, "Ada A", HALL)
    clock.to("2023-09-27 16:10")
    operations.begin(meeting=meeting, key="linee", seen=None, by=REGIA)
    clock.to("2023-09-27 18:40")
    operations.close_meeting(meeting=meeting, by=REGIA)
    stay = stay_of(who)
    assert stay
    assert stay.stretches == [(at(16, 10), at(18, 40))]


@pytest.mark.parametrize("first", ["linee", "plenaria"])
def test_a_meeting_held_before_its_hour_counts_as_it_was(
    meeting: Meeting, clock: Clock, first: str
) -> None:
    clock.to("2023-09-27 15:20")
    operations.begin(meeting=meeting, key=first, seen=None, by=REGIA)
    who = present(meeting, "Ada A", HALL)
    Attendance.objects.update(entered_at=at(15, 30))
    clock.to("2023-09-27 15:54")
    operations.close_meeting(meeting=meeting, by=REGIA)
    assert (stay := stay_of(who))
    assert stay.stretches == [(at(15, 30), at(15, 54))]
    assert operations.issue_certificate(registration=who).minutes == 24


def test_who_was_there_for_less_than_a_minute_is_told_so(meeting: Meeting, clock: Clock) -> None:
    who = present(meeting, "Ada A", HALL)
    Attendance.objects.update(entered_at=at(18, 40))
    clock.to("2023-09-28 10:00")
    with pytest.raises(StayTooShort, match="Il tuo ingresso è registrato"):
        operations.issue_certificate(registration=who)


def test_a_console_opened_late_takes_nothing_away(meeting: Meeting, clock: Clock) -> None:
    who = present(meeting, "Ada A", HALL)
    clock.to("2023-09-27 17:30")
    operations.begin(meeting=meeting, key="plenaria", seen=None, by=REGIA)
    clock.to("2023-09-27 18:30")
    operations.close_meeting(meeting=meeting, by=REGIA)
    stay = stay_of(who)
    assert stay
    assert stay.minutes == 150


def test_a_closing_that_nobody_thought_of_adds_no_hours(meeting: Meeting, clock: Clock) -> None:
    who = present(meeting, "Ada A", HALL)
    clock.to("2023-09-27 16:00")
    operations.begin(meeting=meeting, key="linee", seen=None, by=REGIA)
    clock.to("2023-09-28 00:31")
    assert operations.close_forgotten_rooms() == 1
    stay = stay_of(who)
    assert stay
    assert stay.minutes == 150


def test_asked_for_twice_it_is_one(meeting: Meeting, clock: Clock) -> None:
    who = present(meeting, "Ada A", ONLINE)
    clock.to("2023-09-28 10:00")
    first = operations.issue_certificate(registration=who)
    clock.to("2023-09-29 10:00")
    assert operations.issue_certificate(registration=who) == first
    assert len(first.code) == 8
    entry = Entry.objects.get(kind="certificate.issued")
    assert (entry.subject, entry.facts) == (
        f"registration:{who.code}",
        {"minutes": 150, "mode": "online"},
    )


def test_it_waits_for_the_end(meeting: Meeting, clock: Clock) -> None:
    who = present(meeting, "Ada A", ONLINE)
    clock.to("2023-09-27 18:29")
    with pytest.raises(NoCertificateYet):
        operations.issue_certificate(registration=who)


def test_who_did_not_come_has_none(meeting: Meeting, clock: Clock) -> None:
    away = take_part(meeting, "Ada A", ONLINE)
    clock.to("2023-09-28 10:00")
    with pytest.raises(NotAttended):
        operations.issue_certificate(registration=away)


def test_it_is_revoked_with_the_person(meeting: Meeting, clock: Clock) -> None:
    who = present(meeting, "Ada A", ONLINE)
    clock.to("2023-09-28 10:00")
    operations.issue_certificate(registration=who)
    erase_person(person=who.person)
    assert [operations.forget_certificates(), operations.forget_certificates()] == [1, 0]
    row = Certificate.objects.get()
    assert (row.registration, row.stretches, row.revoked_at) == (
        None,
        [],
        moment("2023-09-28 10:00"),
    )


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"minutes": 0}, "a_certificate_is_of_a_minute_at_least"),
        ({"registration": None}, "a_certificate_is_somebodys_or_revoked"),
    ],
)
def test_what_may_never_be(meeting: Meeting, clock: Clock, fields: dict, name: str) -> None:
    who = present(meeting, "Ada A", ONLINE)
    clock.to("2023-09-28 10:00")
    operations.issue_certificate(registration=who)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Certificate.objects.update(**fields)
