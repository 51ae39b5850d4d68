"""Real threads, all at once: one vote each, and none after the closing."""

import pytest

from arengo.live import operations
from arengo.live.models import Ballot, QuestionSupport
from arengo.live.refusals import PollNotOpen
from tests.live.acts import REGIA, ask_something, make_evening, opened, present, results_of, vote
from tests.registrations.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_person_on_two_devices_votes_once(clock) -> None:
    evening = make_evening()
    clock.to("2023-09-27 16:05")
    ada = present(evening, "Ada Rossi")
    poll = opened(evening)
    results = at_once(*[lambda place=place: vote(ada, poll, place % 2) for place in range(4)])
    assert all(isinstance(result, Ballot) for result in results), results
    assert results_of(poll).total == 1


def test_no_vote_is_counted_after_the_closing(clock) -> None:
    evening = make_evening()
    clock.to("2023-09-27 16:05")
    people = [present(evening, f"Ospite{number} Rossi") for number in range(3)]
    poll = opened(evening)
    acts = [lambda who=who: vote(who, poll) for who in people]
    results = at_once(*acts, lambda: operations.close_poll(poll=poll, by=REGIA))
    counted = [result for result in results if isinstance(result, Ballot)]
    refused = [result for result in results if isinstance(result, PollNotOpen)]
    assert len(counted) + len(refused) == 3, results
    assert results_of(poll).total == len(counted)


def test_a_double_tap_supports_once(clock) -> None:
    evening = make_evening()
    clock.to("2023-09-27 16:05")
    ada, bruno = present(evening, "Ada Rossi"), present(evening, "Bruno Bo")
    question = operations.publish_question(question=ask_something(ada), by=REGIA)
    support = operations.support_question
    results = at_once(*[lambda: support(registration=bruno, question=question)] * 3)
    assert results == [question] * 3
    assert QuestionSupport.objects.count() == 1
