"""A hub for a test: readers that write down what they get, and commits from other threads."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from django.db import connections, transaction
from django.db.models import Max

from arengo.core.stream.feeds import feed
from arengo.core.stream.hub import KEPT_SECONDS, Hub
from arengo.core.stream.models import StreamEvent
from arengo.core.stream.operations import emit
from arengo.core.stream.topics import Topic, UnknownPart

HALL = Topic("hall", "stage", "it")
HALL_IN_ENGLISH = Topic("hall", "stage", "en")
PATIENCE_SECONDS = 30


@dataclass
class Drawing:
    """Draws a part as the number of its newest committed event, and remembers how often."""

    calls: list[tuple[Topic, str]] = field(default_factory=list)
    padding: str = ""
    broken: int = 0

    def __call__(self, topic: Topic, part: str) -> str:
        self.calls.append((topic, part))
        if part == "elsewhere":
            raise UnknownPart(part)
        if self.broken:
            self.broken -= 1
            words = " ".join(["an", "address"])
            raise RuntimeError(words)
        events = StreamEvent.objects.filter(channel=topic.channel, part=part)
        newest = events.aggregate(newest=Max("id"))["newest"]
        return f"<p>{part} {newest} {topic.language}</p>{self.padding}"


class Notebook:
    """A reader that writes everything down."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, data: bytes) -> None:
        self.text += data.decode()

    def let_go(self) -> None:
        self.text += "let go"

    async def has(self, words: str) -> str:
        await until(lambda: words in self.text, f"{words!r} in {self.text!r}")
        return self.text


async def until(happens: Callable[[], bool], what: str) -> None:
    """Let the loop go on until something is so; fails with `what` when it never is."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE_SECONDS
    while not happens():
        assert loop.time() < end, f"waited in vain: {what}"
        await asyncio.sleep(0.005)


def with_hub(
    scenario: Callable[[Hub], Awaitable[None]],
    draw: Drawing | None = None,
    *,
    kept_seconds: float = KEPT_SECONDS,
) -> Drawing:
    """Run a scenario with a hub on the test's database."""
    draw = draw or Drawing()

    async def whole() -> None:
        hub = Hub(draw, feed(), kept_seconds=kept_seconds)
        hub.start()
        try:
            await scenario(hub)
        finally:
            await hub.stop()

    asyncio.run(whole())
    return draw


def commit(*parts: str, channel: str = "hall") -> list[int]:
    """Events committed in one transaction; their ids."""
    with transaction.atomic():
        return [emit(channel=channel, part=part).pk for part in parts]


async def committed(*parts: str, channel: str = "hall") -> list[int]:
    """The same from a thread, beside a running loop."""
    return await asyncio.to_thread(_and_close, lambda: commit(*parts, channel=channel))


def _and_close(function: Callable[[], list[int]]) -> list[int]:
    try:
        return function()
    finally:
        connections.close_all()


class OpenTransaction:
    """A transaction in a thread of its own, that has emitted and waits to be told how it ends."""

    def __init__(self, part: str) -> None:
        self.id = 0
        self._part = part
        self._has_emitted, self._may_end = threading.Event(), threading.Event()
        self._rolls_back = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def begin(self) -> "OpenTransaction":
        self._thread.start()
        assert self._has_emitted.wait(PATIENCE_SECONDS)
        return self

    def end(self, *, rolls_back: bool = False) -> None:
        self._rolls_back = rolls_back
        self._may_end.set()
        self._thread.join(PATIENCE_SECONDS)

    def _run(self) -> None:
        with ExitStack() as stack:
            stack.callback(connections.close_all)
            stack.enter_context(transaction.atomic())
            self.id = emit(channel="hall", part=self._part).pk
            self._has_emitted.set()
            self._may_end.wait(PATIENCE_SECONDS)
            transaction.set_rollback(self._rolls_back)
