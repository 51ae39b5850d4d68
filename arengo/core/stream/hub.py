"""Who reads what, and what they get: each part is drawn once for a topic, for however many readers.

An event is never lost: it waits from when it is heard, after its commit, until it is drawn. Of
several of one part that wait, one drawing serves all, since it shows the part as it is by then.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Protocol, TypeVar

from django.db import connections

from arengo.core import leases
from arengo.core.stream import queries, wire
from arengo.core.stream.topics import Draw, Topic, UnknownPart

# A drawing that failed is tried again after so many seconds, and then left until the next event.
AGAIN_AFTER = (1.0, 2.0, 5.0, 15.0)
# What was drawn for one serves who comes within so many seconds: its clocks count from the drawing.
KEPT_SECONDS = 5.0
Result = TypeVar("Result")
logger = logging.getLogger(__name__)


class Event(NamedTuple):
    """A committed StreamEvent."""

    id: int
    channel: str
    part: str


class Drawn(NamedTuple):
    """A part as an event without its id, and when it was drawn, by the loop's clock."""

    event: bytes
    at: float


class Reader(Protocol):
    """One open stream."""

    def write(self, data: bytes) -> None:
        """Send at once, or let go of a reader that does not keep up. Does not wait."""

    def let_go(self) -> None:
        """Close its stream: it comes back by itself."""


class Feed(Protocol):
    """Where committed events come from."""

    async def listen(self, take: Callable[[Iterable[Event]], None], ready: asyncio.Event) -> None:
        """Give each event to `take`, for ever; set `ready` once none can escape any more."""


class Audience:
    """The readers of a topic, newcomers until they have what they missed; its parts as drawn last."""

    def __init__(self) -> None:
        self.readers: set[Reader] = set()
        self.newcomers: set[Reader] = set()
        self.bodies: dict[str, Drawn] = {}


class Channel:
    """What is known of a channel as long as somebody reads it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_known = False
        self.audiences: dict[Topic, Audience] = {}
        # Of each part the newest event, the lowest of those to be drawn, and drawings that failed.
        self.newest: dict[str, int] = {}
        self.waiting: dict[str, int] = {}
        self.failures: dict[str, int] = {}

    @property
    def settled(self) -> int:
        """The id up to which all that was heard has been drawn and sent."""
        if self.waiting:
            return min(self.waiting.values()) - 1
        return max(self.newest.values(), default=0)

    def hear(self, part: str, number: int) -> None:
        """Remember the newest event of a part."""
        self.newest[part] = max(number, self.newest.get(part, 0))

    def parts_after(self, last: int) -> list[str]:
        """The parts that a reader who saw everything up to `last` may lack; all, if it saw the future."""
        since = last - queries.MARGIN if last <= max(self.newest.values(), default=0) else 0
        missed = sorted((number, part) for part, number in self.newest.items() if number > since)
        return [part for _number, part in missed]


class Newcomer(NamedTuple):
    """A reader that is to be shown what it missed."""

    channel: Channel
    topic: Topic
    reader: Reader
    last: int


class Hub:
    """Topics and their readers, in one event loop. `draw` runs in a thread, one at a time."""

    def __init__(
        self,
        draw: Draw,
        feed: Feed,
        *,
        ping_seconds: float = wire.PING_SECONDS,
        kept_seconds: float = KEPT_SECONDS,
    ) -> None:
        self._draw, self._feed = draw, feed
        self._ping_seconds, self._kept_seconds = ping_seconds, kept_seconds
        self._channels: dict[str, Channel] = {}
        self._changed: deque[tuple[Channel, str]] = deque()
        self._newcomers: deque[Newcomer] = deque()
        self._work, self._ready = asyncio.Event(), asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="stream")
        self._tasks: list[asyncio.Task[None]] = []
        self._is_closing = False

    @property
    def readers(self) -> int:
        """How many streams are open."""
        return sum(len(each.readers) + len(each.newcomers) for each in self._audiences())

    def start(self) -> None:
        """Begin to listen, draw and ping, in the running loop."""
        goes_on = (self._listen(), self._go_round(), self._ping())
        self._tasks = [asyncio.create_task(each) for each in goes_on]

    async def stop(self) -> None:
        """Stop listening and drawing."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._thread.shutdown()

    def let_all_go(self) -> None:
        """Close every stream, so that the server can stop: readers come back to the next one."""
        self._is_closing = True
        for audience in self._audiences():
            for reader in audience.readers | audience.newcomers:
                reader.let_go()

    async def in_thread(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Call what asks the database in the one thread that draws, in its turn."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, _and_close, function, *arguments)

    def join(self, topic: Topic, reader: Reader, last: int) -> None:
        """From now on `reader` gets what changes, after what changed since the event `last`."""
        if self._is_closing:
            reader.let_go()
            return
        channel = self._channels.setdefault(topic.channel, Channel(topic.channel))
        channel.audiences.setdefault(topic, Audience()).newcomers.add(reader)
        self._newcomers.append(Newcomer(channel, topic, reader, last))
        self._work.set()

    def leave(self, topic: Topic, reader: Reader) -> None:
        """Its stream is closed."""
        channel = self._channels.get(topic.channel)
        audience = channel.audiences.get(topic) if channel else None
        if channel is None or audience is None:
            return
        audience.readers.discard(reader)
        audience.newcomers.discard(reader)
        if not audience.readers and not audience.newcomers:
            del channel.audiences[topic]
        if not channel.audiences:
            del self._channels[topic.channel]

    def take(self, events: Iterable[Event]) -> None:
        """Hear of committed events, in any order; of one more than once is no harm."""
        for event in events:
            channel = self._channels.get(event.channel)
            if channel:
                channel.failures.pop(event.part, None)
                self._let_wait(channel, event.part, event.id)

    async def _listen(self) -> None:
        while True:
            try:
                await self._feed.listen(self.take, self._ready)
            except Exception as error:
                logger.error("the stream hears nothing\n%s", leases.trail(error))
            await asyncio.sleep(AGAIN_AFTER[0])

    def _let_wait(self, channel: Channel, part: str, number: int) -> None:
        channel.hear(part, number)
        if part not in channel.waiting:
            self._changed.append((channel, part))
        channel.waiting[part] = min(number, channel.waiting.get(part, number))
        self._work.set()

    async def _go_round(self) -> None:
        # What is committed before the feed is ready is found by whoever comes after.
        await self._ready.wait()
        while True:
            await self._work.wait()
            self._work.clear()
            while self._newcomers or self._changed:
                try:
                    await self._step()
                except Exception as error:
                    logger.error("the stream stumbled\n%s", leases.trail(error))

    async def _step(self) -> None:
        if self._newcomers:
            await self._catch_up(self._newcomers.popleft())
        if self._changed:
            await self._spread(*self._changed.popleft())
        # Between one and the next the loop looks after its connections.
        await asyncio.sleep(0)

    async def _catch_up(self, one: Newcomer) -> None:
        channel, topic = one.channel, one.topic
        if not await self._know(channel):
            # The database is away: it waits, as the events do.
            asyncio.get_running_loop().call_later(AGAIN_AFTER[0], self._come_again, one)
            return
        audience = channel.audiences.get(topic)
        if audience is None or one.reader not in audience.newcomers:
            return
        # What waits to be drawn will be sent to this one too.
        parts = [part for part in channel.parts_after(one.last) if part not in channel.waiting]
        for part in parts:
            if not self._is_fresh(audience.bodies.get(part)):
                audience.bodies[part] = await self._body(channel, topic, part)
        missed = [event for part in parts if (event := audience.bodies[part].event)]
        if missed:
            # The id comes with the last: whoever is cut off before it asks for all of them again.
            last = wire.numbered(channel.settled, missed.pop())
            one.reader.write(b"".join([*missed, last]))
        audience.newcomers.discard(one.reader)
        audience.readers.add(one.reader)

    def _is_fresh(self, drawn: Drawn | None) -> bool:
        now = asyncio.get_running_loop().time()
        return drawn is not None and now - drawn.at < self._kept_seconds

    async def _know(self, channel: Channel) -> bool:
        if not channel.is_known:
            try:
                found = await self.in_thread(queries.newest_by_part, channel.name)
            except Exception as error:
                logger.error("a channel is not known\n%s", leases.trail(error))
                return False
            for part, number in found.items():
                channel.hear(part, number)
            channel.is_known = True
        return True

    def _come_again(self, one: Newcomer) -> None:
        self._newcomers.append(one)
        self._work.set()

    async def _spread(self, channel: Channel, part: str) -> None:
        """Draw a part for each topic and send it; what changes meanwhile waits for its own turn."""
        del channel.waiting[part]
        for topic, audience in list(channel.audiences.items()):
            drawn = audience.bodies[part] = await self._body(channel, topic, part)
            if drawn.event:
                _write_to_all(audience, wire.numbered(channel.settled, drawn.event))

    async def _body(self, channel: Channel, topic: Topic, part: str) -> Drawn:
        at = asyncio.get_running_loop().time()
        return Drawn(await self._event(channel, topic, part), at)

    async def _event(self, channel: Channel, topic: Topic, part: str) -> bytes:
        """The part as it is now; empty when the view does not show it, or its drawing fails."""
        try:
            html = await self.in_thread(self._draw, topic, part)
        except UnknownPart:
            return b""
        except Exception as error:
            logger.error("%s of %s is not drawn\n%s", part, topic.view, leases.trail(error))
            self._try_later(channel, part)
            return b""
        return wire.body(part, html)

    def _try_later(self, channel: Channel, part: str) -> None:
        failed = channel.failures.get(part, 0)
        if failed < len(AGAIN_AFTER):
            channel.failures[part] = failed + 1
            number = channel.newest.get(part, 0)
            loop = asyncio.get_running_loop()
            loop.call_later(AGAIN_AFTER[failed], self._let_wait, channel, part, number)

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(self._ping_seconds)
            for audience in self._audiences():
                _write_to_all(audience, wire.PING)

    def _audiences(self) -> list[Audience]:
        return [each for one in self._channels.values() for each in one.audiences.values()]


def _write_to_all(audience: Audience, data: bytes) -> None:
    for reader in list(audience.readers):
        reader.write(data)


def _and_close(function: Callable[..., Result], *arguments: object) -> Result:
    try:
        return function(*arguments)
    finally:
        connections.close_all()
