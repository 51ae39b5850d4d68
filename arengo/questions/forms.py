"""Form fields made from the office's own questions, and the answers read back from them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arengo.core.localized import Localized
from arengo.questions.models import Question
from arengo.questions.ranking import RankingField, order_of, places_of

PREFIX = "domanda-"
SHORT_LENGTH = 200
LONG_LENGTH = 2000
YES_NO = [("yes", _("Sì")), ("no", _("No"))]


def field_name(question: Question) -> str:
    """The name in the form of the answer to `question`, e.g. "domanda-pranzo"."""
    return f"{PREFIX}{question.key}"


def choices_of(question: Question) -> list[tuple[str, str]]:
    """(value, text in the page's language) of each option.

    An option is {"key": ..., "label": ...}, or a text alone, which is then also its value. Texts
    may be in several languages: the Italian one is the value, whatever the page's language.
    """
    choices = []
    for option in question.options:
        is_keyed = isinstance(option, dict) and "key" in option
        label = _localized(option.get("label", option["key"]) if is_keyed else option)
        value = str(option["key"]) if is_keyed else next(iter(label.values()), "")
        choices.append((value, str(label)))
    return choices


def field_for(question: Question) -> forms.Field:
    """A validated field for one question, with a sentence for each mistake."""
    common: dict[str, Any] = {
        "label": str(question.label),
        "help_text": str(question.help_text),
        "required": question.is_required,
    }
    kinds = Question.Kind
    if question.kind in (kinds.SHORT, kinds.LONG):
        length = LONG_LENGTH if question.kind == kinds.LONG else SHORT_LENGTH
        field: forms.Field = forms.CharField(max_length=length, **common)
        field.error_messages["required"] = _("Scrivi una risposta.")
        return field
    if question.kind == kinds.RANKING:
        return RankingField(options=choices_of(question), **common)
    if question.kind == kinds.MANY:
        field = forms.MultipleChoiceField(choices=choices_of(question), **common)
        field.error_messages["required"] = _("Scegli almeno una risposta.")
    else:
        choices = choices_of(question) if question.kind == kinds.ONE else YES_NO
        field = forms.ChoiceField(choices=choices, **common)
        field.error_messages["required"] = _("Scegli una risposta.")
    for code in ("invalid_choice", "invalid_list"):
        field.error_messages[code] = _("Questa risposta non è tra quelle previste: scegline una.")
    return field


def fields_for(questions: list[Question]) -> dict[str, forms.Field]:
    """The fields of all `questions`, by name, in order."""
    return {field_name(question): field_for(question) for question in questions}


def answers_from(questions: list[Question], cleaned: dict[str, Any]) -> dict[str, Any]:
    """The answers given, by the question's key; what was left empty is not there."""
    answers: dict[str, Any] = {}
    for question in questions:
        value = cleaned.get(field_name(question))
        if value in (None, "", [], {}):
            continue
        if question.kind == Question.Kind.YES_NO:
            value = value == "yes"
        elif question.kind == Question.Kind.RANKING:
            value = order_of(value)
        answers[question.key] = value
    return answers


def initial_from(questions: list[Question], answers: dict[str, Any]) -> dict[str, Any]:
    """What the form shows for `answers` given before: the inverse of `answers_from`."""
    initial: dict[str, Any] = {}
    for question in questions:
        if question.key not in answers:
            continue
        value = answers[question.key]
        if question.kind == Question.Kind.YES_NO:
            value = "yes" if value else "no"
        elif question.kind == Question.Kind.RANKING:
            value = places_of(value)
        initial[field_name(question)] = value
    return initial


def answers_in_words(questions: list[Question], answers: dict[str, Any]) -> list[tuple[str, str]]:
    """(question, answer) as people read them, in order; an answer to a question that is gone last."""
    pairs = []
    for question in questions:
        value = answers.get(question.key)
        if value in (None, "", []):
            continue
        names = dict(choices_of(question)) if question.options else {}
        words = _in_words(value, names, is_order=question.kind == Question.Kind.RANKING)
        pairs.append((str(question.label), words))
    asked = {question.key for question in questions}
    return pairs + [(key, _in_words(answers[key], {})) for key in answers if key not in asked]


def _in_words(value: Any, names: dict[str, str], *, is_order: bool = False) -> str:
    if isinstance(value, bool):
        return str(_("Sì") if value else _("No")).lower()
    values = value if isinstance(value, list) else [value]
    words = [names.get(each, str(each)) for each in values]
    if is_order:
        words = [f"{place}. {each}" for place, each in enumerate(words, start=1)]
    return ", ".join(words)


def _localized(text: Any) -> Localized:
    return Localized(text) if isinstance(text, dict) else Localized({"it": str(text)})
