"""Rehearsing an evening: the script of a seed, performed on a demo, in order, each act once."""

from collections.abc import Callable
from datetime import datetime

from arengo.core.clock import process_time
from arengo.meetings.models import Meeting
from arengo.rehearsal.refusals import NobodyToPlay, NothingToPlay
from arengo.rehearsal.script import Act, What, script
from arengo.rehearsal.stagehand import Outcome, Stagehand

Reach = Callable[[datetime], None]


def rehearse(
    *,
    meeting: Meeting,
    seed: int,
    reach: Reach | None = None,
    note: Callable[[int], None] | None = None,
    done: int = 0,
    until: datetime | None = None,
) -> Outcome:
    """Fill the evening of `meeting` with simulated people: they register, come, speak, write, vote.

    The same seed and the same registrations give the same evening. `reach(moment)` is called before
    each act, to wait for it or to bring a clock there; while it is done the process clock stands at
    its moment. `note(n)` is told after each how many are done: who was interrupted goes on with
    `done=n`, and what is told twice is done once. Raises NobodyToPlay, NothingToPlay.
    """
    stagehand, acts = prepare(meeting, seed)
    for place, act in enumerate(acts):
        if until is not None and act.at > until:
            break
        if place >= done:
            _play(stagehand, act, reach)
            if note is not None:
                note(place + 1)
    return stagehand.outcome


def prepare(meeting: Meeting, seed: int) -> tuple[Stagehand, list[Act]]:
    """Who performs the evening of a seed, and its acts in order. Raises NobodyToPlay, NothingToPlay."""
    stagehand = Stagehand(meeting, seed)
    if not stagehand.cast.registered:
        raise NobodyToPlay
    acts = script(meeting, stagehand.cast, seed)
    if not any(act.what == What.BEGIN for act in acts):
        raise NothingToPlay
    return stagehand, acts


def _play(stagehand: Stagehand, act: Act, reach: Reach | None) -> None:
    if reach is not None:
        reach(act.at)
    with process_time.frozen_at(act.at):
        stagehand.perform(act)
