"""Giving one's seat to somebody else, who confirms it for themselves."""

import pytest

from arengo.core.codes import personal_token
from arengo.meetings.models import Meeting
from arengo.people.models import Consent
from arengo.registrations import rules
from arengo.registrations.models import AccessNeeds
from arengo.registrations.operations import (
    accept_offer,
    cancel,
    change_mode,
    confirm,
    register,
    substitute,
)
from arengo.registrations.refusals import (
    ChangesClosed,
    EmailNeeded,
    LinkNotValid,
    NameNeeded,
    NotNow,
)
from tests.factories import make_meeting, make_municipality
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
BRUNO = {"name": "Bruno Rota", "email": "bruno@example.org"}


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(hall=1)


def test_ada_gives_her_seat_to_bruno_who_confirms_it(meeting):
    ada = take_part(meeting, "Ada Conti", language="en")

    bruno = substitute(registration=ada, **BRUNO)

    assert (bruno.state, bruno.seat, bruno.hold_until) == ("to_confirm", pool_of(meeting), None)
    assert (again(ada).state, again(ada).seat) == ("cancelled", None)
    assert counters(meeting) == (1, 0)
    assert (mails(ada)[-1], mails(bruno)) == ("substituted", ["confirm"])
    assert acts_of(ada)[-1] == "registration.substituted"
    assert bruno.person.contact.language == "en"
    assert confirm(registration=bruno).state == "confirmed"


def test_the_seat_passes_even_while_others_wait(meeting):
    ada = take_part(meeting, "Ada Conti")
    carla = take_part(meeting, "Carla Bosio")

    bruno = substitute(registration=ada, **BRUNO)

    assert bruno.seat == pool_of(meeting)
    assert again(carla).state == "waiting"


def test_the_old_link_is_worth_nothing(meeting):
    ada = take_part(meeting, "Ada Conti")
    token = personal_token("registration", ada.code, ada.version)

    substitute(registration=ada, **BRUNO)

    with pytest.raises(LinkNotValid):
        rules.get_registration_by_link(token)


def test_a_delegate_is_replaced_by_a_delegate_but_a_citizens_data_stay_hers(meeting):
    balme = make_municipality()
    ada = take_part(
        meeting,
        "Ada Conti",
        representing="municipality",
        delegate_of="Comune di Balme",
        municipality=balme,
        access_needs="LIS",
        access_consent=True,
    )
    bruno = substitute(registration=ada, **BRUNO)
    assert (bruno.delegate_of, bruno.municipality) == ("Comune di Balme", balme)
    assert not hasattr(bruno, "access_needs")

    elena = take_part(meeting, "Elena Valle", ONLINE, municipality=balme)
    carla = substitute(registration=elena, name="Carla Bosio", email="carla@example.org")
    assert (carla.municipality, carla.representing) == (None, "citizen")


def test_if_bruno_does_not_confirm_the_seat_goes_on(meeting, clock):
    ada = take_part(meeting, "Ada Conti")
    carla = take_part(meeting, "Carla Bosio")
    substitute(registration=ada, **BRUNO)
    mail_leaves()
    clock.to("2023-09-06 10:00")

    worker_runs()

    assert again(carla).state == "offered"


def test_bruno_who_is_online_already_gets_the_seat_as_an_offer(meeting):
    ada = take_part(meeting, "Ada Conti")
    carla = take_part(meeting, "Carla Bosio")
    bruno = take_part(meeting, "Bruno Rota", ONLINE)

    assert substitute(registration=ada, **BRUNO) == bruno
    assert (again(bruno).state, place_of(bruno).state) == ("confirmed", "offered")

    bruno = accept_offer(waiting_place=place_of(bruno))
    assert bruno.seat == pool_of(meeting)
    assert again(carla).state == "waiting"
    assert counters(meeting, ONLINE) == (0, 0)


def test_bruno_who_waits_gets_the_seat_out_of_turn_because_it_was_given_to_him(meeting):
    ada = take_part(meeting, "Ada Conti")
    take_part(meeting, "Carla Bosio")
    bruno = take_part(meeting, "Bruno Rota")

    substitute(registration=ada, **BRUNO)

    assert again(bruno).state == "offered"
    assert counters(meeting) == (1, 1)


def test_bruno_who_is_offered_a_seat_needs_no_second_one(db):
    meeting = make_meeting(hall=2)
    ada, other = fill(meeting)
    bruno = take_part(meeting, "Bruno Rota")
    carla = take_part(meeting, "Carla Bosio")
    cancel(registration=other)

    substitute(registration=ada, **BRUNO)

    assert [again(r).state for r in (bruno, carla)] == ["offered", "offered"]


def test_bruno_who_has_a_seat_gets_his_link_and_the_seat_goes_on(db):
    meeting = make_meeting(hall=2)
    ada, bruno = take_part(meeting, "Ada Conti"), take_part(meeting, "Bruno Rota")
    carla = take_part(meeting, "Carla Bosio")

    assert substitute(registration=ada, **BRUNO) == bruno

    assert mails(bruno)[-1] == "already_registered"
    assert again(carla).state == "offered"


def test_a_kept_seat_is_not_offered_through_the_line(meeting):
    contingent = contingent_of(meeting, capacity=1)
    mayor = take_part(meeting, "Ada Conti", invitation_code="SINDACI")
    bruno = take_part(meeting, "Bruno Rota", ONLINE)

    substitute(registration=mayor, **BRUNO)

    contingent.refresh_from_db()
    assert contingent.taken == 0
    assert mails(bruno)[-1] == "already_registered"


def test_a_seat_is_not_given_to_oneself(meeting):
    ada = take_part(meeting, "Ada Conti")

    with pytest.raises(NotNow, match="già di questa persona"):
        substitute(registration=ada, name="conti ada", email="ada@example.org")
    assert again(ada).state == "confirmed"


@pytest.mark.parametrize("kind", ["to_confirm", "waiting", "cancelled"])
def test_only_a_confirmed_seat_is_given_away(meeting, kind):
    if kind == "waiting":
        fill(meeting)
    ada = ask(meeting, "Ada Conti") if kind == "to_confirm" else take_part(meeting, "Ada Conti")
    if kind == "cancelled":
        cancel(registration=ada)

    with pytest.raises(NotNow):
        substitute(registration=ada, **BRUNO)


def test_a_substitute_has_a_name_an_address_and_a_time(meeting, clock):
    ada = take_part(meeting, "Ada Conti")

    with pytest.raises(NameNeeded):
        substitute(registration=ada, name=" ", email="bruno@example.org")
    with pytest.raises(EmailNeeded):
        substitute(registration=ada, name="Bruno Rota", email="")
    clock.to("2023-09-27 16:00")
    with pytest.raises(ChangesClosed):
        substitute(registration=ada, **BRUNO)


def test_who_gave_the_seat_away_may_register_anew(meeting):
    ada = take_part(meeting, "Ada Conti")
    substitute(registration=ada, **BRUNO)

    anew = register(meeting=meeting, name="Ada Conti", email="ada@example.org", mode=ONLINE)

    assert anew.pk != ada.pk
    assert change_mode(registration=confirm(registration=anew), mode=ONLINE).mode == ONLINE


def test_what_ada_needed_is_gone_with_her_seat(meeting):
    ada = take_part(meeting, "Ada Conti", access_needs="LIS", access_consent=True)

    substitute(registration=ada, **BRUNO)

    assert not AccessNeeds.objects.exists()
    assert Consent.objects.get().withdrawn_at is not None


def test_what_she_needs_elsewhere_stays_with_its_consent(meeting):
    needs = {"access_needs": "LIS", "access_consent": True}
    ada = take_part(meeting, "Ada Conti", **needs)
    other = take_part(make_meeting(slug="tavoli"), "Ada Conti", **needs)

    substitute(registration=ada, **BRUNO)

    assert AccessNeeds.objects.get().registration == other
    assert Consent.objects.get().withdrawn_at is None
