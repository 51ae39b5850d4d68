"""Which texts are near to one another: exact cosines over vectors that are kept in memory.

Vectors are an embedder's, of length 1. Near is not the same: people decide.
"""

import threading
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from arengo.gateways.embedder.contract import DECIMALS, Vectors

Key = TypeVar("Key", bound=Hashable)
# Rows that are compared with all before them at once: 120 MB at 10,000.
BLOCK: Final = 1000


@dataclass(frozen=True)
class Near(Generic[Key]):
    """A text by its key (or place), and its cosine to what was asked."""

    key: Key
    cosine: float


@dataclass(frozen=True)
class Duplicate:
    """That the row at `place` may say the same as an earlier one, at `of`."""

    place: int
    of: int
    cosine: float


class Shelf(Generic[Key]):
    """Vectors by key in the memory of one process: 2 kB each, for many threads.

    Whoever asks sees the shelf as it stood at some moment, whole.
    """

    def __init__(self, dimensions: int) -> None:
        self._changing = threading.Lock()
        self._stands: tuple[tuple[Key, ...], Vectors]
        self._stands = ((), np.zeros((0, dimensions), dtype=np.float32))

    def __len__(self) -> int:
        return len(self._stands[0])

    def put(self, keys: Sequence[Key], vectors: Vectors) -> None:
        """Lay down a vector for each key, in place of the one it had. Many at once cost as one.

        Raises ValueError when there are not as many vectors, or a key comes twice.
        """
        if len(keys) != len(vectors) or len(set(keys)) != len(keys):
            raise ValueError(f"{len(keys)} keys, {len(vectors)} vectors, or a key twice")
        with self._changing:
            kept, rows = self._without(set(keys))
            self._stands = ((*kept, *keys), np.vstack([rows, vectors]))

    def drop(self, keys: Collection[Key]) -> None:
        """Take these away; a key that is not there is not missed."""
        with self._changing:
            self._stands = self._without(set(keys))

    def nearest(self, vector: Vectors, k: int, *, at_least: float = 0.0) -> list[Near[Key]]:
        """As `nearest`, by key: of two as near the one laid down earlier comes first."""
        keys, rows = self._stands
        found = nearest(vector, rows, k, at_least=at_least)
        return [Near(keys[one.key], one.cosine) for one in found]

    def _without(self, gone: set[Key]) -> tuple[tuple[Key, ...], Vectors]:
        keys, rows = self._stands
        if gone.isdisjoint(keys):
            return keys, rows
        stays = np.array([key not in gone for key in keys])
        return tuple(key for key in keys if key not in gone), rows[stays]


def nearest(vector: Vectors, vectors: Vectors, k: int, *, at_least: float = 0.0) -> list[Near[int]]:
    """The places of the `k` rows nearest to `vector`, nearest first, none below `at_least`.

    Of two as near the earlier comes first, so the answer is always the same.
    """
    cosines = _cosines(vectors @ vector)
    fitting = np.flatnonzero(cosines >= at_least)
    order = fitting[np.argsort(-cosines[fitting], kind="stable")][:k]
    return [Near(int(place), float(cosines[place])) for place in order]


def duplicates(vectors: Vectors, at_least: float) -> list[Duplicate]:
    """For each row the nearest of those before it, where that is near enough; in the rows' order.

    One at most for each, so a letter that five thousand people sent is no flood of pairs.
    """
    found: list[Duplicate] = []
    for start in range(0, len(vectors), BLOCK):
        block = vectors[start : start + BLOCK]
        cosines = _cosines(block @ vectors[: start + len(block)].T)
        own = np.arange(len(block))
        # Each row looks at those before it only.
        cosines[np.arange(cosines.shape[1]) >= (start + own)[:, np.newaxis]] = -np.inf
        best = cosines.argmax(axis=1)
        found += [
            Duplicate(start + int(row), int(best[row]), float(cosines[row, best[row]]))
            for row in np.flatnonzero(cosines[own, best] >= at_least)
        ]
    return found


def _cosines(products: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Rounded: the last digits of a product depend on how many rows are multiplied at once."""
    rounded: Any = np.round(products, DECIMALS)
    return np.asarray(rounded, dtype=np.float32)
