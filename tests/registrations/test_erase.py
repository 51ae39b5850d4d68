"""Erasing a person: what names them goes, what counts them stays, and nobody else loses anything."""

import json

import pytest
from django.db import IntegrityError, transaction

from arengo.core.ledger import operations as ledger
from arengo.core.ledger.models import Entry
from arengo.core.ledger.verification import verify
from arengo.core.outbox.models import Message
from arengo.core.outbox.rendering import render
from arengo.invitations import operations as inviting
from arengo.invitations.models import AddressBookPerson
from arengo.meetings.models import Meeting
from arengo.people.identity import people_of_mailbox
from arengo.people.models import Consent, Contact, Person
from arengo.plan.models import Axis
from arengo.registrations import figures, links, operations, rules
from arengo.registrations.coverage import Answer, coverage
from arengo.registrations.models import AccessNeeds, Attendance, Hall, Registration
from arengo.registrations.operations import (
    cancel,
    change_details,
    come_back,
    confirm,
    correct_contact,
    enter_online,
    erase_person,
    register,
    substitute,
    withdraw_consent,
    write_note,
)
from arengo.registrations.refusals import PersonErased
from tests.factories import make_meeting, make_municipality
from tests.invitations.books import make_town
from tests.registrations.acts import (
    DARIO,
    HALL,
    ONLINE,
    acts_of,
    again,
    ask,
    counters,
    fill,
    place_of,
    take_part,
)

pytestmark = pytest.mark.usefixtures("adds_up")
TOLD = {
    "representing": "municipality",
    "delegate_of": "Comune di Balme",
    "access_needs": "Interprete LIS",
    "access_consent": True,
    "notify_next": True,
    "answers": {"ruolo": "Assessora"},
}


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(hall=1)


@pytest.fixture
def ada(meeting) -> Registration:
    """Ada has told all that one can tell, and the office has written a note."""
    axes = Axis.objects.filter(number__lte=2)
    row = take_part(meeting, "Ada Conti", municipality=make_municipality(), axes=axes, **TOLD)
    return write_note(registration=row, note="Ha chiesto della rampa", by=DARIO)


def everything_kept() -> str:
    """All that the database holds of registrations, people and acts, as one text."""
    rows = [
        *Registration.objects.values(),
        *Person.objects.values(),
        *Contact.objects.values(),
        *Consent.objects.values(),
        *AccessNeeds.objects.values(),
        *Entry.objects.values("subject", "facts", "kind", "by"),
        *Message.objects.values("key", "subject", "arguments"),
    ]
    return json.dumps(rows, default=str)


def test_what_names_ada_is_gone(ada):
    words = ["Ada", "ada@example.org", "Comune di Balme", "LIS", "Assessora", "rampa"]
    assert all(word in everything_kept() for word in words)

    erase_person(person=ada.person)

    left = everything_kept()
    assert [word for word in words if word in left] == []
    now = again(ada)
    assert (now.delegate_of, now.answers, now.note, now.axes.count()) == ("", {}, "", 0)
    assert not AccessNeeds.objects.exists()
    assert not Consent.objects.exists()


def test_the_person_stays_as_a_number_without_digests_and_says_when(ada, clock):
    clock.to("2023-09-08 10:00")

    person = erase_person(person=ada.person)

    assert (person.identity_digest, person.email_digest) == (None, None)
    assert person.erased_at.isoformat() == "2023-09-08T08:00:00+00:00"
    assert people_of_mailbox("ada@example.org") == []
    assert links.contact_of(Registration.objects.get(pk=ada.pk)) is None


def test_an_erased_person_cannot_be_known_again(ada):
    person = erase_person(person=ada.person)

    with pytest.raises(IntegrityError, match="erased_person_has_no_digest"), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(email_digest=b"x" * 32)


# The place


def test_her_seat_goes_to_who_is_next(meeting, ada):
    bruno = take_part(meeting, "Bruno Rota")

    erase_person(person=ada.person)

    assert (again(ada).state, again(ada).seat) == ("cancelled", None)
    assert again(bruno).state == "offered"
    assert counters(meeting) == (1, 0)


def test_who_waits_leaves_the_line_and_the_others_move_up(meeting):
    fill(meeting)
    ada, bruno = take_part(meeting, "Ada Conti"), take_part(meeting, "Bruno Rota")

    erase_person(person=ada.person)

    assert (again(ada).state, place_of(ada).state) == ("cancelled", "left")
    assert counters(meeting) == (1, 1)
    assert again(bruno).state == "waiting"


def test_an_offer_that_runs_passes_on(meeting):
    seated = fill(meeting)
    ada, bruno = take_part(meeting, "Ada Conti"), take_part(meeting, "Bruno Rota")
    cancel(registration=seated[0])

    erase_person(person=ada.person)

    assert [again(r).state for r in (ada, bruno)] == ["cancelled", "offered"]


def test_a_place_that_is_held_for_who_has_not_confirmed_is_free(meeting):
    ada = ask(meeting, "Ada Conti")

    erase_person(person=ada.person)

    assert counters(meeting) == (0, 0)
    assert again(ada).state == "cancelled"


def test_all_her_meetings_are_given_up_at_once(meeting, ada):
    other = make_meeting(slug="tavoli", hall=2)
    second = take_part(other, "Ada Conti")
    assert second.person == ada.person

    erase_person(person=ada.person)

    assert [again(r).state for r in (ada, second)] == ["cancelled", "cancelled"]
    assert counters(other) == (0, 0)


def test_of_a_meeting_put_off_the_place_is_given_up_too(meeting, ada, clock):
    operations.postpone_meeting(meeting=meeting, reason="x", by=DARIO)
    clock.to("2023-10-10 09:00")

    erase_person(person=ada.person)

    assert again(ada).state == "cancelled"


# What stays


def test_after_the_meeting_the_figures_are_what_they_were(meeting, clock):
    balme = make_municipality()
    ada = take_part(meeting, "Ada Conti", ONLINE, municipality=balme, representing="union")
    take_part(meeting, "Bruno Rota", ONLINE, municipality=balme)
    clock.to("2023-09-27 16:05")
    enter_online(registration=ada)
    clock.to("2023-09-28 09:00")
    before = (figures.totals(meeting), figures.by_representing(meeting), figures.territory(meeting))

    erase_person(person=ada.person)

    now = again(ada)
    assert (now.state, now.mode, now.municipality, now.representing) == (
        "attended",
        "online",
        balme,
        "union",
    )
    assert Attendance.objects.get().registration == now
    assert before == (
        figures.totals(meeting),
        figures.by_representing(meeting),
        figures.territory(meeting),
    )


def test_the_body_whose_invitation_she_followed_has_still_answered(meeting, clock):
    (invitation,) = inviting.invite(meeting=meeting, entries=[make_town()])
    ada = take_part(meeting, "Ada Conti", invitation=invitation)
    clock.to("2023-09-28 09:00")

    erase_person(person=ada.person)

    assert [body.answer for body in coverage(meeting).bodies] == [Answer.REGISTERED]


def test_nobody_else_in_her_mailbox_loses_anything(meeting, ada):
    bruno = take_part(meeting, "Bruno Rota", ONLINE, email="ada@example.org", notify_next=True)

    erase_person(person=ada.person)

    assert again(bruno).state == "confirmed"
    assert Contact.objects.get().name == "Bruno Rota"
    assert Consent.objects.get().person == bruno.person
    assert people_of_mailbox("ada@example.org") == [bruno.person]


# The address book


def test_she_goes_from_the_address_book_too_but_her_namesake_elsewhere_stays(ada):
    town = make_town()
    for name, email in [
        ("Conti Ada", "ADA@example.org"),
        ("Ada Conti", "altra@example.org"),
        ("Bruno Rota", "ada@example.org"),
    ]:
        inviting.add_person(
            entry=town, name=name, email=email, role="", consent_how="e-mail", by=DARIO
        )

    erase_person(person=ada.person)

    left = AddressBookPerson.objects.order_by("pk").values_list("contact__name", "contact__email")
    assert list(left) == [("Ada Conti", "altra@example.org"), ("Bruno Rota", "ada@example.org")]


def test_who_has_no_address_takes_nobody_out_of_the_book(meeting):
    inviting.add_person(
        entry=make_town(), name="Ada Conti", email="", role="", consent_how="voce", by=DARIO
    )
    ada = operations.register_by_office(meeting=meeting, name="Ada Conti", mode=ONLINE, by=DARIO)

    erase_person(person=ada.person)

    assert AddressBookPerson.objects.count() == 1


# The ledger


def test_the_ledger_forgets_what_was_about_her_and_still_holds(ada):
    withdraw_consent(person=ada.person, kind=Consent.Kind.NEXT_MEETINGS)
    ledger.seal()
    entries = list(Entry.objects.values_list("pk", flat=True))

    erase_person(person=ada.person)
    ledger.seal()

    assert verify() == []
    hers = Entry.objects.filter(pk__in=entries).exclude(kind__startswith="meeting")
    assert set(hers.values_list("salt", "subject")) == {(None, "")}
    assert acts_of(ada) == []


def test_one_entry_says_that_it_was_done_and_by_whom_without_naming_her(ada):
    erase_person(person=ada.person, by=DARIO)

    entry = Entry.objects.get(kind="person.erased")
    assert (entry.by, entry.subject) == (DARIO, f"person:{ada.person_id}")
    assert entry.facts == {"registrations": 1, "places_given_up": 1, "address_book": 0}
    assert Entry.objects.filter(kind=ledger.ERASED).count() == 1


def test_erasing_twice_is_once(meeting, ada, clock):
    first = erase_person(person=ada.person).erased_at
    bruno = take_part(meeting, "Bruno Rota")
    entries = Entry.objects.count()
    clock.to("2023-09-07 09:00")

    second = erase_person(person=Person.objects.get(pk=ada.person_id)).erased_at

    assert (second, Entry.objects.count()) == (first, entries)
    assert Entry.objects.filter(kind="person.erased").count() == 1
    assert again(bruno).state == "confirmed"


# Afterwards


@pytest.mark.django_db(transaction=True)
def test_the_mails_that_were_owed_are_dropped_when_they_are_written(transactional_db):
    ada = take_part(make_meeting(hall=1), "Ada Conti")
    owed = Message.objects.get(key__startswith="confirmed:")
    assert render(owed).to == "ada@example.org"

    erase_person(person=ada.person)

    assert render(owed) is None


def test_no_mail_is_owed_to_say_so(ada):
    before = Message.objects.count()
    erase_person(person=ada.person)
    assert Message.objects.count() == before


def test_the_personal_link_says_that_the_data_were_erased(ada):
    token = links.token_for(ada)
    erase_person(person=ada.person)

    with pytest.raises(PersonErased, match="sono stati cancellati"):
        rules.get_registration_by_link(token)


def test_whoever_registers_again_is_somebody_new(meeting, ada):
    erase_person(person=ada.person)

    anew = register(meeting=meeting, name="Ada Conti", email="ada@example.org", mode=HALL)

    assert anew.person != ada.person
    assert confirm(registration=anew).state == "confirmed"
    assert Consent.objects.count() == 0
    assert again(ada).state == "cancelled"


@pytest.mark.parametrize(
    "act",
    [
        lambda row: come_back(registration=row),
        lambda row: cancel(registration=row, by=DARIO),
        lambda row: confirm(registration=row),
        lambda row: substitute(registration=row, name="Bruno", email="bruno@example.org"),
        lambda row: write_note(registration=row, note="Chi era?", by=DARIO),
        lambda row: operations.resend_link(registration=row),
        lambda row: operations.admit(
            registration=row, venue=row.meeting.venues.get(), after_a_look=True, by=DARIO
        ),
        lambda row: correct_contact(
            registration=row, name="Ada", email="", phone="", language="it", by=DARIO
        ),
        lambda row: change_details(
            registration=row,
            representing="citizen",
            delegate_of="Comune",
            municipality=None,
            axes=(),
            access_needs="",
            access_consent=False,
            answers={},
            by=DARIO,
        ),
    ],
    ids=[
        *("come back", "cancel", "confirm", "substitute", "note", "link", "door", "contact"),
        "details",
    ],
)
def test_nothing_can_be_done_any_more_for_who_was_erased(meeting, ada, act):
    erase_person(person=ada.person)
    before = everything_kept()

    with pytest.raises(PersonErased):
        act(again(ada))
    assert everything_kept() == before


def test_a_consent_of_who_was_erased_has_nothing_to_take_back(ada):
    erase_person(person=ada.person)
    withdraw_consent(person=ada.person, kind=Consent.Kind.NEXT_MEETINGS)
    assert not Entry.objects.filter(kind="consent.withdrawn").exists()


def test_who_came_keeps_her_presence_while_the_meeting_is_on_and_is_let_out(meeting, clock):
    ada = take_part(meeting, "Ada Conti")
    clock.to("2023-09-27 16:05")
    hall = meeting.venues.get()
    admission = operations.admit(registration=ada, venue=hall, by="system")

    erase_person(person=ada.person)

    assert (again(ada).state, Hall.objects.get().inside) == ("attended", 1)
    operations.let_out(attendance=admission.attendance, by="system")
    assert Hall.objects.get().inside == 0
