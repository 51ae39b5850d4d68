"""Cancelling and coming back."""

import pytest

from arengo.meetings.models import Meeting
from arengo.registrations.operations import cancel, come_back, enter_online
from arengo.registrations.refusals import (
    AlreadyRegistered,
    ChangesClosed,
    NotNow,
    RegistrationClosed,
)
from tests.factories import make_meeting, moment
from tests.registrations.acts import (
    DARIO,
    HALL,
    ONLINE,
    acts_of,
    again,
    ask,
    counters,
    fill,
    mails,
    place_of,
    pool_of,
    take_part,
)

pytestmark = pytest.mark.usefixtures("adds_up")


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(hall=1)


def test_ada_cannot_come_and_her_seat_is_free(meeting):
    ada = take_part(meeting, "Ada Conti")

    ada = cancel(registration=ada)

    assert (ada.state, ada.seat, ada.cancelled_at) == (
        "cancelled",
        None,
        moment("2023-09-06 09:00"),
    )
    assert ada.sequence == 1
    assert counters(meeting) == (0, 0)
    assert (mails(ada)[-1], acts_of(ada)[-1]) == ("cancelled", "registration.cancelled")


def test_cancelling_twice_is_once(meeting):
    ada = take_part(meeting, "Ada Conti")

    cancel(registration=ada)
    cancel(registration=ada)

    assert mails(ada).count("cancelled") == 1
    assert acts_of(ada).count("registration.cancelled") == 1
    assert again(ada).sequence == 1


def test_who_never_confirmed_is_not_written_to_again(meeting):
    ada = ask(meeting, "Ada Conti")

    cancel(registration=ada)

    assert mails(ada) == ["confirm"]
    assert counters(meeting) == (0, 0)


def test_who_waits_may_cancel(meeting):
    fill(meeting)
    ada = take_part(meeting, "Ada Conti")

    assert cancel(registration=ada).state == "cancelled"
    assert counters(meeting) == (1, 0)
    assert place_of(ada).state == "left"


def test_after_the_set_time_the_office_cancels(db, clock):
    meeting = make_meeting(changes_close_at=moment("2023-09-27 12:00"))
    ada = take_part(meeting, "Ada Conti")
    clock.to("2023-09-27 12:00")

    with pytest.raises(ChangesClosed):
        cancel(registration=ada)
    assert cancel(registration=ada, by=DARIO).state == "cancelled"


def test_who_was_there_is_not_cancelled(meeting, clock):
    ada = take_part(meeting, "Ada Conti", ONLINE)
    clock.to("2023-09-27 15:50")
    enter_online(registration=ada)

    with pytest.raises(NotNow, match="presente"):
        cancel(registration=ada, by=DARIO)


# Coming back


def test_ada_thinks_better_of_it_and_finds_her_seat(meeting, clock):
    ada = cancel(registration=take_part(meeting, "Ada Conti"))
    clock.to("2023-09-08 09:00")

    ada = come_back(registration=ada)
    come_back(registration=ada)

    assert (ada.state, ada.seat, ada.cancelled_at) == ("confirmed", pool_of(meeting), None)
    assert (ada.registered_at, ada.sequence) == (moment("2023-09-08 09:00"), 2)
    assert counters(meeting) == (1, 0)
    assert mails(ada) == ["confirm", "place_confirmed", "cancelled", "place_confirmed"]
    assert acts_of(ada).count("registration.came_back") == 1


def test_coming_back_to_a_full_hall_is_the_end_of_the_line(meeting, clock):
    ada = cancel(registration=take_part(meeting, "Ada Conti"))
    fill(meeting)
    bruno = take_part(meeting, "Bruno Rota")
    clock.to("2023-09-08 09:00")

    ada = come_back(registration=ada)

    assert (ada.state, ada.confirmed_at) == ("waiting", None)
    assert place_of(bruno).since < place_of(ada).since
    assert mails(ada)[-1] == "waiting"


def test_coming_back_to_a_meeting_that_moved_online_is_online(meeting):
    ada = cancel(registration=take_part(meeting, "Ada Conti"))
    Meeting.objects.update(in_person=False)

    ada = come_back(registration=again(ada))

    assert (ada.mode, ada.venue, ada.seat) == (ONLINE, None, pool_of(meeting, ONLINE))


def test_who_registered_anew_does_not_come_back_as_well(meeting):
    first = cancel(registration=take_part(meeting, "Ada Conti"))
    ask(meeting, "Ada Conti", ONLINE)

    with pytest.raises(AlreadyRegistered, match="vale quella"):
        come_back(registration=first)
    assert counters(meeting, HALL) == (0, 0)


def test_once_registration_is_closed_only_the_office_brings_one_back(db, clock):
    meeting = make_meeting(registration_closes_at=moment("2023-09-26 12:00"))
    ada = cancel(registration=take_part(meeting, "Ada Conti"))
    clock.to("2023-09-26 12:00")

    with pytest.raises(RegistrationClosed):
        come_back(registration=ada)
    assert come_back(registration=ada, by=DARIO).state == "confirmed"
