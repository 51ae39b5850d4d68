"""Vectors of the letters in a text: always there, finds the same words and near spellings, no synonyms."""

import math
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from arengo.core.guard import refuse_inside_transaction
from arengo.gateways.embedder.contract import PREPARATION, Vectors, prepared, rounded

WORD: Final = re.compile(r"\w+")
LENGTHS: Final = (3, 4, 5)
# Articles and prepositions would make any two texts alike.
SHORTEST_WORD: Final = 4


class LetterEmbedder:
    """Runs of three to five letters, each counted in a place that its checksum chooses."""

    name = "letters"
    version = PREPARATION
    dimensions = 512
    knows_meaning = False
    similar_from = 0.4
    duplicate_from = 0.75

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, in order. Raises InsideTransaction like every gateway."""
        refuse_inside_transaction("the embedder")
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            _fill(row, prepared(text))
        return rounded(vectors)

    def warm_up(self) -> None:
        """Nothing is to be read."""


def _fill(row: Vectors, text: str) -> None:
    for run, count in Counter(_runs(text)).items():
        checksum = zlib.crc32(run.encode())
        sign = 1 if checksum & 1 else -1
        row[(checksum >> 1) % len(row)] += sign * (1 + math.log(count))
    length = float(np.linalg.norm(row))
    if length:
        row /= length


def _runs(text: str) -> list[str]:
    words = WORD.findall(text)
    # A text of short words only is made of what it has.
    long = [word for word in words if len(word) >= SHORTEST_WORD] or words
    padded = [f" {word} " for word in long]
    return [
        word[start : start + length]
        for word in padded
        for length in LENGTHS
        for start in range(len(word) - length + 1)
    ]


LETTERS: Final = LetterEmbedder()
