"""What an invitation says of the places is what is true: room, online only, the line."""

import pytest
from django.utils import translation

from arengo.meetings.models import Meeting
from arengo.registrations.fullness import how_full
from arengo.registrations.models import SeatPool
from tests.factories import make_meeting
from tests.registrations.acts import HALL, ONLINE, fill, second_hall, take_part

pytestmark = pytest.mark.django_db


def meeting(**fields: str) -> Meeting:
    return make_meeting(hall=2, online=2, **fields)


def test_while_there_is_room_in_every_way_nothing_is_said() -> None:
    assert how_full(meeting()) == ""


def test_a_full_hall_sends_online_and_to_the_line() -> None:
    full = meeting()
    fill(full, HALL)
    assert how_full(full).startswith("La sala è piena: si può partecipare online")


def test_a_seat_that_somebody_waits_for_is_not_room() -> None:
    full = meeting()
    fill(full, HALL)
    take_part(full, "Ada Rossi")
    SeatPool.objects.filter(key="sala").update(taken=1)
    assert how_full(full).startswith("La sala è piena")


def test_full_places_online_send_to_the_hall() -> None:
    full = meeting()
    fill(full, ONLINE)
    assert how_full(full).startswith("I posti online sono finiti: ce ne sono in sala")


def test_when_all_is_full_there_is_the_line() -> None:
    full = meeting()
    fill(full, HALL)
    fill(full, ONLINE)
    assert how_full(full).startswith("I posti sono finiti, in sala e online")


def test_a_hall_alone_and_a_screen_alone_have_their_own_sentence() -> None:
    hall = meeting()
    fill(hall, HALL)
    hall.online = False
    assert how_full(hall) == "La sala è piena: ci si può mettere in lista d'attesa."
    screen = make_meeting(slug="online", online=1, in_person=False)
    fill(screen, ONLINE)
    assert how_full(screen) == "I posti online sono finiti: ci si può mettere in lista d'attesa."


def test_while_one_of_several_halls_has_room_the_hall_is_not_full() -> None:
    some = meeting()
    fill(some, HALL)
    second_hall(some)
    assert how_full(some) == ""


def test_of_a_way_for_which_one_registers_elsewhere_nothing_is_known() -> None:
    full = meeting(external_in_person_url="https://example.org/biglietti")
    SeatPool.objects.filter(key="sala").update(taken=2)
    assert how_full(full) == ""


def test_it_speaks_the_language_of_the_page() -> None:
    full = meeting()
    fill(full, HALL)
    with translation.override("en"):
        assert how_full(full).startswith("The hall is full")
