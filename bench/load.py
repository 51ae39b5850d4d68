"""Visitors at the same time: for some seconds one after the other, or all at one moment."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from bench.processes import CpuMeter


class Flow(Protocol):
    """One visitor's doings; the outcome in a word."""

    name: str

    async def prepare(self) -> None: ...

    async def __call__(self) -> str: ...


@dataclass
class Sample:
    """What one round gave: seconds of each flow, how they ended, and the CPU seconds meanwhile."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    cpu: dict[str, float] = field(default_factory=dict)

    @property
    def flows(self) -> int:
        return len(self.latencies)

    @property
    def per_second(self) -> float:
        return self.flows / self.seconds

    def cpu_ms(self, part: str) -> float:
        """CPU milliseconds of this part of the installation for each flow."""
        return 1000 * self.cpu[part] / self.flows

    def percentile(self, percent: int) -> float:
        """Milliseconds within which so many percent of the flows ended."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def for_seconds(flow: Flow, meter: CpuMeter, *, visitors: int, seconds: float) -> Sample:
    """Each visitor's place is taken by another as soon as they have done, for some seconds."""

    async def stream(sample: Sample) -> None:
        end = time.perf_counter() + seconds

        async def one_after_the_other() -> None:
            while time.perf_counter() < end and not getattr(flow, "is_over", False):
                await _once(flow, sample)

        await _all_or_none([one_after_the_other() for _ in range(visitors)])

    return _measured(flow, meter, stream)


def at_once(flow: Flow, meter: CpuMeter, *, visitors: int) -> Sample:
    """All visitors open the form at the same moment, once each."""

    async def crowd(sample: Sample) -> None:
        await _all_or_none([_once(flow, sample) for _ in range(visitors)])

    return _measured(flow, meter, crowd)


def _measured(flow: Flow, meter: CpuMeter, visit: Callable[[Sample], Awaitable[None]]) -> Sample:
    async def measure() -> Sample:
        await flow.prepare()
        sample = Sample()
        before, start = meter.read(), time.perf_counter()
        await visit(sample)
        sample.seconds = time.perf_counter() - start
        after = meter.read()
        sample.cpu = {part: after[part] - before[part] for part in after}
        return sample

    return asyncio.run(measure())


async def _once(flow: Flow, sample: Sample) -> None:
    start = time.perf_counter()
    outcome = await flow()
    sample.latencies.append(time.perf_counter() - start)
    sample.outcomes[outcome] += 1


async def _all_or_none(visits: list[Awaitable[None]]) -> None:
    async with asyncio.TaskGroup() as group:
        for visit in visits:
            group.create_task(_as_coroutine(visit))


async def _as_coroutine(visit: Awaitable[None]) -> None:
    await visit
