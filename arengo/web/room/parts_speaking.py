"""The parts about who speaks: the queue with its reasons, and who has the floor."""

from typing import Any, Final

from arengo.core.codes import keyed_digest
from arengo.live.order import ALWAYS_IN_WORDS, IN_WORDS, Rule
from arengo.live.queries import on_now
from arengo.live.speakers import (
    QueueToday,
    current_queue,
    name_of,
    queue_today,
    turn_ends_at,
    turn_now,
)
from arengo.meetings.models import Meeting, Sitting
from arengo.registrations.models import Registration

Context = dict[str, Any]
# Whose page shows all who wait; the others show the first ones.
SHOWS_ALL: Final = {"console", "steward"}
SHOWN: Final = {"stage": 6, "chair": 6, "projector": 3}
TAG_LENGTH: Final = 12
TURN_LENGTHS: Final = (120, 180, 300)


def queue(view: str, meeting: Meeting) -> Context:
    """Who waits, in order, each with why; nothing without a plenary in the programme."""
    today = today_of(meeting)
    if today is None:
        return {"today": None}
    span = on_now(meeting)
    turn = turn_now(meeting)
    return {
        "today": today,
        "shown": today.waiting if view in SHOWS_ALL else today.waiting[: SHOWN[view]],
        "more": max(0, len(today.waiting) - SHOWN.get(view, len(today.waiting))),
        "who": " ".join(tag_of(one.request.registration) for one in today.waiting),
        "plenary_is_on": span is not None and span.sitting.kind == Sitting.Kind.PLENARY,
        "seen": turn.pk if turn else 0,
        "rules": Rule.choices,
        "rule_words": [*IN_WORDS[Rule(today.queue.rule)], *ALWAYS_IN_WORDS],
        "lengths": [(seconds, seconds // 60) for seconds in TURN_LENGTHS],
    }


def turn(_view: str, meeting: Meeting) -> Context:
    """Who has the floor, and until when."""
    now = turn_now(meeting)
    if now is None:
        return {"turn": None, "next_ones": _next_names(meeting)}
    return {
        "turn": now,
        "name": now.speaker.name if now.speaker else name_of(now.request) if now.request else "",
        "ends_at": turn_ends_at(now),
        "who": tag_of(now.request.registration) if now.request else "",
        "next_ones": _next_names(meeting),
    }


def tag_of(registration: Registration | None) -> str:
    """By which one's own page knows itself in what everybody gets; it says nothing to the others."""
    if registration is None:
        return ""
    return keyed_digest("room-tag", registration.pk, registration.version).hex()[:TAG_LENGTH]


def today_of(meeting: Meeting) -> QueueToday | None:
    """The queue in which one waits now; None without a plenary in the programme."""
    found = current_queue(meeting)
    return queue_today(found) if found else None


def _next_names(meeting: Meeting) -> list[str]:
    today = today_of(meeting)
    return [one.name for one in today.waiting[:3]] if today else []
