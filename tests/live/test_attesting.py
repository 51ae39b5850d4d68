"""The certificate of attendance: asked for, exact to the minute, revoked with the person."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from arengo.core.ledger.models import Entry
from arengo.live import operations
from arengo.live.attendance import length, stay_of
from arengo.live.models import Certificate
from arengo.live.refusals import NoCertificateYet, NotAttended
from arengo.meetings.models import Meeting
from arengo.registrations.models import Attendance, Registration
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.factories import moment
from tests.live.acts import make_evening, present
from tests.registrations.acts import HALL, ONLINE, take_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Meeting:
    return make_evening(hall=10)


def was_there(who: Registration, mode: str, start: str, end: str | None) -> None:
    Attendance.objects.create(
        meeting=who.meeting,
        registration=who,
        mode=mode,
        entered_at=moment(f"2023-09-27 {start}"),
        left_at=moment(f"2023-09-27 {end}") if end else None,
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
    assert (row.registration, row.revoked_at) == (None, moment("2023-09-28 10:00"))


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
