"""Changing by the personal link: what one told of oneself, mode and venue."""

import pytest

from arengo.core.ledger.models import Entry
from arengo.meetings.models import Meeting
from arengo.people.models import Consent
from arengo.plan.models import Axis
from arengo.registrations.models import AccessNeeds
from arengo.registrations.operations import (
    cancel,
    change_details,
    change_mode,
    enter_online,
    withdraw_consent,
)
from arengo.registrations.refusals import (
    ChangesClosed,
    ConsentNeeded,
    HallIsFull,
    ModeNotOffered,
    NotNow,
    OnlineIsFull,
    VenueOfAnotherMeeting,
)
from tests.factories import make_meeting, make_municipality, moment
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
    second_hall,
    take_part,
)

pytestmark = pytest.mark.usefixtures("adds_up")


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(hall=2, online=2)


def tell(registration, **fields):
    values = {
        "representing": "citizen",
        "delegate_of": "",
        "municipality": None,
        "axes": (),
        "access_needs": "",
        "access_consent": False,
        "answers": {},
        **fields,
    }
    return change_details(registration=registration, **values)


# Details


def test_ada_changes_what_she_told(meeting):
    ada = take_part(meeting, "Ada Conti", axes=Axis.objects.filter(number__in=[1, 2]))
    balme = make_municipality()

    tell(
        ada,
        representing="municipality",
        delegate_of=" Comune  di Balme",
        municipality=balme,
        axes=Axis.objects.filter(number__in=[2, 6]),
        answers={"tema": "neve"},
    )

    ada = again(ada)
    assert (ada.representing, ada.delegate_of) == ("municipality", "Comune di Balme")
    assert (ada.municipality, ada.answers) == (balme, {"tema": "neve"})
    assert [axis.number for axis in ada.axes.all()] == [2, 6]
    assert (ada.seat, ada.sequence) == (pool_of(meeting), 0)
    assert mails(ada) == ["confirm", "place_confirmed"]
    assert Entry.objects.get(kind="registration.details_changed").facts == {}


def test_access_needs_are_written_changed_and_deleted(meeting):
    ada = take_part(meeting, "Ada Conti")

    tell(ada, access_needs="LIS", access_consent=True)
    assert AccessNeeds.objects.get().text == "LIS"
    tell(ada, access_needs="LIS e sottotitoli", access_consent=True)
    assert AccessNeeds.objects.get().text == "LIS e sottotitoli"
    assert Consent.objects.get().kind == "access_needs"

    tell(ada)
    assert not AccessNeeds.objects.exists()


def test_who_takes_their_needs_back_takes_the_consent_back_and_may_give_it_anew(meeting, clock):
    ada = take_part(meeting, "Ada Conti", access_needs="LIS", access_consent=True)

    clock.to("2023-09-07 09:00")
    tell(ada)
    clock.to("2023-09-08 09:00")
    tell(ada, access_needs="Rampa", access_consent=True)

    days = Consent.objects.order_by("given_at").values_list("given_at", "withdrawn_at")
    assert list(days) == [
        (moment("2023-09-06 09:00"), moment("2023-09-07 09:00")),
        (moment("2023-09-08 09:00"), None),
    ]


def test_needs_are_kept_only_with_consent(meeting):
    ada = take_part(meeting, "Ada Conti")

    with pytest.raises(ConsentNeeded):
        tell(ada, access_needs="LIS")


def test_details_of_a_cancelled_registration_do_not_change(meeting):
    ada = cancel(registration=take_part(meeting, "Ada Conti"))

    with pytest.raises(NotNow):
        tell(ada)


def test_details_change_until_the_set_time(meeting, clock):
    ada = take_part(meeting, "Ada Conti")
    clock.to("2023-09-27 16:00")

    with pytest.raises(ChangesClosed):
        tell(ada)
    assert tell(ada, representing="union", by=DARIO).representing == "union"


# Mode and venue


def test_from_the_hall_to_online_in_one_step(meeting):
    ada = take_part(meeting, "Ada Conti")

    ada = change_mode(registration=ada, mode=ONLINE)

    assert (ada.mode, ada.venue, ada.seat) == (ONLINE, None, pool_of(meeting, ONLINE))
    assert (counters(meeting), counters(meeting, ONLINE)) == ((0, 0), (1, 0))
    assert (ada.sequence, mails(ada)[-1]) == (1, "changed")
    assert acts_of(ada)[-1] == "registration.mode_changed"


def test_from_online_to_the_hall_and_back(meeting):
    ada = take_part(meeting, "Ada Conti", ONLINE)

    ada = change_mode(registration=ada, mode=HALL)
    ada = change_mode(registration=ada, mode=ONLINE)

    assert again(ada).sequence == 2
    assert mails(ada).count("changed") == 2


def test_changing_to_what_one_has_changes_nothing(meeting):
    ada = take_part(meeting, "Ada Conti")

    change_mode(registration=ada, mode=HALL, venue=meeting.venues.get())

    assert again(ada).sequence == 0
    assert mails(ada)[-1] == "place_confirmed"


def test_the_seat_left_in_the_hall_goes_to_who_waits(meeting):
    ada, _ = fill(meeting)
    bruno = take_part(meeting, "Bruno Rota")

    change_mode(registration=ada, mode=ONLINE)

    assert again(bruno).state == "offered"


def test_to_a_full_hall_is_refused_and_nothing_changes(meeting):
    fill(meeting)
    ada = take_part(meeting, "Ada Conti", ONLINE)

    with pytest.raises(HallIsFull, match="lista d'attesa"):
        change_mode(registration=ada, mode=HALL)
    assert again(ada).seat == pool_of(meeting, ONLINE)
    assert counters(meeting, ONLINE) == (1, 0)


def test_nobody_overtakes_the_line_by_changing_mode(meeting):
    fill(meeting)
    take_part(meeting, "Bruno Rota")
    ada = take_part(meeting, "Ada Conti", ONLINE)
    pool = pool_of(meeting)
    pool.capacity = 3
    pool.save()

    with pytest.raises(HallIsFull):
        change_mode(registration=ada, mode=HALL)


def test_who_is_offered_the_seat_takes_it_by_changing_mode_too(meeting):
    first, _ = fill(meeting)
    ada = take_part(meeting, "Ada Conti")
    take_part(meeting, "Bruno Rota")
    ada = change_mode(registration=ada, mode=ONLINE, keep_place_in_line=True)
    cancel(registration=first)

    ada = change_mode(registration=ada, mode=HALL)

    assert (ada.seat, place_of(ada).state) == (pool_of(meeting), "taken")
    assert counters(meeting) == (2, 1)


def test_to_a_full_conference_is_refused_in_its_own_words(meeting):
    fill(meeting, ONLINE)

    with pytest.raises(OnlineIsFull, match="posti online"):
        change_mode(registration=take_part(meeting, "Ada Conti"), mode=ONLINE)


def test_from_a_venue_to_another(meeting):
    ada = take_part(meeting, "Ada Conti")
    venue, pinerolo = second_hall(meeting)

    ada = change_mode(registration=ada, mode=HALL, venue=venue)

    assert (ada.venue, ada.seat) == (venue, pinerolo)
    assert pool_of_key(meeting, "sala").taken == 0


def pool_of_key(meeting, key):
    return type(pool_of(meeting, ONLINE)).objects.get(meeting=meeting, key=key)


def test_before_confirming_one_does_not_change(meeting):
    with pytest.raises(NotNow, match="conferma"):
        change_mode(registration=ask(meeting, "Ada Conti"), mode=ONLINE)


def test_a_cancelled_registration_does_not_change_mode(meeting):
    ada = cancel(registration=take_part(meeting, "Ada Conti"))

    with pytest.raises(NotNow, match="annullata"):
        change_mode(registration=ada, mode=ONLINE)


def test_who_is_in_does_not_change_any_more(meeting, clock):
    ada = take_part(meeting, "Ada Conti", ONLINE)
    clock.to("2023-09-27 15:50")
    enter_online(registration=ada)

    with pytest.raises(NotNow, match="ingresso"):
        change_mode(registration=ada, mode=HALL)


def test_after_the_set_time_the_office_moves_people(meeting, clock):
    ada = take_part(meeting, "Ada Conti")
    clock.to("2023-09-27 16:00")

    with pytest.raises(ChangesClosed):
        change_mode(registration=ada, mode=ONLINE)
    assert change_mode(registration=ada, mode=ONLINE, by=DARIO).mode == ONLINE


def test_a_mode_or_venue_that_is_not_there_is_refused(meeting):
    ada = take_part(meeting, "Ada Conti")
    elsewhere = make_meeting(slug="secondo").venues.get()
    in_hall_only = take_part(make_meeting(slug="terzo", online=0), "Ada Conti")
    Meeting.objects.filter(slug="terzo").update(online=False)

    with pytest.raises(VenueOfAnotherMeeting):
        change_mode(registration=ada, mode=HALL, venue=elsewhere)
    with pytest.raises(ModeNotOffered):
        change_mode(registration=again(in_hall_only), mode=ONLINE)


# Consents


def test_a_consent_is_taken_back_with_what_rests_on_it(meeting, clock):
    ada = take_part(meeting, "Ada Conti", access_needs="LIS", access_consent=True, notify_next=True)
    clock.to("2023-09-10 10:00")

    withdraw_consent(person=ada.person, kind=Consent.Kind.NEXT_MEETINGS)
    assert AccessNeeds.objects.exists()

    withdraw_consent(person=ada.person, kind=Consent.Kind.ACCESS_NEEDS)
    withdraw_consent(person=ada.person, kind=Consent.Kind.ACCESS_NEEDS)
    assert not AccessNeeds.objects.exists()
    assert {c.withdrawn_at for c in Consent.objects.all()} == {moment("2023-09-10 10:00")}
    assert Entry.objects.filter(kind="consent.withdrawn").count() == 2


def test_a_consent_may_be_given_again(meeting):
    ada = take_part(meeting, "Ada Conti", notify_next=True)
    withdraw_consent(person=ada.person, kind=Consent.Kind.NEXT_MEETINGS)

    ask(make_meeting(slug="secondo"), "Ada Conti", notify_next=True)

    assert Consent.objects.filter(withdrawn_at__isnull=True).count() == 1
