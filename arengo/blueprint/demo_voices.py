"""How the demo is heard from the site: days and a questionnaire, examples both, for the real process had
neither.
"""

from datetime import date
from typing import Any

from arengo.plan.models import Axis
from arengo.process.models import Process, Stage
from arengo.process.operations import save_stage
from arengo.questions.models import Question, QuestionSet
from arengo.questions.operations import save_question, save_question_set

STAGE = "ascolto"
DAYS = {
    "voices_from": date(2023, 9, 28),
    "voices_until": date(2023, 11, 30),
    "voices_are_example": True,
}
NAME = {"it": "Ascolto (esempio)", "en": "Listening (example)"}
WHERE: dict[str, Any] = {
    "label": {
        "it": "Dove ti è più facile farti sentire?",
        "en": "Where is it easiest for you to be heard?",
    },
    "kind": Question.Kind.ONE,
    "options": [
        {"key": "torino", "label": {"it": "In sala a Torino", "en": "In a hall in Turin"}},
        {
            "key": "vicino",
            "label": {"it": "In un incontro vicino a casa", "en": "At a meeting close to home"},
        },
        {"key": "online", "label": {"it": "Online", "en": "Online"}},
        {"key": "scrivendo", "label": {"it": "Scrivendo da qui", "en": "By writing here"}},
    ],
}
ORDER: dict[str, Any] = {
    "label": {
        "it": "Quali assi vengono prima, per dove vivi tu?",
        "en": "Which axes come first, for where you live?",
    },
    "kind": Question.Kind.RANKING,
}
MISSING: dict[str, Any] = {
    "label": {
        "it": "Che cosa manca dove vivi, che il nuovo piano può cambiare?",
        "en": "What is missing where you live that the new plan can change?",
    },
    "help_text": {
        "it": "Diventa una voce: ha un codice e avrà una risposta.",
        "en": "It becomes a voice: it has a code and will have a reply.",
    },
    "kind": Question.Kind.LONG,
}


def seed() -> None:
    """Let the listening stage take voices, and ask, from the day after the first meeting."""
    stage = Stage.objects.select_related("process").filter(key=STAGE).first()
    if stage is not None:
        values = {**DAYS, "questions": _ask(stage.process)}
        save_stage(process=stage.process, stage=stage, values=values, by="system")


def _ask(process: Process) -> QuestionSet:
    axes = Axis.objects.filter(plan=process.plan_in_force_id)
    asked = save_question_set(values={"title": NAME, "is_example": True}, by="system")
    options = [{"key": f"asse-{axis.number}", "label": axis.name} for axis in axes]
    for values in (WHERE, {**ORDER, "options": options}, MISSING):
        save_question(question_set=asked, values=values, by="system")
    return asked
