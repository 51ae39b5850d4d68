"""Erasing somebody while somebody else acts at the same moment: either order is right, no third."""

import pytest

from arengo.core.ledger.models import Entry
from arengo.meetings.models import Meeting
from arengo.people.models import Contact, Person
from arengo.registrations.models import Registration
from arengo.registrations.operations import (
    accept_offer,
    cancel,
    change_details,
    come_back,
    confirm,
    correct_contact,
    erase_person,
    forget_people,
    register_delegation,
    release_expired_holds,
    substitute,
)
from arengo.registrations.queries import audit_pools
from arengo.registrations.refusals import OfferOver, PersonErased
from tests.factories import make_meeting, moment
from tests.registrations.acts import (
    DARIO,
    ONLINE,
    again,
    ask,
    counters,
    fill,
    mail_leaves,
    place_of,
    take_part,
)
from tests.registrations.test_races import Act, at_once, only, registering

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(transactional_db) -> Meeting:
    return make_meeting(hall=3)


@pytest.fixture(autouse=True)
def it_all_adds_up(transactional_db):
    yield
    assert audit_pools() == []
    assert nobody_erased_is_expected()


def nobody_erased_is_expected() -> bool:
    """No place is held or waited for by somebody whom nobody knows any more."""
    erased = Registration.objects.filter(person__erased_at__isnull=False)
    return not erased.exclude(state__in=["cancelled", "attended"]).exists()


def erasing(registration: Registration) -> Act:
    return lambda: erase_person(person=Person.objects.get(pk=registration.person_id))


def test_beside_confirming_the_seat_is_free_in_the_end(meeting):
    people = [ask(meeting, f"Ospite{number} Rossi") for number in range(3)]

    for ada in people:
        results = at_once(erasing(ada), lambda r=ada: confirm(registration=again(r)))
        assert only(PersonErased, results) <= 1

    assert [again(r).state for r in people] == ["cancelled"] * 3
    assert counters(meeting) == (0, 0)


def test_beside_cancelling_the_seat_is_given_on_once(meeting):
    ada, bruno = fill(meeting)[:2]
    line = [take_part(meeting, f"Attesa{number} Rossi") for number in range(3)]

    results = at_once(
        erasing(ada),
        lambda: cancel(registration=again(ada)),
        erasing(bruno),
        lambda: cancel(registration=again(bruno)),
    )

    assert only(PersonErased, results) <= 2
    assert [again(r).state for r in line] == ["offered", "offered", "waiting"]
    assert counters(meeting) == (3, 1)


def test_two_who_press_at_once_erase_once(meeting):
    ada = take_part(meeting, "Ada Conti")

    results = at_once(*[erasing(ada)] * 4)

    assert only(PersonErased, results) == 0
    assert Entry.objects.filter(kind="person.erased").count() == 1
    assert counters(meeting) == (0, 0)


def test_beside_coming_back_nobody_comes_back_without_a_name(meeting):
    for number in range(4):
        ada = cancel(registration=take_part(meeting, f"Ospite{number} Rossi"))
        at_once(erasing(ada), lambda r=ada: come_back(registration=again(r)))

    assert counters(meeting) == (0, 0)


def test_beside_registering_again_one_is_registered_by_name_or_not_at_all(meeting):
    for number in range(6):
        ada = cancel(registration=take_part(meeting, f"Ospite{number} Rossi", ONLINE))
        results = at_once(erasing(ada), registering(meeting, f"Ospite{number} Rossi", mode=ONLINE))
        assert only(PersonErased, results) == 0

    # Who was before is erased with all; who came after is somebody new, with a name.
    active = Registration.objects.exclude(state="cancelled")
    assert active.count() == Contact.objects.count()


def test_beside_being_given_a_seat_by_somebody_else(meeting):
    bruno = cancel(registration=take_part(meeting, "Bruno Rota"))
    ada = take_part(meeting, "Ada Conti")

    results = at_once(
        erasing(bruno),
        lambda: substitute(registration=again(ada), name="Bruno Rota", email="bruno@example.org"),
    )

    assert only(PersonErased, results) == 0
    assert again(ada).state == "cancelled"


def test_beside_accepting_an_offer_the_seat_is_offered_on(meeting):
    seated = fill(meeting)
    ada, bruno = take_part(meeting, "Ada Conti"), take_part(meeting, "Bruno Rota")
    cancel(registration=seated[0])

    results = at_once(
        erasing(ada), lambda: accept_offer(waiting_place=place_of(ada)), release_expired_holds
    )

    assert all(isinstance(each, PersonErased | OfferOver) for each in results if is_error(each))
    assert [again(r).state for r in (ada, bruno)] == ["cancelled", "offered"]


def is_error(result: object) -> bool:
    return isinstance(result, Exception)


def test_beside_the_office_that_corrects_and_the_person_who_changes(meeting):
    ada = take_part(meeting, "Ada Conti", access_needs="LIS", access_consent=True)

    results = at_once(
        erasing(ada),
        lambda: correct_contact(
            registration=again(ada),
            name="Ada Conti",
            email="nuova@example.org",
            phone="",
            language="it",
            by=DARIO,
        ),
        lambda: change_details(
            registration=again(ada),
            representing="union",
            delegate_of="Un sindacato",
            municipality=None,
            axes=(),
            access_needs="Un posto davanti",
            access_consent=True,
            answers={},
        ),
    )

    assert only(PersonErased, results) <= 2
    now = Registration.objects.get()
    assert (now.delegate_of, Contact.objects.count()) == ("", 0)
    assert not hasattr(now, "access_needs")
    assert Person.objects.get().email_digest is None


def test_delegations_in_any_order_beside_the_erasing_of_their_members(meeting):
    members = [(f"Ospite{number} Rossi", f"o{number}@example.org") for number in range(4)]
    known = [take_part(meeting, name, ONLINE, email=email) for name, email in members]
    for row in known:
        cancel(registration=row)

    def delegation(people: list[tuple[str, str]]) -> Act:
        return lambda: register_delegation(
            meeting=meeting,
            organisation="Comune di Balme",
            representing="municipality",
            members=people,
            contact_email="comune@example.org",
            mode=ONLINE,
        )

    results = at_once(
        delegation(members), delegation(members[::-1]), *[erasing(row) for row in known]
    )

    assert only(PersonErased, results) == 0
    active = Registration.objects.exclude(state="cancelled")
    assert active.count() == Contact.objects.count() == len(set(active.values_list("person")))


def test_two_workers_that_forget_the_same_people_forget_them_once(transactional_db, clock):
    meeting = make_meeting(starts_at=moment("2023-12-05 16:00"), ends_at=moment("2023-12-05 18:00"))
    for number in range(6):
        ask(meeting, f"Ospite{number} Rossi")
    mail_leaves()
    clock.to("2023-11-01 09:00")

    results = at_once(forget_people, forget_people, forget_people)

    assert only(PersonErased, results) == 0
    assert sum(results) == 6
    assert Person.objects.filter(erased_at__isnull=False).count() == 6
