"""The parts about who speaks: the queue with its reasons, and who has the floor."""

from typing import Any, Final

from arengo.core.codes import keyed_digest
from arengo.live.models import Turn
from arengo.live.order import ALWAYS_IN_WORDS, IN_WORDS, Rule
from arengo.live.queries import on_now
from arengo.live.speakers import (
    QueueToday,
    current_queue,
    is_by_the_clock_of_the_line,
    is_told_by_the_line,
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
# Where what is on is shown beside who speaks, and the same is not said twice.
SHORT: Final = {"stage", "projector"}
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
    span = on_now(meeting)
    context = {
        "today": today,
        "plenary_is_on": span is not None and span.sitting.kind == Sitting.Kind.PLENARY,
        "shown": shown,
        "more": len(today.waiting) - len(shown),
        "who": " ".join(tag_of(one.request.registration) for one in today.waiting),
        "rule_words": [*IN_WORDS[Rule(today.queue.rule)], *ALWAYS_IN_WORDS],
    }
    return context | _to_conduct(meeting) if view in CONDUCTS else context


def _to_conduct(meeting: Meeting) -> Context:
    """What who gives the floor needs besides."""
    turn = turn_now(meeting)
    return {
        "seen": turn.pk if turn else 0,
        "rules": Rule.choices,
        "lengths": [(seconds, seconds // 60) for seconds in TURN_LENGTHS],
    }


def turn(view: str, meeting: Meeting) -> Context:
    """Who has the floor, and until when; for who gives it, to whom it can pass at the round table."""
    now = turn_now(meeting)
    context = _to_hand(meeting, now) if view in CONDUCTS else {}
    if now is None:
        return {**context, "turn": None}
    return {
        **context,
        "turn": now,
        "name": _name(now),
        "ends_at": turn_ends_at(now),
        "who": tag_of(now.request.registration) if now.request else "",
        "is_told": view in SHORT and is_told_by_the_line(now),
        "has_clock": not is_by_the_clock_of_the_line(now),
    }


def _to_hand(meeting: Meeting, turn: Turn | None) -> Context:
    """Those of the line of the round table that is on, each with whether they have the floor."""
    span = on_now(meeting)
    if span is None or span.sitting.kind != Sitting.Kind.ROUND_TABLE:
        return {"table": None}
    voices = list(span.item.speakers.all()) if span.item else []
    moderating = turn is not None and turn.is_moderating
    has_it = turn.speaker if turn is not None and not moderating else None
    return {
        "table": span,
        "voices": [(voice, voice == has_it) for voice in voices],
        "moderator": span.sitting.moderator,
        "moderating": moderating,
        "seen": turn.pk if turn else 0,
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
