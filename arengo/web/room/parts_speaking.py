"""The parts about who speaks: the queue with its reasons, and who has the floor."""

from typing import Any, Final

from arengo.core.codes import keyed_digest
from arengo.live.models import Turn
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
# How many each page shows of those who wait; who is not here shows all.
SHOWN: Final = {"stage": 6, "chair": 6, "projector": 3}
# Whose page gives the floor.
CONDUCTS: Final = {"console", "chair"}
TAG_LENGTH: Final = 12
TURN_LENGTHS: Final = (120, 180, 300)


def queue(view: str, meeting: Meeting) -> Context:
    """Who waits, in order, each with why; nothing without a plenary in the programme."""
    today = today_of(meeting)
    if today is None:
        return {"today": None}
    shown = today.waiting[: SHOWN.get(view)]
    context = {
        "today": today,
        "shown": shown,
        "more": len(today.waiting) - len(shown),
        "who": " ".join(tag_of(one.request.registration) for one in today.waiting),
        "rule_words": [*IN_WORDS[Rule(today.queue.rule)], *ALWAYS_IN_WORDS],
    }
    return context | _to_conduct(meeting) if view in CONDUCTS else context


def _to_conduct(meeting: Meeting) -> Context:
    """What who gives the floor needs besides."""
    span, turn = on_now(meeting), turn_now(meeting)
    return {
        "plenary_is_on": span is not None and span.sitting.kind == Sitting.Kind.PLENARY,
        "seen": turn.pk if turn else 0,
        "rules": Rule.choices,
        "lengths": [(seconds, seconds // 60) for seconds in TURN_LENGTHS],
    }


def turn(_view: str, meeting: Meeting) -> Context:
    """Who has the floor, and until when."""
    now = turn_now(meeting)
    if now is None:
        return {"turn": None}
    return {
        "turn": now,
        "name": _name(now),
        "ends_at": turn_ends_at(now),
        "who": tag_of(now.request.registration) if now.request else "",
    }


def _name(turn: Turn) -> str:
    """The name of who has the floor; empty once they were erased."""
    if turn.speaker is not None:
        return turn.speaker.name
    return name_of(turn.request) if turn.request else ""


def tag_of(registration: Registration | None) -> str:
    """By which one's own page knows itself in what everybody gets; it says nothing to the others."""
    if registration is None:
        return ""
    return keyed_digest("room-tag", registration.pk, registration.version).hex()[:TAG_LENGTH]


def today_of(meeting: Meeting) -> QueueToday | None:
    """The queue in which one waits now; None without a plenary in the programme."""
    found = current_queue(meeting)
    return queue_today(found) if found else None
