"""What the program says of a voice, in words: which axis it suggests and why, which voices are near."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _, ngettext

from arengo.contributions.models import Contribution
from arengo.core.codes import show
from arengo.people.models import User
from arengo.plan.models import Axis
from arengo.suggestions.lexicon import METHOD as LEXICON
from arengo.suggestions.models import Suggestion
from arengo.suggestions.neighbours import Neighbour, neighbours_of
from arengo.suggestions.queries import suggestion_for
from arengo.web.desk.covering import cover_for

# The address of a voice with this says which box is to be ticked: nothing is saved by it.
TAKEN: Final = "segna"
ALMOST_SURE: Final = 0.95
VERY_LIKELY: Final = 0.8
LIKELIEST: Final = 2


@dataclass(frozen=True)
class Suggested:
    """A suggestion in words. `value` is that of its box, empty when the method is not sure."""

    sentence: str
    why: str
    value: str
    is_by_lexicon: bool


@dataclass(frozen=True)
class NearInWords:
    """A near voice: its code, how near, whether it may say the same."""

    voice: Contribution
    code: str
    nearness: str
    may_be_same: bool


def context_of(row: Contribution, user: User) -> dict[str, object]:
    """What the page of a voice shows of it; a suggestion only while nobody has read the voice."""
    made = None if row.read_at else suggestion_for(row)
    near = [_near(each) for each in neighbours_of(row)]
    cover_for(user, [each.voice for each in near])
    return {
        "suggested": in_words(made, axes_of(row)) if made else None,
        "near": near,
    }


def ticked(request: HttpRequest, targets: list[str]) -> list[str]:
    """What is ticked when the page opens: what the voice is about already, and the suggestion taken."""
    taken = request.GET.get(TAKEN)
    return [*targets, taken] if taken else targets


def axes_of(row: Contribution) -> dict[str, Axis]:
    """The axes that a voice may be about, by the label that suggestions have."""
    return {str(axis.pk): axis for axis in Axis.objects.filter(plan=row.process.plan_in_force_id)}


def in_words(made: Suggestion, axes: Mapping[str, Axis]) -> Suggested:
    """What is suggested, how sure it is, and how it knows."""
    is_by_lexicon = made.method == LEXICON
    axis = axes.get(made.label)
    if axis is None:
        return Suggested(_unsure(made, axes), _how(made), "", is_by_lexicon)
    sentence = _certainty(made.confidence) % {"axis": axis}
    return Suggested(sentence, _how(made), f"axis:{axis.number}", is_by_lexicon)


def _certainty(confidence: float | None) -> str:
    if confidence is None:
        return _("Forse parla di questo asse: %(axis)s")
    if confidence >= ALMOST_SURE:
        return _("Quasi di sicuro parla di questo asse: %(axis)s")
    if confidence >= VERY_LIKELY:
        return _("Molto probabilmente parla di questo asse: %(axis)s")
    return _("Probabilmente parla di questo asse: %(axis)s")


def _unsure(made: Suggestion, axes: Mapping[str, Axis]) -> str:
    labels = [each["label"] for each in made.candidates[:LIKELIEST]]
    named = [str(axes[label]) for label in labels if label in axes]
    if not named:
        return _("Non riconosce di quale asse parla.")
    return _("Non è abbastanza sicuro. I più vicini: %(axes)s.") % {"axes": "; ".join(named)}


def _how(made: Suggestion) -> str:
    if made.method == LEXICON:
        found = made.candidates[0]["because"] if made.candidates else []
        words = ", ".join(f"«{word}»" for word in found)
        return _("Ci sono queste parole: %(words)s.") % {"words": words} if words else ""
    count = made.lesson.examples
    sentence = ngettext(
        "Lo ha imparato da %(count)d voce che avete letto.",
        "Lo ha imparato da %(count)d voci che avete letto.",
        count,
    )
    return sentence % {"count": count}


def _near(each: Neighbour) -> NearInWords:
    nearness = _("molto vicina") if each.is_very_near else _("vicina")
    return NearInWords(each.voice, show(each.voice.code), nearness, each.may_be_same)
