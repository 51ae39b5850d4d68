"""Entering online: from the set time, by who has a place online; counted once."""

import pytest

from arengo.meetings.models import Meeting
from arengo.registrations.models import Attendance
from arengo.registrations.operations import cancel, enter_online
from arengo.registrations.refusals import MeetingCancelled, NotNow, RegistrationClosed
from tests.factories import make_meeting, moment
from tests.registrations.acts import (
    HALL,
    ONLINE,
    acts_of,
    again,
    ask,
    counters,
    fill,
    take_part,
)

pytestmark = pytest.mark.usefixtures("adds_up")


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(hall=1, online=1)


def test_ada_enters_and_is_present(meeting, clock):
    ada = take_part(meeting, "Ada Conti", ONLINE)
    clock.to("2023-09-27 15:45")

    attendance = enter_online(registration=ada)

    assert (attendance.mode, attendance.entered_at) == (ONLINE, moment("2023-09-27 15:45"))
    assert again(ada).state == "attended"
    assert counters(meeting, ONLINE) == (1, 0)
    assert acts_of(ada)[-1] == "attendance.entered"


def test_entering_again_is_the_same_entry(meeting, clock):
    ada = take_part(meeting, "Ada Conti", ONLINE)
    clock.to("2023-09-27 15:45")
    first = enter_online(registration=ada)
    clock.to("2023-09-27 16:20")

    assert enter_online(registration=ada) == first
    assert acts_of(ada).count("attendance.entered") == 1


@pytest.mark.parametrize(("hour", "stays"), [("16:05", 1), ("16:20", 2)])
def test_who_left_may_enter_again(meeting, clock, hour, stays):
    ada = take_part(meeting, "Ada Conti", ONLINE)
    clock.to("2023-09-27 15:45")
    enter_online(registration=ada)
    Attendance.objects.update(left_at=moment("2023-09-27 16:00"))
    clock.to(f"2023-09-27 {hour}")

    again_in = enter_online(registration=ada)

    assert (again_in.left_at, ada.attendances.count()) == (None, stays)
    assert acts_of(ada).count("attendance.entered") == stays


def test_too_early_one_is_told_when(meeting, clock):
    ada = take_part(meeting, "Ada Conti", ONLINE)
    clock.to("2023-09-27 15:44")

    with pytest.raises(NotNow, match=r"mercoledì 27 settembre 2023 dalle 15\.45"):
        enter_online(registration=ada)
    assert not Attendance.objects.exists()


def test_after_the_end_it_is_over(meeting, clock):
    ada = take_part(meeting, "Ada Conti", ONLINE)
    clock.to("2023-09-27 18:30")

    with pytest.raises(RegistrationClosed):
        enter_online(registration=ada)


@pytest.mark.parametrize(
    ("state", "refusal"), [("cancelled", MeetingCancelled), ("postponed", NotNow)]
)
def test_nobody_enters_a_meeting_that_is_not_held(meeting, clock, state, refusal):
    ada = take_part(meeting, "Ada Conti", ONLINE)
    Meeting.objects.update(state=state)
    clock.to("2023-09-27 15:50")

    with pytest.raises(refusal):
        enter_online(registration=ada)


def test_each_who_may_not_enter_is_told_what_to_do(meeting, clock):
    in_hall = take_part(meeting, "Ada Conti", HALL)
    unconfirmed = ask(meeting, "Bruno Rota", ONLINE)
    gone = cancel(registration=unconfirmed)
    unconfirmed = ask(meeting, "Carla Bosio", ONLINE)
    waiting = take_part(meeting, "Elena Valle", ONLINE)
    clock.to("2023-09-27 15:50")

    for registration, words in [
        (in_hall, "all'ingresso"),
        (gone, "annullata"),
        (unconfirmed, "conferma"),
        (waiting, "lista d'attesa"),
    ]:
        with pytest.raises(NotNow, match=words):
            enter_online(registration=registration)
    assert fill(meeting) == []
