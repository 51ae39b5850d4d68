"""A tiny schedule: functions that are called every so many seconds."""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from arengo.core import leases

Job = tuple[Callable[[], Any], float]
logger = logging.getLogger(__name__)


class Schedule:
    """Calls each function of `jobs` every so many seconds, the first time at once.

    The jobs are idempotent: every worker keeps a schedule of its own, and none remembers.
    """

    def __init__(
        self, jobs: Sequence[Job], *, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._jobs = list(jobs)
        self._seconds = seconds
        self._next = [seconds()] * len(self._jobs)

    def run_due(self) -> int:
        """Call what is due; returns how many. What fails is logged and waits for its next time."""
        called = 0
        for place, (function, every) in enumerate(self._jobs):
            if self._seconds() < self._next[place]:
                continue
            called += 1
            try:
                function()
            except Exception as error:
                logger.error("job %s\n%s", function.__qualname__, leases.trail(error))
            self._next[place] = self._seconds() + every
        return called

    def run_all(self) -> int:
        """Call every function now; returns how many. What fails is logged."""
        self._next = [self._seconds()] * len(self._jobs)
        return self.run_due()
