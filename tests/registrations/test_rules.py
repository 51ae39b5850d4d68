"""Links, times, and the rule of the line: its numbers and the words that publish it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arengo.core.codes import personal_token
from arengo.meetings.models import Meeting
from arengo.registrations import rules
from arengo.registrations.models import Registration
from arengo.registrations.refusals import ChangesClosed, LinkNotValid, NotNow
from tests.factories import make_meeting, moment
from tests.registrations.acts import DARIO, ask

START = moment("2023-09-27 16:00")


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting()


# The personal link


def link_of(registration: Registration) -> str:
    return personal_token("registration", registration.code, registration.version)


def test_the_link_opens_the_registration(meeting):
    ada = ask(meeting, "Ada Conti")

    assert rules.get_registration_by_link(link_of(ada)) == ada


def test_the_link_brings_all_that_a_page_needs_in_one_query(meeting, django_assert_num_queries):
    token = link_of(ask(meeting, "Ada Conti"))

    with django_assert_num_queries(1):
        found = rules.get_registration_by_link(token)
        assert found.person.contact.name == "Ada Conti"
        assert found.meeting.process.body.email
        assert found.venue.city == "Torino"


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1] + "A", lambda t: t[:8], lambda t: "", str.lower]
)
def test_a_link_that_is_not_ours_opens_nothing(meeting, change):
    token = link_of(ask(meeting, "Ada Conti"))
    while change(token) == token:
        token = link_of(ask(meeting, f"Ada{token} Conti"))

    with pytest.raises(LinkNotValid, match="non vale più"):
        rules.get_registration_by_link(change(token))


def test_a_revoked_link_and_one_that_never_was_look_the_same(meeting):
    ada = ask(meeting, "Ada Conti")
    revoked = link_of(ada)
    Registration.objects.update(version=2)

    with pytest.raises(LinkNotValid) as first:
        rules.get_registration_by_link(revoked)
    with pytest.raises(LinkNotValid) as second:
        rules.get_registration_by_link("ZZZZZZZZ" + revoked[8:])
    assert (str(first.value), first.value.status) == (str(second.value), second.value.status)
    assert rules.get_registration_by_link(link_of(Registration.objects.get())) == ada


# Times


def test_people_change_until_the_set_time_and_the_office_after_it(db, clock):
    meeting = make_meeting(changes_close_at=moment("2023-09-26 18:00"))
    clock.to("2023-09-26 17:59")
    rules.check_changes_open(meeting)

    clock.to("2023-09-26 18:00")
    rules.check_changes_open(meeting, DARIO)
    with pytest.raises(ChangesClosed, match="all'ufficio"):
        rules.check_changes_open(meeting)


def test_without_a_set_time_people_change_until_the_start(meeting, clock):
    clock.to("2023-09-27 15:59")
    rules.check_changes_open(meeting)

    clock.to("2023-09-27 16:00")
    with pytest.raises(ChangesClosed):
        rules.check_changes_open(meeting)


def test_while_the_new_date_is_not_known_everybody_may_change(db, clock):
    meeting = make_meeting(state="postponed")
    clock.to("2023-10-15 10:00")

    rules.check_changes_open(meeting)


def test_one_enters_a_quarter_of_an_hour_before(meeting, clock):
    clock.to("2023-09-27 15:44")
    with pytest.raises(NotNow, match=r"mercoledì 27 settembre 2023 dalle 15\.45"):
        rules.check_entry_open(meeting)

    clock.to("2023-09-27 15:45")
    rules.check_entry_open(meeting)


# Offers


@pytest.mark.parametrize(
    ("sent", "ends", "why"),
    [
        ("2023-09-06 09:00", "2023-09-07 09:00", "24 hours"),
        ("2023-09-06 20:59", "2023-09-07 20:59", "just before the night"),
        ("2023-09-06 21:00", "2023-09-08 09:00", "at 21 it is night: nine in the morning after"),
        ("2023-09-06 23:30", "2023-09-08 09:00", "in the night"),
        ("2023-09-06 00:30", "2023-09-07 09:00", "after midnight the morning is the same day"),
        ("2023-09-06 07:59", "2023-09-07 09:00", "still night"),
        ("2023-09-06 08:00", "2023-09-07 08:00", "at 8 it is day"),
        ("2023-09-26 15:59", "2023-09-27 15:59", "just before the last day"),
        ("2023-09-26 16:00", "2023-09-26 18:00", "2 hours on the last day"),
        ("2023-09-26 19:30", "2023-09-27 09:00", "the last day has a night too"),
        ("2023-09-27 13:59", "2023-09-27 15:59", "the last offer"),
        ("2023-09-27 15:00", "2023-09-27 16:00", "never past the start"),
    ],
)
def test_an_offer_ends(sent, ends, why):
    assert rules.offer_end(moment(sent), START) == moment(ends), why


def test_an_offer_across_the_change_of_the_clocks_is_still_24_hours():
    end = rules.offer_end(moment("2023-10-28 12:00"), moment("2023-11-10 16:00"))

    assert end == moment("2023-10-29 11:00")
    assert end.timestamp() - moment("2023-10-28 12:00").timestamp() == 24 * 3600


@pytest.mark.parametrize("hour", range(24))
def test_nothing_ends_at_night(hour):
    sent = moment("2023-09-06 00:15") + timedelta(hours=hour)

    for end in (rules.hold_end(sent), rules.offer_end(sent, START)):
        assert 8 <= timezone.localtime(end).hour < 21
        assert end >= sent + rules.HOLD


def test_offers_stop_two_hours_before_the_start(meeting):
    assert rules.offers_are_made(meeting, moment("2023-09-27 13:59"))
    assert not rules.offers_are_made(meeting, moment("2023-09-27 14:00"))


@pytest.mark.parametrize("state", ["draft", "postponed", "cancelled"])
def test_a_meeting_that_is_not_on_makes_no_offers(db, state):
    assert not rules.offers_are_made(make_meeting(state=state), moment("2023-09-06 09:00"))


def test_the_published_rule_says_the_numbers_that_hold():
    words = " ".join(str(sentence) for sentence in rules.LINE_RULE)

    assert f"{rules.OFFER // timedelta(hours=1)} ore per accettarlo" in words
    assert f"nelle ultime {rules.LAST_DAY // timedelta(hours=1)} ore" in words
    assert f"ne ha {rules.OFFER_ON_THE_LAST_DAY // timedelta(hours=1)}" in words
    assert f"tra le {rules.NIGHT_BEGINS} e le {rules.NIGHT_ENDS}" in words
    assert f"fino alle {rules.MORNING} del mattino" in words
    assert f"dopo {rules.UNANSWERED_OFFERS} offerte senza risposta" in words
    assert f"Nelle ultime {rules.NO_OFFERS_BEFORE_START // timedelta(hours=1)} ore" in words
