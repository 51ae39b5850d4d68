"""Places left, positions in line, who is next at the door, and whether it all adds up."""

import pytest

from arengo.meetings.models import Meeting
from arengo.registrations.models import Hall, SeatPool
from arengo.registrations.operations import cancel, change_mode, join_line
from arengo.registrations.queries import (
    audit_pools,
    live_place,
    next_in_line_at_door,
    places,
    position_in_line,
)
from tests.factories import make_meeting, moment
from tests.registrations.acts import (
    HALL,
    ONLINE,
    ask,
    contingent_of,
    fill,
    place_of,
    pool_of,
    second_hall,
    take_part,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(hall=2, online=5, safety=10)


def left(meeting: Meeting) -> list[tuple]:
    return [(p.mode, p.capacity, p.free, p.waiting, p.is_full) for p in places(meeting)]


def test_places_left_in_the_hall_and_online(meeting):
    take_part(meeting, "Ada Conti")

    assert left(meeting) == [(HALL, 2, 1, 0, False), (ONLINE, 5, 5, 0, False)]
    hall, online = places(meeting)
    assert (hall.safety_capacity, online.safety_capacity) == (10, None)
    assert (hall.venue, online.venue) == (meeting.venues.get(), None)


def test_a_seat_that_is_free_while_others_wait_is_not_for_newcomers(meeting):
    fill(meeting)
    take_part(meeting, "Ada Conti")
    SeatPool.objects.filter(mode=HALL).update(capacity=3)

    assert left(meeting)[0] == (HALL, 3, 0, 1, True)


def test_kept_seats_and_modes_that_are_not_offered_are_not_shown(meeting):
    contingent_of(meeting)
    meeting.online = False

    assert [p.pool for p in places(meeting)] == [pool_of(meeting)]


def test_places_cost_one_query_for_one_hall_and_for_three(meeting, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert all(str(p.venue) and str(p.pool.name) for p in places(meeting))
    venue, _ = second_hall(meeting)
    Hall.objects.create(venue=venue, safety_capacity=30)
    with django_assert_num_queries(1):
        assert [p.safety_capacity for p in places(meeting)] == [10, 30, None]


def test_positions_count_only_those_who_are_before_and_confirmed(meeting, clock):
    fill(meeting)
    ada = take_part(meeting, "Ada Conti")
    unconfirmed = ask(meeting, "Bruno Rota")
    clock.to("2023-09-06 09:30")
    carla = take_part(meeting, "Carla Bosio")

    assert [position_in_line(place_of(r)) for r in (ada, unconfirmed, carla)] == [1, 2, 2]


def test_of_two_in_the_same_instant_the_first_written_is_before(meeting):
    fill(meeting)
    ada, bruno = take_part(meeting, "Ada Conti"), take_part(meeting, "Bruno Rota")

    assert place_of(ada).since == place_of(bruno).since
    assert [position_in_line(place_of(r)) for r in (ada, bruno)] == [1, 2]


def test_the_live_place_is_the_one_offered_then_the_oldest(meeting, clock):
    fill(meeting)
    ada = take_part(meeting, "Ada Conti")
    clock.to("2023-09-06 09:30")
    venue, pinerolo = second_hall(meeting)
    other = take_part(meeting, "Elena Valle", venue=venue)
    join_line(registration=ada, pool=pinerolo)
    assert live_place(ada).pool.key == "sala"

    cancel(registration=other)
    assert live_place(ada).pool == pinerolo
    cancel(registration=ada)
    assert live_place(ada) is None


def test_who_never_waited_has_no_place_in_line(meeting):
    assert live_place(take_part(meeting, "Ada Conti")) is None


def test_at_the_door_the_line_is_called_in_order_from_the_set_time(db, clock):
    meeting = make_meeting(hall=1, unclaimed_after=moment("2023-09-27 15:55"))
    fill(meeting)
    ada = take_part(meeting, "Ada Conti")
    ask(meeting, "Bruno Rota")
    carla = take_part(meeting, "Carla Bosio")
    change_mode(registration=carla, mode=ONLINE, keep_place_in_line=True)

    clock.to("2023-09-27 15:54")
    assert list(next_in_line_at_door(pool_of(meeting))) == []
    clock.to("2023-09-27 15:55")
    called = [place.registration for place in next_in_line_at_door(pool_of(meeting))]
    assert called == [ada, carla]


def test_without_a_set_time_nobody_is_called(meeting, clock):
    fill(meeting)
    take_part(meeting, "Ada Conti")
    clock.to("2023-09-27 15:59")

    assert list(next_in_line_at_door(pool_of(meeting))) == []


def test_the_audit_names_the_pool_that_does_not_add_up(meeting):
    fill(meeting)
    take_part(meeting, "Ada Conti")
    assert audit_pools() == audit_pools(meeting) == []

    SeatPool.objects.filter(mode=HALL).update(waiting=2)
    (wrong,) = audit_pools()
    assert str(wrong) == "lancio/sala: taken 2, rows 2 + 0 offered; waiting 2, rows 1"

    SeatPool.objects.filter(mode=HALL).update(waiting=1, taken=1)
    assert [d.pool.key for d in audit_pools(meeting)] == ["sala"]
    assert audit_pools(make_meeting(slug="secondo")) == []


def test_the_audit_is_one_query(meeting, django_assert_num_queries):
    second_hall(meeting)

    with django_assert_num_queries(1):
        audit_pools()
