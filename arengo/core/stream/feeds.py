"""Where the hub hears of committed events: the database itself, whichever process wrote them."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing, closing
from typing import Any

import psycopg
from django.db import connection

from arengo.core import leases
from arengo.core.stream.hub import Event, Feed
from arengo.core.stream.models import StreamEvent
from arengo.core.stream.operations import NOTIFY
from arengo.core.stream.queries import MARGIN

Take = Callable[[Iterable[Event]], None]
# To ask costs 3 microseconds; what was committed is heard half of this later.
LOOK_EVERY_SECONDS = 0.02
# Under which name PostgreSQL's administrator sees it.
LISTENER = "arengo stream"
# A connection that fell silent is tried after so long.
QUIET_SECONDS = 30.0
BACK_OFF_SECONDS = (0.2, 1.0, 2.0, 5.0)
TABLE = StreamEvent._meta.db_table
AFTER = f"SELECT id, channel, part FROM {TABLE} WHERE id > %s ORDER BY id"  # noqa: S608 - our table
NEWEST = f"SELECT coalesce(max(id), 0) FROM {TABLE}"  # noqa: S608
logger = logging.getLogger(__name__)


def feed() -> Feed:
    """That of the database in use."""
    if connection.vendor == "postgresql":
        return PostgresFeed(_own_connection(connection.get_connection_params()))
    return SqliteFeed(str(connection.settings_dict["NAME"]))


def _own_connection(parameters: dict[str, Any]) -> dict[str, Any]:
    """As Django connects, but with plain rows, and told within a minute when the line is cut."""
    ours = ("cursor_factory", "context", "prepare_threshold")
    kept = {name: value for name, value in parameters.items() if name not in ours}
    alive = {"keepalives_idle": 15, "keepalives_interval": 10, "keepalives_count": 3}
    return {"application_name": LISTENER, **alive, **kept}


class SqliteFeed:
    """Asks SQLite whether anybody has written. One writes at a time there: ids come in order."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._seen: int | None = None

    async def listen(self, take: Take, ready: asyncio.Event) -> None:
        """Look for ever."""
        with closing(sqlite3.connect(self._path, timeout=0.1, isolation_level=None)) as database:
            database.execute("PRAGMA query_only = 1")
            if self._seen is None:
                self._seen = int(database.execute(NEWEST).fetchone()[0])
            version = -1
            ready.set()
            while True:
                try:
                    version = self._look(database, version, take)
                except sqlite3.OperationalError as error:
                    # Busy for a moment: the version stays what it was, so it is read next time.
                    logger.warning("the events are not read\n%s", leases.trail(error))
                await asyncio.sleep(LOOK_EVERY_SECONDS)

    def _look(self, database: sqlite3.Connection, version: int, take: Take) -> int:
        (now,) = database.execute("PRAGMA data_version").fetchone()
        if now != version:
            asked = database.execute(AFTER.replace("%s", "?"), [self._seen])
            if rows := [Event(*row) for row in asked]:
                self._seen = rows[-1].id
                take(rows)
        return int(now)


class PostgresFeed:
    """Listens on a connection of its own, not of the pool; when it breaks it reads what it missed."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        self._parameters = parameters
        self._newest: int | None = None

    async def listen(self, take: Take, ready: asyncio.Event) -> None:
        """Listen for ever."""
        failures = 0
        while True:
            before = self._newest
            try:
                await self._listen(take, ready)
            except psycopg.Error as error:
                logger.warning("the line of the stream broke\n%s", leases.trail(error))
            failures = 0 if self._newest != before else failures + 1
            await asyncio.sleep(BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS) - 1)])

    async def _listen(self, take: Take, ready: asyncio.Event) -> None:
        async with aclosing(self._events(ready)) as events:
            async for some in events:
                self._newest = max([self._newest or 0, *(event.id for event in some)])
                take(some)

    async def _events(self, ready: asyncio.Event) -> AsyncGenerator[list[Event], None]:
        line = await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True)
        async with line:
            await line.execute(f"LISTEN {NOTIFY}")
            yield await self._missed(line)
            ready.set()
            while True:
                async for told in line.notifies(timeout=QUIET_SECONDS):
                    # Never by its number: a lower one may be committed after a higher one.
                    yield [_event(told.payload)]
                await line.execute("SELECT 1")

    async def _missed(self, line: "psycopg.AsyncConnection[Any]") -> list[Event]:
        if self._newest is None:
            # Nobody has read anything yet: whoever comes asks the database.
            newest = await (await line.execute(NEWEST)).fetchone()
            self._newest = newest[0] if newest else 0
            return []
        rows = await line.execute(AFTER, [self._newest - MARGIN])
        return [Event(*row) for row in await rows.fetchall()]


def _event(payload: str) -> Event:
    number, channel, part = payload.split(" ")
    return Event(int(number), channel, part)
