"""Janus' HTTP interface, on loopback: sessions, handles, messages, and the events that answer them.

A session belongs to one device, whose page says one thing at a time: nobody else takes its events.
https://janus.conf.meetecho.com/docs/rest.html
"""

import http.client
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from arengo.gateways.conference.contract import (
    TIMEOUT_SECONDS,
    ConferenceTrouble,
    LineLost,
    NotOnAir,
    Refused,
    Unreachable,
)

PLUGIN: Final = "janus.plugin.videoroom"
LOST: Final = {458, 459}  # no such session, no such handle
NO_SUCH_ROOM: Final = 426
ROOM_EXISTS: Final = 427
NO_SUCH_FEED: Final = 428
ID_EXISTS: Final = 436
EVENTS_AT_ONCE: Final = 10
Json = dict[str, Any]


class PluginRefused(Refused):
    """The room answered with an error of its own; `code` is VideoRoom's."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{code} {words}")
        self.code = code


@dataclass(frozen=True)
class Reply:
    """What the plugin said, and the session description that came with it."""

    data: Json
    sdp: str


class Wire:
    """A connection to Janus for the calls of one act. Every call raises Unreachable, LineLost, Refused."""

    def __init__(self, url: str, api_secret: str) -> None:
        address = urlsplit(url)
        self._line = http.client.HTTPConnection(
            address.hostname or "127.0.0.1", address.port or 8088, timeout=TIMEOUT_SECONDS
        )
        self._path = address.path.rstrip("/")
        self._secret = api_secret
        # False once it did not.
        self.answers = True

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def info(self) -> Json:
        """What Janus says of itself: name, version."""
        return self._ask("GET", "/info")

    def create(self) -> str:
        """A session."""
        return str(self._post("", janus="create")["data"]["id"])

    def attach(self, session: str) -> str:
        """A handle of a session to the video room."""
        return str(self._post(f"/{session}", janus="attach", plugin=PLUGIN)["data"]["id"])

    def detach(self, session: str, handle: str) -> None:
        """End a handle, and what flows through it; one that is gone already is well gone."""
        self._post_if_there(f"/{session}/{handle}", janus="detach")

    def destroy(self, session: str) -> None:
        """End a session with its handles; one that is gone already is well gone."""
        self._post_if_there(f"/{session}", janus="destroy")

    def keep(self, session: str) -> None:
        """Say that a session is still wanted."""
        self._post(f"/{session}", janus="keepalive")

    def say(self, session: str, handle: str, body: Json, sdp: Json | None = None) -> Reply:
        """Send a message to the room, and wait for its reply."""
        more: Json = {"jsep": sdp} if sdp else {}
        transaction = secrets.token_hex(8)
        reply = self._post(f"/{session}/{handle}", transaction, janus="message", body=body, **more)
        if reply["janus"] == "ack":
            reply = self._event(session, transaction)
        return _read(reply)

    def _event(self, session: str, transaction: str) -> Json:
        """The event that answers a transaction; those that came before it are of no use to us."""
        end = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < end:
            events = self._ask("GET", f"/{session}?maxev={EVENTS_AT_ONCE}")
            for event in events if isinstance(events, list) else [events]:
                if event.get("transaction") == transaction:
                    return _checked(event)
        raise Unreachable("no event came")

    def _post(self, path: str, transaction: str = "", **message: Any) -> Json:
        message["transaction"] = transaction or secrets.token_hex(8)
        return _checked(self._ask("POST", path, json.dumps(message)))

    def _post_if_there(self, path: str, **message: Any) -> None:
        try:
            self._post(path, **message)
        except LineLost:
            return

    def _ask(self, method: str, path: str, body: str | None = None) -> Any:
        headers = {"Content-Type": "application/json"} if body else {}
        path = f"{self._path}{path}"
        if self._secret and method == "GET":
            path += ("&" if "?" in path else "?") + f"apisecret={self._secret}"
        elif self._secret and body:
            body = json.dumps({**json.loads(body), "apisecret": self._secret})
        try:
            self._line.request(method, path, body, headers)
            return json.loads(self._line.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._line.close()
            self.answers = False
            raise Unreachable(type(error).__name__) from error


@contextmanager
def wire(url: str, api_secret: str) -> Iterator[Wire]:
    """A Wire, hung up at the end."""
    line = Wire(url, api_secret)
    try:
        yield line
    finally:
        line.close()


def _checked(reply: Json) -> Json:
    if reply.get("janus") == "error":
        error = reply.get("error", {})
        trouble = LineLost if error.get("code") in LOST else Refused
        raise trouble(f"{error.get('code')} {error.get('reason')}")
    return reply


def _read(reply: Json) -> Reply:
    data = reply.get("plugindata", {}).get("data", {})
    if "error_code" in data:
        raise _refusal(int(data["error_code"]), str(data.get("error", "")))
    return Reply(data, str((reply.get("jsep") or {}).get("sdp", "")))


def _refusal(code: int, words: str) -> ConferenceTrouble:
    if code == NO_SUCH_FEED:
        return NotOnAir(words)
    return PluginRefused(code, words)
