"""The stream's own HTTP/1.1 server: one request, one answer without end, a kilobyte or two a reader.

An application server holds some thirty kilobytes for each reader, and takes four times as long to
give it an event. It stands behind a proxy, which talks to browsers and has the certificate.
"""

import asyncio
from http import HTTPStatus
from urllib.parse import unquote

from arengo.core.stream import wire
from arengo.core.stream.hub import Hub
from arengo.core.stream.topics import BadGrant, Topic, granted

HEAD_BYTES = 8 * 1024
HEAD_WITHIN_SECONDS = 10.0
BACKLOG = 4096
OPENED = b"HTTP/1.1 200 OK\r\n%b\r\n%b" % (
    b"".join(
        b"%b: %b\r\n" % header for header in (*wire.HEADERS, (b"connection", b"close"))
    ),
    wire.HELLO,
)  # fmt: skip


class Refused(Exception):
    """A head that is not answered with a stream."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Connection(asyncio.Protocol):
    """A connection: its head, and then a reader of the hub until it closes."""

    __slots__ = ("_head", "_hub", "_timer", "_topic", "_transport")

    def __init__(self, hub: Hub, head_within: float = HEAD_WITHIN_SECONDS) -> None:
        self._hub = hub
        self._head: bytes | None = b""
        self._topic: Topic | None = None
        self._transport: asyncio.Transport | None = None
        loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = loop.call_later(head_within, self._close)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody calls."""
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """A piece of the head; what follows it is nobody's business."""
        if self._head is None:
            return
        self._head += data
        is_whole = b"\r\n\r\n" in self._head
        if is_whole or len(self._head) > HEAD_BYTES:
            head, self._head = self._head, None
            self._stop_timer()
            self._answer(head, is_whole)

    def connection_lost(self, _error: Exception | None) -> None:
        """It is closed, by whomever."""
        self._stop_timer()
        self._transport = None
        if self._topic:
            self._hub.leave(self._topic, self)

    def write(self, data: bytes) -> None:
        """Send, unless too much still waits: then it is cut, and comes back for what it missed."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() > wire.BUFFER_BYTES:
            transport.abort()
        else:
            transport.write(data)

    def let_go(self) -> None:
        """Close it once what waits is sent."""
        self._close()

    def _answer(self, head: bytes, is_whole: bool) -> None:
        try:
            if not is_whole or head.index(b"\r\n\r\n") > HEAD_BYTES:
                raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            topic, last = read_head(head)
        except Refused as refused:
            self._refuse(refused.status)
            return
        self._topic = topic
        self.write(OPENED)
        self._hub.join(topic, self, last)

    def _refuse(self, status: HTTPStatus) -> None:
        answer = f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-length: 0\r\nallow: GET\r\ncache-control: no-store\r\nconnection: close\r\n\r\n"
        self.write(answer.encode("ascii"))
        self._close()

    def _close(self) -> None:
        if self._transport:
            self._transport.close()

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None


def read_head(head: bytes) -> tuple[Topic, int]:
    """The topic that a request asks for, and the id it saw last. Raises Refused."""
    lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1.") or not words[1].startswith("/"):
        raise Refused(HTTPStatus.BAD_REQUEST)
    headers = _headers(lines[1:])
    if words[0] != "GET":
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED)
    path, _mark, query = words[1].partition("?")
    if not path.startswith(wire.PREFIX):
        raise Refused(HTTPStatus.NOT_FOUND)
    try:
        topic = granted(unquote(path.removeprefix(wire.PREFIX)))
    except BadGrant as error:
        raise Refused(HTTPStatus.NOT_FOUND) from error
    return topic, wire.last_seen(headers.get("last-event-id", ""), query)


def _headers(lines: list[str]) -> dict[str, str]:
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise Refused(HTTPStatus.BAD_REQUEST)
        headers[name.lower()] = value.strip()
    return headers


async def serve(hub: Hub, host: str, port: int) -> asyncio.Server:
    """Listen; the hub is started by the caller."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: Connection(hub), host, port, backlog=BACKLOG)
