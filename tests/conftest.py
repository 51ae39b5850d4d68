"""The ground that every test stands on: a clock that stands still, and no network."""

import socket
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import translation

from arengo.core.clock import process_time
from arengo.suggestions import neighbours
from arengo.web.public.views import voice_data

ROME = ZoneInfo("Europe/Rome")
# The day on which the worked example begins: registrations are open, the meeting is three weeks off.
SIXTH_OF_SEPTEMBER = datetime(2023, 9, 6, 9, 0, tzinfo=ROME)


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator["Clock"]:
    """The process clock, held at 6 September 2023, 9:00; `clock.to(...)` moves it."""
    hands = Clock()
    hands.to(SIXTH_OF_SEPTEMBER)
    yield hands
    hands.close()


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Pages keep their frame for some seconds, and a page leaves its language active: no test sees
    what the one before left.
    """
    cache.clear()
    for kept in (neighbours.EVERY_VOICE, neighbours.PUBLISHED, voice_data.MADE):
        kept.forget()
    translation.activate("it")


class Clock:
    """Moves the process clock for a test."""

    def __init__(self) -> None:
        self._held = None

    def to(self, moment: datetime | str) -> None:
        """Hold the clock at `moment`; a string is local time in Rome, "2023-09-27 15:45"."""
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment).replace(tzinfo=ROME)
        self.close()
        self._held = process_time.frozen_at(moment)
        self._held.__enter__()

    def close(self) -> None:
        if self._held is not None:
            self._held.__exit__(None, None, None)
            self._held = None


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but this machine can be reached."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address):  # type: ignore[no-untyped-def]
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            raise OSError(f"a test tried to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
