"""Labels learned from those that people gave, with how sure one may be of them.

Only the worker and the commands import this (see `regression`).
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import sklearn
from threadpoolctl import threadpool_limits

from arengo.gateways.embedder.contract import Vectors
from arengo.suggestions.calibration import (
    Bools,
    Floats,
    at_temperature,
    best_temperature,
    log_loss,
    threshold_for,
)
from arengo.suggestions.refusals import OneLabelOnly, TooFewExamples
from arengo.suggestions.regression import Places, Reading, Regression
from arengo.suggestions.suggestion import Candidate, Suggestion

WORDS: Final = "words"
WORDS_AND_VECTORS: Final = "words+vectors"
# A change of what is done with the examples is another version.
RECIPE: Final = "1"
# Of ten suggestions that are made nine are to be right; of the others the method abstains.
AIM: Final = 0.9
FEWEST_EXAMPLES: Final = 10
FOLDS: Final = 5
# How much vectors count beside words: the examples choose, few of them mostly the second.
WEIGHTS: Final = (0.7, 1.5)
SHOWN: Final = 3
AT_ONCE: Final = 1000
DECIMALS: Final = 3
WORD: Final = re.compile(r"\w")


@dataclass(frozen=True)
class Examples:
    """Texts with their labels, in an order that depends on nothing else. `right` are places in `labels`."""

    texts: list[str]
    labels: tuple[str, ...]
    right: Places
    vectors: Vectors | None

    def texts_at(self, places: Places) -> list[str]:
        """The words of some of them."""
        return [self.texts[place] for place in places]

    def vectors_at(self, places: Places) -> Vectors | None:
        """The vectors of some of them, if they have any."""
        return None if self.vectors is None else self.vectors[places]


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How a weight did on examples that were held back, calibrated by them."""

    weight: float
    temperature: float
    loss: float
    confidences: Floats
    is_right: Bools


@dataclass(frozen=True, kw_only=True)
class Learned:
    """What was learned: asks no database, keeps no text, gives the same answers for the same version.

    `threshold` is the confidence from which on it suggests; None when it was never sure enough.
    """

    labels: tuple[str, ...]
    method: str
    version: str
    threshold: float | None
    temperature: float
    weight: float
    reading: Reading
    regression: Regression

    def suggest(self, texts: Sequence[str], vectors: Vectors | None = None) -> list[Suggestion]:
        """One suggestion for each text, with its vector if and only if it was learned with such.

        Raises ValueError when it was not.
        """
        found: list[Suggestion] = []
        for start in range(0, len(texts), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            beside = None if vectors is None else vectors[part]
            with threadpool_limits(1):
                rows = self.reading.rows(texts[part], beside, self.weight)
                sure = at_temperature(self.regression.probabilities(rows), self.temperature)
            found += [self._suggestion(row) for row in sure]
        return found

    def _suggestion(self, row: Floats) -> Suggestion:
        best = np.argsort(-row, kind="stable")[:SHOWN]
        candidates = tuple(
            Candidate(label=self.labels[place], confidence=round(float(row[place]), DECIMALS))
            for place in best
        )
        is_sure = self.threshold is not None and row[best[0]] >= self.threshold
        return Suggestion(
            label=candidates[0].label if is_sure else None,
            candidates=candidates,
            method=self.method,
            version=self.version,
        )


def learn(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    vectors: Vectors | None = None,
    made_by: str = "",
    seed: int = 1,
    aim: float = AIM,
) -> Learned:
    """Learn from texts with the label that people gave to each, and with their vectors if there are.

    `made_by` is the signature of the embedder that made them. A fifth of the examples is held back
    five times, to learn how sure one may be and from where on a share of `aim` is right. The order
    of the examples changes nothing; one without a word teaches nothing. Raises TooFewExamples,
    OneLabelOnly.
    """
    examples = _in_order(texts, labels, vectors)
    _check(examples)
    # One thread: the same sums in the same order, and none that wait where others work too.
    with threadpool_limits(1):
        trials = _tried(examples, _folds(examples, seed))
        best = min(trials, key=lambda trial: trial.loss)
        reading = Reading(examples.texts)
        regression = _fitted(examples, np.arange(len(examples.texts)), reading, best.weight)
    return Learned(
        labels=examples.labels,
        method=WORDS if vectors is None else WORDS_AND_VECTORS,
        version=_version(examples, made_by, seed, aim),
        threshold=threshold_for(best.confidences, best.is_right, aim),
        temperature=best.temperature,
        weight=best.weight,
        reading=reading,
        regression=regression,
    )


def _in_order(texts: Sequence[str], labels: Sequence[str], vectors: Vectors | None) -> Examples:
    worded = [place for place, text in enumerate(texts) if WORD.search(text)]
    order = sorted(worded, key=lambda place: (texts[place], labels[place]))
    names = tuple(sorted({labels[place] for place in order}))
    return Examples(
        texts=[texts[place] for place in order],
        labels=names,
        right=np.array([names.index(labels[place]) for place in order], dtype=np.intp),
        vectors=None if vectors is None else vectors[order],
    )


def _check(examples: Examples) -> None:
    if len(examples.texts) < FEWEST_EXAMPLES:
        raise TooFewExamples(FEWEST_EXAMPLES)
    if len(examples.labels) < 2:
        raise OneLabelOnly


def _folds(examples: Examples, seed: int) -> Places:
    """In which fifth each example is held back: each label in all of them, as evenly as can be.

    -1 for the only example of a label, which is never held back: nothing would be left to know it by.
    """
    folds = np.full(len(examples.texts), -1, dtype=np.intp)
    chance = np.random.default_rng(seed)
    for column in range(len(examples.labels)):
        mine = chance.permutation(np.flatnonzero(examples.right == column))
        if len(mine) > 1:
            folds[mine] = np.arange(len(mine)) % FOLDS
    return folds


def _tried(examples: Examples, folds: Places) -> Iterator[Trial]:
    """Each weight, tried on the fifths that were held back; without vectors there is nothing to weigh."""
    weights = (0.0,) if examples.vectors is None else WEIGHTS
    found = {weight: np.zeros((len(folds), len(examples.labels))) for weight in weights}
    for fold in sorted(set(folds[folds >= 0])):
        held, others = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        reading = Reading(examples.texts_at(others))
        for weight in weights:
            regression = _fitted(examples, others, reading, weight)
            rows = reading.rows(examples.texts_at(held), examples.vectors_at(held), weight)
            found[weight][held] = regression.probabilities(rows)
    for weight, probabilities in found.items():
        yield _trial(weight, probabilities[folds >= 0], examples.right[folds >= 0])


def _fitted(examples: Examples, places: Places, reading: Reading, weight: float) -> Regression:
    rows = reading.rows(examples.texts_at(places), examples.vectors_at(places), weight)
    return Regression(rows, examples.right[places], len(examples.labels))


def _trial(weight: float, probabilities: Floats, right: Places) -> Trial:
    if not len(right):
        return Trial(
            weight=weight, temperature=1, loss=0, confidences=np.zeros(0), is_right=right == 0
        )
    temperature = best_temperature(probabilities, right)
    sure = at_temperature(probabilities, temperature)
    return Trial(
        weight=weight,
        temperature=temperature,
        loss=log_loss(sure, right),
        confidences=sure.max(axis=1),
        is_right=sure.argmax(axis=1) == right,
    )


def _version(examples: Examples, made_by: str, seed: int, aim: float) -> str:
    """The same for the same examples, embedder, seed and tools; another when any of them is another."""
    told = [
        [hashlib.sha256(text.encode()).hexdigest(), examples.labels[column]]
        for text, column in zip(examples.texts, examples.right, strict=True)
    ]
    facts = [RECIPE, sklearn.__version__, made_by, seed, aim, told]
    return f"{RECIPE}-{hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:12]}"
