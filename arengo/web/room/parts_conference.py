"""The conference's parts: who is seen and heard, to whom something was said, and the sound check."""

from typing import Any

from arengo.live import rules
from arengo.live.conference import carrying, lines, newest_signals, provider_of, sound_checks
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration


def conference(_view: str, meeting: Meeting) -> dict[str, Any]:
    """Who is on air or about to be. The signals' numbers say to whom it is worth asking what was said."""
    signals, found = newest_signals(meeting), lines(meeting)
    return {
        "lines": found,
        "heard": [one for one in found if not one.is_ready and not one.is_interpreter],
        "signs": any(one.is_interpreter and not one.is_ready for one in found),
        "signals": " ".join(f"{code}:{number}" for code, number in sorted(signals.items())),
    }


def sound(_view: str, meeting: Meeting) -> dict[str, Any]:
    """The steps of the sound check, each with its hour."""
    return {"steps": sound_checks(meeting)}


def on_the_stage(registration: Registration) -> dict[str, Any]:
    """As `of_the_page`, for somebody's own; a phone in the hall has no conference, and no sound."""
    if rules.is_in_hall(registration):
        return {}
    can = provider_of(registration.meeting).capabilities
    return {"conference": can} if can.brokered else {}


def of_the_page(meeting: Meeting) -> dict[str, Any]:
    """What a page with a conference needs to know of it before anybody enters."""
    can = provider_of(meeting).capabilities
    return {"conference": can, "carrying": carrying(meeting)}
