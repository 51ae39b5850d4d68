"""What was answered to a questionnaire as it is shown: at the desk, and in public."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from arengo.contributions.answers import Answered, Choice, Results
from arengo.questions.models import Question

# What stands in the place of a number that is too small to be shown, or would tell one that is.
UNTOLD = gettext_lazy("non si dice")
Kind = Question.Kind


@dataclass(frozen=True)
class Row:
    """An answer in words; `share` of those who answered, in a hundred. `mean` is of a ranking."""

    label: str
    number: int | str | Promise
    share: int | None
    mean: float | None


@dataclass(frozen=True)
class Shown:
    """A question with its answers. `told` is what they say, in a sentence."""

    question: Question
    told: str
    rows: list[Row]
    is_ranking: bool
    is_written: bool
    is_too_few: bool


def shown(found: Results) -> list[Shown]:
    """Each question, in order."""
    return [_question(each) for each in found.questions]


def has_untold(questions: Sequence[Shown]) -> bool:
    """True when a number is not told somewhere, so that the page says why."""
    return any(row.number is UNTOLD for each in questions for row in each.rows)


def _question(found: Answered) -> Shown:
    is_ranking = found.question.kind == Kind.RANKING
    numbers = [choice.first if is_ranking else choice.chosen for choice in found.choices]
    answered = found.answered or 0
    rows = [
        Row(
            label=choice.label,
            number=UNTOLD if number is None else number,
            share=_share(number, answered),
            mean=choice.mean,
        )
        for choice, number in zip(found.choices, numbers, strict=True)
    ]
    told = [_how_many(found)]
    if is_ranking and answered:
        told.append(_highest(found.choices))
    return Shown(
        question=found.question,
        told=" ".join(each for each in told if each),
        rows=rows if answered else [],
        is_ranking=is_ranking,
        is_written=found.is_written,
        is_too_few=found.answered is None,
    )


def _share(number: int | None, answered: int) -> int | None:
    return round(100 * number / answered) if answered and number is not None else None


def _how_many(found: Answered) -> str:
    if found.answered is None:
        return _("Le risposte sono ancora poche per mostrarle.")
    if not found.answered:
        return _("Nessuno ha ancora risposto.")
    if found.is_written:
        sentence = ngettext(
            "%(n)s risposta scritta: è una voce, con il suo codice, e ha la sua risposta.",
            "%(n)s risposte scritte: ognuna è una voce, con il suo codice, e ha la sua risposta.",
            found.answered,
        )
    elif found.question.kind == Kind.MANY:
        sentence = ngettext(
            "Ha risposto %(n)s persona, che poteva scegliere più cose.",
            "Hanno risposto %(n)s persone, che potevano scegliere più cose: non si sommano.",
            found.answered,
        )
    else:
        sentence = ngettext(
            "Ha risposto %(n)s persona.", "Hanno risposto %(n)s persone.", found.answered
        )
    return sentence % {"n": found.answered}


def _highest(choices: Sequence[Choice]) -> str:
    """Which answer stands highest, looked at in both ways; they need not say the same."""
    lowest = min((choice.mean for choice in choices if choice.mean is not None), default=None)
    most = max((choice.first for choice in choices if choice.first), default=None)
    if lowest is None or most is None:
        return ""
    by_mean = _named([choice for choice in choices if choice.mean == lowest])
    by_first = _named([choice for choice in choices if choice.first == most])
    if by_mean == by_first:
        sentence = _("Più in alto di tutte, in media e per quante volte è la prima: %(mean)s.")
    else:
        sentence = _("In media è più in alto %(mean)s; più spesso al primo posto è %(first)s.")
    return sentence % {"mean": by_mean, "first": by_first}


def _named(choices: Sequence[Choice]) -> str:
    return ", ".join(_("«%(name)s»") % {"name": choice.label} for choice in choices)
