"""The queue of a plenary with forty people in it, by the product's own verbs."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any, Final

from django.apps import apps
from django.utils import timezone
from django.utils.module_loading import import_string

from bench.figures import MEETING

CHANNEL: Final = f"room:{MEETING}"
VIEW: Final = "stage"
WAITING: Final = 40


def fill() -> None:
    """The meeting is on, at its plenary, and forty people wait."""
    meeting = _meeting()
    now = timezone.now()
    meeting.starts_at, meeting.ends_at = now - timedelta(minutes=10), now + timedelta(hours=2)
    meeting.save()
    lines = import_string("arengo.meetings.running_order.lines_of")(meeting)
    plenary = next(line for line in lines if line.sitting.kind == "plenary")
    _verb("begin")(meeting=meeting, key=plenary.key, seen=None, by="bench")
    for number in range(WAITING):
        _join(meeting, number)


def changes() -> Callable[[], int]:
    """Somebody joins, the next time leaves; gives the id under which the queue is told anew."""
    meeting, numbers = _meeting(), count(WAITING)
    joined: list[Any] = []
    events = apps.get_model("stream.StreamEvent")._default_manager

    def change() -> int:
        if joined:
            _verb("withdraw_request")(request=joined.pop(), by="bench")
        else:
            joined.append(_join(meeting, next(numbers)))
        return int(events.filter(channel=CHANNEL, part="queue").latest("id").pk)

    # The web's processes are warm: none of them does this for the first time.
    for _there_and_back in range(2):
        change()
    return change


def _join(meeting: Any, number: int) -> Any:
    name = f"Esempio numero {number}"
    return _verb("ask_to_speak_for")(meeting=meeting, number=uuid.uuid4(), name=name, by="bench")


def _meeting() -> Any:
    return apps.get_model("meetings.Meeting")._default_manager.get(slug=MEETING)


def _verb(name: str) -> Any:
    return import_string(f"arengo.live.operations.{name}")
