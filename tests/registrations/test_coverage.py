"""Who of the invited has answered: counted from registrations, answers and mail servers."""

import pytest

from arengo.invitations import operations as inviting
from arengo.registrations import coverage as reads, operations
from arengo.registrations.coverage import Answer
from arengo.registrations.models import Mode, Registration
from tests.factories import make_meeting
from tests.invitations.books import Kind, make_entry, make_invitation, make_person, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return make_meeting(hall=50)


def register(meeting, invitation=None, name="Ada Rossi", **fields) -> Registration:
    return operations.register_by_office(
        meeting=meeting,
        name=name,
        mode=Mode.ONLINE,
        invitation=invitation,
        by="staff:1",
        **fields,
    )


def answer_of(meeting, invitation) -> tuple[Answer, int]:
    state = reads.coverage(meeting)
    found = next(body for body in state.bodies if body.invitation.pk == invitation.pk)
    return found.answer, found.people


def test_an_invited_body_is_silent_until_somebody_registers_from_its_link(meeting) -> None:
    invitation = make_invitation(meeting)
    assert answer_of(meeting, invitation) == (Answer.SILENT, 0)
    register(meeting, invitation)
    register(meeting, invitation, name="Bruno Neri")
    assert answer_of(meeting, invitation) == (Answer.REGISTERED, 2)


def test_who_cancelled_no_longer_counts(meeting) -> None:
    invitation = make_invitation(meeting)
    operations.cancel(registration=register(meeting, invitation))
    assert answer_of(meeting, invitation) == (Answer.SILENT, 0)


def test_a_municipality_is_registered_also_without_its_link(meeting) -> None:
    town = make_town()
    invitation = make_invitation(meeting, town)
    kind = Registration.Representing.MUNICIPALITY
    register(meeting, representing=kind, municipality=town.municipality)
    assert answer_of(meeting, invitation) == (Answer.REGISTERED, 1)


def test_a_citizen_who_lives_there_does_not_speak_for_the_municipality(meeting) -> None:
    town = make_town()
    invitation = make_invitation(meeting, town)
    register(meeting, municipality=town.municipality)
    assert answer_of(meeting, invitation)[0] == Answer.SILENT


def test_somebody_is_counted_once_for_the_body_of_their_link(meeting) -> None:
    town = make_town()
    theirs = make_invitation(meeting, town)
    other = make_invitation(meeting, make_entry("Circolo", kind=Kind.ASSOCIATION))
    kind = Registration.Representing.MUNICIPALITY
    register(meeting, other, representing=kind, municipality=town.municipality)
    assert answer_of(meeting, other) == (Answer.REGISTERED, 1)
    assert answer_of(meeting, theirs) == (Answer.SILENT, 0)


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        ("declined", Answer.DECLINED),
        ("refused", Answer.REFUSED),
        ("to_send", Answer.TO_INVITE),
    ],
)
def test_each_state_of_an_invitation_has_its_answer(meeting, state, answer) -> None:
    assert answer_of(meeting, make_invitation(meeting, state=state))[0] == answer


def test_who_declined_and_then_registers_is_registered(meeting) -> None:
    invitation = make_invitation(meeting)
    inviting.decline(invitation=invitation)
    register(meeting, invitation)
    assert answer_of(meeting, invitation)[0] == Answer.REGISTERED


def test_persons_who_speak_for_a_body_change_no_count_by_zone_or_kind(meeting) -> None:
    town = make_town()
    for name in ("Ada Rossi", "Bruno Neri", "Carla Blu"):
        make_person(town, name)
    coming = make_invitation(meeting, town)
    circolo = make_entry("Circolo", kind=Kind.ASSOCIATION, email="")
    make_person(circolo, "Elena Viola")
    make_invitation(meeting, circolo)
    register(meeting, coming)
    state = reads.coverage(meeting)
    by_zone = [(line.key, line.bodies, line.people) for line in state.by_zone]
    by_kind = [(line.key, line.bodies, line.people) for line in state.by_kind]
    assert by_zone == [("7", 1, 1), ("0", 1, 0)]
    assert by_kind == [("municipality", 1, 1), ("association", 1, 0)]
    assert (state.total.bodies, state.total.people) == (2, 1)


def test_a_silent_body_without_an_address_is_written_to_through_who_speaks_for_it(meeting) -> None:
    circolo = make_entry("Circolo", kind=Kind.ASSOCIATION, email="")
    make_invitation(meeting, circolo)
    assert reads.coverage(meeting).silent == []
    make_person(circolo)
    assert [body.entry for body in reads.coverage(meeting).silent] == [circolo]


def test_only_the_silent_that_can_be_written_to_are_written_to(meeting) -> None:
    silent = make_town()
    make_invitation(meeting, silent)
    make_invitation(meeting, make_entry("Senza", kind=Kind.OTHER, email=""))
    make_invitation(meeting, make_entry("Fuori", kind=Kind.OTHER, is_active=False))
    declined = make_invitation(meeting, make_entry("No", kind=Kind.OTHER), state="declined")
    state = reads.coverage(meeting)
    assert [body.entry for body in state.silent] == [silent]
    assert state.answered == [declined.entry_id]


def test_zones_and_kinds_add_up_to_the_whole(meeting) -> None:
    make_invitation(meeting, make_town())
    make_invitation(meeting, make_town("Ala di Stura", "001003"), state="declined")
    make_invitation(meeting, make_entry("Circolo", kind=Kind.ASSOCIATION))
    state = reads.coverage(meeting)
    assert [(line.label, line.bodies) for line in state.by_zone] == [
        ("7. Ciriacese-Valli di Lanzo", 2),
        ("Senza zona", 1),
    ]
    assert [(line.key, line.bodies) for line in state.by_kind] == [
        ("municipality", 2),
        ("association", 1),
    ]
    assert state.total.cells == [0, 1, 0, 2, 0]


def test_a_municipality_without_a_zone_of_its_own_stands_in_its_present_one(meeting) -> None:
    town = make_town()
    town.zone = None
    town.save()
    make_invitation(meeting, town)
    assert reads.coverage(meeting).by_zone[0].key == "7"


def test_who_is_in_the_book_and_not_invited_is_counted(meeting) -> None:
    make_town()
    make_entry("Fuori", kind=Kind.OTHER, is_active=False)
    assert reads.coverage(meeting).not_invited == 1


def test_another_meetings_people_are_not_counted(meeting) -> None:
    other = make_meeting(slug="secondo")
    town = make_town()
    invitation = make_invitation(meeting, town)
    register(other, make_invitation(other, town))
    assert answer_of(meeting, invitation)[0] == Answer.SILENT


@pytest.mark.parametrize("number", [3, 312])
def test_the_database_is_asked_as_often_for_few_as_for_many(
    meeting, number, django_assert_num_queries
) -> None:
    for place in range(number):
        town = make_town(f"Comune {place}", f"{place:06}")
        make_invitation(meeting, town)
    with django_assert_num_queries(4):
        state = reads.coverage(meeting)
        assert state.total.bodies == number
        assert sum(line.bodies for line in state.by_zone) == number
        assert len(state.silent) == number
