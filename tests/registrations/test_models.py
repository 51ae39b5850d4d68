"""What the database itself refuses, by the name of the constraint."""

import pytest
from django.db import IntegrityError, connection, transaction

from arengo.meetings.models import Meeting
from arengo.registrations.models import (
    Attendance,
    Hall,
    Registration,
    SeatPool,
    WaitingPlace,
)
from tests.factories import make_meeting, moment
from tests.registrations.acts import HALL, ONLINE, ask, contingent_of, pool_of, take_part

pytestmark = pytest.mark.django_db
NOON = moment("2023-09-06 12:00")


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(hall=2)


def refused(name: str, columns: str = ""):
    """SQLite names the columns of a unique index, not the index."""
    match = columns if columns and connection.vendor == "sqlite" else name
    return pytest.raises(IntegrityError, match=match)


def set_on(row, **fields) -> None:
    with transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**fields)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"taken": 3}, "seat_pool_is_never_overbooked"),
        ({"capacity": 0, "taken": 1}, "seat_pool_is_never_overbooked"),
        ({"mode": ONLINE}, "seat_pool_in_person_has_a_venue"),
        ({"is_contingent": True, "waiting": 1}, "nobody_waits_for_a_contingent"),
    ],
)
def test_a_pool_never_says(meeting, fields, name):
    with refused(name):
        set_on(pool_of(meeting), **fields)


def test_a_venue_has_one_pool_for_everybody(meeting):
    contingent = contingent_of(meeting)

    with refused("one_pool_for_everybody_in_a_venue", "seatpool.venue_id"):
        set_on(contingent, is_contingent=False)


def test_a_meeting_has_one_pool_for_everybody_online(meeting):
    with (
        refused("one_pool_for_everybody_online", "seatpool.meeting_id"),
        transaction.atomic(),
    ):
        SeatPool.objects.create(meeting=meeting, key="altro", mode=ONLINE, capacity=1)


def test_a_hall_never_holds_more_than_is_safe(meeting):
    with refused("hall_is_never_over_capacity"):
        set_on(Hall.objects.get(), inside=11)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"seat": None}, "confirmed_registration_holds_a_seat"),
        ({"state": "waiting"}, "only_live_registrations_hold_a_seat"),
        ({"state": "offered"}, "only_live_registrations_hold_a_seat"),
        (
            {"state": "cancelled", "cancelled_at": NOON},
            "only_live_registrations_hold_a_seat",
        ),
        ({"state": "cancelled", "seat": None}, "cancelled_registration_says_when"),
        ({"cancelled_at": NOON}, "cancelled_registration_says_when"),
        ({"hold_until": NOON}, "only_an_unconfirmed_seat_is_on_hold"),
        ({"venue": None}, "registration_in_person_has_a_venue"),
        ({"mode": ONLINE}, "registration_in_person_has_a_venue"),
    ],
)
def test_a_confirmed_registration_never_says(meeting, fields, name):
    with refused(name):
        set_on(take_part(meeting, "Ada Conti"), **fields)


def test_a_registration_without_a_seat_is_not_on_hold(meeting):
    with refused("only_an_unconfirmed_seat_is_on_hold"):
        set_on(ask(meeting, "Ada Conti"), seat=None, hold_until=NOON)


@pytest.mark.parametrize(
    "fields", [{"state": "offered", "offered_at": NOON}, {"state": "offered", "is_confirmed": True}]
)
def test_an_offered_place_is_confirmed_and_says_when(meeting, fields):
    ada = ask(meeting, "Ada Conti")
    place = WaitingPlace.objects.create(registration=ada, pool=pool_of(meeting), since=NOON)

    with refused("offered_place_is_confirmed_and_says_when"):
        set_on(place, **fields)


def test_one_stands_in_a_line_once(meeting):
    ada = ask(meeting, "Ada Conti")
    fields = {"registration": ada, "pool": pool_of(meeting), "since": NOON}
    WaitingPlace.objects.create(**fields, state="left")
    WaitingPlace.objects.create(**fields)

    with refused("one_live_waiting_place_per_pool", "pool_id"), transaction.atomic():
        WaitingPlace.objects.create(**fields)


def test_one_is_inside_once(meeting):
    ada = take_part(meeting, "Ada Conti", ONLINE)
    fields = {"meeting": meeting, "registration": ada, "mode": ONLINE, "entered_at": NOON}
    Attendance.objects.create(**fields, left_at=NOON)
    Attendance.objects.create(**fields)

    with refused("one_is_inside_once", "attendance.registration_id"), transaction.atomic():
        Attendance.objects.create(**fields)


def test_a_code_is_of_one_registration(meeting):
    ada, bruno = ask(meeting, "Ada Conti"), ask(meeting, "Bruno Rota")

    with refused("code", "registration.code"):
        set_on(bruno, code=ada.code)


def test_rows_say_what_they_are(meeting):
    ada = take_part(meeting, "Ada Conti")

    assert str(ada) == f"{ada.code[:4]}-{ada.code[4:]}"
    assert str(pool_of(meeting)) == "Verso il nuovo piano: In sala"
    assert Registration.objects.get(mode=HALL) == ada
