"""Questions: asked by who is present, moderated, supported, and let go of."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from arengo.core.ledger.models import Entry
from arengo.live import asked, operations
from arengo.live.models import AskedQuestion, QuestionSupport, Room
from arengo.live.refusals import (
    MeetingIsClosed,
    NothingWritten,
    NotInTheRoom,
    NoWhy,
    QuestionDecided,
    QuestionNotPublished,
    TooManyQuestions,
    YourOwnQuestion,
)
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.live.acts import REGIA, ask_something, make_evening, present, seen, told
from tests.registrations.acts import HALL, ONLINE, take_part

pytestmark = pytest.mark.django_db
State = AskedQuestion.State


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    meeting = make_evening()
    clock.to("2023-09-27 16:05")
    return meeting


@pytest.fixture
def ada(evening: Meeting) -> Registration:
    return present(evening, "Ada Rossi", HALL)


@pytest.fixture
def bruno(evening: Meeting) -> Registration:
    return present(evening, "Bruno Bo", ONLINE)


def state(question: AskedQuestion) -> str:
    return AskedQuestion.objects.get(pk=question.pk).state


def test_a_question_waits_until_it_was_read(evening: Meeting, ada: Registration) -> None:
    operations.begin(meeting=evening, key="tavola/asse-1", seen=None, by=REGIA)
    question = ask_something(ada, "  E i treni\ndella sera? ")
    assert question.text == "E i treni della sera?"
    assert (question.state, question.mode) == ("waiting", "in_person")
    assert (question.sitting.key, question.item.key) == ("tavola", "asse-1")
    assert asked.published_questions(evening) == []
    assert asked.questions_to_moderate(evening) == [question]


def test_asked_between_two_lines_it_belongs_to_none(ada: Registration) -> None:
    question = ask_something(ada)
    assert (question.sitting, question.item) == (None, None)


@pytest.mark.parametrize(
    ("mode", "what_to_do"),
    [(HALL, "all'ingresso della sala"), (ONLINE, "entra prima nell'incontro online")],
)
def test_who_has_not_entered_is_told_how(
    evening: Meeting, clock: Clock, mode: str, what_to_do: str
) -> None:
    clock.to("2023-09-20 10:00")
    carla = take_part(evening, "Carla Co", mode)
    clock.to("2023-09-27 16:05")
    with pytest.raises(NotInTheRoom, match=what_to_do):
        ask_something(carla)
    assert not AskedQuestion.objects.exists()


def test_a_double_click_is_one_question(ada: Registration, bruno: Registration) -> None:
    number = uuid.uuid4()
    first = ask_something(ada, number=number)
    assert ask_something(ada, number=number) == first
    assert told() == ["moderation"]
    # A number taken from somebody else's page makes a question of one's own.
    assert ask_something(bruno, number=number).pk != number
    assert AskedQuestion.objects.count() == 2


def test_three_wait_at_most_and_a_decided_one_makes_room(ada: Registration) -> None:
    first = ask_something(ada)
    ask_something(ada)
    ask_something(ada)
    with pytest.raises(TooManyQuestions):
        ask_something(ada)
    operations.publish_question(question=first, by=REGIA)
    assert ask_something(ada).state == "waiting"


def test_a_question_without_words_is_refused(ada: Registration) -> None:
    with pytest.raises(NothingWritten):
        ask_something(ada, " \n")


def test_after_the_end_nobody_asks(evening: Meeting, ada: Registration) -> None:
    operations.close_meeting(meeting=evening, by=REGIA)
    with pytest.raises(MeetingIsClosed):
        ask_something(ada)


def test_the_most_supported_comes_first_and_who_asked_counts(
    evening: Meeting, ada: Registration, bruno: Registration
) -> None:
    one, other = ask_something(ada, "Una"), ask_something(ada, "Altra")
    for question in (one, other):
        operations.publish_question(question=question, by=REGIA)
    for _twice in range(2):
        operations.support_question(registration=bruno, question=other)
    rows = asked.published_questions(evening)
    assert [(row.text, row.voices) for row in rows] == [("Altra", 2), ("Una", 1)]
    assert Entry.objects.filter(kind="question.supported").count() == 1
    operations.withdraw_support(registration=bruno, question=other)
    operations.withdraw_support(registration=bruno, question=other)
    assert [row.voices for row in asked.published_questions(evening)] == [1, 1]
    assert Entry.objects.filter(kind="question.unsupported").count() == 1


def test_one_does_not_support_oneself_nor_what_is_not_published(
    ada: Registration, bruno: Registration
) -> None:
    question = ask_something(ada)
    with pytest.raises(QuestionNotPublished):
        operations.support_question(registration=bruno, question=question)
    operations.publish_question(question=question, by=REGIA)
    with pytest.raises(YourOwnQuestion):
        operations.support_question(registration=ada, question=question)
    operations.note_question_answered(question=question, by=REGIA)
    with pytest.raises(QuestionNotPublished):
        operations.support_question(registration=bruno, question=question)
    with pytest.raises(QuestionNotPublished):
        operations.withdraw_support(registration=bruno, question=question)


def test_a_support_tells_only_the_list_since_hundreds_would_fetch_their_own_part(
    ada: Registration, bruno: Registration
) -> None:
    question = ask_something(ada)
    operations.publish_question(question=question, by=REGIA)
    assert told() == ["moderation", "moderation", "questions", "asked"]
    operations.support_question(registration=bruno, question=question)
    assert told()[4:] == ["questions"]


def test_a_refusal_says_why_and_who_asked_reads_it(ada: Registration) -> None:
    question = ask_something(ada)
    with pytest.raises(NoWhy):
        operations.refuse_question(question=question, reason="  ", by=REGIA)
    for reason in ("Parla di una  persona", "Un'altra ragione"):
        operations.refuse_question(question=question, reason=reason, by=REGIA)
    mine = asked.my_asking(ada).mine
    assert [(one.state, one.reason) for one in mine] == [("refused", "Parla di una persona")]


def test_what_is_refused_leaves_the_screen(evening: Meeting, ada: Registration) -> None:
    question = ask_something(ada)
    operations.publish_question(question=question, by=REGIA)
    operations.show_question(question=question, by=REGIA)
    assert Room.objects.get().showing == "question"
    operations.refuse_question(question=question, reason="È un insulto", by=REGIA)
    room = Room.objects.get()
    assert (room.showing, room.question) == ("now", None)
    assert "screen" in told()


def test_only_what_everybody_reads_goes_on_the_screen(ada: Registration) -> None:
    with pytest.raises(QuestionNotPublished):
        operations.show_question(question=ask_something(ada), by=REGIA)


def test_of_two_who_decide_the_second_is_told(ada: Registration) -> None:
    question = ask_something(ada)
    operations.refuse_question(question=question, reason="Fuori tema", by=REGIA)
    with pytest.raises(QuestionDecided):
        operations.publish_question(question=question, by=REGIA)
    with pytest.raises(QuestionDecided):
        operations.note_question_answered(question=question, by=REGIA)


def test_what_was_answered_stays_answered_twice_and_can_be_taken_back(ada: Registration) -> None:
    question = ask_something(ada)
    for _twice in range(2):
        operations.publish_question(question=question, by=REGIA)
    for _twice in range(2):
        operations.note_question_answered(question=question, by=REGIA)
    with pytest.raises(QuestionDecided):
        operations.refuse_question(question=question, reason="Tardi", by=REGIA)
    for _twice in range(2):
        operations.reopen_question(question=question, by=REGIA)
    assert state(question) == "published"
    operations.refuse_question(question=question, reason="Doppia", by=REGIA)
    assert operations.reopen_question(question=question, by=REGIA).reason == ""
    assert state(question) == "waiting"


def test_the_ledger_holds_neither_words_nor_who_asked(
    ada: Registration, bruno: Registration
) -> None:
    question = ask_something(ada, "Parlo di una cosa mia")
    operations.publish_question(question=question, by=REGIA)
    operations.support_question(registration=bruno, question=question)
    entries = Entry.objects.filter(kind__startswith="question.")
    assert {(one.subject, str(one.facts)) for one in entries} == {(f"question:{question.pk}", "{}")}
    assert set(entries.values_list("by", flat=True)) == {"person", REGIA}


def test_an_erased_person_leaves_what_everybody_read_and_the_counts(
    evening: Meeting, ada: Registration, bruno: Registration
) -> None:
    public, waiting = ask_something(ada, "Letta da tutti"), ask_something(ada, "Non ancora")
    of_bruno = ask_something(bruno, "Di Bruno")
    for question in (public, of_bruno):
        operations.publish_question(question=question, by=REGIA)
    operations.support_question(registration=ada, question=of_bruno)
    assert operations.forget_askers() == 0
    erase_person(person=ada.person, by="person")
    assert operations.forget_askers() == 3
    assert operations.forget_askers() == 0
    rows = {row.pk: (row.text, row.voices) for row in asked.questions_of(evening)}
    assert rows == {
        public.pk: ("Letta da tutti", 1),
        waiting.pk: ("", 1),
        of_bruno.pk: ("Di Bruno", 2),
    }
    assert not AskedQuestion.objects.filter(registration=ada).exists()
    assert not QuestionSupport.objects.filter(registration=ada).exists()
    assert asked.questions_to_moderate(evening) == []
    with pytest.raises(QuestionDecided):
        operations.reopen_question(question=waiting, by=REGIA)


def test_what_the_resoconto_reads_costs_one_query_however_many(
    evening: Meeting, ada: Registration, django_assert_num_queries
) -> None:
    for _number in range(3):
        ask_something(ada)
        with django_assert_num_queries(1):
            assert [one.voices for one in asked.questions_of(evening)]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("a_question_says_something", {"text": ""}),
        ("a_refused_question_says_why", {"state": "refused", "decided_at": "2023-09-27 16:00Z"}),
        ("a_question_is_decided_at_an_hour", {"state": "published"}),
        ("a_question_is_somebodys_or_forgotten", {"registration": None}),
    ],
)
def test_what_may_never_be_false_of_a_question(ada: Registration, name: str, values: dict) -> None:
    question = ask_something(ada)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AskedQuestion.objects.filter(pk=question.pk).update(**values)


def test_one_support_per_person_and_question(ada: Registration, bruno: Registration) -> None:
    question = ask_something(ada)
    QuestionSupport.objects.create(question=question, registration=bruno)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionSupport.objects.create(question=question, registration=bruno)
    with (
        pytest.raises(IntegrityError, match="a_support_is_somebodys_or_forgotten"),
        transaction.atomic(),
    ):
        QuestionSupport.objects.create(question=question)


@pytest.mark.parametrize("showing", ["question", "poll"])
def test_the_screen_never_shows_a_question_or_a_poll_that_is_none(
    evening: Meeting, showing: str
) -> None:
    with pytest.raises(IntegrityError, match=f"a_shown_{showing}_is_one"), transaction.atomic():
        Room.objects.create(meeting=evening, showing=showing)
    with pytest.raises(ValueError, match="which"):
        operations.show(meeting=evening, showing=Room.Showing(showing), by=REGIA)
    assert seen(evening) is None
