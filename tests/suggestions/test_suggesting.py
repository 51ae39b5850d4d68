"""What a method thinks of voices that nobody has read: kept, made again, never in the way."""

import hashlib

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction

from arengo.cli import worker
from arengo.contributions.models import Contribution
from arengo.contributions.operations import cover, hold_back, refuse, take_back
from arengo.core.editing import FieldRefused
from arengo.core.guard import InsideTransaction
from arengo.core.ledger.models import Entry
from arengo.gateways.embedder.contract import signature
from arengo.gateways.embedder.letters import LETTERS
from arengo.process.models import Process
from arengo.suggestions import teaching
from arengo.suggestions.models import Lesson, LexiconEntry, Suggestion, VoiceVector
from arengo.suggestions.operations import (
    add_words,
    embed_voices,
    forget_suggestions,
    remove_words,
)
from arengo.suggestions.queries import agreement, suggestion_for
from arengo.suggestions.teaching import Teacher
from tests.conftest import Clock
from tests.factories import make_process
from tests.feedback.acts import open_to_voices
from tests.suggestions.voices import axis, decide, label, read_some, write

pytestmark = pytest.mark.django_db
BUS = "Un autobus la sera, anche d'inverno."
DOCTOR = "Qui manca il medico."
PLAIN = "Sono d'accordo con chi ha parlato prima."


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    found = make_process()
    open_to_voices(found)
    return found


@pytest.fixture
def teacher() -> Teacher:
    return Teacher()


def words_for(number: int, *words: str) -> None:
    add_words(axis=axis(number), words=words, by="staff:1")


def vector_of(row: Contribution) -> np.ndarray:
    return np.frombuffer(VoiceVector.objects.get(contribution=row).vector, dtype=np.float32)


# Vectors


def test_each_voice_gets_the_vector_of_its_words_once(process: Process) -> None:
    row = write(process, "Più àutobus — la sera 🚌")
    assert embed_voices() == 1
    assert embed_voices() == 0
    kept = VoiceVector.objects.get()
    assert kept.signature == signature(LETTERS)
    assert kept.digest == hashlib.md5(row.text.encode(), usedforsecurity=False).hexdigest()
    assert np.array_equal(vector_of(row), LETTERS.embed([row.text])[0])


def test_what_is_corrected_or_covered_gets_another(process: Process) -> None:
    row = write(process, "Chiamate Ada Rossi per i bus.")
    embed_voices()
    cover(contribution=row, words="Chiamate […] per i bus.", by="staff:1")
    assert embed_voices() == 1
    assert np.array_equal(vector_of(row), LETTERS.embed(["Chiamate […] per i bus."])[0])
    assert VoiceVector.objects.count() == 1


def test_another_embedder_makes_them_anew(process: Process, monkeypatch) -> None:
    write(process, BUS)
    embed_voices()
    monkeypatch.setattr(LETTERS, "version", "2")
    assert embed_voices() == 1
    assert [row.signature for row in VoiceVector.objects.all()] == ["letters 2"]


def test_a_run_ends_in_time_and_the_next_goes_on(process: Process, monkeypatch) -> None:
    monkeypatch.setattr("arengo.suggestions.operations.embedding.AT_ONCE", 2)
    for number in range(5):
        write(process, f"{BUS} {number}")
    assert [embed_voices(0), embed_voices(0), embed_voices(0), embed_voices(0)] == [2, 2, 1, 0]


def test_no_vector_is_made_while_a_transaction_is_open(process: Process) -> None:
    write(process, BUS)
    with transaction.atomic(), pytest.raises(InsideTransaction):
        embed_voices()


# The lexicon


def test_before_anybody_read_the_words_of_the_office_suggest(
    process: Process, teacher: Teacher
) -> None:
    words_for(3, "Autobus", "pista  ciclabile")
    words_for(6, "medic*")
    bus, doctor, plain = write(process, BUS), write(process, DOCTOR), write(process, PLAIN)
    assert teacher.suggest_axes() == 3
    assert teacher.suggest_axes() == 0
    found = suggestion_for(bus)
    assert (found.label, found.confidence, found.method) == (label(3), None, "lexicon")
    assert found.candidates[0]["because"] == ["autobus"]
    assert suggestion_for(doctor).label == label(6)
    assert (suggestion_for(plain).label, suggestion_for(plain).candidates) == ("", [])


def test_of_no_words_and_no_decisions_nothing_follows(process: Process, teacher: Teacher) -> None:
    write(process, BUS)
    assert teacher.suggest_axes() == 0
    assert not Lesson.objects.exists()


def test_other_words_other_suggestions_for_who_is_unread(
    process: Process, teacher: Teacher
) -> None:
    words_for(3, "autobus")
    row = write(process, BUS)
    teacher.suggest_axes()
    remove_words(axis=axis(3), words=["autobus"], by="staff:1")
    words_for(2, "inverno")
    teacher.suggest_axes()
    assert suggestion_for(row).label == label(2)
    assert Lesson.objects.count() == 2


def test_a_word_stands_once_and_is_written_down(process: Process) -> None:
    assert add_words(axis=axis(1), words=[" Banda  Larga ", "banda larga", ""], by="staff:1") == 1
    assert add_words(axis=axis(1), words=["banda larga"], by="staff:1") == 0
    assert remove_words(axis=axis(1), words=["banda larga", "altro"], by="staff:1") == 1
    assert not LexiconEntry.objects.exists()
    entries = Entry.objects.filter(kind__startswith="lexicon").order_by("recorded_at")
    assert [(each.kind, each.facts) for each in entries] == [
        ("lexicon.added", {"axis": 1, "count": 1}),
        ("lexicon.removed", {"axis": 1, "count": 1}),
    ]


@pytest.mark.parametrize("word", ["a*", "**", "—", "x" * 61])
def test_a_word_that_tells_nothing_is_refused_and_none_is_added(
    process: Process, word: str
) -> None:
    with pytest.raises(FieldRefused):
        words_for(1, "banda larga", word)
    assert not LexiconEntry.objects.exists()


# Learning


def test_enough_decisions_are_learned_from(process: Process, teacher: Teacher) -> None:
    words_for(2, "autobus")
    read_some(process, 90)
    bus, doctor = write(process, "Servono autobus e treni la sera"), write(process, DOCTOR)
    teacher.suggest_axes()
    found = suggestion_for(bus)
    assert (found.label, found.method) == (label(3), "words")
    assert 0.5 < found.confidence <= 1
    assert found.candidates[0] == {"label": label(3), "confidence": found.confidence, "because": []}
    assert suggestion_for(doctor).label == label(6)
    assert (found.lesson.examples, found.lesson.is_sure) == (90, True)


def test_too_few_decisions_leave_it_to_the_lexicon(process: Process, teacher: Teacher) -> None:
    words_for(3, "autobus")
    read_some(process, 9)
    row = write(process, BUS)
    teacher.suggest_axes()
    assert suggestion_for(row).method == "lexicon"


def test_so_do_decisions_that_all_say_the_same(process: Process, teacher: Teacher) -> None:
    words_for(3, "autobus")
    for number in range(12):
        decide(write(process, f"{BUS} {number}"), 3)
    row = write(process, BUS)
    teacher.suggest_axes()
    assert suggestion_for(row).method == "lexicon"


def test_decisions_that_teach_nothing_sure_leave_it_to_the_lexicon(
    process: Process, teacher: Teacher
) -> None:
    words_for(3, "autobus")
    for number in range(12):
        decide(write(process, f"{PLAIN} {number}"), 1 + number % 2)
    row = write(process, BUS)
    teacher.suggest_axes()
    assert [lesson.is_sure for lesson in Lesson.objects.exclude(method="lexicon")] == [False]
    assert suggestion_for(row).method == "lexicon"


def test_what_is_about_two_axes_or_none_teaches_nothing(process: Process, teacher: Teacher) -> None:
    read_some(process, 30)
    decide(write(process, BUS), 3, 4)
    write(process, BUS, 3)
    teacher.suggest_axes()
    assert Lesson.objects.get().examples == 30


def test_what_the_office_let_stand_as_its_author_said_it_is_a_decision_too(
    process: Process, teacher: Teacher
) -> None:
    read_some(process, 30)
    row = decide(write(process, BUS, 3), 3)
    assert row.codes.get().by == "author"
    teacher.suggest_axes()
    assert [str(row.pk), label(3)] in Lesson.objects.get().told


def test_it_learns_again_only_after_a_tenth_more(process: Process, teacher: Teacher) -> None:
    read_some(process, 30)
    teacher.suggest_axes()
    read_some(process, 9, seed=2)
    teacher.suggest_axes()
    assert [lesson.examples for lesson in Lesson.objects.all()] == [30]
    read_some(process, 1, seed=3)
    teacher.suggest_axes()
    assert [lesson.examples for lesson in Lesson.objects.all()] == [40, 30]


def test_another_worker_makes_the_same_of_the_same_lesson(
    process: Process, teacher: Teacher
) -> None:
    read_some(process, 90)
    row = write(process, "Servono autobus e treni la sera")
    teacher.suggest_axes()
    kept = suggestion_for(row)
    read_some(process, 3, seed=2)
    (again,) = Teacher().made(kept.lesson, [row])
    assert (again.label, again.version) == (kept.label, kept.version)
    assert again.candidates[0].confidence == kept.confidence
    Suggestion.objects.all().delete()
    assert Teacher().suggest_axes() == 1
    assert suggestion_for(row).lesson == kept.lesson
    assert Lesson.objects.count() == 1


def test_what_can_no_longer_be_made_again_is_learned_anew(
    process: Process, teacher: Teacher
) -> None:
    first = read_some(process, 90)[0]
    teacher.suggest_axes()
    cover(contribution=first, words="[…]", by="staff:1")
    Teacher().suggest_axes()
    assert Lesson.objects.count() == 2
    assert len({lesson.version for lesson in Lesson.objects.all()}) == 2


def test_what_is_as_it_was_is_the_lesson_of_then_and_is_learned_once(
    process: Process, teacher: Teacher, clock: Clock, monkeypatch
) -> None:
    first = read_some(process, 90)[0]
    teacher.suggest_axes()
    for hour, words in ((11, "[…]"), (12, first.text)):
        clock.to(f"2023-10-27 {hour}:00")
        cover(contribution=first, words=words, by="staff:1")
        teacher = Teacher()
        teacher.suggest_axes()
    assert Lesson.objects.count() == 2
    monkeypatch.setattr(teaching, "learn", None)
    teacher.suggest_axes()
    row = write(process, "Servono autobus e treni la sera")
    teacher.suggest_axes()
    assert suggestion_for(row).label == label(3)


def test_with_vectors_it_waits_for_them(process: Process, teacher: Teacher, monkeypatch) -> None:
    monkeypatch.setattr(LETTERS, "knows_meaning", True)
    read_some(process, 90)
    row = write(process, "Servono autobus e treni la sera")
    teacher.suggest_axes()
    assert suggestion_for(row) is None
    embed_voices()
    teacher.suggest_axes()
    found = suggestion_for(row)
    assert (found.label, found.method) == (label(3), "words+vectors")
    assert found.lesson.signature == signature(LETTERS)


# What stands and what goes


def test_once_read_it_stays_as_its_reader_saw_it(process: Process, teacher: Teacher) -> None:
    words_for(3, "autobus")
    row, other = write(process, BUS), write(process, f"{BUS} Due.")
    teacher.suggest_axes()
    decide(row, 3)
    decide(other, 6)
    words_for(2, "inverno", "sera")
    assert teacher.suggest_axes() == 0
    assert suggestion_for(row).label == label(3)
    assert agreement(process) == (2, 1)


def test_what_is_refused_gets_none_what_is_held_does(process: Process, teacher: Teacher) -> None:
    words_for(3, "autobus")
    refused, held = write(process, BUS), write(process, f"{BUS} Due.")
    refuse(contribution=refused, reason="advert", words="È pubblicità.", by="staff:1")
    hold_back(contribution=held, by="staff:1")
    assert teacher.suggest_axes() == 1
    assert suggestion_for(refused) is None


def test_of_words_taken_back_nothing_stays(process: Process, teacher: Teacher) -> None:
    words_for(3, "autobus")
    row, other = write(process, BUS), write(process, f"{BUS} Due.")
    embed_voices()
    teacher.suggest_axes()
    take_back(contribution=row)
    assert forget_suggestions() == 2
    assert forget_suggestions() == 0
    assert (embed_voices(), teacher.suggest_axes()) == (0, 0)
    assert VoiceVector.objects.get().contribution == other
    assert Suggestion.objects.get().contribution == other


def test_who_reads_while_it_thinks_keeps_what_they_saw(
    process: Process, teacher: Teacher, monkeypatch
) -> None:
    words_for(3, "autobus")
    row = write(process, BUS)
    teacher.suggest_axes()
    words_for(2, "inverno", "sera")
    made = Teacher.made

    def reading_meanwhile(self, lesson, rows):
        decide(row, 3)
        return made(self, lesson, rows)

    monkeypatch.setattr(Teacher, "made", reading_meanwhile)
    teacher.suggest_axes()
    assert suggestion_for(row).label == label(3)


@pytest.mark.parametrize(
    "text", ["\u202e\u0007 ' ; -- <script>", "🚌" * 900, "a" * 5000, "…", "È\u0300 \u00e8"]
)
def test_odd_words_are_words_too(process: Process, teacher: Teacher, text: str) -> None:
    words_for(3, "autobus")
    write(process, text)
    assert (embed_voices(), embed_voices()) == (1, 0)
    assert (teacher.suggest_axes(), teacher.suggest_axes()) == (1, 0)


def test_the_database_holds_what_a_suggestion_must_say(process: Process, teacher: Teacher) -> None:
    words_for(3, "autobus")
    write(process, BUS)
    teacher.suggest_axes()
    for wrong in ({"confidence": 1.5}, {"confidence": -0.1}, {"method": ""}, {"version": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Suggestion.objects.update(**wrong)


def test_an_axis_of_which_suggestions_speak_may_go(process: Process, teacher: Teacher) -> None:
    words_for(3, "autobus")
    row = write(process, BUS)
    teacher.suggest_axes()
    LexiconEntry.objects.all().delete()
    number = axis(3).pk
    axis(3).delete()
    connection.check_constraints()
    assert suggestion_for(row).label == str(number)


def test_one_teacher_is_the_workers() -> None:
    assert teaching.suggest_axes.__self__ is teaching.TEACHER


def test_the_workers_job_suggests_once_there_is_a_voice(process: Process, monkeypatch) -> None:
    monkeypatch.setattr(teaching, "suggest_axes", lambda: 7)
    assert worker.suggest_axes() == 0
    write(process, BUS)
    assert worker.suggest_axes() == 7
