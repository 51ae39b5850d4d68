"""What was answered to the questionnaire of a stage, counted; and what everybody may read of it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from arengo.contributions.models import Contribution, QuestionnaireResponse
from arengo.core.small_cells import FEWEST
from arengo.process.models import Stage
from arengo.questions.forms import YES_NO, choices_of
from arengo.questions.models import Question

Kind = Question.Kind


@dataclass(frozen=True)
class Choice:
    """An answer that one may choose. None is a number that everybody is not told: too small, or next to it.

    Of a ranking: `chosen` is how many gave it a place, `first` how many the first, `mean` which place
    they gave it on average.
    """

    key: str
    label: str
    chosen: int | None
    first: int | None = None
    mean: float | None = None


@dataclass(frozen=True)
class Answered:
    """A question, and how many answered what. `answered` is None when they are too few to be shown."""

    question: Question
    answered: int | None
    choices: tuple[Choice, ...] = ()

    @property
    def is_written(self) -> bool:
        """True when each answer is a voice, which is read where voices are."""
        return self.question.kind in Question.WRITTEN


@dataclass(frozen=True)
class Results:
    """How many filled it in, and each question."""

    received: int | None
    questions: tuple[Answered, ...]


def results(stage: Stage, *, until: datetime | None = None) -> Results:
    """All that was answered for a stage, up to a moment, in the order of the questions.

    Had the stage other questions before, they come last with what was answered to them.
    """
    rows = QuestionnaireResponse.objects.filter(stage=stage)
    voices = Contribution.objects.filter(response__stage=stage)
    if until is not None:
        rows, voices = rows.filter(received_at__lte=until), voices.filter(received_at__lte=until)
    given: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for set_id, answers in rows.order_by().values_list("question_set", "answers").iterator():
        given[set_id].append(answers)
    by_question = voices.order_by().values_list("response__question_set", "question_key")
    written = {(set_id, key): n for set_id, key, n in by_question.annotate(n=Count("pk"))}
    sets = Q(question_set=stage.questions_id) | Q(question_set__in=list(given))
    asked = sorted(
        Question.objects.filter(sets),
        key=lambda each: (each.question_set_id != stage.questions_id, each.question_set_id),
    )
    return Results(
        received=sum(len(each) for each in given.values()),
        questions=tuple(
            _written(question, written)
            if question.kind in Question.WRITTEN
            else _counted(question, given[question.question_set_id])
            for question in asked
        ),
    )


def for_everybody(found: Results) -> Results:
    """The same without the numbers of a few: nobody is to be recognised by what they answered."""
    return Results(
        received=_unless_few(found.received),
        questions=tuple(_shown(each) for each in found.questions),
    )


def _written(question: Question, written: Mapping[tuple[int, str], int]) -> Answered:
    return Answered(question, written.get((question.question_set_id, question.key), 0))


def _counted(question: Question, given: Sequence[Mapping[str, Any]]) -> Answered:
    # An answer in another form than the question has now was given to what it was before.
    values = [each[question.key] for each in given if question.key in each]
    if question.kind == Kind.RANKING:
        return _ranked(question, [value for value in values if isinstance(value, list)])
    if question.kind == Kind.YES_NO:
        labels = [(key, str(label)) for key, label in YES_NO]
        values = ["yes" if value else "no" for value in values if isinstance(value, bool)]
    else:
        labels = choices_of(question)
    known = {key for key, _label in labels}
    chosen = Counter(each for value in values for each in _chosen(value) if each in known)
    choices = tuple(Choice(key, label, chosen[key]) for key, label in labels)
    return Answered(question, len(values), choices)


def _chosen(value: Any) -> list[str]:
    each = value if isinstance(value, list) else [value]
    return [one for one in each if isinstance(one, str)]


def _ranked(question: Question, orders: Sequence[list[str]]) -> Answered:
    places: dict[str, list[int]] = defaultdict(list)
    for order in orders:
        for place, key in enumerate(order, start=1):
            places[key].append(place)
    choices = [
        Choice(
            key,
            label,
            chosen=len(places[key]),
            first=places[key].count(1),
            mean=sum(places[key]) / len(places[key]) if places[key] else None,
        )
        for key, label in choices_of(question)
    ]
    choices.sort(key=_place)
    return Answered(question, len(orders), tuple(choices))


def _place(choice: Choice) -> tuple[bool, float]:
    """The highest first; last what has no place, or none that is shown."""
    return choice.mean is None, choice.mean or 0


def _shown(found: Answered) -> Answered:
    answered = _unless_few(found.answered)
    if answered is None:
        return Answered(found.question, None)
    if found.question.kind == Kind.RANKING:
        few = _few({choice.key: choice.first or 0 for choice in found.choices})
        choices = [_shown_place(each, is_few=each.key in few) for each in found.choices]
        choices.sort(key=_place)
    else:
        few = _few({choice.key: choice.chosen or 0 for choice in found.choices})
        choices = [
            replace(choice, chosen=None) if choice.key in few else choice
            for choice in found.choices
        ]
    return replace(found, choices=tuple(choices))


def _shown_place(choice: Choice, *, is_few: bool) -> Choice:
    chosen = _unless_few(choice.chosen)
    return replace(
        choice,
        chosen=chosen,
        first=None if is_few else choice.first,
        mean=choice.mean if chosen else None,
    )


def _unless_few(number: int | None) -> int | None:
    return None if number is not None and 0 < number < FEWEST else number


def _few(counts: Mapping[str, int]) -> set[str]:
    """The answers of few; and with them the next, while those are few: else they could be told."""
    smallest = sorted((number, key) for key, number in counts.items() if number)
    hidden: set[str] = set()
    people = 0
    while smallest and (smallest[0][0] < FEWEST or 0 < people < FEWEST):
        number, key = smallest.pop(0)
        hidden.add(key)
        people += number
    return hidden
