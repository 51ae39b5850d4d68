"""The two doors to one hub: the stream's own server, and an ASGI application beneath the pages."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable

import pytest
from django.core import signing
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from arengo.core.stream import server, wire
from arengo.core.stream.asgi import QueuedReader, WithStream
from arengo.core.stream.feeds import feed
from arengo.core.stream.hub import Hub
from arengo.core.stream.server import Connection, read_head
from arengo.core.stream.topics import GRANTED_FOR, SALT, BadGrant, grant, granted
from tests.core.streams import HALL, Drawing, commit, committed, until, with_hub

on_disk = pytest.mark.django_db(transaction=True)
TOKEN = grant(HALL)
GOOD = f"GET /flusso/{TOKEN} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
LONG = b"X: " + b"a" * 9000 + b"\r\n\r\n"


def test_a_grant_opens_what_it_was_given_for_and_nothing_else() -> None:
    assert granted(TOKEN) == HALL
    forged = signing.dumps(list(HALL), salt="another")
    for bad in ("", "nonsense", TOKEN[:-1], TOKEN + "a", forged):
        with pytest.raises(BadGrant):
            granted(bad)


def test_a_grant_of_yesterday_is_over(monkeypatch) -> None:
    then = signing.time.time() - GRANTED_FOR.total_seconds() - 1
    with monkeypatch.context() as patch:
        patch.setattr(signing.time, "time", lambda: then)
        old = signing.dumps(list(HALL), salt=SALT)
    with pytest.raises(BadGrant):
        granted(old)


def test_a_text_of_several_lines_stays_what_it_is_on_the_wire() -> None:
    event = wire.numbered(7, wire.body("queue", "<p>\r\na\rb\n\u2028</p>"))
    said = "id: 7\nevent: queue\ndata: <p>\ndata: a\ndata: b\ndata: \u2028</p>\n\n"
    assert event.decode() == said


@pytest.mark.parametrize(
    ("header", "query", "last"),
    [("12", "dopo=3", 12), ("", "dopo=3", 3), ("x", "dopo=3", 3), ("", "", 0), ("", "dopo=-1", 0),
     ("²", "dopo=", 0), ("9" * 40, "", 0)],
)  # fmt: skip
def test_the_browsers_own_number_comes_first_and_nonsense_is_none(header, query, last) -> None:
    assert wire.last_seen(header, query) == last


def test_a_head_gives_its_topic_and_what_was_seen() -> None:
    head = GOOD.replace(b"Host", b"LAST-event-ID: 12\r\nHost").replace(b" HTTP", b"?dopo=3 HTTP")
    assert read_head(head) == (HALL, 12)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"POST /flusso/TOKEN HTTP/1.1\r\n\r\n", 405),
        (b"HEAD /flusso/TOKEN HTTP/1.1\r\n\r\n", 405),
        (b"GET /flusso/nonsense HTTP/1.1\r\n\r\n", 404),
        (b"GET /flusso/ HTTP/1.1\r\n\r\n", 404),
        (b"GET / HTTP/1.1\r\n\r\n", 404),
        (b"GET http://a/flusso/ HTTP/1.1\r\n\r\n", 400),
        (b"GET /flusso/ SPDY/9\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n folded: x\r\n\r\n", 400),
        (b"GET /" + b"a" * 9000, 431),
        (b"GET /flusso/TOKEN HTTP/1.1\r\n" + LONG, 431),
    ],
)
def test_the_server_refuses_a_bad_head_and_closes(head: bytes, status: int) -> None:
    async def scenario(call: Call, hub: Hub) -> None:
        reader, writer = await call()
        writer.write(head.replace(b"TOKEN", TOKEN.encode()))
        answer = (await reader.read()).decode()
        assert answer.startswith(f"HTTP/1.1 {status} ")
        assert answer.endswith("\r\n\r\n")
        assert hub.readers == 0

    served(scenario)


def test_the_server_waits_for_a_head_that_comes_in_pieces_but_not_for_ever() -> None:
    async def scenario(call: Call, hub: Hub) -> None:
        reader, writer = await call()
        for piece in (GOOD[:9], GOOD[9:-1], GOOD[-1:]):
            writer.write(piece)
            await writer.drain()
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
        assert hub.readers == 1
        # What a reader says after that is nobody's business.
        writer.write(GOOD)
        writer.close()
        await until(lambda: hub.readers == 0, "the reader has left")
        silent, _writer = await call()
        assert await silent.read() == b""

    served(scenario, head_within=0.3)


@on_disk
def test_the_server_streams_what_changes_and_first_what_was_missed() -> None:
    [missed] = commit("queue")

    async def scenario(call: Call, hub: Hub) -> None:
        reader, writer = await call()
        writer.write(GOOD)
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"content-type: text/event-stream; charset=utf-8\r\n" in head
        assert b"cache-control: no-store\r\n" in head
        assert await reader.readuntil(b"data: 1\n\n") == b"retry: 2000\n\nevent: ping\ndata: 1\n\n"
        said = f"id: {missed}\nevent: queue\ndata: <p>queue {missed} it</p>\n\n".encode()
        assert await reader.readexactly(len(said)) == said
        [live] = await committed("poll")
        assert f"id: {live}\nevent: poll".encode() in await reader.readuntil(b"</p>\n\n")
        writer.close()

    served(scenario, is_listening=True)


@on_disk
def test_a_reader_that_does_not_keep_up_is_cut_and_catches_up_when_it_comes_back() -> None:
    async def scenario(call: Call, hub: Hub) -> None:
        _slow, writer = await call()
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        writer.transport.pause_reading()
        writer.write(GOOD)
        await until(lambda: hub.readers == 1, "the slow reader")
        quick, quick_writer = await call(limit=2**24)
        quick_writer.write(GOOD)
        last = 0
        while hub.readers == 2 or not last:
            [last] = await committed("queue")
            await quick.readuntil(f"<p>queue {last} it</p>".encode())
        assert hub.readers == 1
        back, back_writer = await call(limit=2**24)
        back_writer.write(GOOD.replace(b"Host", b"Last-Event-ID: 1\r\nHost"))
        assert f"id: {last}\n".encode() in await back.readuntil(f"queue {last} it</p>".encode())

    served(scenario, is_listening=True, draw=Drawing(padding="x" * 1_000_000))


def test_asgi_lets_go_of_a_reader_that_does_not_keep_up() -> None:
    async def scenario() -> None:
        reader = QueuedReader()
        for _ in range(2):
            reader.write(b"x" * wire.BUFFER_BYTES)
        assert len(await reader.next()) == 2 * wire.BUFFER_BYTES
        reader.write(b"and on")
        assert await reader.next() == b"and on"
        for _ in range(4):
            reader.write(b"x" * wire.BUFFER_BYTES)
        assert reader.is_dropped
        assert await reader.next() == b""

    asyncio.run(scenario())


@on_disk
def test_asgi_streams_beneath_the_pages_until_the_browser_leaves() -> None:
    [missed] = commit("queue")

    async def scenario() -> None:
        hub = Hub(Drawing(), feed())
        application = WithStream(pages, lambda: hub)
        caller = Caller(f"/flusso/{TOKEN}", query="dopo=0")
        task = asyncio.create_task(application(caller.scope, caller.receive, caller.send))
        await until(lambda: f"queue {missed} it" in caller.body, "what was missed")
        assert caller.status == 200
        assert caller.headers[b"content-type"] == b"text/event-stream; charset=utf-8"
        [live] = await committed("poll")
        await until(lambda: f"id: {live}\nevent: poll" in caller.body, "what is new")
        caller.leaves.set()
        await task
        assert hub.readers == 0
        await hub.stop()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/flusso/nonsense", 404), ("POST", "/flusso/TOKEN", 405), ("GET", "/", 299),
     ("GET", "/flusso-adesso/TOKEN", 299)],
)  # fmt: skip
def test_asgi_refuses_what_is_no_stream_and_leaves_the_rest_to_the_pages(
    method: str, path: str, status: int
) -> None:
    async def scenario() -> None:
        caller = Caller(path.replace("TOKEN", TOKEN), method)
        await WithStream(pages, no_hub)(caller.scope, caller.receive, caller.send)
        assert caller.status == status

    asyncio.run(scenario())


@pytest.mark.django_db
def test_a_page_whose_asker_leaves_is_done_to_its_end(settings) -> None:
    settings.ROOT_URLCONF, settings.ALLOWED_HOSTS = __name__, ["*"]

    async def scenario() -> None:
        caller = Caller("/slow/")
        application = WithStream(get_asgi_application(), no_hub)
        task = asyncio.create_task(application(caller.scope, caller.receive, caller.send))
        await until(is_at_work.is_set, "the page")
        caller.leaves.set()
        # Time for the handler to hear of it, were it told.
        for _turn in range(20):
            await asyncio.sleep(0)
        may_end.set()
        await asyncio.wait_for(task, 10)
        assert (caller.status, caller.body) == (200, "done")

    asyncio.run(scenario())


def test_whoever_comes_while_the_server_closes_is_sent_away_at_once() -> None:
    async def scenario() -> None:
        hub = Hub(Drawing(), Silent())
        hub.let_all_go()
        caller = Caller(f"/flusso/{TOKEN}")
        application = WithStream(pages, lambda: hub)
        await asyncio.wait_for(application(caller.scope, caller.receive, caller.send), 10)
        assert hub.readers == 0
        await hub.stop()

    asyncio.run(scenario())


# What the tests stand on

is_at_work, may_end = threading.Event(), threading.Event()


def slow(_request: HttpRequest) -> HttpResponse:
    is_at_work.set()
    assert may_end.wait(10)
    return HttpResponse("done")


urlpatterns = [path("slow/", slow)]
Call = Callable[..., Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


async def pages(_scope, _receive, send) -> None:
    """Stands where Django does, and says so with a status of its own."""
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def no_hub() -> Hub:
    raise AssertionError("no stream was to be opened")


class Caller:
    """A browser, as an ASGI server shows it."""

    def __init__(self, path: str, method: str = "GET", query: str = "") -> None:
        self.scope = {"type": "http", "method": method, "path": path, "headers": [],
                      "query_string": query.encode()}  # fmt: skip
        self.leaves = asyncio.Event()
        self.status, self.headers, self.body = 0, {}, ""
        self._has_asked = False

    async def receive(self) -> dict:
        if self._has_asked:
            await self.leaves.wait()
            return {"type": "http.disconnect"}
        self._has_asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: dict) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.body += message["body"].decode()


class Silent:
    """A feed of which nothing comes: the hub asks no database."""

    async def listen(self, _take, _ready) -> None:
        await asyncio.Event().wait()


def served(
    scenario: Callable[[Call, Hub], Awaitable[None]],
    *,
    head_within: float = server.HEAD_WITHIN_SECONDS,
    is_listening: bool = False,
    draw: Drawing | None = None,
) -> None:
    """Run a scenario against the server on a free port."""

    async def whole(hub: Hub) -> None:
        loop = asyncio.get_running_loop()
        listening = await loop.create_server(lambda: Connection(hub, head_within), "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]

        async def call(**more: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
            return await asyncio.open_connection("127.0.0.1", port, **more)

        await scenario(call, hub)
        listening.close()

    async def without_database() -> None:
        await whole(Hub(Drawing(), Silent()))

    if is_listening:
        with_hub(whole, draw)
    else:
        asyncio.run(without_database())
