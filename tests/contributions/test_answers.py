"""What was answered, counted; and what of it everybody may read."""

from typing import Any

import pytest

from arengo.contributions.answers import Answered, Results, for_everybody, results
from arengo.contributions.models import QuestionnaireResponse
from arengo.contributions.operations import take_back
from arengo.process.models import Process, Stage
from arengo.questions.models import Question, QuestionSet
from tests.conftest import Clock
from tests.contributions.asking import OPTIONS, ask, respond
from tests.factories import make_process, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    found = make_process()
    ask(found)
    return found


def stage() -> Stage:
    return Stage.objects.get(key="ascolto")


def of(found: Results, key: str) -> Answered:
    (answered,) = [each for each in found.questions if each.question.key == key]
    return answered


def chosen(answered: Answered) -> dict[str, int | None]:
    return {choice.key: choice.chosen for choice in answered.choices}


def many(process: Process, times: int, answers: dict[str, Any]) -> None:
    for _one in range(times):
        respond(process, answers)


def test_each_kind_of_question_is_counted_in_its_way(process: Process) -> None:
    respond(process, {"manca": "casa", "anche": ["lavoro", "treni"], "online": True})
    respond(process, {"manca": "casa", "anche": ["treni"], "online": False, "perche": "Perché sì"})
    respond(process, {"perche": "Mah", "luogo": "Balme"})
    found = results(stage())
    assert found.received == 3
    assert of(found, "manca").answered == 2
    assert chosen(of(found, "manca")) == {"lavoro": 0, "casa": 2, "treni": 0}
    assert chosen(of(found, "anche")) == {"lavoro": 1, "casa": 0, "treni": 2}
    assert chosen(of(found, "online")) == {"yes": 1, "no": 1}
    assert (of(found, "perche").answered, of(found, "luogo").answered) == (2, 1)
    assert of(found, "perche").is_written
    assert [each.question.key for each in found.questions] == [
        "manca", "anche", "ordine", "online", "perche", "luogo",
    ]  # fmt: skip


def test_an_order_is_read_by_its_places_on_average_and_by_how_often_one_is_first(
    process: Process,
) -> None:
    many(process, 3, {"ordine": ["lavoro", "casa", "treni"]})
    many(process, 2, {"ordine": ["treni", "casa"]})
    respond(process, {"manca": "casa"})
    ranked = of(results(stage()), "ordine")
    assert ranked.answered == 5
    # By its first places work is the highest, and on average too; homes come before trains.
    assert [(each.key, each.chosen, each.first, each.mean) for each in ranked.choices] == [
        ("lavoro", 3, 3, 1.0),
        ("casa", 5, 0, 2.0),
        ("treni", 5, 2, 2.2),
    ]


def test_what_nobody_placed_comes_last_and_nothing_at_all_is_nothing(process: Process) -> None:
    empty = of(results(stage()), "ordine")
    assert (empty.answered, {each.mean for each in empty.choices}) == (0, {None})
    respond(process, {"ordine": ["treni"]})
    assert [each.mean for each in of(results(stage()), "ordine").choices] == [1.0, None, None]


def test_a_voice_taken_back_was_an_answer_all_the_same(process: Process) -> None:
    take_back(contribution=respond(process, {"perche": "Mah"}).voices.get())
    assert of(results(stage()), "perche").answered == 1


def test_only_what_came_up_to_a_moment_is_counted(process: Process, clock: Clock) -> None:
    respond(process, {"manca": "casa", "perche": "Mah"})
    clock.to("2023-10-28 10:00")
    respond(process, {"manca": "casa", "perche": "Mah"})
    found = results(stage(), until=moment("2023-10-27 12:00"))
    assert (found.received, of(found, "manca").answered, of(found, "perche").answered) == (1, 1, 1)


def test_answers_to_what_a_question_was_before_break_nothing(process: Process) -> None:
    respond(process, {"manca": "casa", "online": True, "ordine": ["casa"]})
    question = Question.objects.get(key="manca")
    question.kind = Question.Kind.RANKING
    question.save()
    Question.objects.filter(key="ordine").update(kind=Question.Kind.YES_NO, options=[])
    Question.objects.filter(key="online").update(kind=Question.Kind.ONE, options=OPTIONS)
    QuestionnaireResponse.objects.create(
        **{
            name: getattr(QuestionnaireResponse.objects.get(), name)
            for name in ("process", "stage", "question_set", "received_at")
        },
        number="00000000-0000-4000-8000-000000000000",
        answers={"manca": {"a": 1}, "online": [None, {"b": []}], "ordine": "x"},
    )
    found = for_everybody(results(stage()))
    assert [each.question.key for each in found.questions][:3] == ["manca", "anche", "ordine"]


def test_other_questions_that_a_stage_asked_before_are_still_told(process: Process) -> None:
    respond(process, {"manca": "casa"})
    new = QuestionSet.objects.create(key="nuove", title={"it": "Nuove"})
    Question.objects.create(question_set=new, key="manca", kind="yes_no", label={"it": "Manca?"})
    Stage.objects.update(questions=new)
    respond(process, {"manca": True}, question_set=new)
    found = results(stage())
    assert found.received == 2
    first, second, *_rest = found.questions
    assert (first.question.question_set, chosen(first)) == (new, {"yes": 1, "no": 0})
    assert chosen(second) == {"lavoro": 0, "casa": 1, "treni": 0}


def test_in_public_fewer_than_five_are_not_told_nor_to_be_worked_out(process: Process) -> None:
    many(process, 7, {"manca": "casa", "online": True})
    many(process, 6, {"manca": "treni", "online": True})
    many(process, 2, {"manca": "lavoro", "online": False})
    found = for_everybody(results(stage()))
    assert found.received == 15
    # Two for work alone would be told by difference: trains go with them.
    assert chosen(of(found, "manca")) == {"lavoro": None, "casa": 7, "treni": None}
    assert chosen(of(found, "online")) == {"yes": None, "no": None}
    assert chosen(of(results(stage()), "manca")) == {"lavoro": 2, "casa": 7, "treni": 6}


def test_in_public_a_question_that_few_answered_tells_nothing(process: Process) -> None:
    many(process, 4, {"manca": "casa", "ordine": ["casa"], "perche": "Mah"})
    found = for_everybody(results(stage()))
    assert found.received is None
    for key in ("manca", "ordine", "perche"):
        assert (of(found, key).answered, of(found, key).choices) == (None, ())
    assert of(found, "anche").answered == 0


def test_in_public_the_place_of_what_few_placed_is_not_told(process: Process) -> None:
    many(process, 8, {"ordine": ["casa"]})
    many(process, 5, {"ordine": ["treni", "casa"]})
    many(process, 2, {"ordine": ["lavoro"]})
    ranked = of(for_everybody(results(stage())), "ordine")
    assert [(each.key, each.chosen, each.first) for each in ranked.choices] == [
        ("treni", 5, None),
        ("casa", 13, 8),
        ("lavoro", None, None),
    ]
    assert ranked.choices[2].mean is None


def test_counting_asks_as_often_for_three_as_for_one(
    process: Process, django_assert_max_num_queries
) -> None:
    respond(process, {"manca": "casa", "perche": "Mah"})
    the_stage = stage()
    with django_assert_max_num_queries(3):
        results(the_stage)
    many(process, 2, {"manca": "casa", "perche": "Mah"})
    with django_assert_max_num_queries(3):
        results(the_stage)
