"""The office's own questions at the desk, from their words to the registration form."""

import pytest
from django.urls import reverse

from arengo.meetings.models import Meeting
from arengo.process.models import Stage
from arengo.questions.models import Question, QuestionSet
from arengo.registrations.operations import register_by_office
from tests.factories import make_meeting
from tests.web.desk.editors import errors, send, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(db):
    return make_meeting()


@pytest.fixture
def dario(meeting):
    dario = signed_in()
    send(dario, "questions-new", title_it="Pranzo")
    return dario


def ask(dario, **more):
    return send(dario, "question-new", "pranzo", **{"label_it": "Resti a pranzo?", **more})


def test_a_question_reaches_the_form_of_the_meeting_that_chose_it(dario, meeting, client):
    ask(dario, kind="one", choices="Sì | Yes\nNo")
    send(dario, "meeting-edit", meeting.slug, questions=QuestionSet.objects.get().pk)

    page = client.get(reverse("public:register", args=[meeting.slug])).content.decode()
    assert "Resti a pranzo?" in page
    assert Question.objects.get().options == [
        {"key": "si", "label": {"it": "Sì", "en": "Yes"}},
        {"key": "no", "label": {"it": "No"}},
    ]


def test_a_choice_needs_two_answers(dario):
    assert "choices" in errors(ask(dario, kind="one", choices="Sì"))
    assert not Question.objects.exists()


def test_answers_are_put_in_order_in_the_form_and_kept_in_that_order(dario, meeting, client):
    ask(dario, kind="ranking", choices="Treni | Trains\nCase\nLavoro")
    send(dario, "meeting-edit", meeting.slug, questions=QuestionSet.objects.get().pk)

    page = client.get(reverse("public:register", args=[meeting.slug])).content.decode()
    assert page.count('name="domanda-resti-a-pranzo_') == 3
    desk = dario.get(reverse("desk:registration-new", args=[meeting.slug])).content.decode()
    assert desk.count('name="domanda-resti-a-pranzo_') == 3
    assert "choices" in errors(ask(dario, label_it="E poi?", kind="ranking", choices="Una sola"))


def test_a_stage_has_a_questionnaire_which_is_then_not_thrown_away(dario, meeting):
    ask(dario)
    stage = Stage.objects.create(process=meeting.process, key="ascolto", title={"it": "Ascolto"})

    send(dario, "stage", "ascolto", questions=QuestionSet.objects.get().pk)
    refused = dario.post(reverse("desk:questions-remove", args=["pranzo"]))

    stage.refresh_from_db()
    assert stage.questions.key == "pranzo"
    assert "il questionario di una tappa" in refused.content.decode()
    send(dario, "stage", "ascolto", questions="")
    assert dario.post(reverse("desk:questions-remove", args=["pranzo"])).status_code == 302


def test_an_answer_that_stays_keeps_its_key(dario):
    ask(dario, kind="one", choices="Sì\nNo")

    send(dario, "question", "pranzo", "resti-a-pranzo", choices="No\nSì\nForse")

    assert [each["key"] for each in Question.objects.get().options] == ["no", "si", "forse"]


def test_a_question_that_was_answered_stays(dario, meeting):
    ask(dario, kind="short")
    ask(dario, kind="short", label_it="Altro?")
    Meeting.objects.update(questions=QuestionSet.objects.get())
    meeting.refresh_from_db()
    answers = {"resti-a-pranzo": "sì"}
    register_by_office(meeting=meeting, name="Ada", mode="online", answers=answers, by="x")

    for key in ("resti-a-pranzo", "altro"):
        dario.post(reverse("desk:question-remove", args=["pranzo", key]))
    refused = dario.post(reverse("desk:questions-remove", args=["pranzo"]))

    assert [question.key for question in Question.objects.all()] == ["resti-a-pranzo"]
    assert "nel modulo di un incontro" in refused.content.decode()


def test_questions_move(dario):
    ask(dario)
    ask(dario, label_it="Altro?")
    dario.post(reverse("desk:question-move", args=["pranzo", "altro", "su"]))

    assert [question.key for question in Question.objects.all()] == ["altro", "resti-a-pranzo"]
