"""Somebody whose page follows the evening's stream, as a browser does, and comes back when it breaks."""

import http.client
import socket
import threading
from contextlib import suppress
from typing import Final
from urllib.parse import urlencode

from arengo.rehearsal.pages.browser import ANSWER_WITHIN_SECONDS, HOST
from arengo.rehearsal.pages.page import Page, part_of

# As long as the stream tells browsers to wait.
BACK_AFTER_SECONDS: Final = 2.0


class Follower:
    """Keeps the parts of a page as the stream brings them. `last` is the newest event's number."""

    def __init__(self, port: int, page: Page) -> None:
        self._port, self._address = port, page.live["data-stream"]
        self.parts = page.parts()
        self.last = self._since = int(page.live["data-since"])
        self.events = self.returns = 0
        self._leaving = threading.Event()
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def start(self) -> None:
        """Follow until `leave`."""
        self._thread.start()

    def leave(self) -> None:
        """Close the page."""
        self._leaving.set()
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=ANSWER_WITHIN_SECONDS)

    def lacks(self, newest: dict[str, int]) -> list[str]:
        """Those of its parts that changed after the last event it heard; `newest` is each part's."""
        return [part for part in self.parts if newest.get(part, 0) > self.last]

    def _follow(self) -> None:
        while not self._leaving.is_set():
            with suppress(OSError, http.client.HTTPException, ValueError):
                self._read_until_it_breaks()
            if not self._leaving.wait(BACK_AFTER_SECONDS):
                self.returns += 1

    def _read_until_it_breaks(self) -> None:
        line = http.client.HTTPConnection(HOST, self._port, timeout=ANSWER_WITHIN_SECONDS)
        try:
            came_back = {"Last-Event-ID": str(self.last)} if self.last != self._since else {}
            address = f"{self._address}?{urlencode({'dopo': self._since})}"
            line.request("GET", address, headers={"Accept": "text/event-stream", **came_back})
            self._socket = line.sock
            answer = line.getresponse()
            if answer.status == http.HTTPStatus.OK:
                self._read(answer)
        finally:
            self._socket = None
            line.close()

    def _read(self, answer: http.client.HTTPResponse) -> None:
        event: dict[str, list[str]] = {}
        while line := answer.readline():
            name, _colon, value = line.decode().rstrip("\n").partition(": ")
            if name:
                event.setdefault(name.rstrip(":"), []).append(value)
            else:
                self._take(event)
                event = {}

    def _take(self, event: dict[str, list[str]]) -> None:
        part = event.get("event", [""])[0]
        if "id" in event:
            self.last = int(event["id"][0])
        if part in self.parts:
            self.parts[part] = part_of("\n".join(event.get("data", [])))
            self.events += 1
