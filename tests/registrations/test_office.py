"""What the office does: registering by telephone, sending links again, notes; delegations."""

import pytest

from arengo.core.ledger.models import Entry
from arengo.core.outbox.models import Message
from arengo.meetings.models import Meeting
from arengo.people.models import Person
from arengo.registrations.models import Registration
from arengo.registrations.operations import (
    cancel,
    register_by_office,
    register_delegation,
    resend_link,
    write_note,
)
from arengo.registrations.refusals import (
    AlreadyRegistered,
    DelegationEmpty,
    DelegationTooLarge,
    MeetingCancelled,
    NameNeeded,
    RegistrationClosed,
)
from tests.factories import make_meeting, moment
from tests.registrations.acts import (
    DARIO,
    HALL,
    ONLINE,
    acts_of,
    ask,
    counters,
    fill,
    mail_leaves,
    mails,
    pool_of,
    take_part,
)

pytestmark = pytest.mark.usefixtures("adds_up")


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(hall=2)


def by_telephone(meeting, name, mode=HALL, **fields):
    return register_by_office(meeting=meeting, name=name, mode=mode, by=DARIO, **fields)


# By telephone


def test_somebody_without_an_address_has_a_seat_at_once(meeting):
    bruno = by_telephone(meeting, "Bruno Rota", phone="011 0000000")

    assert (bruno.state, bruno.seat, bruno.source) == ("confirmed", pool_of(meeting), "desk")
    assert bruno.confirmed_at == moment("2023-09-06 09:00")
    assert bruno.person.identity_digest is None
    assert bruno.person.contact.phone == "011 0000000"
    assert not Message.objects.exists()
    assert Entry.objects.get().by == DARIO


def test_two_people_of_the_same_name_without_an_address_are_two(meeting):
    by_telephone(meeting, "Bruno Rota")
    by_telephone(meeting, "Bruno Rota")

    assert (counters(meeting), Person.objects.count()) == ((2, 0), 2)


def test_who_has_an_address_is_written_to(meeting):
    ada = by_telephone(meeting, "Ada Conti", email="ada@example.org")

    assert mails(ada) == ["place_confirmed"]


def test_in_a_full_hall_one_is_in_line_at_once(meeting):
    fill(meeting)

    ada = by_telephone(meeting, "Ada Conti", email="ada@example.org")

    assert (ada.state, counters(meeting)) == ("waiting", (2, 1))
    assert mails(ada) == ["waiting"]


def test_the_office_is_told_who_is_registered_already(meeting):
    take_part(meeting, "Ada Conti")

    with pytest.raises(AlreadyRegistered):
        by_telephone(meeting, "Ada Conti", ONLINE, email="ada@example.org")


def test_who_cancelled_is_registered_again_by_telephone(meeting):
    cancel(registration=take_part(meeting, "Ada Conti"))

    assert by_telephone(meeting, "Ada Conti", email="ada@example.org").state == "confirmed"


def test_the_office_registers_before_it_opens_and_after_it_closes(db, clock):
    meeting = make_meeting(
        registration_opens_at=moment("2023-09-10 00:00"),
        registration_closes_at=moment("2023-09-20 00:00"),
    )
    assert by_telephone(meeting, "Ada Conti").state == "confirmed"

    clock.to("2023-09-27 17:00")
    assert by_telephone(meeting, "Bruno Rota", ONLINE).state == "confirmed"

    clock.to("2023-09-27 18:30")
    with pytest.raises(RegistrationClosed):
        by_telephone(meeting, "Carla Bosio", ONLINE)


def test_the_office_too_needs_a_name_and_a_meeting(meeting):
    with pytest.raises(NameNeeded):
        by_telephone(meeting, " ")
    with pytest.raises(MeetingCancelled):
        by_telephone(make_meeting(slug="annullato", state="cancelled"), "Ada Conti")


# The link again


def test_the_link_is_sent_again_at_most_once_in_ten_minutes(meeting, clock):
    ada = take_part(meeting, "Ada Conti")

    resend_link(registration=ada)
    resend_link(registration=ada, by=DARIO)
    assert mails(ada).count("already_registered") == 1

    clock.to("2023-09-06 09:10")
    resend_link(registration=ada)
    assert mails(ada).count("already_registered") == 2
    assert acts_of(ada).count("registration.link_sent") == 3


def test_before_confirming_the_link_is_the_one_to_confirm(meeting):
    ada = ask(meeting, "Ada Conti")
    mail_leaves()

    resend_link(registration=ada)

    assert mails(ada) == ["confirm", "confirm"]


# Notes


def test_a_note_stays_out_of_the_ledger(meeting):
    ada = write_note(registration=ask(meeting, "Ada Conti"), note=" Arriva tardi ", by=DARIO)

    assert Registration.objects.get().note == "Arriva tardi"
    entry = Entry.objects.get(kind="registration.noted")
    assert (entry.facts, entry.subject) == ({"is_empty": False}, f"registration:{ada.code}")


# Delegations


def delegation(meeting, members, **fields):
    return register_delegation(
        meeting=meeting,
        organisation="Comune di Balme",
        representing="municipality",
        members=members,
        contact_email="segreteria@example.org",
        mode=HALL,
        **fields,
    )


def test_a_delegation_is_registered_in_the_order_of_its_list(meeting):
    three = delegation(meeting, [("Ada Conti", ""), ("Bruno Rota", ""), ("Carla Bosio", "")])

    assert [r.person.contact.name for r in three] == ["Ada Conti", "Bruno Rota", "Carla Bosio"]
    assert {r.source for r in three} == {"delegation"}
    assert counters(meeting) == (2, 0)
    assert Message.objects.count() == 3


def test_a_member_named_twice_is_registered_once(meeting):
    first, second = delegation(meeting, [("Ada Conti", ""), ("conti ada", "")])

    assert first == second


def test_a_member_who_is_registered_already_gets_the_link(meeting):
    ada = take_part(meeting, "Ada Conti")

    assert delegation(meeting, [("Ada Conti", "ada@example.org")]) == [ada]
    assert mails(ada)[-1] == "already_registered"


def test_a_delegation_is_all_or_nothing(meeting):
    with pytest.raises(NameNeeded):
        delegation(meeting, [("Ada Conti", ""), (" ", "")])
    assert not Registration.objects.exists()


def test_a_delegation_has_somebody_and_not_too_many(meeting):
    with pytest.raises(DelegationEmpty):
        delegation(meeting, [])
    with pytest.raises(DelegationTooLarge, match="40 persone"):
        delegation(meeting, [(f"Persona {n}", "") for n in range(41)])
