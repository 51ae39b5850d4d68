"""At the door: in, out, in line, never over the safety capacity."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from arengo.registrations import operations, queries
from arengo.registrations.models import Attendance, Hall, Mode, Registration, SeatPool
from arengo.registrations.operations import door
from tests.factories import make_meeting

pytestmark = pytest.mark.django_db
BY = "staff:1"


@pytest.fixture
def meeting(clock):
    made = make_meeting(hall=2, safety=3)
    made.unclaimed_after = made.starts_at
    made.save()
    return made


@pytest.fixture
def venue(meeting):
    return meeting.venues.get()


@pytest.fixture(autouse=True)
def no_staff_account_needed(db, django_user_model):
    django_user_model.objects.create(pk=1, email="dario@example.org", name="Dario", role="door")


def registered(meeting, name, mode=Mode.IN_PERSON) -> Registration:
    return operations.register_by_office(meeting=meeting, name=name, mode=mode, by=BY)


def inside(venue) -> int:
    return Hall.objects.get(venue=venue).inside


def test_who_is_confirmed_enters_with_one_scan(meeting, venue, clock):
    ada = registered(meeting, "Ada")
    clock.to("2023-09-27 15:45")
    admission = door.admit(registration=ada, venue=venue, by=BY)
    ada.refresh_from_db()
    assert admission.is_first
    assert ada.state == Registration.State.ATTENDED
    assert inside(venue) == 1


def test_a_second_scan_says_when_the_first_was_and_counts_nobody(meeting, venue, clock):
    ada = registered(meeting, "Ada")
    clock.to("2023-09-27 15:45")
    first = door.admit(registration=ada, venue=venue, by=BY)
    clock.to("2023-09-27 15:52")
    second = door.admit(registration=ada, venue=venue, by=BY)
    assert not second.is_first
    assert second.attendance.entered_at == first.attendance.entered_at
    assert inside(venue) == 1


def test_the_door_is_shut_on_another_day(meeting, venue, clock):
    ada = registered(meeting, "Ada")
    clock.to("2023-09-26 15:45")
    with pytest.raises(door.NotToday):
        door.admit(registration=ada, venue=venue, by=BY)


def test_who_has_not_confirmed_enters_after_a_look(meeting, venue, clock):
    clock.to("2023-09-27 15:30")
    ada = operations.register(
        meeting=meeting, name="Ada", email="ada@example.org", mode=Mode.IN_PERSON
    )
    with pytest.raises(door.NotConfirmedYet):
        door.admit(registration=ada, venue=venue, by=BY)
    door.admit(registration=ada, venue=venue, after_a_look=True, by=BY)
    assert inside(venue) == 1


def test_who_is_online_moves_to_the_hall_and_frees_the_online_place(meeting, venue, clock):
    ada = registered(meeting, "Ada", mode=Mode.ONLINE)
    clock.to("2023-09-27 15:45")
    with pytest.raises(door.RegisteredOnline):
        door.admit(registration=ada, venue=venue, by=BY)
    door.admit(registration=ada, venue=venue, after_a_look=True, by=BY)
    ada.refresh_from_db()
    assert (ada.mode, ada.seat.key) == (Mode.IN_PERSON, "sala")
    assert queries.audit_pools(meeting) == []


def test_nobody_takes_the_seat_of_who_may_still_arrive(meeting, venue, clock):
    registered(meeting, "Ada")
    registered(meeting, "Bruno")
    clock.to("2023-09-27 15:45")
    with pytest.raises(door.NoSeatAtTheDoor):
        door.walk_in(meeting=meeting, venue=venue, name="Carla", by=BY)
    assert not Registration.objects.filter(person__contact__name="Carla").exists()


def test_from_the_set_time_unclaimed_seats_go_to_those_waiting_in_order(meeting, venue, clock):
    registered(meeting, "Ada")
    registered(meeting, "Bruno")
    carla, dario = registered(meeting, "Carla"), registered(meeting, "Dario")
    clock.to("2023-09-27 16:01")
    with pytest.raises(door.NotTheirTurn):
        door.admit(registration=dario, venue=venue, after_a_look=True, by=BY)
    door.admit(registration=carla, venue=venue, after_a_look=True, by=BY)
    door.admit(registration=dario, venue=venue, after_a_look=True, by=BY)
    assert inside(venue) == 2
    assert queries.audit_pools(meeting) == []


def test_who_was_called_and_is_not_there_is_passed_over(meeting, venue, clock):
    for name in ("Ada", "Bruno"):
        registered(meeting, name)
    carla, dario = registered(meeting, "Carla"), registered(meeting, "Dario")
    clock.to("2023-09-27 16:01")
    operations.skip(waiting_place=queries.live_place(carla), by=BY)
    door.admit(registration=dario, venue=venue, after_a_look=True, by=BY)
    assert inside(venue) == 1
    assert queries.audit_pools(meeting) == []


def test_the_safety_capacity_counts_companions_and_is_never_exceeded(meeting, venue, clock):
    ada = registered(meeting, "Ada")
    clock.to("2023-09-27 15:45")
    door.admit_others(meeting=meeting, venue=venue, people=3, by=BY)
    with pytest.raises(door.HallAtCapacity):
        door.admit(registration=ada, venue=venue, by=BY)
    ada.refresh_from_db()
    assert ada.state == Registration.State.CONFIRMED
    assert inside(venue) == 3


def test_the_database_itself_refuses_one_more_than_the_safety_capacity(meeting, venue):
    with (
        pytest.raises(IntegrityError, match="hall_is_never_over_capacity"),
        transaction.atomic(),
    ):
        Hall.objects.filter(venue=venue).update(inside=F("safety_capacity") + 1)


def test_who_goes_out_makes_room_once(meeting, venue, clock):
    clock.to("2023-09-27 15:45")
    attendance = door.admit_others(meeting=meeting, venue=venue, people=2, by=BY).attendance
    operations.let_out(attendance=attendance, by=BY)
    operations.let_out(attendance=attendance, by=BY)
    assert inside(venue) == 0


def test_a_cancelled_ticket_does_not_open(meeting, venue, clock):
    ada = registered(meeting, "Ada")
    operations.cancel(registration=ada, by=BY)
    clock.to("2023-09-27 15:45")
    with pytest.raises(door.TicketCancelled):
        door.admit(registration=ada, venue=venue, after_a_look=True, by=BY)


def test_a_walk_in_takes_a_free_seat_and_is_marked_as_such(meeting, venue, clock):
    clock.to("2023-09-27 15:45")
    admission = door.walk_in(meeting=meeting, venue=venue, name="Ugo", by=BY)
    registration = admission.attendance.registration
    registration.refresh_from_db()
    assert registration.source == Registration.Source.DOOR
    assert SeatPool.objects.get(key="sala").taken == 1
    assert Attendance.objects.get().by_id == 1
