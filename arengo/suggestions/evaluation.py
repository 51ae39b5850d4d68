"""How good suggestions are, held against what people decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from sklearn.metrics import f1_score

from arengo.suggestions.suggestion import Suggestion


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Shares from 0 to 1. `accuracy` and `macro_f1` are of the likeliest label of every text.

    `coverage` is the share of texts for which the method did not abstain, `accuracy_covered` the
    share of these that is right: None when it always abstained.
    """

    accuracy: float
    macro_f1: float
    coverage: float
    accuracy_covered: float | None


def measure(suggestions: Sequence[Suggestion], right: Sequence[str]) -> Measured:
    """Hold suggestions with a candidate each against the right labels, of which there is at least one."""
    likeliest = [suggestion.candidates[0].label for suggestion in suggestions]
    made = [
        suggestion.label == label
        for suggestion, label in zip(suggestions, right, strict=True)
        if suggestion.label is not None
    ]
    hits = sum(guess == label for guess, label in zip(likeliest, right, strict=True))
    return Measured(
        accuracy=hits / len(right),
        macro_f1=float(f1_score(right, likeliest, average="macro", zero_division=0)),
        coverage=len(made) / len(right),
        accuracy_covered=sum(made) / len(made) if made else None,
    )
