"""The office's own questions, in sets: for the form of a meeting, the questionnaire of a stage."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.questions.models import Question, QuestionSet

SET_FIELDS: Final = ("title", "is_example")
QUESTION_FIELDS: Final = ("kind", "label", "help_text", "options", "is_required")
WITH_OPTIONS: Final = (Question.Kind.ONE, Question.Kind.MANY, Question.Kind.RANKING)


@transaction.atomic
def save_question_set(
    *,
    question_set: QuestionSet | None = None,
    values: Mapping[str, Any],
    version: str = "",
    by: str,
) -> QuestionSet:
    """Name a set of questions, or make one. Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile."""
    if question_set is None:
        row = QuestionSet()
        keys = QuestionSet.objects.values_list("key", flat=True)
        row.key = editing.free_key(_words(values, "title"), keys, "domande")
    else:
        row = editing.current(QuestionSet, question_set.pk)
        editing.check_version(row, values, version)
    changed = editing.put(row, values)
    if not row.title:
        raise FieldRefused("title", _("Dai un nome a queste domande: lo vede solo l'ufficio."))
    row.save()
    if changed:
        record(kind="questions.saved", subject=_subject(row), by=by, facts={"fields": changed})
    return row


@transaction.atomic
def save_question(
    *,
    question_set: QuestionSet,
    question: Question | None = None,
    values: Mapping[str, Any],
    version: str = "",
    by: str,
) -> Question:
    """Write a question, or add one at the end. `values`: some of QUESTION_FIELDS.

    `options`: a list of {"key", "label"}; the answers given keep the key. Raises FieldRefused,
    ChangedMeanwhile, GoneMeanwhile.
    """
    holder = editing.current(QuestionSet, question_set.pk)
    others = list(holder.questions.all())
    if question is None:
        row = Question(question_set=holder, position=len(others))
        words = _words(values, "label")
        row.key = editing.free_key(words, (each.key for each in others), "domanda")
    else:
        row = editing.current(Question, question.pk)
        editing.check_version(row, values, version)
    changed = editing.put(row, values)
    if not row.label:
        raise FieldRefused("label", _("Scrivi la domanda."))
    if row.kind in WITH_OPTIONS and len(row.options) < 2:
        raise FieldRefused("choices", _("Scrivi almeno due risposte tra cui scegliere."))
    row.save()
    if changed:
        facts = {"question": row.key, "fields": changed}
        record(kind="questions.question_saved", subject=_subject(holder), by=by, facts=facts)
    return row


@transaction.atomic
def move_question(*, question: Question, up: bool, by: str) -> None:
    """One place before or after."""
    holder = editing.current(QuestionSet, question.question_set_id)
    editing.number(editing.swap(list(holder.questions.all()), question, up=up))
    facts = {"question": question.key, "up": up}
    record(kind="questions.question_moved", subject=_subject(holder), by=by, facts=facts)


def mark_question_removed(*, question: Question) -> QuestionSet:
    """The question is asked no more; gives the set it was in."""
    holder = editing.current(QuestionSet, question.question_set_id)
    editing.current(Question, question.pk).delete()
    editing.number(list(holder.questions.all()))
    return holder


def mark_question_set_removed(*, question_set: QuestionSet) -> None:
    """The set is no more, nor are its questions."""
    editing.current(QuestionSet, question_set.pk).delete()


def _words(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name) or ""
    return str(value.get("it", "")) if isinstance(value, dict) else str(value)


def _subject(question_set: QuestionSet) -> str:
    return f"questions:{question_set.key}"
