"""Confirming: in time, late, twice; and the hold, which runs from when the mail server took it."""

import pytest

from arengo.core.outbox.models import Message
from arengo.meetings.models import Meeting
from arengo.registrations.operations import (
    cancel,
    confirm,
    register_delegation,
    release_expired_holds,
    start_hold,
)
from arengo.registrations.refusals import MeetingCancelled, NotNow, RegistrationClosed
from tests.factories import make_meeting, moment
from tests.registrations.acts import (
    ONLINE,
    acts_of,
    again,
    ask,
    contingent_of,
    counters,
    fill,
    mail_leaves,
    mails,
    place_of,
    pool_of,
    take_part,
    worker_runs,
)

pytestmark = pytest.mark.usefixtures("adds_up")


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(hall=2)


def test_ada_confirms_in_time_and_the_seat_is_hers(meeting, clock):
    ada = ask(meeting, "Ada Conti")
    mail_leaves()
    clock.to("2023-09-06 09:59")

    ada = confirm(registration=ada)

    assert (ada.state, ada.hold_until) == ("confirmed", None)
    assert ada.confirmed_at == moment("2023-09-06 09:59")
    assert again(ada).seat == pool_of(meeting)
    assert mails(ada) == ["confirm", "place_confirmed"]
    assert acts_of(ada) == ["registration.registered", "registration.confirmed"]


def test_confirming_twice_is_once(meeting):
    ada = ask(meeting, "Ada Conti")
    first_look, second_look = again(ada), again(ada)

    confirm(registration=first_look)
    confirm(registration=second_look)
    confirm(registration=first_look)

    assert counters(meeting) == (1, 0)
    assert mails(ada) == ["confirm", "place_confirmed"]
    assert acts_of(ada).count("registration.confirmed") == 1


# The hold


def test_the_hold_does_not_run_before_the_mail_has_left(meeting, clock):
    ada = ask(meeting, "Ada Conti")
    clock.to("2023-09-08 12:00")

    worker_runs()

    assert again(ada).seat == pool_of(meeting)
    assert confirm(registration=ada).state == "confirmed"


def test_the_hold_is_sixty_minutes_from_when_the_mail_server_took_the_mail(meeting, clock):
    ada = ask(meeting, "Ada Conti")
    clock.to("2023-09-06 11:20")
    mail_leaves()
    assert again(ada).hold_until == moment("2023-09-06 12:20")

    clock.to("2023-09-06 12:19")
    assert release_expired_holds() == 0
    clock.to("2023-09-06 12:20")
    assert release_expired_holds() == 1
    assert release_expired_holds() == 0
    assert counters(meeting) == (0, 0)
    assert acts_of(ada) == ["registration.registered", "seat.freed"]


def test_a_hold_that_would_end_at_night_ends_at_nine(meeting, clock):
    ada = ask(meeting, "Ada Conti")
    clock.to("2023-09-06 20:30")
    mail_leaves()

    assert again(ada).hold_until == moment("2023-09-07 09:00")


def test_asking_for_the_link_again_does_not_lengthen_the_hold(meeting, clock):
    ada = ask(meeting, "Ada Conti")
    mail_leaves()
    clock.to("2023-09-06 09:40")
    ask(meeting, "Ada Conti")
    mail_leaves()

    assert again(ada).hold_until == moment("2023-09-06 10:00")


def test_a_mail_that_arrives_after_the_confirmation_starts_no_hold(meeting):
    ada = confirm(registration=ask(meeting, "Ada Conti"))

    start_hold(sent_at=moment("2023-09-06 09:00"), registration_id=ada.pk)

    assert again(ada).hold_until is None


@pytest.mark.parametrize("end", [Message.State.FAILED, Message.State.DROPPED])
def test_a_mail_that_will_never_leave_does_not_hold_a_seat_for_ever(meeting, clock, end):
    ada = ask(meeting, "Ada Conti")
    Message.objects.update(state=end)

    worker_runs()
    assert again(ada).hold_until == moment("2023-09-06 10:00")

    clock.to("2023-09-06 10:00")
    worker_runs()
    assert again(ada).seat is None


# Late


def test_late_there_is_a_seat_if_one_is_free(meeting, clock):
    ada = ask(meeting, "Ada Conti")
    mail_leaves()
    clock.to("2023-09-06 15:00")
    worker_runs()

    ada = confirm(registration=ada)

    assert (ada.state, ada.seat) == ("confirmed", pool_of(meeting))
    assert place_of(ada).state == "taken"
    assert counters(meeting) == (1, 0)


def test_late_by_a_second_is_late_even_when_no_job_has_run(meeting, clock):
    fill(meeting)[0]
    pool = pool_of(meeting)
    pool.capacity = 3
    pool.save()
    ada = ask(meeting, "Ada Conti")
    carla = take_part(meeting, "Carla Bosio")
    mail_leaves()
    assert carla.state == "waiting"
    clock.to("2023-09-06 10:00")

    ada = confirm(registration=ada)

    # Carla waited: the seat that Ada did not confirm is offered to her.
    assert ada.state == "waiting"
    assert again(carla).state == "offered"


def test_late_and_full_she_has_her_original_place_in_the_queue(meeting, clock):
    ada = ask(meeting, "Ada Conti")
    mail_leaves()
    clock.to("2023-09-06 10:00")
    worker_runs()
    fill(meeting)
    carla = take_part(meeting, "Carla Bosio")

    clock.to("2023-09-06 11:00")
    ada = confirm(registration=ada)

    assert ada.state == "waiting"
    assert place_of(ada).since == moment("2023-09-06 09:00")
    assert place_of(ada).since < place_of(carla).since
    assert mails(ada) == ["confirm", "waiting"]
    assert acts_of(ada)[-1] == "line.joined"


def test_who_registered_in_a_full_hall_confirms_into_the_line(meeting):
    fill(meeting)
    ada = ask(meeting, "Ada Conti")

    ada = confirm(registration=ada)
    confirm(registration=ada)

    assert ada.state == "waiting"
    assert counters(meeting) == (2, 1)
    assert mails(ada) == ["confirm", "waiting"]


def test_who_registered_in_a_full_hall_may_find_it_free_when_confirming(meeting):
    bruno, _ = fill(meeting)
    ada = ask(meeting, "Ada Conti")
    cancel(registration=bruno)

    ada = confirm(registration=ada)

    assert (ada.state, ada.seat) == ("confirmed", pool_of(meeting))
    assert mails(ada) == ["confirm", "place_confirmed"]


def test_a_late_mayor_still_finds_the_seat_that_was_kept(meeting, clock):
    contingent = contingent_of(meeting)
    mayor = ask(meeting, "Carla Bosio", invitation_code="SINDACI")
    mail_leaves()
    fill(meeting)
    clock.to("2023-09-06 18:00")
    worker_runs()

    assert confirm(registration=mayor).seat == contingent


def test_a_late_mayor_without_a_kept_seat_waits_with_everybody(meeting, clock):
    contingent = contingent_of(meeting, capacity=1)
    mayor = ask(meeting, "Carla Bosio", invitation_code="SINDACI")
    mail_leaves()
    fill(meeting)
    clock.to("2023-09-06 18:00")
    worker_runs()
    take_part(meeting, "Elena Valle", invitation_code="SINDACI")
    assert (contingent.taken, again(mayor).seat) == (0, None)

    mayor = confirm(registration=mayor)

    assert (mayor.state, place_of(mayor).pool) == ("waiting", pool_of(meeting))
    assert counters(meeting) == (2, 1)


def test_an_expired_hold_passes_to_the_next_who_waits(meeting, clock):
    ask(meeting, "Ada Conti")
    ask(meeting, "Bruno Rota")
    mail_leaves()
    carla = take_part(meeting, "Carla Bosio")

    clock.to("2023-09-06 10:00")
    worker_runs()

    assert again(carla).state == "offered"
    assert counters(meeting) == (1, 0)


# Refusals


def test_a_cancelled_registration_is_not_confirmed(meeting):
    ada = ask(meeting, "Ada Conti")
    cancel(registration=ada)

    with pytest.raises(NotNow, match="annullata"):
        confirm(registration=ada)


def test_after_the_meeting_it_is_too_late(meeting, clock):
    ada = ask(meeting, "Ada Conti", ONLINE)
    clock.to("2023-09-27 18:30")

    with pytest.raises(RegistrationClosed, match="finito"):
        confirm(registration=ada)


def test_nobody_confirms_for_a_meeting_that_will_not_be(meeting):
    ada = ask(meeting, "Ada Conti")
    Meeting.objects.update(state="cancelled")

    with pytest.raises(MeetingCancelled):
        confirm(registration=again(ada))


# A delegation: each member confirms for themselves


def test_each_member_of_a_delegation_confirms_for_themselves(meeting):
    members = [("Ada Conti", "ada@example.org"), ("Bruno Rota", ""), ("Carla Bosio", "")]

    ada, bruno, carla = register_delegation(
        meeting=meeting,
        organisation="Comune di Balme",
        representing="municipality",
        members=members,
        contact_email="segreteria@example.org",
        mode="in_person",
    )

    assert [r.person.contact.email for r in (ada, bruno, carla)] == [
        "ada@example.org",
        "segreteria@example.org",
        "segreteria@example.org",
    ]
    assert [r.seat is not None for r in (ada, bruno, carla)] == [True, True, False]
    assert [mails(r) for r in (ada, bruno, carla)] == [["confirm"]] * 3
    assert bruno.delegate_of == "Comune di Balme"
    assert confirm(registration=bruno).state == "confirmed"
    assert again(ada).state == "to_confirm"
