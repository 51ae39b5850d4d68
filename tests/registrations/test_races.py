"""Real threads, each with a connection of its own, all at once: never one seat too many.

The control at the end splits check and write, as one would do it naively, and shows that then the
race does happen: so these tests could fail.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from arengo.core.outbox.models import Message
from arengo.meetings.models import Meeting
from arengo.people.models import Person
from arengo.registrations.models import Registration, SeatPool
from arengo.registrations.operations import (
    accept_offer,
    cancel,
    change_mode,
    confirm,
    lapse_offers,
    offer_free_seats,
    release_expired_holds,
)
from arengo.registrations.queries import audit_pools
from arengo.registrations.refusals import HallIsFull, NotNow, OfferOver
from tests.factories import make_meeting
from tests.registrations.acts import (
    HALL,
    ONLINE,
    again,
    ask,
    counters,
    fill,
    mail_leaves,
    mails,
    place_of,
    pool_of,
    take_part,
)

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], Any]


def at_once(*acts: Act) -> list[Any]:
    """Do all `acts` at the same moment, in threads; their results, or what they raised."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(number: int, act: Act) -> None:
        try:
            barrier.wait(timeout=30)
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def only(kind: type[Exception], results: Sequence[Any]) -> int:
    """How many acts were refused; anything but a result or that refusal is a fault."""
    raised = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(error, kind) for error in raised), raised
    return len(raised)


@pytest.fixture
def meeting(transactional_db) -> Meeting:
    return make_meeting(hall=3)


@pytest.fixture(autouse=True)
def it_all_adds_up(transactional_db):
    yield
    assert audit_pools() == []


def registering(meeting: Meeting, name: str, **fields: Any) -> Act:
    return lambda: ask(meeting, name, **fields)


# Registering and confirming


@pytest.mark.parametrize("names_venue", [True, False])
def test_twelve_people_register_at_once_for_three_seats(meeting, names_venue):
    where = {"venue": meeting.venues.get()} if names_venue else {}
    names = [f"Ospite{number} Rossi" for number in range(12)]

    everybody = at_once(*[registering(meeting, name, **where) for name in names])

    assert only(NotNow, everybody) == 0
    assert counters(meeting) == (3, 0)
    assert Registration.objects.filter(seat=pool_of(meeting)).count() == 3
    assert Registration.objects.filter(seat=None, waiting_places__is_confirmed=False).count() == 9
    assert Message.objects.count() == 12


def test_one_person_registers_six_times_at_once_and_is_registered_once(meeting):
    results = at_once(*[registering(meeting, "Ada Conti")] * 6)

    assert only(NotNow, results) == 0
    assert len({registration.pk for registration in results}) == 1
    assert (Registration.objects.count(), Person.objects.count()) == (1, 1)
    assert counters(meeting) == (1, 0)


def test_a_double_click_on_confirm_confirms_once(meeting):
    ada = ask(meeting, "Ada Conti")

    at_once(*[lambda: confirm(registration=again(ada))] * 4)

    assert mails(ada) == ["confirm", "place_confirmed"]
    assert counters(meeting) == (1, 0)


def test_six_confirm_late_at_once_for_the_last_seat(meeting, clock):
    pool = pool_of(meeting)
    late = [ask(meeting, f"Ospite{number} Rossi") for number in range(3)]
    mail_leaves()
    late += [ask(meeting, f"Ospite{number} Rossi") for number in range(3, 6)]
    clock.to("2023-09-06 10:00")
    release_expired_holds()
    SeatPool.objects.filter(pk=pool.pk).update(capacity=1)

    results = at_once(*[lambda r=r: confirm(registration=r) for r in late])

    assert only(NotNow, results) == 0
    assert sorted(r.state for r in results) == ["confirmed"] + ["waiting"] * 5
    assert counters(meeting) == (1, 5)


def test_confirming_against_the_end_of_the_hold_gives_the_seat_once(meeting, clock):
    people = [ask(meeting, f"Ospite{number} Rossi") for number in range(3)]
    mail_leaves()
    carla = take_part(meeting, "Carla Bosio")
    clock.to("2023-09-06 10:00")

    results = at_once(release_expired_holds, *[lambda r=r: confirm(registration=r) for r in people])

    assert only(NotNow, results) == 0
    assert again(carla).state == "offered"
    assert counters(meeting)[0] <= 3


# The line


def test_two_clicks_on_one_offer_take_one_seat(meeting):
    seated = fill(meeting)
    ada = take_part(meeting, "Ada Conti")
    cancel(registration=seated[0])
    place = place_of(ada)

    results = at_once(*[lambda: accept_offer(waiting_place=place_of(ada))] * 3)

    assert only(OfferOver, results) == 0
    assert mails(ada).count("place_confirmed") == 1
    assert (counters(meeting), place.pool_id) == ((3, 0), again(ada).seat_id)


def test_accepting_against_cancelling_ends_in_one_of_the_two(meeting):
    seated = fill(meeting)
    ada, bruno = take_part(meeting, "Ada Conti"), take_part(meeting, "Bruno Rota")
    cancel(registration=seated[0])

    results = at_once(
        lambda: accept_offer(waiting_place=place_of(ada)), lambda: cancel(registration=again(ada))
    )

    assert only(OfferOver, results) <= 1
    # Cancelling is possible in either order; what was Ada's is Bruno's.
    assert [again(r).state for r in (ada, bruno)] == ["cancelled", "offered"]
    assert counters(meeting) == (3, 0)


def test_accepting_against_the_end_of_the_offer_gives_the_seat_once(meeting, clock):
    seated = fill(meeting)
    ada, bruno = take_part(meeting, "Ada Conti"), take_part(meeting, "Bruno Rota")
    cancel(registration=seated[0])
    mail_leaves()
    clock.to("2023-09-07 09:00")

    results = at_once(lapse_offers, lambda: accept_offer(waiting_place=place_of(ada)))

    assert only(OfferOver, results) == 1
    assert [again(r).state for r in (ada, bruno)] == ["waiting", "offered"]


def test_four_cancel_at_once_and_four_who_wait_are_offered_a_seat_in_order(transactional_db):
    meeting = make_meeting(hall=4)
    seated = fill(meeting)
    line = [take_part(meeting, f"Attesa{number} Rossi") for number in range(6)]

    results = at_once(*[lambda r=r: cancel(registration=r) for r in seated], offer_free_seats)

    assert only(NotNow, results) == 0
    assert [again(r).state for r in line] == ["offered"] * 4 + ["waiting"] * 2


def test_people_who_wait_and_leave_while_seats_are_freed_do_not_wait_for_each_other(
    transactional_db,
):
    meeting = make_meeting(hall=4)
    seated = fill(meeting)
    line = [take_part(meeting, f"Attesa{number} Rossi") for number in range(4)]

    results = at_once(*[lambda r=r: cancel(registration=r) for r in [*seated, *line]])

    assert only(NotNow, results) == 0
    assert counters(meeting) == (0, 0)


def test_newcomers_do_not_slip_in_between_a_freed_seat_and_who_waits(meeting):
    seated = fill(meeting)
    ada = take_part(meeting, "Ada Conti")

    at_once(
        lambda: cancel(registration=seated[0]),
        *[registering(meeting, f"Nuovo{number} Rossi") for number in range(5)],
    )

    assert again(ada).state == "offered"
    assert counters(meeting) == (3, 0)


def test_four_change_at_once_to_the_last_seat_of_the_hall(meeting):
    fill(meeting)[0]
    people = [take_part(meeting, f"Online{number} Rossi", ONLINE) for number in range(4)]
    SeatPool.objects.filter(mode=HALL).update(capacity=4)

    results = at_once(*[lambda r=r: change_mode(registration=r, mode=HALL) for r in people])

    assert only(HallIsFull, results) == 3
    assert (counters(meeting), counters(meeting, ONLINE)) == ((4, 0), (3, 0))


# The control: what happens where check and write are two steps


def split_take(pool_id: int, pause: Callable[[], None]) -> bool:
    """A seat taken as one would naively: look whether there is one, then write that it is taken."""
    with transaction.atomic():
        pool = SeatPool.objects.get(pk=pool_id)
        pause()
        if pool.taken >= pool.capacity:
            return False
        SeatPool.objects.filter(pk=pool_id).update(taken=F("taken") + 1)
        return True


@pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="SQLite's IMMEDIATE transactions go one at a time: python tools/with_postgres.py pytest",
)
def test_control_with_check_and_write_split_the_race_does_happen(meeting):
    pool = pool_of(meeting)
    SeatPool.objects.filter(pk=pool.pk).update(taken=2)
    both_have_looked = threading.Barrier(2)

    results = at_once(*[lambda: split_take(pool.pk, lambda: both_have_looked.wait(timeout=30))] * 2)

    # Both saw a free seat; the second stands before the constraint, not before a sentence.
    assert [r for r in results if r is True] == [True]
    (error,) = [r for r in results if isinstance(r, Exception)]
    assert isinstance(error, IntegrityError)
    assert "seat_pool_is_never_overbooked" in str(error)
    SeatPool.objects.filter(pk=pool.pk).update(taken=0)


@pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="SQLite's IMMEDIATE transactions go one at a time: python tools/with_postgres.py pytest",
)
def test_control_without_the_constraint_the_split_oversells(meeting):
    pool = pool_of(meeting)
    SeatPool.objects.filter(pk=pool.pk).update(taken=2)
    both_have_looked = threading.Barrier(2)
    constraint = next(
        c for c in SeatPool._meta.constraints if c.name == "seat_pool_is_never_overbooked"
    )
    with connection.schema_editor() as editor:
        editor.remove_constraint(SeatPool, constraint)
    try:
        results = at_once(
            *[lambda: split_take(pool.pk, lambda: both_have_looked.wait(timeout=30))] * 2
        )
        assert results == [True, True]
        assert counters(meeting) == (4, 0)
    finally:
        SeatPool.objects.filter(pk=pool.pk).update(taken=0)
        with connection.schema_editor() as editor:
            editor.add_constraint(SeatPool, constraint)
