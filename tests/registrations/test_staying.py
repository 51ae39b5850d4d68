"""Online stays: one UPDATE for each sign, ended by the page or by its silence, joined when it is back."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from arengo.core.ledger.models import Entry
from arengo.meetings.models import Meeting
from arengo.registrations import stays
from arengo.registrations.models import Attendance, Registration
from arengo.registrations.operations import (
    end_silent_stays,
    enter_online,
    erase_person,
    mark_back,
    mark_gone,
    mark_here,
    mark_over,
)
from tests.conftest import Clock
from tests.factories import make_meeting, moment
from tests.registrations.acts import ONLINE, again, take_part


def at(hour: str) -> datetime:
    return moment(f"2023-09-27 {hour}")


@pytest.mark.parametrize(
    ("hour", "is_joined"),
    [("16:59:59", False), ("17:00", True), ("17:06", True), ("17:06:01", False)],
)
def test_who_is_back_within_six_minutes_was_never_away(hour: str, is_joined: bool) -> None:
    assert stays.joins(at("17:00"), at(hour)) is is_joined


def test_two_devices_cannot_miss_each_other() -> None:
    # What presence.js waits at most between two signs, and the minute that a hidden tab may add.
    longest = timedelta(minutes=4) * 1.15 + timedelta(minutes=1)
    assert longest < stays.JOINS_WITHIN < stays.SILENT_AFTER


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting()


@pytest.fixture
def ada(meeting: Meeting, clock: Clock) -> Registration:
    """Inside since four; her page was heard of once."""
    registration = take_part(meeting, "Ada Conti", ONLINE)
    clock.to("2023-09-27 16:00")
    enter_online(registration=registration)
    mark_here(registration=registration)
    return again(registration)


def intervals() -> list[tuple[str, str]]:
    rows = Attendance.objects.order_by("entered_at")
    return [(_hour(row.entered_at), _hour(row.left_at)) for row in rows]


def _hour(value: datetime | None) -> str:
    return timezone.localtime(value).strftime("%H:%M") if value else ""


def fall_silent(minutes: float = 16) -> None:
    """Nothing is heard for so long, on the machine's clock."""
    Attendance.objects.update(heard_at=timezone.now() - timedelta(minutes=minutes))


def test_a_sign_is_one_update_and_no_entry(
    ada: Registration, clock: Clock, django_assert_num_queries
) -> None:
    entries = Entry.objects.count()
    clock.to("2023-09-27 16:04")
    with django_assert_num_queries(1):
        assert mark_here(registration=ada)
    assert Attendance.objects.get().seen_at == at("16:04")
    assert Entry.objects.count() == entries


def test_leaving_is_one_update_and_twice_is_once(
    ada: Registration, clock: Clock, django_assert_num_queries
) -> None:
    clock.to("2023-09-27 16:30")
    with django_assert_num_queries(1):
        assert mark_gone(registration=ada)
    clock.to("2023-09-27 16:31")
    assert not mark_gone(registration=ada)
    assert intervals() == [("16:00", "16:30")]


def test_who_left_stays_present(ada: Registration) -> None:
    mark_gone(registration=ada)
    assert again(ada).state == "attended"


@pytest.mark.parametrize(
    ("hour", "expected"),
    [("16:33", [("16:00", "")]), ("16:50", [("16:00", "16:30"), ("16:50", "")])],
)
def test_back_at_once_it_goes_on_and_later_another_begins(
    ada: Registration, clock: Clock, hour: str, expected: list
) -> None:
    clock.to("2023-09-27 16:30")
    mark_gone(registration=ada)
    clock.to(f"2023-09-27 {hour}")
    assert not mark_here(registration=ada)
    assert mark_back(registration=ada)
    assert intervals() == expected


def test_of_two_devices_one_goes_and_the_other_goes_on(ada: Registration, clock: Clock) -> None:
    for minute in (4, 8):
        clock.to(f"2023-09-27 16:0{minute}")
        mark_here(registration=ada)
    mark_gone(registration=ada)
    clock.to("2023-09-27 16:13")
    mark_back(registration=ada)
    assert intervals() == [("16:00", "")]


def test_a_late_sign_of_a_page_that_went_adds_nothing(ada: Registration, clock: Clock) -> None:
    clock.to("2023-09-27 16:30")
    mark_gone(registration=ada)
    mark_back(registration=ada)
    fall_silent()
    clock.to("2023-09-27 17:30")
    assert end_silent_stays() == 1
    assert intervals() == [("16:00", "16:30")]


def test_a_page_that_falls_silent_was_there_until_it_was_last_heard(
    ada: Registration, clock: Clock
) -> None:
    clock.to("2023-09-27 16:40")
    mark_here(registration=ada)
    clock.to("2023-09-27 17:30")
    fall_silent(14)
    assert end_silent_stays() == 0
    fall_silent(16)
    assert [end_silent_stays(), end_silent_stays()] == [1, 0]
    assert intervals() == [("16:00", "16:40")]


def test_the_demo_moves_its_clock_and_nobody_is_silent(ada: Registration, clock: Clock) -> None:
    clock.to("2023-09-27 18:00")
    assert end_silent_stays() == 0
    mark_here(registration=ada)
    assert intervals() == [("16:00", "")]


def test_the_demo_turns_its_clock_back_and_there_is_still_one_stay(
    ada: Registration, clock: Clock
) -> None:
    clock.to("2023-09-27 17:30")
    mark_gone(registration=ada)
    clock.to("2023-09-27 15:50")
    begun = mark_back(registration=ada)
    assert enter_online(registration=ada) == begun
    assert intervals() == [("15:50", ""), ("16:00", "17:30")]


def test_who_was_never_heard_of_is_not_measured(meeting: Meeting, clock: Clock) -> None:
    bruno = take_part(meeting, "Bruno Rota", ONLINE)
    clock.to("2023-09-27 16:00")
    enter_online(registration=bruno)
    assert not mark_gone(registration=bruno)
    assert end_silent_stays() == 0
    assert intervals() == [("16:00", "")]


def test_on_another_platform_silence_says_nothing(ada: Registration, meeting: Meeting) -> None:
    Meeting.objects.update(conference_url="https://conferenza.example.org/j/1")
    fall_silent()
    assert end_silent_stays() == 0
    assert mark_over(meeting=again(ada).meeting, at=at("18:30")) == 0
    assert mark_back(registration=again(ada)) is None
    assert not stays.is_measured(again(ada))


def test_nobody_enters_by_a_sign(meeting: Meeting, clock: Clock) -> None:
    bruno = take_part(meeting, "Bruno Rota", ONLINE)
    clock.to("2023-09-27 16:00")
    assert not mark_here(registration=bruno)
    assert mark_back(registration=bruno) is None
    assert not Attendance.objects.exists()


def test_who_is_in_the_hall_by_now_is_not_online_any_more(
    ada: Registration, meeting: Meeting
) -> None:
    mark_gone(registration=ada)
    Registration.objects.update(mode="in_person", venue=meeting.venues.get())
    assert mark_back(registration=ada) is None


def test_at_the_closing_who_was_just_heard_was_there_to_the_end(
    ada: Registration, meeting: Meeting, clock: Clock
) -> None:
    bruno = take_part(meeting, "Bruno Rota", ONLINE)
    enter_online(registration=bruno)
    clock.to("2023-09-27 16:10")
    mark_here(registration=bruno)
    Attendance.objects.filter(registration=bruno).update(
        heard_at=timezone.now() - timedelta(minutes=7)
    )
    clock.to("2023-09-27 18:26")
    mark_here(registration=ada)
    assert mark_over(meeting=meeting, at=at("18:30")) == 2
    assert {row.registration_id: _hour(row.left_at) for row in Attendance.objects.all()} == {
        ada.pk: "18:30",
        bruno.pk: "16:10",
    }


def test_of_who_is_erased_only_that_they_came_stays(
    ada: Registration, meeting: Meeting, clock: Clock
) -> None:
    bruno = take_part(meeting, "Bruno Rota", ONLINE)
    enter_online(registration=bruno)
    for hour in ("16:30", "17:30"):
        clock.to(f"2023-09-27 {hour}")
        mark_gone(registration=ada)
        clock.to(f"2023-09-27 {hour[:2]}:50")
        mark_back(registration=ada)
    clock.to("2023-09-28 10:00")
    erase_person(person=ada.person)
    row = Attendance.objects.get(registration=ada)
    assert (row.entered_at, row.left_at, row.seen_at) == (at("16:00"), None, None)
    assert Attendance.objects.filter(registration=bruno).exists()


@pytest.mark.parametrize("fields", [{"heard_at": None}, {"seen_at": None}, {"mode": "in_person"}])
def test_heard_of_is_on_both_clocks_and_only_online(ada: Registration, fields: dict) -> None:
    with pytest.raises(IntegrityError, match="heard_of_on_both_clocks_and_only_online"):
        Attendance.objects.update(**fields)
