"""What a rehearsal through the pages measures: requests by kind, repeats, time without server."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Figures:
    """Counted by many threads at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seconds: dict[str, list[float]] = defaultdict(list)
        self.repeated: Counter[str] = Counter()
        self.away: list[float] = []

    @contextmanager
    def measuring(self, kind: str) -> Iterator[None]:
        """Time a request that gets its answer; one that raises is not counted."""
        start = time.perf_counter()
        yield
        seconds = time.perf_counter() - start
        with self._lock:
            self._seconds[kind].append(seconds)

    def repeat(self, kind: str) -> None:
        """One more had to be sent again."""
        with self._lock:
            self.repeated[kind] += 1

    def facts(self) -> dict[str, Any]:
        """By kind: how many, and p50, p95 and the worst in milliseconds; and the rest."""
        return {
            "requests": {kind: _spread(each) for kind, each in sorted(self._seconds.items())},
            "repeated": dict(sorted(self.repeated.items())),
            "away_seconds": [round(seconds, 1) for seconds in self.away],
        }


def _spread(seconds: list[float]) -> dict[str, int]:
    ordered = sorted(seconds)

    def within(percent: int) -> int:
        place = min(len(ordered) - 1, len(ordered) * percent // 100)
        return round(1000 * ordered[place])

    worst = round(1000 * ordered[-1])
    return {"count": len(ordered), "p50": within(50), "p95": within(95), "worst": worst}
