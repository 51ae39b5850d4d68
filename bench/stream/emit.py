"""Changes at a fixed rate: each at its moment, however long the one before took.

python -m bench.stream.emit RATE SECONDS        in transactions of Arengo's database
python -m bench.stream.emit RATE SECONDS room   people who join and leave a queue of forty
python -m bench.stream.emit RATE SECONDS PORT   told to the bare broadcast server
python -m bench.stream.emit grant [room]        where to follow them: the grant, and the newest id

Prints, as JSON, of each id the moment (of the machine's monotonic clock) at which it was due.
"""

import json
import os
import socket
import sys
import time
from collections.abc import Callable

import django
from django.db import transaction
from django.utils.module_loading import import_string

from bench.stream import room
from bench.stream.serve import CHANNEL, PART, VIEW


def at_fixed_rate(change: Callable[[], int], rate: float, seconds: float) -> dict[int, float]:
    """Call `change` so often a second; gives of each id it returns the moment at which it was due."""
    due_at = {}
    start = time.monotonic() + 0.2
    for number in range(round(rate * seconds)):
        due = start + number / rate
        time.sleep(max(0.0, due - time.monotonic()))
        due_at[change()] = due
    return due_at


def in_transactions() -> Callable[[], int]:
    emit = import_string("arengo.core.stream.operations.emit")

    def change() -> int:
        with transaction.atomic():
            return int(emit(channel=CHANNEL, part=PART).pk)

    return change


def to_broadcast(port: int) -> Callable[[], int]:
    line = socket.create_connection(("127.0.0.1", port), 10)
    numbers = iter(range(1, 10**9))

    def change() -> int:
        number = next(numbers)
        line.sendall(b"TELL %d\n" % number)
        return number

    return change


def grant(what: str = "") -> None:
    channel, view = (room.CHANNEL, room.VIEW) if what else (CHANNEL, VIEW)
    if what:
        room.fill()
    topic = import_string("arengo.core.stream.topics.Topic")(channel, view, "it")
    token = import_string("arengo.core.stream.topics.grant")(topic)
    print(json.dumps([token, import_string("arengo.core.stream.queries.newest_id")(channel)]))


def main(arguments: list[str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "arengo.settings"
    django.setup()
    what, *rest = arguments
    if what == "grant":
        grant(*rest)
        return
    seconds, where = rest[0], "".join(rest[1:])
    change = to_broadcast(int(where)) if where.isdigit() else in_transactions()
    if where == "room":
        change = room.changes()
    print(json.dumps(at_fixed_rate(change, float(what), float(seconds))))


if __name__ == "__main__":
    main(sys.argv[1:])
