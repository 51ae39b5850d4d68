"""`python -m bench.suggestions.play worker 10000` or `page 10000`: the figures of one process, as JSON."""

import json
import os
import random
import sys
import time
from importlib import import_module
from pathlib import Path
from statistics import median

import django
import numpy as np

django.setup()

from arengo.gateways.embedder import embedder  # noqa: E402 (after the set-up)
from arengo.gateways.embedder.contract import signature  # noqa: E402
from arengo.rehearsal import words  # noqa: E402
from arengo.suggestions.nearest import Shelf, duplicates  # noqa: E402

AXES = tuple(f"asse {number}" for number in range(1, 7))
SENTENCES_IN_A_TEXT = 3
EXAMPLES = 1000
TYPED = 200
NEAREST = 5
PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Measure as the worker or as a page that is typed into."""
    part, count = sys.argv[1], int(sys.argv[2])
    print(json.dumps(worker(count) if part == "worker" else page(count)))


def texts(count: int, seed: int = 1) -> list[str]:
    """Made-up contributions of three sentences, some forty words, no two alike."""
    chance = random.Random(seed)
    return [
        " ".join(words.statement(chance) for _ in range(SENTENCES_IN_A_TEXT)) + f" ({number})"
        for number in range(count)
    ]


def worker(count: int) -> dict[str, float]:
    """CPU seconds to make vectors of all, to learn from a thousand, to suggest for all, to find duplicates."""
    # Only here: a page never imports what learning needs.
    learn = import_module("arengo.suggestions.learning").learn
    by, everything = embedder(), texts(count)
    labels = [AXES[sum(text.encode()) % len(AXES)] for text in everything[:EXAMPLES]]
    figures: dict[str, float] = {"texts": count}
    start = time.process_time()
    vectors = by.embed(everything)
    figures["embedding_cpu"], start = time.process_time() - start, time.process_time()
    learned = learn(
        everything[:EXAMPLES], labels, vectors=vectors[:EXAMPLES], made_by=signature(by)
    )
    figures["learning_cpu"], start = time.process_time() - start, time.process_time()
    learned.suggest(everything, vectors)
    figures["suggesting_cpu"], start = time.process_time() - start, time.process_time()
    duplicates(vectors, by.duplicate_from)
    figures["duplicates_cpu"] = time.process_time() - start
    return {**figures, "worker_megabytes": megabytes()}


def page(count: int) -> dict[str, float]:
    """Milliseconds from a typed text to the nearest ones, the first time and later; memory it takes."""
    by, before = embedder(), megabytes()
    shelf: Shelf[int] = Shelf(by.dimensions)
    chance = np.random.default_rng(1)
    vectors = chance.standard_normal((count, by.dimensions), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    shelf.put(range(count), vectors)
    del vectors
    shelved = megabytes()
    waits = []
    for text in texts(TYPED + 1, seed=2):
        start = time.perf_counter()
        shelf.nearest(by.embed([text])[0], NEAREST, at_least=0)
        waits.append((time.perf_counter() - start) * 1000)
    later = sorted(waits[1:])
    return {
        "first_ms": waits[0],
        "p50_ms": median(later),
        "p95_ms": later[len(later) * 95 // 100],
        "shelf_megabytes": shelved - before,
        "model_megabytes": megabytes() - shelved,
    }


def megabytes() -> float:
    """What this process holds in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 1e6


if __name__ == "__main__":
    main()
