"""What is said is written down, put in order, and confirmed or corrected by who said it."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from arengo.core.ledger.models import Entry
from arengo.live import operations
from arengo.live.models import Note, Turn
from arengo.live.refusals import (
    AlreadyAnswered,
    AlreadyHeard,
    NothingWritten,
    ThreeAlready,
    TooLateToCorrect,
)
from arengo.live.said import notes_of, turns_said, what_was_said
from arengo.meetings.models import AgendaItem, Meeting, Speaker
from arengo.plan.models import Axis
from tests.conftest import Clock
from tests.live.acts import REGIA, make_evening, seen, told
from tests.live.test_speaking import ask, call, come, floor
from tests.registrations.acts import ONLINE

pytestmark = pytest.mark.django_db
WRITER = "duty:7"


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    """A voice for the first axis; then the plenary is on."""
    meeting = make_evening(hall=10)
    voice = Speaker.objects.create(meeting=meeting, key="voce", name="Una voce", role="Esempio")
    AgendaItem.objects.get(key="asse-1").speakers.add(voice)
    clock.to("2023-09-27 16:30")
    operations.begin(meeting=meeting, key="tavola/asse-1", seen=None, by=REGIA)
    clock.to("2023-09-27 17:30")
    operations.begin(meeting=meeting, key="plenaria", seen=seen(meeting), by=REGIA)
    return meeting


@pytest.fixture
def turn(evening: Meeting) -> Turn:
    """Ada has the floor."""
    ask(come(evening, "Ada A"))
    return call(evening)


def voice(meeting: Meeting) -> Turn:
    return Turn.objects.get(room__meeting=meeting, speaker__isnull=False)


def note(turn: Turn, text: str = "Servono treni di sera.", number: uuid.UUID | None = None) -> Note:
    return operations.write_note(turn=turn, number=number or uuid.uuid4(), text=text, by=WRITER)


def test_a_note_has_its_code_from_the_moment_it_is_saved(turn: Turn) -> None:
    row = note(turn)
    assert len(row.code) == 8
    assert (row.position, row.by, row.is_tidy) == (1, WRITER, False)
    assert row.standing == "unconfirmed"
    entry = Entry.objects.get(kind="note.written")
    assert (entry.subject, entry.by) == (f"note:{row.code}", WRITER)
    assert told()[-1] == "notes"


def test_sent_twice_it_is_one_note(turn: Turn) -> None:
    number = uuid.uuid4()
    assert note(turn, number=number) == note(turn, number=number)
    assert Note.objects.count() == 1
    assert Entry.objects.filter(kind__startswith="note.").count() == 1


def test_its_words_can_be_written_anew_and_the_code_stays(turn: Turn, clock: Clock) -> None:
    first = note(turn)
    again = note(turn, "Servono treni anche di notte.", first.pk)
    assert (again.code, again.text) == (first.code, "Servono treni anche di notte.")
    assert Note.objects.get().changed_at is not None
    assert Entry.objects.filter(kind="note.rewritten").count() == 1


def test_three_and_no_more_whoever_writes_them(turn: Turn) -> None:
    assert [note(turn, f"Frase {n}").position for n in range(3)] == [1, 2, 3]
    with pytest.raises(ThreeAlready):
        note(turn, "Una quarta")


def test_nothing_is_not_a_note(turn: Turn) -> None:
    with pytest.raises(NothingWritten):
        note(turn, "  ")


def test_the_number_of_a_note_of_another_meeting_opens_nothing(
    turn: Turn, evening: Meeting
) -> None:
    row = note(turn)
    other = make_evening(slug="altro", hall=5)
    operations.begin(meeting=other, key="plenaria", seen=None, by=REGIA)
    ask(come(other, "Dora D"))
    with pytest.raises(IntegrityError), transaction.atomic():
        note(call(other), "Cambiata", row.pk)
    assert Note.objects.get(pk=row.pk).text == "Servono treni di sera."


def test_of_a_voice_of_the_round_table_kind_and_axis_are_known(evening: Meeting) -> None:
    row = note(voice(evening))
    assert (row.kind, row.about, row.axis.number, row.horizon) == ("perspective", "axis", 1, "")


def test_the_tidy_up_says_the_rest(turn: Turn) -> None:
    row = note(turn)
    axis = Axis.objects.get(number=3)
    operations.tidy_note(note=row, kind="need", about="axis", axis=axis, horizon="long", by=WRITER)
    row.refresh_from_db()
    assert (row.kind, row.axis, row.horizon, row.is_tidy) == ("need", axis, "long", True)
    operations.tidy_note(note=row, kind="need", about="process", by=WRITER)
    operations.tidy_note(note=row, kind="need", about="process", by=WRITER)
    row.refresh_from_db()
    assert (row.about, row.axis, row.horizon) == ("process", None, "")
    assert Entry.objects.filter(kind="note.tidied").count() == 2


@pytest.mark.parametrize("wrong", [{"kind": "rumour"}, {"about": "axis"}, {"horizon": "never"}])
def test_the_tidy_up_takes_only_words_that_are_there(turn: Turn, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each word has its own
        operations.tidy_note(note=note(turn), by=WRITER, **wrong)


def test_who_spoke_confirms_once(turn: Turn) -> None:
    row = note(turn)
    operations.confirm_note(note=row)
    operations.confirm_note(note=row)
    assert Note.objects.get().confirmed_at is not None
    assert Entry.objects.get(kind="note.confirmed").by == "person"


def test_who_spoke_corrects_and_the_first_words_stay_beside(turn: Turn) -> None:
    row = note(turn)
    operations.confirm_note(note=row)
    operations.correct_note(note=row, text="Servono treni dopo le 22.")
    row.refresh_from_db()
    assert (row.text, row.words) == ("Servono treni di sera.", "Servono treni dopo le 22.")
    assert (row.confirmed_at, row.standing) == (None, "corrected")
    with pytest.raises(NothingWritten):
        operations.correct_note(note=row, text="")


def test_a_correction_can_be_taken_back(turn: Turn) -> None:
    row = note(turn)
    operations.correct_note(note=row, text="Altro")
    operations.confirm_note(note=row)
    row.refresh_from_db()
    assert (row.correction, row.corrected_at, row.words) == ("", None, row.text)


def test_what_who_spoke_answered_to_is_not_rewritten(turn: Turn) -> None:
    row = note(turn)
    operations.confirm_note(note=row)
    with pytest.raises(AlreadyAnswered):
        note(turn, "Altro", row.pk)
    assert note(turn, row.text, row.pk) == row


def test_seven_days_after_the_closing_it_is_too_late(
    turn: Turn, evening: Meeting, clock: Clock
) -> None:
    row = note(turn)
    clock.to("2023-09-27 18:35")
    operations.close_meeting(meeting=evening, by=REGIA)
    clock.to("2023-10-04 18:34")
    operations.confirm_note(note=row)
    clock.to("2023-10-04 18:35")
    for late in (
        lambda: operations.correct_note(note=row, text="Altro"),
        lambda: operations.confirm_note(note=row),
    ):
        with pytest.raises(TooLateToCorrect):
            late()


def test_notes_are_written_and_put_in_order_after_the_closing_too(
    turn: Turn, evening: Meeting, clock: Clock
) -> None:
    operations.close_meeting(meeting=evening, by=REGIA)
    clock.to("2023-09-28 09:00")
    assert operations.tidy_note(note=note(turn), kind="need", about="plan", by=WRITER).is_tidy


def test_of_who_is_called_and_absent_nothing_can_be_written(turn: Turn, evening: Meeting) -> None:
    note(turn)
    with pytest.raises(AlreadyHeard):
        operations.note_absent(request=turn.request, by=REGIA)
    assert floor(evening) == turn.pk


def test_a_turn_without_text_is_listed_and_says_so(turn: Turn, evening: Meeting) -> None:
    first, second = turns_said(evening)
    assert (first.name, first.is_transcribed, first.is_on) == ("Una voce", False, False)
    assert (second.name, second.is_transcribed, second.is_on) == ("Ada A", False, True)
    note(turn)
    assert turns_said(evening)[1].is_transcribed


def test_one_sees_ones_own_turns_only(turn: Turn, evening: Meeting) -> None:
    note(turn)
    ada, bruno = turn.request.registration, come(evening, "Bruno B", ONLINE)
    assert [said.notes[0].text for said in notes_of(ada)] == ["Servono treni di sera."]
    assert notes_of(bruno) == []


def test_what_was_said_goes_by_sitting_and_by_axis(turn: Turn, evening: Meeting) -> None:
    note(turn)
    operations.write_statement(
        registration=turn.request.registration,
        line="tavola/asse-1",
        kind="priority",
        horizon="long",
        text="Piste ciclabili",
    )
    table, plenary = what_was_said(evening)
    assert table.lines[0].axis.number == 1
    assert [said.is_transcribed for said in table.lines[0].turns] == [False]
    assert [one.text for one in table.lines[0].statements] == ["Piste ciclabili"]
    assert plenary.lines[0].item is None
    assert plenary.lines[0].turns[0].notes[0].text == "Servono treni di sera."


@pytest.mark.parametrize("many", [1, 3])
def test_what_was_said_is_read_in_as_many_queries_however_much_it_is(
    evening: Meeting, many: int, django_assert_num_queries
) -> None:
    for number in range(many):
        ask(come(evening, f"Persona{number} P"))
        note(call(evening))
    with django_assert_num_queries(7):
        what_was_said(evening)


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"position": 4}, "a_turn_has_three_notes_at_most"),
        ({"position": 0}, "a_turn_has_three_notes_at_most"),
        ({"text": ""}, "a_note_says_something"),
        ({"about": "axis"}, "a_note_about_an_axis_says_which"),
        ({"correction": "Altro"}, "a_correction_has_its_hour"),
    ],
)
def test_what_may_never_be_of_a_note(turn: Turn, changed: dict[str, object], name: str) -> None:
    note(turn)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Note.objects.update(**changed)


def test_a_note_is_confirmed_or_corrected(turn: Turn) -> None:
    row = note(turn)
    operations.correct_note(note=row, text="Altro")
    with pytest.raises(IntegrityError, match="confirmed_or_corrected"), transaction.atomic():
        Note.objects.update(confirmed_at=row.written_at)


def test_notes_of_a_turn_are_numbered(turn: Turn) -> None:
    note(turn, "Una")
    note(turn, "Due")
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.update(position=1)
