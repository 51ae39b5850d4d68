"""Every pair of states: the table says which moves there are, and nothing else moves."""

import itertools

import pytest

from arengo.registrations import states
from arengo.registrations.models import Registration
from arengo.registrations.states import MOVES, MovedMeanwhile, MoveNotAllowed, State, move
from tests.factories import make_meeting, moment
from tests.registrations.acts import HALL, ask, pool_of

pytestmark = pytest.mark.django_db

ALLOWED = {
    ("to_confirm", "confirmed"),
    ("to_confirm", "waiting"),
    ("to_confirm", "cancelled"),
    ("confirmed", "attended"),
    ("confirmed", "cancelled"),
    ("waiting", "offered"),
    ("waiting", "confirmed"),
    ("waiting", "cancelled"),
    # At the door, on a seat that nobody claimed.
    ("waiting", "attended"),
    ("offered", "attended"),
    ("offered", "confirmed"),
    ("offered", "waiting"),
    ("offered", "cancelled"),
    ("cancelled", "confirmed"),
    ("cancelled", "waiting"),
}
HAS_A_SEAT = {"confirmed", "attended"}


def in_state(state: str) -> Registration:
    registration = ask(make_meeting(), "Ada Conti", HALL)
    seat = pool_of(registration.meeting) if state in HAS_A_SEAT else None
    cancelled_at = moment("2023-09-06 09:00") if state == "cancelled" else None
    row = Registration.objects.filter(pk=registration.pk)
    row.update(state=state, seat=seat, cancelled_at=cancelled_at)
    return row.get()


def changes_for(registration: Registration, to: str) -> dict:
    seat = pool_of(registration.meeting) if to in HAS_A_SEAT else None
    return {"seat": seat, "cancelled_at": moment("2023-09-06 10:00") if to == "cancelled" else None}


@pytest.mark.parametrize(("here", "there"), list(itertools.product(State.values, repeat=2)))
def test_every_pair_of_states_moves_or_is_refused_as_the_table_says(here, there):
    registration = in_state(here)
    changes = changes_for(registration, there)

    if (here, there) in ALLOWED:
        move(registration, to=there, **changes)
        registration.refresh_from_db()
        assert registration.state == there
    else:
        with pytest.raises(MoveNotAllowed):
            move(registration, to=there, **changes)
        registration.refresh_from_db()
        assert registration.state == here


def test_the_table_has_a_row_for_each_state():
    assert set(MOVES) == set(State)


def test_a_refused_move_says_both_states_in_words():
    registration = in_state("attended")

    with pytest.raises(MoveNotAllowed, match=r"«Presente».*«In lista d'attesa»"):
        move(registration, to="waiting")


def test_a_row_that_moved_meanwhile_is_not_moved_again():
    as_read = in_state("waiting")
    move(in_state_again(as_read), to="offered")

    with pytest.raises(MovedMeanwhile):
        move(as_read, to="cancelled", cancelled_at=moment("2023-09-06 10:00"))


def in_state_again(registration: Registration) -> Registration:
    return Registration.objects.get(pk=registration.pk)


def test_moving_many_leaves_those_that_may_not_go():
    waiting = in_state("waiting")
    everybody = Registration.objects.all()

    assert states.move_all(everybody, to="to_confirm") == 0
    assert states.move_all(everybody, to="offered") == 1
    waiting.refresh_from_db()
    assert waiting.state == "offered"
