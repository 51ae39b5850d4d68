"""The door tells late, and again: what happened stands with its own hour, and once."""

import uuid
from datetime import timedelta

import pytest

from arengo.core.clock import process_time
from arengo.registrations import operations
from arengo.registrations.models import Attendance, DoorAct, Hall, Mode, Registration
from arengo.registrations.operations import door
from arengo.registrations.operations.door import Telling
from tests.factories import make_meeting, moment

pytestmark = pytest.mark.django_db
BY = "staff:1"


@pytest.fixture
def meeting(clock):
    return make_meeting(hall=2, safety=3)


@pytest.fixture
def venue(meeting):
    return meeting.venues.get()


@pytest.fixture(autouse=True)
def nadia_is_at_the_door(db, django_user_model):
    django_user_model.objects.create(pk=1, email="nadia@example.org", name="Nadia", role="door")


@pytest.fixture
def ada(meeting) -> Registration:
    return operations.register_by_office(meeting=meeting, name="Ada", mode=Mode.IN_PERSON, by=BY)


def telling(at: str) -> Telling:
    return Telling(uuid.uuid4(), moment(at))


def inside(venue) -> int:
    return Hall.objects.get(venue=venue).inside


def test_what_is_told_late_keeps_the_hour_at_which_it_happened(ada, venue, clock):
    clock.to("2023-09-27 16:40")
    admission = door.admit(
        registration=ada, venue=venue, telling=telling("2023-09-27 15:50"), by=BY
    )
    assert admission.attendance.entered_at == moment("2023-09-27 15:50")


def test_told_again_it_gives_the_first_answer_and_counts_nobody(ada, venue, clock):
    clock.to("2023-09-27 15:50")
    told = telling("2023-09-27 15:50")
    first = door.admit(registration=ada, venue=venue, telling=told, by=BY)
    again = door.admit(registration=ada, venue=venue, telling=told, by=BY)
    assert (again.is_first, again.attendance) == (True, first.attendance)
    assert inside(venue) == 1


def test_another_telling_of_who_is_inside_says_so(ada, venue, clock):
    clock.to("2023-09-27 15:50")
    door.admit(registration=ada, venue=venue, telling=telling("2023-09-27 15:50"), by=BY)
    other = door.admit(registration=ada, venue=venue, telling=telling("2023-09-27 15:51"), by=BY)
    assert not other.is_first
    assert inside(venue) == 1


def test_a_companion_and_a_walk_in_told_twice_are_one_each(meeting, venue, clock):
    clock.to("2023-09-27 15:50")
    companion, walk_in = telling("2023-09-27 15:50"), telling("2023-09-27 15:50")
    for _again in range(2):
        door.admit_others(meeting=meeting, venue=venue, telling=companion, by=BY)
        door.walk_in(meeting=meeting, venue=venue, name="Ugo", telling=walk_in, by=BY)
    assert inside(venue) == 2
    assert Registration.objects.count() == 1
    assert Attendance.objects.count() == 2


def test_a_telephone_whose_clock_runs_ahead_does_not_write_the_future(ada, venue, clock):
    clock.to("2023-09-27 15:50")
    admission = door.admit(
        registration=ada, venue=venue, telling=telling("2023-09-27 23:00"), by=BY
    )
    assert admission.attendance.entered_at == process_time.now()


def test_told_after_the_end_it_stands_when_it_happened_before(ada, meeting, venue, clock):
    clock.to(meeting.ends_at + timedelta(hours=1))
    before_the_start = Telling(uuid.uuid4(), meeting.starts_at - timedelta(minutes=5))
    assert door.admit(registration=ada, venue=venue, telling=before_the_start, by=BY).is_first
    too_late = Telling(uuid.uuid4(), process_time.now())
    with pytest.raises(door.NotToday):
        door.admit_others(meeting=meeting, venue=venue, telling=too_late, by=BY)


def test_a_refusal_keeps_nothing_and_may_become_a_yes(ada, meeting, venue, clock):
    clock.to("2023-09-27 15:50")
    others = door.admit_others(meeting=meeting, venue=venue, people=3, by=BY)
    told = telling("2023-09-27 15:50")
    with pytest.raises(door.HallAtCapacity):
        door.admit(registration=ada, venue=venue, telling=told, by=BY)
    assert not DoorAct.objects.exists()
    operations.let_out(attendance=others.attendance, by=BY)
    assert door.admit(registration=ada, venue=venue, telling=told, by=BY).is_first
