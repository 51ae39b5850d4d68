"""What an evening leaves becomes voices: each once, counted from when it was saved, followed as it changes."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from arengo.contributions.coding import About, Target, targets_of
from arengo.contributions.models import Contribution
from arengo.contributions.operations import read, receive_evenings
from arengo.contributions.queries import followed
from arengo.core.ledger.models import Entry
from arengo.live import operations as live
from arengo.live.models import Horizon, InvitationToWrite, Note, Statement, Turn
from arengo.live.speakers import turn_now
from arengo.meetings.models import AgendaItem, Meeting, Speaker
from arengo.plan.models import Axis
from tests.conftest import Clock
from tests.factories import moment
from tests.live.acts import REGIA, make_evening, seen
from tests.live.test_speaking import ask, call, come
from tests.registrations.acts import ONLINE

pytestmark = pytest.mark.django_db
Channel = Contribution.Channel
WORDS = "Treni anche la sera"


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    meeting = make_evening()
    voice = Speaker.objects.create(meeting=meeting, key="voce", name="Una voce", role="Esempio")
    AgendaItem.objects.get(key="asse-1").speakers.add(voice)
    clock.to("2023-09-27 16:30")
    return meeting


def go_to(meeting: Meeting, line: str) -> None:
    live.begin(meeting=meeting, key=line, seen=seen(meeting), by=REGIA)


def note(meeting: Meeting, text: str) -> Note:
    turn = meeting_turn(meeting)
    return live.write_note(turn=turn, number=uuid.uuid4(), text=text, by=REGIA)


def meeting_turn(meeting: Meeting) -> Turn:
    turn = turn_now(meeting)
    assert turn is not None
    return turn


def write(registration, text: str = WORDS) -> Statement:
    return live.write_statement(
        registration=registration,
        line="tavola/asse-1",
        kind=Statement.Kind.PRIORITY,
        horizon=Horizon.LONG,
        text=text,
    )


def kinds(code: str) -> list[str]:
    entries = Entry.objects.filter(subject=f"contribution:{code}")
    return list(entries.order_by("recorded_at").values_list("kind", flat=True))


def test_what_is_written_and_said_is_received_when_its_sitting_is_over(
    evening: Meeting, clock: Clock
) -> None:
    go_to(evening, "tavola/asse-1")
    said = note(evening, "Un servizio tutto l'anno")
    written = write(come(evening, "Bruno Bo", ONLINE))
    clock.to("2023-09-27 17:30")
    assert receive_evenings() == 0
    go_to(evening, "plenaria")
    assert receive_evenings() == 2
    assert receive_evenings() == 0
    voice, other = (Contribution.objects.get(code=row.code) for row in (said, written))
    assert (voice.channel, voice.mode, voice.text) == (Channel.ROUND_TABLE, "", said.text)
    axis = Axis.objects.get(number=1, plan__key="vigente")
    assert (voice.kind, targets_of(voice)) == ("perspective", [Target(About.AXIS, axis)])
    assert [code.by for code in voice.codes.all()] == [REGIA]
    assert [code.by for code in other.codes.all()] == ["author"]
    assert (other.mode, other.kind, other.horizon) == ("online", "priority", "long")
    # Counted from when they were saved, whenever they were pulled in.
    assert voice.received_at == said.written_at == moment("2023-09-27 16:30")
    assert (voice.meeting, voice.process) == (evening, evening.process)
    assert kinds(said.code) == ["contribution.received"]


def test_what_was_hidden_in_the_room_is_held_until_the_office_decides(
    evening: Meeting, clock: Clock
) -> None:
    ada = come(evening, "Ada Ai", ONLINE)
    go_to(evening, "tavola/asse-1")
    bruno = come(evening, "Bruno Bo", ONLINE)
    shown, hidden = write(ada), write(bruno, "Un'offesa.")
    live.hide_statement(statement=hidden, by=REGIA)
    clock.to("2023-09-27 17:30")
    go_to(evening, "plenaria")
    receive_evenings()
    held = Contribution.objects.get(statement=hidden)
    assert (held.publication, held.public_words) == ("held", "")
    assert Contribution.objects.get(statement=shown).public_words == WORDS


def test_who_was_not_reached_and_wrote_it_has_a_voice_too(evening: Meeting, clock: Clock) -> None:
    bruno = come(evening, "Bruno Bo", ONLINE)
    clock.to("2023-09-27 17:30")
    go_to(evening, "plenaria")
    ask(bruno)
    live.close_meeting(meeting=evening, by=REGIA)
    assert receive_evenings() == 0
    clock.to("2023-09-29 10:00")
    invitation = InvitationToWrite.objects.get()
    live.write_instead(invitation=invitation, text=WORDS)
    assert receive_evenings() == 1
    voice = Contribution.objects.get()
    assert (voice.channel, voice.mode, voice.text) == (Channel.PLENARY, "online", WORDS)
    assert voice.received_at == moment("2023-09-29 10:00")
    live.write_instead(invitation=invitation, text="Treni anche la domenica")
    assert receive_evenings() == 1
    assert Contribution.objects.get(code=voice.code).text == "Treni anche la domenica"


def test_a_correction_stands_beside_the_words_that_were_written_down(
    evening: Meeting, clock: Clock
) -> None:
    bruno = come(evening, "Bruno Bo", ONLINE)
    clock.to("2023-09-27 17:30")
    go_to(evening, "plenaria")
    ask(bruno)
    call(evening)
    said = note(evening, "Treni")
    live.close_meeting(meeting=evening, by=REGIA)
    receive_evenings()
    live.tidy_note(note=said, by=REGIA, kind="need", about="process")
    live.correct_note(note=said, text="Treni di sera")
    assert receive_evenings() == 1
    voice = Contribution.objects.get(code=said.code)
    assert (voice.text, voice.correction, voice.words) == (
        "Treni",
        "Treni di sera",
        "Treni di sera",
    )
    assert (voice.kind, targets_of(voice)) == ("need", [Target(About.PROCESS)])
    assert kinds(said.code) == ["contribution.received", "contribution.changed"]


def test_a_sitting_that_is_taken_up_again_is_waited_for(evening: Meeting, clock: Clock) -> None:
    go_to(evening, "tavola/asse-1")
    first = note(evening, "Una cosa")
    clock.to("2023-09-27 17:30")
    go_to(evening, "plenaria")
    assert receive_evenings() == 1
    go_to(evening, "tavola/asse-1")
    second = note(evening, "Un'altra cosa")
    assert receive_evenings() == 0
    live.close_meeting(meeting=evening, by=REGIA)
    assert receive_evenings() == 1
    assert {voice.code for voice in Contribution.objects.all()} == {first.code, second.code}


def test_what_does_not_change_costs_six_queries_and_no_transaction(
    evening: Meeting, django_assert_num_queries
) -> None:
    go_to(evening, "tavola/asse-1")
    note(evening, "Una cosa")
    write(come(evening, "Bruno Bo", ONLINE))
    live.close_meeting(meeting=evening, by=REGIA)
    assert receive_evenings() == 2
    with django_assert_num_queries(6):
        assert receive_evenings() == 0


def test_a_correction_of_the_last_moment_arrives_however_late_the_job_runs(
    evening: Meeting, clock: Clock
) -> None:
    bruno = come(evening, "Bruno Bo", ONLINE)
    clock.to("2023-09-27 17:30")
    go_to(evening, "plenaria")
    ask(bruno)
    call(evening)
    said = note(evening, "Treni")
    live.close_meeting(meeting=evening, by=REGIA)
    receive_evenings()
    clock.to("2023-10-04 17:29")
    live.correct_note(note=said, text="Treni di sera")
    clock.to("2023-10-20 10:00")
    assert receive_evenings() == 1
    assert Contribution.objects.get().words == "Treni di sera"


@pytest.mark.parametrize("about", ["plan", "process", "axis"])
def test_what_it_is_about_follows_the_tidy_up(evening: Meeting, about: str) -> None:
    go_to(evening, "tavola/asse-1")
    said = note(evening, "Una cosa")
    live.close_meeting(meeting=evening, by=REGIA)
    receive_evenings()
    axis = Axis.objects.get(number=2, plan__key="vigente") if about == "axis" else None
    live.tidy_note(note=said, by=REGIA, kind="need", about=about, axis=axis)
    assert receive_evenings() == 1
    assert receive_evenings() == 0
    (code,) = Contribution.objects.get().codes.all()
    assert (code.about, code.axis) == (about, axis)
    live.tidy_note(note=said, by=REGIA)
    assert receive_evenings() == 1
    assert not Contribution.objects.get().codes.exists()


def test_what_the_office_has_read_stays_so_while_the_words_go_on_being_corrected(
    evening: Meeting,
) -> None:
    go_to(evening, "tavola/asse-1")
    said = note(evening, "Una cosa")
    live.close_meeting(meeting=evening, by=REGIA)
    receive_evenings()
    read(
        contribution=Contribution.objects.get(),
        kind="proposal",
        targets=[Target(About.PLAN)],
        by="staff:1",
    )
    live.tidy_note(note=said, by=REGIA, kind="need", about="process")
    assert receive_evenings() == 0
    live.write_note(turn=said.turn, number=said.pk, text="Un'altra cosa", by=REGIA)
    assert receive_evenings() == 1
    voice = Contribution.objects.get()
    assert (voice.text, voice.kind, targets_of(voice)) == (
        "Un'altra cosa",
        "proposal",
        [Target(About.PLAN)],
    )


def test_a_voice_is_followed_from_the_moment_it_was_saved(evening: Meeting) -> None:
    go_to(evening, "tavola/asse-1")
    said = note(evening, "Una cosa")
    before = followed(said.code)
    assert before is not None
    assert (before.words, before.received_at, before.is_written) == ("Una cosa", None, False)
    live.close_meeting(meeting=evening, by=REGIA)
    receive_evenings()
    after = followed(said.code)
    assert after is not None
    assert after.received_at == said.written_at
    assert [entry.kind for entry in after.entries] == ["note.written", "contribution.received"]
    assert followed("7K4M2QWX") is None


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("a_contribution_says_something", {"text": ""}),
        ("a_contribution_is_read_by_somebody", {"read_by": "staff:1"}),
        ("a_contribution_changes_after_it_came", {"changed_at": moment("2023-09-01 10:00")}),
    ],
)
def test_a_voice_that_cannot_be_is_refused(evening: Meeting, name: str, fields: dict) -> None:
    whole = {
        "process": evening.process,
        "channel": Channel.PLENARY,
        "text": "Una cosa",
        "received_at": moment("2023-09-27 18:00"),
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Contribution.objects.create(**{**whole, **fields})
