"""The verbs of the office's questions."""

import pytest

from arengo.core.editing import FieldRefused
from arengo.core.ledger.models import Entry
from arengo.questions.operations import move_question, save_question, save_question_set

pytestmark = pytest.mark.django_db
DARIO = "staff:7"


@pytest.fixture
def pranzo(db):
    return save_question_set(values={"title": "Pranzo"}, by=DARIO)


def ask(pranzo, label, **values):
    return save_question(question_set=pranzo, values={"label": label, **values}, by=DARIO)


def test_questions_stand_in_the_order_in_which_they_are_put(pranzo):
    ask(pranzo, "Uno?")
    two = ask(pranzo, "Due?")
    move_question(question=two, up=True, by=DARIO)

    assert [(q.key, q.position) for q in pranzo.questions.all()] == [("due", 0), ("uno", 1)]
    assert Entry.objects.count() == 4


def test_the_first_stays_first(pranzo):
    one = ask(pranzo, "Uno?")
    ask(pranzo, "Due?")
    move_question(question=one, up=True, by=DARIO)

    assert [q.key for q in pranzo.questions.all()] == ["uno", "due"]


def test_a_choice_needs_two_answers_and_a_question_its_words(pranzo):
    with pytest.raises(FieldRefused, match="due risposte"):
        ask(pranzo, "Resti?", kind="one", options=[{"key": "si", "label": {"it": "Sì"}}])
    with pytest.raises(FieldRefused, match="Scrivi la domanda"):
        ask(pranzo, "")
    assert not pranzo.questions.exists()
