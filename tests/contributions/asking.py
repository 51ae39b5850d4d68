"""The questionnaire that the tests fill in: a choice, an order, something to write, yes or no."""

import uuid
from typing import Any

from arengo.contributions.models import QuestionnaireResponse
from arengo.contributions.operations import receive_response
from arengo.process.models import Process
from arengo.questions.models import Question, QuestionSet
from tests.feedback.acts import open_to_voices

OPTIONS = [
    {"key": "lavoro", "label": {"it": "Lavoro", "en": "Work"}},
    {"key": "casa", "label": {"it": "Casa", "en": "Homes"}},
    {"key": "treni", "label": {"it": "Treni", "en": "Trains"}},
]
QUESTIONS: list[dict[str, Any]] = [
    {"key": "manca", "kind": "one", "label": {"it": "Che cosa manca?", "en": "What is missing?"}, "options": OPTIONS},
    {"key": "anche", "kind": "many", "label": {"it": "E che altro?"}, "options": OPTIONS},
    {"key": "ordine", "kind": "ranking", "label": {"it": "In che ordine?"}, "options": OPTIONS},
    {"key": "online", "kind": "yes_no", "label": {"it": "Verresti online?"}},
    {"key": "perche", "kind": "long", "label": {"it": "Perché?", "en": "Why?"}},
    {"key": "luogo", "kind": "short", "label": {"it": "In quale luogo?"}},
]  # fmt: skip


def ask(process: Process) -> QuestionSet:
    """The stage of autumn asks these questions."""
    asked = QuestionSet.objects.create(key="ascolto", title={"it": "Ascolto"})
    for position, fields in enumerate(QUESTIONS):
        Question.objects.create(question_set=asked, position=position, **fields)
    stage = open_to_voices(process)
    stage.questions = asked
    stage.save()
    return asked


def respond(process: Process, answers: dict[str, Any], **values: Any) -> QuestionnaireResponse:
    """Somebody fills it in."""
    asked = values.pop("question_set", None) or QuestionSet.objects.get(key="ascolto")
    fields = {"number": uuid.uuid4(), "question_set": asked, "answers": answers, **values}
    return receive_response(process=process, **fields)
