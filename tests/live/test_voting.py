"""Polls: one person one vote, hall and online alike, the results when the chair says."""

import random
import uuid

import pytest
from django.db import IntegrityError, transaction

from arengo.core.ledger.models import Entry
from arengo.core.localized import Localized
from arengo.live import asked, operations
from arengo.live.models import Ballot, Poll, PollOption, Room
from arengo.live.refusals import (
    AnotherPollIsOpen,
    FewOptions,
    MeetingIsClosed,
    NoSuchOption,
    NothingWritten,
    NotInTheRoom,
    NotTheDay,
    PollHasBegun,
    PollNotClosed,
    PollNotOpen,
    PollNotOpened,
)
from arengo.live.retention import BALLOTS_KEPT
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.live.acts import REGIA, make_evening, make_poll, opened, present, results_of, told, vote
from tests.registrations.acts import HALL, ONLINE, take_part

pytestmark = pytest.mark.django_db
State = Poll.State


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    meeting = make_evening(hall=20, safety=20)
    clock.to("2023-09-27 16:05")
    return meeting


@pytest.fixture
def ada(evening: Meeting) -> Registration:
    return present(evening, "Ada Rossi", HALL)


@pytest.fixture
def bruno(evening: Meeting) -> Registration:
    return present(evening, "Bruno Bo", ONLINE)


def counts(poll: Poll) -> list[int]:
    return [one.count for one in results_of(poll).options]


def test_a_poll_is_prepared_before_the_day_and_opened_on_it(evening: Meeting, clock: Clock) -> None:
    clock.to("2023-09-20 10:00")
    poll = make_poll(evening, "Sì", "No")
    assert asked.poll_on(evening) is None
    with pytest.raises(NotTheDay):
        operations.open_poll(poll=poll, by=REGIA)
    clock.to("2023-09-27 16:05")
    for _twice in range(2):
        operations.open_poll(poll=poll, by=REGIA)
    assert asked.poll_on(evening) == poll
    assert Entry.objects.filter(kind="poll.opened").count() == 1


def test_a_double_click_is_one_poll(evening: Meeting) -> None:
    number, options = uuid.uuid4(), [Localized(it="Sì"), Localized(it="No")]
    for _twice in range(2):
        operations.make_poll(
            meeting=evening, number=number, question=Localized(it="Sì?"), options=options, by=REGIA
        )
    assert PollOption.objects.count() == 2
    assert [poll.position for poll in (Poll.objects.get(), make_poll(evening))] == [0, 1]


@pytest.mark.parametrize("options", [["Sì"], [str(n) for n in range(9)], ["Sì", ""]])
def test_there_are_two_to_eight_answers(evening: Meeting, options: list[str]) -> None:
    with pytest.raises(FewOptions):
        make_poll(evening, *options)
    assert not Poll.objects.exists()


def test_a_poll_asks_something(evening: Meeting) -> None:
    with pytest.raises(NothingWritten):
        make_poll(evening, question="")


def test_it_is_written_anew_only_before_it_was_opened(evening: Meeting) -> None:
    poll = make_poll(evening, "Sì", "No")
    three = [Localized(it=text) for text in ("Sì", "No", "Non so")]
    operations.change_poll(poll=poll, question=Localized(it="Prima?"), options=three, by=REGIA)
    assert [str(one) for one in poll.options.all()] == ["Sì", "No", "Non so"]
    operations.open_poll(poll=poll, by=REGIA)
    with pytest.raises(PollHasBegun):
        operations.change_poll(poll=poll, question=Localized(it="Poi?"), options=three, by=REGIA)
    assert str(Poll.objects.get().question) == "Prima?"


def test_one_poll_at_a_time(evening: Meeting) -> None:
    opened(evening)
    with pytest.raises(AnotherPollIsOpen):
        opened(evening)


def test_hall_and_online_count_alike_and_one_may_think_again(
    evening: Meeting, ada: Registration, bruno: Registration
) -> None:
    poll = opened(evening)
    vote(ada, poll, 0)
    vote(bruno, poll, 0)
    vote(bruno, poll, 1)
    assert counts(poll) == [1, 1]
    assert asked.my_asking(bruno).chosen == poll.options.get(position=1)
    assert asked.my_asking(ada).chosen == poll.options.get(position=0)


def test_the_same_vote_again_changes_nothing(evening: Meeting, ada: Registration) -> None:
    poll = opened(evening)
    assert vote(ada, poll) == vote(ada, poll)
    assert Entry.objects.filter(kind="ballot.cast").count() == 1


def test_a_vote_tells_only_the_count_since_hundreds_would_fetch_their_own_part(
    evening: Meeting, ada: Registration
) -> None:
    poll = opened(evening)
    before = len(told())
    vote(ada, poll, 0)
    vote(ada, poll, 1)
    assert told()[before:] == ["ballots"]


@pytest.mark.parametrize("mode", [HALL, ONLINE])
def test_who_did_not_enter_does_not_vote(evening: Meeting, clock: Clock, mode: str) -> None:
    clock.to("2023-09-20 10:00")
    carla = take_part(evening, "Carla Co", mode)
    clock.to("2023-09-27 16:05")
    poll = opened(evening)
    with pytest.raises(NotInTheRoom):
        vote(carla, poll)
    assert asked.ballots_cast(poll) == 0


def test_before_and_after_nobody_votes(evening: Meeting, ada: Registration) -> None:
    poll = make_poll(evening)
    with pytest.raises(PollNotOpen):
        vote(ada, poll)
    with pytest.raises(PollNotOpen):
        operations.close_poll(poll=poll, by=REGIA)
    operations.open_poll(poll=poll, by=REGIA)
    vote(ada, poll, 0)
    for _twice in range(2):
        operations.close_poll(poll=poll, by=REGIA)
    with pytest.raises(PollNotOpen, match="è rimasto"):
        vote(ada, poll, 1)
    with pytest.raises(PollHasBegun):
        operations.open_poll(poll=poll, by=REGIA)
    assert counts(poll) == [1, 0]


def test_an_answer_of_another_poll_is_none_of_this(evening: Meeting, ada: Registration) -> None:
    other, poll = make_poll(evening), opened(evening)
    with pytest.raises(NoSuchOption):
        operations.cast_ballot(registration=ada, poll=poll, option=other.options.first().pk)


def test_the_end_of_the_meeting_closes_what_was_open(evening: Meeting, ada: Registration) -> None:
    poll = opened(evening)
    vote(ada, poll)
    operations.close_meeting(meeting=evening, by=REGIA)
    with pytest.raises(MeetingIsClosed):
        vote(ada, poll, 1)
    poll.refresh_from_db()
    assert (poll.state, poll.closed_at) == ("closed", Room.objects.get().closed_at)
    assert counts(poll) == [1, 0]


def test_results_are_shown_and_hidden_when_the_chair_says(evening: Meeting) -> None:
    poll = opened(evening)
    with pytest.raises(PollNotClosed):
        operations.show_results(poll=poll, by=REGIA)
    operations.close_poll(poll=poll, by=REGIA)
    for _twice in range(2):
        shown = operations.show_results(poll=poll, by=REGIA)
    assert shown.results_shown_at is not None
    for _twice in range(2):
        hidden = operations.hide_results(poll=poll, by=REGIA)
    assert hidden.results_shown_at is None
    kinds = Entry.objects.filter(kind__in=["poll.shown", "poll.hidden"])
    assert sorted(kinds.values_list("kind", flat=True)) == ["poll.hidden", "poll.shown"]


def test_the_screen_shows_polls_that_began(evening: Meeting) -> None:
    poll = make_poll(evening)
    with pytest.raises(PollNotOpened):
        operations.show_poll(poll=poll, by=REGIA)
    operations.open_poll(poll=poll, by=REGIA)
    room = operations.show_poll(poll=poll, by=REGIA)
    assert (room.showing, room.poll) == ("poll", poll)


def crowd(meeting: Meeting, mode: str, many: int) -> list[Registration]:
    return [present(meeting, f"Ospite{number} {mode}", mode) for number in range(many)]


@pytest.mark.parametrize(("online", "told_apart"), [(0, False), (4, False), (5, True)])
def test_the_modes_are_told_apart_only_where_nobody_can_be_guessed(
    evening: Meeting, online: int, told_apart: bool
) -> None:
    poll = opened(evening)
    for who in crowd(evening, HALL, 6):
        vote(who, poll, 0)
    for who in crowd(evening, ONLINE, online):
        vote(who, poll, 1)
    results = results_of(poll)
    assert counts(poll) == [6, online]
    assert results.total == 6 + online
    assert bool(results.by_mode) == told_apart
    if told_apart:
        apart = [
            (one.mode, one.total, [each.count for each in one.options]) for one in results.by_mode
        ]
        assert apart == [(HALL, 6, [6, 0]), (ONLINE, 5, [0, 5])]


def test_of_no_votes_nothing_is_said_in_percent(evening: Meeting) -> None:
    results = results_of(opened(evening))
    assert [(one.count, one.percent) for one in results.options] == [(0, 0), (0, 0)]


@pytest.mark.parametrize("seed", range(3))
def test_votes_never_exceed_who_is_present_however_often_they_change(
    evening: Meeting, seed: int
) -> None:
    chance = random.Random(seed)
    people = crowd(evening, HALL, 3) + crowd(evening, ONLINE, 3)
    poll = opened(evening, "Uno", "Due", "Tre")
    last: dict[int, int] = {}
    for _time in range(60):
        who, place = chance.choice(people), chance.randrange(3)
        vote(who, poll, place)
        last[who.pk] = place
        assert sum(counts(poll)) == len(last) <= asked.people_present(poll.room)
    assert counts(poll) == [list(last.values()).count(place) for place in range(3)]


def test_the_ledger_says_that_one_voted_and_not_who_nor_what(
    evening: Meeting, ada: Registration
) -> None:
    poll = opened(evening)
    vote(ada, poll, 0)
    vote(ada, poll, 1)
    entries = Entry.objects.filter(kind__startswith="ballot.")
    said = {(one.subject, one.by, str(one.facts)) for one in entries}
    assert said == {(f"poll:{poll.pk}", "person", "{}")}


def test_whose_ballot_it_was_is_forgotten_and_the_count_stays(
    evening: Meeting, ada: Registration, bruno: Registration, clock: Clock
) -> None:
    poll = opened(evening)
    vote(ada, poll, 0)
    vote(bruno, poll, 1)
    erase_person(person=ada.person, by="person")
    assert operations.forget_voters() == 1
    assert not Ballot.objects.filter(registration=ada).exists()
    assert Ballot.objects.filter(registration=bruno).exists()
    clock.to(evening.ends_at + BALLOTS_KEPT)
    assert operations.forget_voters() == 1
    assert operations.forget_voters() == 0
    assert not Ballot.objects.filter(registration__isnull=False).exists()
    assert counts(poll) == [1, 1]


def test_results_cost_two_queries_however_many_answers(
    evening: Meeting, django_assert_num_queries
) -> None:
    for many in (2, 8):
        poll = make_poll(evening, *(f"Risposta {number}" for number in range(many)))
        with django_assert_num_queries(2):
            assert len(results_of(poll).options) == many


def test_one_person_one_vote(evening: Meeting, ada: Registration) -> None:
    ballot = vote(ada, opened(evening))
    values = {"poll": ballot.poll, "option": ballot.option, "mode": ballot.mode}
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.create(registration=ada, **values)
    with (
        pytest.raises(IntegrityError, match="a_ballot_is_somebodys_or_forgotten"),
        transaction.atomic(),
    ):
        Ballot.objects.create(**values)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("a_poll_opens_and_then_closes", {"state": "open"}),
        ("a_poll_opens_and_then_closes", {"closed_at": "2023-09-27 16:00Z"}),
        ("results_are_shown_of_closed_polls", {"results_shown_at": "2023-09-27 16:00Z"}),
    ],
)
def test_what_may_never_be_false_of_a_poll(evening: Meeting, name: str, values: dict) -> None:
    make_poll(evening)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Poll.objects.update(**values)


def test_one_poll_is_open_at_a_time_and_each_has_its_place(evening: Meeting) -> None:
    poll, other = opened(evening), make_poll(evening)
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.filter(pk=other.pk).update(state="open", opened_at=poll.opened_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.filter(pk=other.pk).update(position=poll.position)
    with pytest.raises(IntegrityError), transaction.atomic():
        PollOption.objects.filter(poll=other).update(position=0)
