"""Who is still there online: until the closing, whatever one may do meanwhile."""

import uuid

import pytest

from arengo.live import operations, rules
from arengo.live.models import SpeakingRequest
from arengo.meetings.models import Meeting
from arengo.registrations.models import Attendance, Registration
from tests.conftest import Clock
from tests.live.acts import REGIA, make_evening, opened, present, vote
from tests.registrations.acts import HALL, again, take_part
from tests.registrations.test_staying import at, intervals

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(clock: Clock) -> Meeting:
    meeting = make_evening(hall=10)
    clock.to("2023-09-27 16:00")
    operations.begin(meeting=meeting, key="plenaria", seen=None, by=REGIA)
    return meeting


@pytest.fixture
def ada(meeting: Meeting) -> Registration:
    registration = present(meeting, "Ada Rossi")
    operations.note_here(registration=registration)
    return registration


def test_the_usual_sign_is_one_query(ada: Registration, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert operations.note_here(registration=ada)


def test_who_left_keeps_the_place_in_the_queue_and_may_vote(
    ada: Registration, meeting: Meeting
) -> None:
    asked = operations.ask_to_speak(registration=ada, number=uuid.uuid4(), topic="I treni")
    poll = opened(meeting)
    operations.note_gone(registration=ada)
    asked.refresh_from_db()
    assert asked.state == SpeakingRequest.State.WAITING
    assert rules.is_present(again(ada))
    assert vote(ada, poll)


def test_reading_goes_on_and_brings_nobody_back(ada: Registration, clock: Clock) -> None:
    clock.to("2023-09-27 16:10")
    assert operations.note_page_read(registration=ada)
    assert Attendance.objects.get().seen_at == at("16:10")
    operations.note_gone(registration=ada)
    assert not operations.note_page_read(registration=ada)
    assert intervals() == [("16:00", "16:10")]


def test_the_closing_ends_it_and_after_it_nothing_counts(
    ada: Registration, meeting: Meeting, clock: Clock
) -> None:
    clock.to("2023-09-27 18:28")
    operations.note_here(registration=ada)
    clock.to("2023-09-27 18:30")
    operations.close_meeting(meeting=meeting, by=REGIA)
    clock.to("2023-09-27 18:34")
    assert not operations.note_here(registration=ada)
    assert intervals() == [("16:00", "18:30")]


def test_a_closing_by_mistake_interrupts_nobody(
    ada: Registration, meeting: Meeting, clock: Clock
) -> None:
    clock.to("2023-09-27 17:00")
    operations.close_meeting(meeting=meeting, by=REGIA)
    operations.reopen_meeting(meeting=meeting, by=REGIA)
    clock.to("2023-09-27 17:04")
    assert operations.note_here(registration=ada)
    assert intervals() == [("16:00", "")]


@pytest.mark.parametrize("day", ["2023-09-20 10:00", "2023-09-28 01:00"])
def test_on_another_day_a_page_says_nothing(ada: Registration, clock: Clock, day: str) -> None:
    seen = Attendance.objects.get().seen_at
    clock.to(day)
    for note in (operations.note_here, operations.note_page_read, operations.note_gone):
        assert not note(registration=ada)
    row = Attendance.objects.get()
    assert (row.seen_at, row.left_at) == (seen, None)


def test_in_the_hall_the_door_counts_and_no_page(meeting: Meeting) -> None:
    bruno = present(meeting, "Bruno Bo", HALL)
    assert not operations.note_here(registration=bruno)
    assert Attendance.objects.get().seen_at is None


def test_who_has_not_entered_is_not_counted(meeting: Meeting, clock: Clock) -> None:
    clock.to("2023-09-20 10:00")
    away = take_part(meeting, "Carla Co", "online")
    clock.to("2023-09-27 16:10")
    assert not operations.note_here(registration=away)
    assert not Attendance.objects.exists()
