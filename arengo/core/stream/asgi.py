"""The stream beneath any ASGI application: its addresses go to the hub, all others to the pages."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from arengo.core.stream import wire
from arengo.core.stream.hub import Hub
from arengo.core.stream.topics import BadGrant, Topic, granted

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]


class QueuedReader:
    """A stream whose server says itself when it can take more."""

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._news = asyncio.Event()
        self.is_dropped = False

    def write(self, data: bytes) -> None:
        """Put it in line; a reader that has too much in line already is let go."""
        if self._bytes > wire.BUFFER_BYTES:
            self.let_go()
        else:
            self._waiting.append(data)
            self._bytes += len(data)
        self._news.set()

    def let_go(self) -> None:
        """End the answer."""
        self.is_dropped = True
        self._news.set()

    async def next(self) -> bytes:
        """All that is in line, once there is something; nothing when the reader is let go."""
        await self._news.wait()
        self._news.clear()
        data = b"" if self.is_dropped else b"".join(self._waiting)
        self._waiting.clear()
        self._bytes = 0
        return data


class WithStream:
    """`pages`, with the stream at its address. The hub is made in the loop that serves the first."""

    def __init__(self, pages: Application, make_hub: Callable[[], Hub]) -> None:
        self._pages, self._make_hub = pages, make_hub
        self._hub: Hub | None = None

    def let_all_go(self) -> None:
        """Close every stream, so that the server can stop."""
        if self._hub:
            self._hub.let_all_go()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(wire.PREFIX):
            await self._pages(scope, _until_it_is_asked(receive), send)
        elif scope["method"] != "GET":
            await _refuse(send, 405)
        else:
            await self._follow(scope, receive, send)

    async def _follow(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            topic = granted(scope["path"].removeprefix(wire.PREFIX))
        except BadGrant:
            await _refuse(send, 404)
            return
        if self._hub is None:
            self._hub = self._make_hub()
            self._hub.start()
        header = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
        last = wire.last_seen(header, scope["query_string"].decode("latin-1"))
        await send({"type": "http.response.start", "status": 200, "headers": list(wire.HEADERS)})
        await send(_some(wire.HELLO))
        await self._serve(topic, last, receive, send)

    async def _serve(self, topic: Topic, last: int, receive: Receive, send: Send) -> None:
        assert self._hub is not None  # noqa: S101 - made by the caller
        reader = QueuedReader()
        self._hub.join(topic, reader, last)
        leaving = asyncio.create_task(_until_it_leaves(receive))
        writing = asyncio.create_task(_write(reader, send))
        try:
            await asyncio.wait([leaving, writing], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.leave(topic, reader)
            for task in (leaving, writing):
                task.cancel()
            await asyncio.gather(leaving, writing, return_exceptions=True)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _until_it_is_asked(receive: Receive) -> Receive:
    """For the pages: who leaves after asking is not told of, and what was asked is done to its end.

    Django would give up the request half done, and its thread would wait for ever for the rest.
    """
    is_asked = False

    async def received() -> dict[str, Any]:
        nonlocal is_asked
        if is_asked:
            await asyncio.Event().wait()
        message = await receive()
        is_asked = not message.get("more_body", False)
        return message

    return received


async def _write(reader: QueuedReader, send: Send) -> None:
    while data := await reader.next():
        await send(_some(data))


async def _until_it_leaves(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


def _some(data: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": True}


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
