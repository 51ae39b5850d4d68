"""A page whose parts move, and the server that moves them, in this process: the product's own pages,
stream and scripts, with one page more.
"""

import asyncio
import contextlib
import socket
import threading
from urllib.parse import urlencode

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from arengo import urls
from arengo.core.stream.asgi import WithStream
from arengo.core.stream.feeds import feed
from arengo.core.stream.hub import Hub
from arengo.core.stream.topics import Topic
from arengo.web.room import stream
from arengo.web.shared.following import follow
from tests.processes.helpers import wait_until

VIEW = "prova"
HALL = Topic("hall", VIEW, "it")
# What the parts say now.
said: dict[str, str] = {}


def draw(topic: Topic, part: str) -> str:
    """What the parts of this page say now; of any other page what it says for real."""
    return said[part] if topic.view == VIEW else stream.draw(topic, part)


def page(request: HttpRequest) -> HttpResponse:
    """Both parts, and where one hears and sees how it goes; ?muto=1: no stream passes."""
    following = follow(HALL)
    address = "/flusso/nobody" if request.GET.get("muto") else following.stream
    return HttpResponse(f"""<!doctype html><html lang="it"><head><meta charset="utf-8">
<title>Prova</title><link rel="icon" href="data:,">
<script type="module" src="/static/js/arengo.js"></script></head><body><main><h1>Prova</h1>
<div id="live" data-stream="{address}" data-poll="{following.poll}" data-since="{following.since}">
<p role="status" data-stream-state data-live="In diretta" data-reconnecting="Ci riconnettiamo"
 data-polling="Aggiornata ogni pochi secondi"></p>
<p aria-live="polite" data-announcer></p>
<section data-part="queue" aria-label="Coda">{said["queue"]}</section>
<section data-part="note" aria-label="Nota">{said["note"]}</section>
</div></main></body></html>""")


urlpatterns = [path("prova/", page), *urls.urlpatterns]


def address(**query: str) -> str:
    return f"/prova/?{urlencode(query)}"


class LiveServer:
    """Pages and stream on a port; `stop` and `start` as often as one likes."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def start(self) -> None:
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._is_up.wait(30)
        wait_until(self._listens, "the pages")

    def _listens(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._is_over.set)
        self._thread.join(30)
        assert not self._thread.is_alive()

    async def _serve(self) -> None:
        self._loop, self._is_over = asyncio.get_running_loop(), asyncio.Event()
        hub = self.hub = Hub(draw, feed())
        pages = ASGIStaticFilesHandler(get_asgi_application())
        server = Server(
            WithStream(pages, lambda: hub), address="127.0.0.1", port=self.port,
            interface=Interfaces.ASGINL, log_level=LogLevels.critical,
        )  # fmt: skip
        serving = asyncio.create_task(server.serve())
        self._is_up.set()
        await self._is_over.wait()
        hub.let_all_go()
        server.stop()
        await serving
        await hub.stop()
        await _answered()


async def _answered() -> None:
    """Once what was asked of the pages is done: cancelled halfway, it would wait for ever."""
    under_way = asyncio.all_tasks() - {asyncio.current_task()}
    if under_way:
        await asyncio.wait(under_way, timeout=20)
