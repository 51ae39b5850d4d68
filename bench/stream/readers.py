"""Readers of one stream: each notes when it saw which id.

python -m bench.stream.readers PORT TOKEN LAST COUNT

Says "open" when all have heard something. Then reads a line of JSON, the moment at which each id
was due, waits until every reader has the last one, and prints what they saw; again and again.
"""

import asyncio
import json
import re
import sys
import time
from array import array
from collections.abc import Iterable

from bench.processes import allow_many_connections

ID = re.compile(rb"^id: (\d+)$", re.MULTILINE)
AT_ONCE = 100
PATIENCE_SECONDS = 15
PERCENTS = (50, 95)


class Reader(asyncio.Protocol):
    """One browser: it keeps the highest id it has seen, and when it saw each."""

    __slots__ = ("head", "heard", "last", "log", "tail")

    def __init__(self, head: bytes, last: int, log: list["Reader"]) -> None:
        self.head, self.last = head, last
        self.tail = b""
        self.heard: list[tuple[int, float]] = []
        self.log = log

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self.head)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        if self.head:
            self.head = b""
            self.log.append(self)
        # The usual case first: on a full machine the readers' own work would be measured too.
        if not self.tail and data[:4] == b"id: " and data[-1:] == b"\n" and b"\nid: " not in data:
            self._note(int(data[4 : data.index(b"\n")]), now)
            return
        data = self.tail + data
        for found in ID.finditer(data):
            self._note(int(found[1]), now)
        # An id may be cut in two on its way.
        self.tail = data[data.rfind(b"\n") + 1 :]

    def _note(self, number: int, now: float) -> None:
        if number > self.last:
            self.last = number
            self.heard.append((number, now))

    def connection_lost(self, _error: Exception | None) -> None:
        self.last = -1


def seen(readers: Iterable[Reader], due: dict[int, float]) -> dict[str, float]:
    """What all of them saw: seconds from when an id was due until it, or a later one, was there."""
    waits = array("d")
    sent = lost = 0
    ordered = sorted(due)
    for reader in readers:
        sent += len(reader.heard)
        heard = iter(reader.heard)
        number, at = next(heard, (0, 0.0))
        for wanted in ordered:
            while number and number < wanted:
                number, at = next(heard, (0, 0.0))
            if number:
                waits.append(at - due[wanted])
            else:
                lost += 1
        reader.heard = []
    waits = array("d", sorted(waits))
    figures = {
        f"p{p}_ms": 1000 * waits[min(len(waits) - 1, len(waits) * p // 100)] for p in PERCENTS
    }
    return {"seen": len(waits), "sent": sent, "lost": lost, "max_ms": 1000 * waits[-1], **figures}


async def follow(port: int, token: str, last: int, count: int) -> None:
    """Open all, and answer until nothing is asked any more."""
    loop = asyncio.get_running_loop()
    head = f"GET /flusso/{token}?dopo={last} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()
    readers: list[Reader] = []
    opened: list[Reader] = []
    while len(readers) < count:
        some = min(AT_ONCE, count - len(readers))
        calls = [
            loop.create_connection(lambda: Reader(head, last, opened), "127.0.0.1", port)
            for _ in range(some)
        ]
        readers += [reader for _transport, reader in await asyncio.gather(*calls)]
    while len(opened) < count:
        await asyncio.sleep(0.01)
    print("open", flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        due = {int(number): at for number, at in json.loads(line).items()}
        end = time.monotonic() + PATIENCE_SECONDS
        while any(0 <= r.last < max(due) for r in readers) and time.monotonic() < end:
            await asyncio.sleep(0.05)
        cut = sum(1 for reader in readers if reader.last < 0)
        print(json.dumps({**seen(readers, due), "cut": cut}), flush=True)


if __name__ == "__main__":
    allow_many_connections()
    asyncio.run(follow(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
