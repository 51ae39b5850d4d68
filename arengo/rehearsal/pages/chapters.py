"""The script in chapters: what happens at the same time, and which processes die meanwhile."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from arengo.rehearsal.script import Act, Cast, What

# Less than between a question and its publication: what waits for something else comes in another.
LASTS: Final = timedelta(seconds=90)
# What others depend on from one second to the next: before it all that went before is over.
TURNING_POINTS: Final = {What.BEGIN, What.OPEN_POLL, What.CLOSE_POLL, What.CLOSE}


@dataclass
class Chapter:
    """Acts of people at their pages, at once, while who conducts and the door do theirs in order."""

    acts: list[Act]
    cast: Cast
    # The kind of act half way through which the server is killed.
    dies_among: What | None = field(default=None)

    @property
    def at_pages(self) -> list[Act]:
        return [act for act in self.acts if is_at_pages(act, self.cast)]

    @property
    def by_hand(self) -> list[Act]:
        return [act for act in self.acts if not is_at_pages(act, self.cast)]

    def count(self, *kinds: What) -> int:
        """How many acts of these kinds are in it."""
        return sum(act.what in kinds for act in self.acts)


def is_at_pages(act: Act, cast: Cast) -> bool:
    """True for what a person does at a page of theirs; who comes to the hall is let in at its door."""
    return act.who >= 0 and not (act.what == What.ENTER and cast.is_in_hall(act.who))


def chapters(acts: Iterable[Act], cast: Cast) -> Iterator[Chapter]:
    """The script cut where something has to be over before the next begins."""
    chapter: Chapter | None = None
    let_in: set[int] = set()
    for act in acts:
        is_turning = act.what in TURNING_POINTS
        if chapter and (is_turning or _is_over(chapter, act) or act.who in let_in):
            yield chapter
            chapter, let_in = None, set()
        chapter = chapter or Chapter([], cast)
        chapter.acts.append(act)
        if act.what == What.ENTER and cast.is_in_hall(act.who):
            let_in.add(act.who)
    if chapter:
        yield chapter


def _is_over(chapter: Chapter, act: Act) -> bool:
    first, last = chapter.acts[0], chapter.acts[-1]
    return last.what in TURNING_POINTS or act.at - first.at > LASTS


def let_die(told: Sequence[Chapter]) -> None:
    """Choose when the server is killed: while most hands are raised in plenary, and while most vote."""
    called = next((n for n, each in enumerate(told) if each.count(What.CALL)), len(told))
    for kind in (What.ASK_TO_SPEAK, What.VOTE):
        candidates = [each for each in told[called:] if each.count(kind)]
        if candidates:
            max(candidates, key=lambda each: each.count(kind)).dies_among = kind
