"""The rehearsed evening: nothing that it promises is missing, and the same seed is the same evening."""

import json
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction

from arengo.blueprint.demo import seed as seed_examples
from arengo.blueprint.load import bundled
from arengo.blueprint.operations import apply_file
from arengo.core.ledger.models import Entry
from arengo.live.models import (
    AskedQuestion,
    Ballot,
    InvitationToWrite,
    Note,
    Room,
    SpeakingRequest,
    Statement,
    Turn,
)
from arengo.meetings.models import Meeting
from arengo.registrations.models import Attendance, Registration
from arengo.registrations.queries import audit_pools
from arengo.rehearsal import words
from arengo.rehearsal.operations import rehearse
from arengo.rehearsal.refusals import NobodyToPlay, NothingToPlay
from arengo.rehearsal.script import Cast, What, script
from arengo.rehearsal.stagehand import Outcome, Stagehand, facts_of
from tests.conftest import Clock
from tests.factories import make_meeting
from tests.live.acts import make_evening
from tests.registrations.acts import HALL, ONLINE, take_part

pytestmark = pytest.mark.django_db
SEED = 7


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    """Forty people have a place."""
    meeting = make_evening(hall=25, safety=60)
    for number in range(40):
        take_part(meeting, f"Esempio{number} Di Prova", HALL if number < 25 else ONLINE)
    return meeting


def play(meeting: Meeting, **fields: Any) -> Outcome:
    return rehearse(meeting=meeting, seed=SEED, **fields)


def test_at_its_end_every_axis_was_written_about(evening: Meeting) -> None:
    play(evening)
    for item in ("asse-1", "asse-2"):
        kinds = set(Statement.objects.filter(item__key=item).values_list("kind", flat=True))
        assert kinds == {"perspective", "priority"}


def test_every_request_was_served_withdrawn_or_invited_to_write(evening: Meeting) -> None:
    play(evening)
    state = SpeakingRequest.State
    requests = SpeakingRequest.objects.all()
    assert not requests.filter(state__in=[state.WAITING, state.SPEAKING]).exists()
    unserved = requests.filter(state=state.UNSERVED)
    assert unserved.exists()
    assert InvitationToWrite.objects.filter(request__in=unserved).count() == unserved.count()
    assert InvitationToWrite.objects.exclude(text="").exists()
    assert requests.filter(state=state.SPOKE).count() == Turn.objects.exclude(request=None).count()


def test_as_done_counts_only_what_there_was_to_do(evening: Meeting) -> None:
    done = play(evening).done
    assert done["write_instead"] == InvitationToWrite.objects.exclude(text="").count()
    confirmed = Note.objects.filter(confirmed_at__isnull=False)
    assert done["confirm"] == confirmed.values("turn__request__registration").distinct().count()


def test_some_turns_have_text_and_some_are_not_transcribed(evening: Meeting) -> None:
    play(evening)
    turns = Turn.objects.all()
    assert turns.filter(notes__isnull=False).exists()
    assert all(turn.ended_at for turn in turns)


def test_a_third_does_not_come_and_nobody_is_in_twice(evening: Meeting) -> None:
    play(evening)
    present = Registration.objects.filter(state="attended").count()
    assert 0.5 < present / 44 < 0.85
    assert Attendance.objects.filter(left_at=None).count() == present
    assert audit_pools() == []


def test_some_register_in_the_last_hour_with_a_name_and_an_address_of_nobody(
    evening: Meeting,
) -> None:
    outcome = play(evening)
    came = Registration.objects.filter(person__contact__email__endswith=words.NOBODYS)
    assert outcome.done["register"] == came.count() == 4
    assert all(each.person.contact.name.startswith(words.MARK) for each in came)
    assert set(came.values_list("state", flat=True)) >= {"attended"}
    assert came.filter(state__in=["confirmed", "attended"]).count() == outcome.done["confirm_place"]


def test_who_registered_in_a_rehearsal_is_not_of_the_cast_that_was_there_before(
    evening: Meeting,
) -> None:
    play(evening, until=evening.starts_at)
    assert Stagehand(evening, SEED).cast == Cast(25, 15, 4)
    assert Stagehand(evening, SEED + 1).cast == Cast(25, 15, 4)


def test_where_registration_has_closed_newcomers_are_told_so_and_the_evening_goes_on(
    clock: Clock,
) -> None:
    meeting = make_evening(hall=25, safety=60)
    for number in range(40):
        take_part(meeting, f"Esempio{number} Di Prova", HALL if number < 25 else ONLINE)
    meeting.registration_closes_at = meeting.starts_at - timedelta(hours=5)
    meeting.registration_opens_at = meeting.starts_at - timedelta(hours=5, minutes=5)
    meeting.save()
    outcome = play(meeting)
    assert outcome.refused["RegistrationNotOpenYet"] == 4
    assert outcome.refused["NeverRegistered"]
    assert outcome.done["close"] == 1


def test_one_person_one_vote_also_in_a_crowd(evening: Meeting) -> None:
    play(evening)
    voters = list(Ballot.objects.values_list("registration", flat=True))
    assert voters
    assert len(voters) == len(set(voters))


def test_spam_is_refused_and_the_others_are_heard(evening: Meeting) -> None:
    outcome = play(evening)
    assert outcome.refused["TooManyQuestions"] > 0
    again = AskedQuestion.objects.filter(text__contains="Ancora la stessa cosa")
    assert again.count() <= 3
    assert AskedQuestion.objects.filter(state="published").exists()


@pytest.mark.parametrize("need", words.NEEDS)
def test_what_is_said_is_italian_whether_one_thing_is_needed_or_several(need: str) -> None:
    said = (words.statement(Random(seed)) for seed in range(400))
    assert any(f"C'è bisogno di {need} " in sentence for sentence in said)


def test_all_that_is_said_is_marked(evening: Meeting) -> None:
    play(evening)
    said = [
        *Statement.objects.values_list("text", flat=True),
        *Note.objects.values_list("text", flat=True),
        *AskedQuestion.objects.values_list("text", flat=True),
        *InvitationToWrite.objects.exclude(text="").values_list("text", flat=True),
        *SpeakingRequest.objects.exclude(topic="").values_list("topic", flat=True),
    ]
    assert said
    assert all(text.startswith(words.MARK) for text in said)


def test_the_same_seed_writes_the_same_script_and_another_another(evening: Meeting) -> None:
    cast = Cast(25, 15, 4)
    first, second = (
        [(act.at, act.what, act.who, act.number, act.facts) for act in script(evening, cast, seed)]
        for seed in (SEED, SEED)
    )
    assert first == second
    assert first != [
        (act.at, act.what, act.who, act.number, act.facts)
        for act in script(evening, cast, SEED + 1)
    ]


def test_interrupted_half_way_and_taken_up_again_it_is_the_same_evening(evening: Meeting) -> None:
    whole = undone(lambda: (play(evening), digest())[1])

    def in_two() -> dict[str, Any]:
        acts = len(script(evening, Cast(25, 15, 4), SEED))
        done: list[int] = []
        with pytest.raises(KeyboardInterrupt):
            play(evening, note=lambda n: stop_at(done, n, acts // 2))
        # The last act was done, and not yet noted: it is told again.
        play(evening, done=done[-1] - 1)
        return digest()

    assert undone(in_two) == whole


def stop_at(done: list[int], number: int, half: int) -> None:
    done.append(number)
    if number == half:
        raise KeyboardInterrupt


def undone(act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `act` gives, and the database as before."""
    with transaction.atomic():
        given = act()
        transaction.set_rollback(True)
    return given


def digest() -> dict[str, Any]:
    """The evening without the codes and ids that are drawn anew each time."""
    return {
        "statements": sorted(Statement.objects.values_list("item__key", "kind", "horizon", "text")),
        "notes": sorted(Note.objects.values_list("position", "text")),
        "turns": list(Turn.objects.values_list("request__mode", "began_at", "ended_at")),
        "requests": sorted(SpeakingRequest.objects.values_list("number", "state", "topic")),
        "questions": sorted(AskedQuestion.objects.values_list("text", "state")),
        "ballots": Ballot.objects.count(),
        "inside": Attendance.objects.count(),
        "registered": sorted(
            Registration.objects.values_list("person__contact__name", "mode", "state")
        ),
        "closed_at": str(Room.objects.get().closed_at),
    }


def test_each_act_waits_for_its_moment(evening: Meeting, clock: Clock) -> None:
    moments: list[Any] = []
    outcome = play(evening, reach=moments.append)
    assert moments == sorted(moments)
    assert len(moments) == outcome.done.total() + outcome.refused.total() + outcome.idle


def test_it_stops_at_the_hour_that_was_asked_for(evening: Meeting) -> None:
    play(evening, until=evening.starts_at)
    assert Attendance.objects.exists()
    assert not Statement.objects.exists()


def test_without_anybody_or_without_a_programme_there_is_nothing_to_play(clock: Clock) -> None:
    meeting = make_meeting()
    with pytest.raises(NobodyToPlay):
        play(meeting)
    take_part(meeting, "Ada A")
    with pytest.raises(NothingToPlay):
        play(meeting)


def test_what_it_says_at_the_end_is_json(evening: Meeting) -> None:
    facts = facts_of(play(evening))
    assert json.loads(json.dumps(facts)) == facts
    assert set(facts["done"]) <= {str(what) for what in What}


def test_the_demo_s_own_evening_has_six_axes_and_a_plenary(clock: Clock) -> None:
    apply_file(bundled())
    clock.to("2023-09-06 09:00")
    seed_examples()
    meeting = Meeting.objects.get(slug="lancio")
    outcome = play(meeting)
    axes = Statement.objects.values_list("axis__number", flat=True).distinct()
    assert set(axes) == {1, 2, 3, 4, 5, 6}
    assert outcome.done["call"] >= 8
    assert InvitationToWrite.objects.exists()
    assert Entry.objects.filter(kind="room.closed").count() == 1
