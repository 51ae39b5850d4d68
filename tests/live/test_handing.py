"""The floor at the round table: from a voice to the next, to who moderates, and back."""

import pytest
from django.db import IntegrityError, transaction

from arengo.core.ledger.models import Entry
from arengo.live import operations
from arengo.live.figures import for_everybody, who_spoke
from arengo.live.minutes_content import content_of
from arengo.live.models import Turn
from arengo.live.refusals import (
    MeetingIsClosed,
    NobodyModerates,
    NoRoundTable,
    NotAVoiceOfThis,
    SomebodyWasFaster,
)
from arengo.live.speakers import is_told_by_the_line, spoke_for, turn_ends_at, turn_now
from arengo.meetings.models import AgendaItem, Meeting, Sitting, Speaker
from tests.conftest import Clock
from tests.factories import moment
from tests.live.acts import REGIA, make_evening, seen, told
from tests.live.report import write_down
from tests.live.test_speaking import ask, call, come, floor

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    """The first axis of the round table is on for ten minutes, with two voices; the first speaks."""
    meeting = make_evening()
    for place, (key, name) in enumerate([("a", "Voce A"), ("b", "Voce B"), ("m", "Mara Modera")]):
        Speaker.objects.create(meeting=meeting, key=key, name=name, role="Ruolo", position=place)
    Sitting.objects.filter(key="tavola").update(moderator=voice(meeting, "m"))
    AgendaItem.objects.get(key="asse-1").speakers.set([voice(meeting, "a"), voice(meeting, "b")])
    clock.to("2023-09-27 16:30")
    operations.begin(meeting=meeting, key="tavola/asse-1", seen=None, by=REGIA)
    return meeting


def voice(meeting: Meeting, key: str) -> Speaker:
    return meeting.speakers.get(key=key)


def hear(meeting: Meeting, key: str) -> Turn:
    return operations.hear_voice(
        meeting=meeting, speaker=voice(meeting, key), seen=floor(meeting), by=REGIA
    )


def moderate(meeting: Meeting) -> Turn:
    return operations.hear_moderator(meeting=meeting, seen=floor(meeting), by=REGIA)


def turns(meeting: Meeting) -> list[tuple[str, int]]:
    """Who had the floor, and for how many seconds, in order."""
    rows = Turn.objects.filter(room__meeting=meeting).select_related("speaker")
    return [(turn.speaker.key, spoke_for(turn)) for turn in rows]


def test_the_floor_passes_at_one_moment_and_what_is_left_of_the_line_with_it(
    evening: Meeting, clock: Clock
) -> None:
    clock.to("2023-09-27 16:34")
    second = hear(evening, "b")
    first = Turn.objects.get(speaker__key="a")
    assert first.ended_at == second.began_at == moment("2023-09-27 16:34")
    assert turn_ends_at(second) == moment("2023-09-27 16:40")
    assert told()[-4:] == ["turn", "queue", "notes", "figures"]
    assert Entry.objects.filter(kind="turn.given", facts={"turn": second.pk}).exists()


def test_a_voice_speaks_again_and_who_moderates_in_between(evening: Meeting, clock: Clock) -> None:
    for minute, act in [(3, "m"), (4, "b"), (7, "m"), (8, "a")]:
        clock.to(f"2023-09-27 16:3{minute}")
        moderate(evening) if act == "m" else hear(evening, act)
    clock.to("2023-09-27 16:39")
    assert turns(evening) == [("a", 180), ("m", 60), ("b", 180), ("m", 60), ("a", 60)]


def test_who_moderates_has_no_limit_and_can_be_paused_given_a_minute_and_ended(
    evening: Meeting, clock: Clock
) -> None:
    clock.to("2023-09-27 16:31")
    turn = moderate(evening)
    assert (turn.is_moderating, turn_ends_at(turn)) == (True, None)
    clock.to("2023-09-27 16:32")
    operations.pause_turn(meeting=evening, seen=turn.pk, by=REGIA)
    clock.to("2023-09-27 16:33")
    operations.resume_turn(meeting=evening, seen=turn.pk, by=REGIA)
    turn = operations.extend_turn(meeting=evening, seen=turn.pk, by=REGIA)
    assert turn_ends_at(turn) == moment("2023-09-27 16:34")
    ended = operations.end_turn(meeting=evening, seen=turn.pk, by=REGIA)
    assert spoke_for(ended) == 60
    assert turn_now(evening) is None
    assert hear(evening, "a").speaker.key == "a"


def test_a_voice_has_no_limit_when_the_line_has_none_or_is_over_it(
    evening: Meeting, clock: Clock
) -> None:
    clock.to("2023-09-27 16:41")
    assert turn_ends_at(hear(evening, "b")) is None
    AgendaItem.objects.update(minutes=None)
    operations.begin(meeting=evening, key="tavola/asse-2", seen=seen(evening), by=REGIA)
    AgendaItem.objects.get(key="asse-2").speakers.set([voice(evening, "a")])
    assert turn_ends_at(hear(evening, "a")) is None


def test_the_time_of_who_speaks_at_the_table_is_that_of_the_line(
    evening: Meeting, clock: Clock
) -> None:
    operations.extend(meeting=evening, minutes=5, seen=seen(evening), by=REGIA)
    assert turn_ends_at(turn_now(evening)) == moment("2023-09-27 16:45")
    operations.pause(meeting=evening, seen=seen(evening), by=REGIA)
    assert turn_now(evening).paused_at
    clock.to("2023-09-27 16:32")
    operations.resume(meeting=evening, seen=seen(evening), by=REGIA)
    assert turn_ends_at(turn_now(evening)) == moment("2023-09-27 16:47")
    assert turn_ends_at(hear(evening, "b")) == moment("2023-09-27 16:47")


def test_the_line_tells_who_speaks_only_while_it_is_one_voice_by_its_clock(
    evening: Meeting, clock: Clock
) -> None:
    assert not is_told_by_the_line(turn_now(evening))
    AgendaItem.objects.get(key="asse-1").speakers.set([voice(evening, "a")])
    assert is_told_by_the_line(turn_now(evening))
    clock.to("2023-09-27 16:32")
    assert not is_told_by_the_line(moderate(evening))
    hear(evening, "a")
    assert is_told_by_the_line(turn_now(evening))
    operations.extend_turn(meeting=evening, seen=floor(evening), by=REGIA)
    assert not is_told_by_the_line(turn_now(evening))


def test_twice_is_once_and_the_second_of_two_assistants_is_told(evening: Meeting) -> None:
    before = floor(evening)
    turn = hear(evening, "b")
    again = operations.hear_voice(
        meeting=evening, speaker=voice(evening, "b"), seen=before, by="duty:2"
    )
    assert again == turn
    with pytest.raises(SomebodyWasFaster):
        operations.hear_moderator(meeting=evening, seen=before, by="duty:2")
    assert Turn.objects.count() == 2


def test_who_moderates_and_is_a_voice_too_has_the_floor_as_one_or_the_other(
    evening: Meeting,
) -> None:
    Sitting.objects.filter(key="tavola").update(moderator=voice(evening, "a"))
    turn = moderate(evening)
    assert (turn.speaker.key, turn.is_moderating) == ("a", True)
    assert not hear(evening, "a").is_moderating
    assert Turn.objects.count() == 3


def test_only_a_voice_of_the_line_that_is_on_is_heard(evening: Meeting) -> None:
    with pytest.raises(NotAVoiceOfThis):
        hear(evening, "m")
    operations.begin(meeting=evening, key="tavola/asse-2", seen=seen(evening), by=REGIA)
    with pytest.raises(NotAVoiceOfThis):
        hear(evening, "a")
    assert moderate(evening).speaker.key == "m"


def test_between_the_lines_and_in_the_plenary_there_is_no_round_table(evening: Meeting) -> None:
    operations.stop(meeting=evening, seen=seen(evening), by=REGIA)
    for act in (lambda: hear(evening, "a"), lambda: moderate(evening)):
        with pytest.raises(NoRoundTable):
            act()
    operations.begin(meeting=evening, key="plenaria", seen=None, by=REGIA)
    with pytest.raises(NoRoundTable):
        hear(evening, "a")
    operations.close_meeting(meeting=evening, by=REGIA)
    with pytest.raises(MeetingIsClosed):
        moderate(evening)


def test_of_a_table_that_nobody_moderates_it_is_said_where_to_choose(evening: Meeting) -> None:
    Sitting.objects.update(moderator=None)
    with pytest.raises(NobodyModerates, match="scrivania"):
        moderate(evening)


def test_who_moderates_is_announced(evening: Meeting) -> None:
    operations.begin(meeting=evening, key="plenaria", seen=seen(evening), by=REGIA)
    ask(come(evening, "Ada A"))
    turn = call(evening)
    with pytest.raises(IntegrityError, match="announced"), transaction.atomic():
        Turn.objects.filter(pk=turn.pk).update(is_moderating=True)


def test_the_figures_count_voices_not_turns_and_moderating_apart(
    evening: Meeting, clock: Clock
) -> None:
    for minute, act in [(3, "m"), (4, "b"), (7, "a")]:
        clock.to(f"2023-09-27 16:3{minute}")
        moderate(evening) if act == "m" else hear(evening, act)
    clock.to("2023-09-27 16:39")
    figures = who_spoke(evening)
    table = (figures.round_table_voices, figures.round_table_seconds, figures.moderating_seconds)
    assert table == (2, 480, 60)
    assert figures.total.turns == 0
    public = for_everybody(evening)
    assert (public["round_table_voices"], public["moderating_seconds"]) == (2, 60)


def test_of_who_moderates_a_note_is_written_and_waits_for_the_tidy_up(evening: Meeting) -> None:
    turn = moderate(evening)
    assert write_down("Apriamo con i trasporti.").kind == ""
    assert turn.notes.get().axis is None


def test_a_table_without_axes_is_moderated_and_told_as_the_round_table(
    evening: Meeting, clock: Clock
) -> None:
    operations.stop(meeting=evening, seen=seen(evening), by=REGIA)
    values = {"key": "altra", "position": 9, "kind": "round_table", "title": "Altra tavola"}
    evening.sittings.create(**values, moderator=voice(evening, "m"))
    operations.begin(meeting=evening, key="altra", seen=None, by=REGIA)
    moderate(evening)
    content = content_of(evening)
    [other] = [axis for axis in content["axes"] if not axis["number"]]
    assert other["title"]["it"] == "Altra tavola"
    assert other["moderator"]["name"] == "Mara Modera"
    assert [turn["is_moderating"] for turn in other["turns"]] == [True]
    assert content["plenary"] == []
