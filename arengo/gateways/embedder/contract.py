"""What an embedder gives, whichever it is."""

import unicodedata
from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
# How a text is prepared and its vector rounded; a change of either is another version.
PREPARATION: Final = "1"
DECIMALS: Final = 4
# Half a page. What is longer is many statements, and is to be split before.
MOST_CHARACTERS: Final = 4000


class Embedder(Protocol):
    """Makes a vector of a text: near texts have near vectors.

    A vector is of length 1 (of length 0 for a text without words), rounded, and depends on the
    text alone: not on those beside it, nor on capitals and spaces. `name` and `version` say of two
    vectors whether they may be compared; who keeps vectors keeps them too.
    """

    name: str
    version: str
    dimensions: int
    # Whether other words for the same thing are near, or only the same words.
    knows_meaning: bool
    # From which cosine two texts are worth a look together, and from which they may say the same.
    # Never that they do: "more buses" and "fewer buses" are as near as any two.
    similar_from: float
    duplicate_from: float

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, in order. Raises InsideTransaction like every gateway."""

    def warm_up(self) -> None:
        """Begin to read what is needed, in the background, so that who types does not wait for it."""


def prepared(text: str) -> str:
    """The text as it is embedded: one form of each letter, small ones, single spaces, cut where too long."""
    plain = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS])
    return " ".join(plain.lower().split())


def rounded(vectors: Vectors) -> Vectors:
    """Vectors as they are given and kept: what two processors see differently is beyond these decimals."""
    # Adding zero makes of -0.0 the same bytes as of 0.0.
    return np.round(vectors, DECIMALS) + np.float32(0)


def signature(embedder: Embedder) -> str:
    """Name and version in one, to be kept beside a vector and in a method's version."""
    return f"{embedder.name} {embedder.version}"
