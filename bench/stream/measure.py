"""The measures of the stream: Arengo's own server and the bare broadcast, one after the other."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Plan
from bench.ground import Ground
from bench.processes import ROOT, CpuMeter, free_port, run, running

RATES = (1, 10)
QUEUE_READERS = 1500
# What the bare server sends is as long as what Arengo draws.
BYTES = 2000


@dataclass
class Stream:
    """What some readers saw of some changes a second."""

    who: str
    readers: int
    rate: float
    lost: int
    cut: int
    seen: int
    sent: int
    p50_ms: float
    p95_ms: float
    max_ms: float
    kb_each: float
    cpu_us: float


def streams(ground: Ground, plan: Plan) -> list[Stream]:
    """5,000 readers at both rates, of Arengo and of the bare server; then those of a real queue."""
    found = []
    for who in ("bare", "arengo"):
        found += _measured(ground, plan, who, plan.stream_readers, RATES)
    few = plan.stream_readers * QUEUE_READERS // 5000
    return found + _measured(ground, plan, "room", few, (2,))


def _measured(
    ground: Ground, plan: Plan, who: str, readers: int, rates: tuple[float, ...]
) -> list[Stream]:
    port = free_port()
    command = {
        "arengo": ("bench.stream.serve", str(port)),
        "room": ("bench.stream.serve", str(port), "room"),
        "bare": ("bench.bare.broadcast", str(port), str(BYTES)),
    }[who]
    log = ground.folder / f"stream-{who}.log"
    with running(*command, env=ground.env, log=log, port=port) as pid:
        token, last = "any", 0
        if who != "bare":
            words = ("grant", "room") if who == "room" else ("grant",)
            token, last = json.loads(run("bench.stream.emit", *words, env=ground.env))
        empty = _own_kilobytes(pid)
        with _readers(ground, port, token, last, readers) as ask:
            kb_each = (_own_kilobytes(pid) - empty) / readers
            meter = CpuMeter(server=pid)
            return [
                _round(ground, plan, who, port, readers, rate, kb_each, meter, ask)
                for rate in rates
            ]


def _round(ground, plan, who, port, readers, rate, kb_each, meter, ask) -> Stream:
    where = {"bare": (str(port),), "room": ("room",)}.get(who, ())
    before = meter.read()["server"]
    due = run("bench.stream.emit", str(rate), str(plan.stream_seconds), *where, env=ground.env)
    figures = ask(due)
    cpu_us = 1_000_000 * (meter.read()["server"] - before) / max(figures["sent"], 1)
    return Stream(who, readers, rate, kb_each=kb_each, cpu_us=cpu_us, **figures)


@contextlib.contextmanager
def _readers(ground: Ground, port: int, token: str, last: int, count: int) -> Iterator:
    """The readers in a process of their own; gives the function that asks what they saw."""
    command = [
        sys.executable,
        "-m",
        "bench.stream.readers",
        str(port),
        token,
        str(last),
        str(count),
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, env=ground.env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )

    def ask(due: str) -> dict[str, float]:
        process.stdin.write(due.strip() + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    try:
        assert process.stdout.readline() == "open\n"
        yield ask
    finally:
        process.stdin.close()
        process.wait(30)


def _own_kilobytes(pid: int) -> float:
    """Memory that is this process's alone."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
