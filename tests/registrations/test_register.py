"""Registering: a seat is held, or the order in line; a mail is owed; nobody is told of others."""

import pytest
from django.db import IntegrityError, transaction

from arengo.core.ledger.models import Entry
from arengo.core.outbox.models import Message
from arengo.meetings.models import Meeting
from arengo.people.models import Consent, Contact, Person
from arengo.plan.models import Axis
from arengo.registrations.models import Registration
from arengo.registrations.operations import cancel, register
from arengo.registrations.refusals import (
    ConsentNeeded,
    EmailNeeded,
    MeetingCancelled,
    ModeNotOffered,
    NameNeeded,
    RegistrationClosed,
    RegistrationElsewhere,
    RegistrationNotOpenYet,
    VenueNeeded,
    VenueOfAnotherMeeting,
    WrongInvitationCode,
)
from tests.factories import make_meeting, make_municipality, moment
from tests.registrations.acts import (
    HALL,
    ONLINE,
    acts_of,
    ask,
    contingent_of,
    counters,
    fill,
    mails,
    place_of,
    pool_of,
    second_hall,
    take_part,
)

pytestmark = pytest.mark.usefixtures("adds_up")


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(hall=3)


def test_ada_registers_for_the_hall_and_a_seat_is_held_for_her(meeting):
    ada = ask(meeting, "Ada Conti")

    assert (ada.state, ada.mode, ada.seat) == ("to_confirm", HALL, pool_of(meeting))
    assert ada.venue == meeting.venues.get()
    assert ada.hold_until is None
    assert counters(meeting) == (1, 0)
    assert mails(ada) == ["confirm"]
    assert acts_of(ada) == ["registration.registered"]


def test_everything_she_tells_is_kept(meeting):
    axes = list(Axis.objects.filter(number__in=[2, 5]))
    balme = make_municipality()
    ada = ask(
        meeting,
        "Ada  Conti ",
        email=" Ada@Example.org",
        representing="association",
        delegate_of="Amici  della Stura",
        municipality=balme,
        axes=axes,
        access_needs="Posto in prima fila",
        access_consent=True,
        answers={"tema": "boschi"},
        notify_next=True,
        language="en",
    )

    ada.refresh_from_db()
    assert (ada.representing, ada.delegate_of) == ("association", "Amici della Stura")
    assert (ada.municipality, set(ada.axes.all())) == (balme, set(axes))
    assert ada.answers == {"tema": "boschi"}
    assert ada.access_needs.text == "Posto in prima fila"
    contact = ada.person.contact
    assert (contact.name, contact.email, contact.language) == ("Ada Conti", "Ada@Example.org", "en")
    consents = ada.person.consents.order_by("kind").values_list("kind", flat=True)
    assert list(consents) == ["access_needs", "next_meetings"]


def test_without_the_box_nothing_else_is_ever_sent(meeting):
    ask(meeting, "Ada Conti")

    assert not Consent.objects.exists()


def test_when_the_hall_is_full_she_keeps_her_order_in_line_but_does_not_count_yet(meeting):
    fill(meeting)

    ada = ask(meeting, "Ada Conti")

    place = place_of(ada)
    assert (ada.state, ada.seat) == ("to_confirm", None)
    assert (place.pool, place.since, place.is_confirmed) == (
        pool_of(meeting),
        ada.registered_at,
        False,
    )
    assert counters(meeting) == (3, 0)


def test_a_free_seat_is_not_for_a_newcomer_while_somebody_waits(meeting):
    fill(meeting)
    take_part(meeting, "Ada Conti")
    # A seat that no job has offered yet.
    pool = pool_of(meeting)
    pool.capacity = 4
    pool.save()

    bruno = ask(meeting, "Bruno Rota")

    assert bruno.seat is None
    assert counters(meeting) == (3, 1)


def test_online_has_seats_of_its_own(meeting):
    fill(meeting)

    ada = ask(meeting, "Ada Conti", ONLINE)

    assert (ada.seat, ada.venue) == (pool_of(meeting, ONLINE), None)
    assert counters(meeting, ONLINE) == (1, 0)


# With the venue named, as the page does, finding and taking the seat are one statement


def in_the_venue(meeting, name):
    return ask(meeting, name, venue=meeting.venues.first())


def test_with_the_venue_named_there_is_a_seat_while_there_is_one(meeting):
    assert [in_the_venue(meeting, f"Ospite{n}").seat for n in range(4)] == [
        *[pool_of(meeting)] * 3,
        None,
    ]
    assert counters(meeting) == (3, 0)


def test_with_the_venue_named_nobody_overtakes_the_line(meeting):
    fill(meeting)
    take_part(meeting, "Ada Conti")
    pool = pool_of(meeting)
    pool.capacity = 4
    pool.save()

    bruno = in_the_venue(meeting, "Bruno Rota")

    assert (bruno.seat, place_of(bruno).pool) == (None, pool)


def test_with_the_venue_named_kept_seats_stay_kept_and_other_halls_apart(meeting):
    contingent = contingent_of(meeting)
    venue, pinerolo = second_hall(meeting)
    fill_venue = [ask(meeting, f"Ospite{n}", venue=venue) for n in range(2)]

    assert [r.seat for r in fill_venue] == [pinerolo, None]
    contingent.refresh_from_db()
    assert contingent.taken == 0


# Once more, and by others


def test_registering_twice_changes_nothing_and_sends_the_link_again(meeting):
    ada = take_part(meeting, "Ada Conti")

    second = ask(
        meeting,
        "CONTI  àda",
        ONLINE,
        email="ADA@example.org",
        representing="company",
        notify_next=True,
    )

    assert second.pk == ada.pk
    second.refresh_from_db()
    assert (second.mode, second.representing, second.state) == (HALL, "citizen", "confirmed")
    assert mails(ada) == ["confirm", "place_confirmed", "already_registered"]
    assert counters(meeting) == (1, 0)
    assert not Consent.objects.exists()


def test_registering_twice_before_confirming_sends_the_link_to_confirm(meeting):
    ada = ask(meeting, "Ada Conti")

    assert ask(meeting, "Ada Conti").pk == ada.pk
    assert mails(ada) == ["confirm", "confirm"]


def test_whoever_insists_does_not_fill_her_mailbox(meeting, clock):
    ada = take_part(meeting, "Ada Conti")
    for _ in range(5):
        ask(meeting, "Ada Conti")
    assert mails(ada).count("already_registered") == 1

    clock.to("2023-09-06 10:30")
    ask(meeting, "Ada Conti")
    assert mails(ada).count("already_registered") == 2


def test_a_second_name_in_a_mailbox_is_another_person_and_its_owner_is_told(meeting):
    ada = take_part(meeting, "Ada Conti", email="casa@example.org")

    bruno = ask(meeting, "Bruno Rota", email="Casa@example.org")

    assert bruno.person != ada.person
    assert mails(bruno) == ["someone_else_here"]
    assert counters(meeting) == (2, 0)


def test_who_cancelled_leaves_the_mailbox_to_others_without_a_warning(meeting):
    cancel(registration=take_part(meeting, "Ada Conti", email="casa@example.org"))

    assert mails(ask(meeting, "Bruno Rota", email="casa@example.org")) == ["confirm"]


def test_after_cancelling_one_may_register_anew(meeting):
    first = take_part(meeting, "Ada Conti")
    cancel(registration=first)

    second = ask(meeting, "Ada Conti")

    assert (second.pk != first.pk, second.person) == (True, first.person)
    assert second.state == "to_confirm"


def test_the_same_person_at_another_meeting_is_the_same_person(meeting):
    other = make_meeting(slug="secondo")
    ada = ask(meeting, "Ada Conti")

    there = ask(other, "ada conti", language="en")

    assert there.person == ada.person
    assert Contact.objects.get().language == "en"


def test_two_active_registrations_of_one_person_are_impossible(meeting):
    ada = ask(meeting, "Ada Conti")

    one_active = "one_active_registration_per_person_and_meeting|meeting_id.*person_id"
    with pytest.raises(IntegrityError, match=one_active), transaction.atomic():
        Registration.objects.create(
            meeting=meeting,
            person=ada.person,
            mode=HALL,
            venue=ada.venue,
            registered_at=ada.registered_at,
        )


# Invitation codes


def test_a_code_opens_the_seats_that_are_kept(meeting):
    contingent = contingent_of(meeting)

    mayor = ask(meeting, "Carla Bosio", invitation_code=" sindaci ")

    assert mayor.seat == contingent
    assert counters(meeting) == (0, 0)


def test_without_the_code_they_stay_closed(meeting):
    contingent_of(meeting)
    fill(meeting)

    assert ask(meeting, "Ada Conti").seat is None


def test_when_the_kept_seats_are_gone_the_code_does_no_harm(meeting):
    contingent_of(meeting, capacity=0)

    assert ask(meeting, "Carla Bosio", invitation_code="SINDACI").seat == pool_of(meeting)


def test_after_the_release_the_code_opens_nothing_more(meeting):
    contingent_of(meeting, released_at=moment("2023-09-05 12:00"))

    assert ask(meeting, "Carla Bosio", invitation_code="SINDACI").seat == pool_of(meeting)


def test_a_wrong_code_is_refused_with_a_sentence(meeting):
    contingent_of(meeting)

    with pytest.raises(WrongInvitationCode, match="codice di invito non vale"):
        ask(meeting, "Bruno Rota", invitation_code="SINDACO")
    assert not Registration.objects.exists()


def test_a_contingent_without_a_code_is_not_opened_by_an_empty_one(meeting):
    contingent_of(meeting, invitation_code="")

    assert ask(meeting, "Ada Conti", invitation_code="").seat == pool_of(meeting)
    assert ask(meeting, "Bruno Rota", invitation_code=" ").seat == pool_of(meeting)


# Refusals


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        ("2023-09-04 23:59", RegistrationNotOpenYet),
        ("2023-09-27 12:00", RegistrationClosed),
        ("2023-09-28 09:00", RegistrationClosed),
    ],
)
def test_registration_has_its_times(db, clock, now, refusal):
    meeting = make_meeting(
        registration_opens_at=moment("2023-09-05 00:00"),
        registration_closes_at=moment("2023-09-27 12:00"),
    )
    clock.to(now)

    with pytest.raises(refusal):
        ask(meeting, "Ada Conti")


def test_before_it_opens_the_sentence_says_when(db, clock):
    meeting = make_meeting(registration_opens_at=moment("2023-09-05 08:30"))
    clock.to("2023-09-01 10:00")

    with pytest.raises(RegistrationNotOpenYet, match=r"martedì 5 settembre 2023 alle 8\.30"):
        ask(meeting, "Ada Conti")


def test_without_times_of_its_own_registration_is_open_until_the_end(meeting, clock):
    clock.to("2023-09-27 18:29")
    ask(meeting, "Ada Conti", ONLINE)

    clock.to("2023-09-27 18:30")
    with pytest.raises(RegistrationClosed):
        ask(meeting, "Bruno Rota", ONLINE)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ("draft", RegistrationClosed),
        ("postponed", RegistrationClosed),
        ("cancelled", MeetingCancelled),
    ],
)
def test_only_a_published_meeting_takes_registrations(db, state, refusal):
    with pytest.raises(refusal):
        ask(make_meeting(state=state), "Ada Conti")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"name": "  "}, NameNeeded),
        ({"email": " "}, EmailNeeded),
        ({"mode": "by_letter"}, ModeNotOffered),
        ({"access_needs": "LIS"}, ConsentNeeded),
    ],
)
def test_nonsense_is_refused_before_anything_is_written(meeting, fields, refusal):
    request = {"name": "Ada Conti", "email": "ada@example.org", "mode": HALL, **fields}

    with pytest.raises(refusal):
        register(meeting=meeting, **request)
    assert not Person.objects.exists()


def test_a_mode_that_the_meeting_lacks_is_refused(db):
    with pytest.raises(ModeNotOffered):
        ask(make_meeting(in_person=False), "Ada Conti")


def test_where_one_registers_elsewhere_the_other_mode_stays_open(db):
    meeting = make_meeting(external_in_person_url="https://example.org/form")

    with pytest.raises(RegistrationElsewhere):
        ask(meeting, "Ada Conti")
    assert ask(meeting, "Ada Conti", ONLINE).seat is not None


def test_a_venue_of_another_meeting_is_refused(meeting):
    elsewhere = make_meeting(slug="secondo").venues.get()

    with pytest.raises(VenueOfAnotherMeeting):
        ask(meeting, "Ada Conti", venue=elsewhere)


def test_with_several_venues_one_is_to_be_chosen(meeting):
    venue, pool = second_hall(meeting)

    with pytest.raises(VenueNeeded):
        ask(meeting, "Ada Conti")
    assert ask(meeting, "Ada Conti", venue=venue).seat == pool


# What is never written


def test_neither_ledger_nor_outbox_holds_anything_personal(meeting):
    ask(meeting, "Ada Conti", delegate_of="Amici della Stura", answers={"tema": "boschi"})

    written = [str(entry.facts) + entry.subject for entry in Entry.objects.all()]
    written += [str(m.arguments) + m.key + m.subject for m in Message.objects.all()]
    for secret in ("Ada", "Conti", "ada@example.org", "Stura", "boschi"):
        assert not any(secret in text for text in written)


def test_a_registration_that_fails_half_way_leaves_nothing(meeting):
    with pytest.raises(TypeError):
        ask(meeting, "Ada Conti", answers={"tema": object()})

    assert not Person.objects.exists()
    assert not Message.objects.exists()
    assert counters(meeting) == (0, 0)
