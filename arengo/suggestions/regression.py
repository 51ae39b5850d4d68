"""Texts as numbers and one regression over them: the part that needs scikit-learn.

Only the worker and the commands import this: it takes a second and 100 MB to be there.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import scipy.sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from arengo.gateways.embedder.contract import Vectors
from arengo.suggestions.calibration import Floats

Places = npt.NDArray[np.intp]
MOST_FEATURES: Final = 50_000
# One letter is a word too: a text made of such must not be empty.
WORD: Final = r"(?u)\b\w+\b"
FREEDOM: Final = 10.0
MOST_STEPS: Final = 1000
COMMON: Final = {"sublinear_tf": True, "strip_accents": "unicode", "max_features": MOST_FEATURES}


class Reading:
    """Which words, pairs of words and runs of letters a text has, and how rare each of these is."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=WORD, **COMMON).fit(texts)
        # Runs of letters see through inflections, compounds and slips of the pen.
        self._runs = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **COMMON).fit(texts)

    def rows(self, texts: Sequence[str], vectors: Vectors | None, weight: float) -> Any:
        """A sparse row for each text; its vector beside its words, at that weight."""
        parts = [self._words.transform(texts), self._runs.transform(texts)]
        if vectors is not None:
            parts.append(scipy.sparse.csr_matrix(vectors.astype(np.float64) * weight))
        return scipy.sparse.hstack(parts, format="csr")


class Regression:
    """A multinomial logistic regression over rows; `right` says the column of each one's label."""

    def __init__(self, rows: Any, right: Places, columns: int) -> None:
        self._columns = columns
        self._fitted = LogisticRegression(C=FREEDOM, max_iter=MOST_STEPS).fit(rows, right)

    def probabilities(self, rows: Any) -> Floats:
        """A column for each label, 0 for one of which there was no example."""
        found = np.zeros((rows.shape[0], self._columns))
        found[:, self._fitted.classes_] = self._fitted.predict_proba(rows)
        return found
