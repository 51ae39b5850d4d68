"""The evening of a seed through the real pages: many people at once, on a server that is killed twice."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any, Final, Protocol

from arengo.core.clock import process_time
from arengo.core.stream.queries import newest_by_part
from arengo.live.rooms import channel_of
from arengo.meetings.models import Meeting
from arengo.registrations.links import token_for
from arengo.registrations.rules import entry_opens_at
from arengo.rehearsal.operations import Reach, prepare
from arengo.rehearsal.pages.browser import Browser
from arengo.rehearsal.pages.chapters import Chapter, chapters, let_die
from arengo.rehearsal.pages.figures import Figures
from arengo.rehearsal.pages.follower import Follower
from arengo.rehearsal.pages.kept import lost_and_twice
from arengo.rehearsal.pages.player import Player, Unanswered
from arengo.rehearsal.script import Act, What
from arengo.rehearsal.stagehand import Outcome, Stagehand

# Of all that people send, how often the line is lost before the answer.
DROPS: Final = 0.05
PATIENCE_SECONDS: Final = 60.0
CATCH_UP_WITHIN_SECONDS: Final = 30.0


NOT_YET_THERE: Final = {What.REGISTER, What.CONFIRM_PLACE}


class Server(Protocol):
    """The pages and the stream, as a process of their own."""

    port: int

    def die(self) -> float:
        """Be killed, and start again on the same port; the seconds in which nobody answered."""


@dataclass(frozen=True)
class Crowd:
    """How many act at once, how many follow the stream, and how far the server's clock may lag."""

    at_once: int = 16
    followers: int = 20
    clock_lags: timedelta = timedelta(minutes=5)


@dataclass
class Report:
    """What came of it."""

    outcome: Outcome
    figures: dict[str, Any]
    answered: int
    unanswered: list[str]
    lost: list[str]
    twice: list[str]
    stream: dict[str, Any]

    @property
    def is_good(self) -> bool:
        """True when no voice is lost, none is there twice, and nobody missed anything."""
        return not (self.unanswered or self.lost or self.twice or self.stream["missed"])


def rehearse_through_pages(
    *,
    meeting: Meeting,
    seed: int,
    server: Server,
    crowd: Crowd,
    reach: Reach | None = None,
    note: Callable[[int], None] | None = None,
    done: int = 0,
    until: datetime | None = None,
) -> Report:
    """As `rehearse`, but what people do goes by HTTP to `server`, several at once.

    Who conducts and who is at the door act by the verbs, in this process. `note` is told after each
    chapter. Raises NobodyToPlay, NothingToPlay.
    """
    stagehand, acts = prepare(meeting, seed)
    evening = Evening(stagehand, seed, server, crowd)
    told = list(chapters([act for act in acts if until is None or act.at <= until], stagehand.cast))
    let_die(told)
    try:
        for chapter, place in _left_of(told, done):
            evening.play(chapter, reach)
            if note is not None:
                note(place)
        return evening.report()
    finally:
        evening.end()


def _left_of(told: Sequence[Chapter], done: int) -> Iterator[tuple[Chapter, int]]:
    """The chapters that are not wholly done, each with how many acts are done after it."""
    ends = accumulate(len(chapter.acts) for chapter in told)
    return ((chapter, end) for chapter, end in zip(told, ends, strict=True) if end > done)


class Evening:
    """The people of a cast at their browsers."""

    def __init__(self, stagehand: Stagehand, seed: int, server: Server, crowd: Crowd) -> None:
        self._stagehand, self._server, self._crowd = stagehand, server, crowd
        self._chance = Random(seed)  # noqa: S311 - a play
        self._figures = Figures()
        self._players: dict[int, Player] = {}
        self._followers: dict[int, Follower] = {}
        self._pool = ThreadPoolExecutor(crowd.at_once, thread_name_prefix="person")
        self._clock = _ServersClock(stagehand.meeting, crowd.clock_lags)
        self._lock = threading.Lock()
        self._answered: list[Act] = []
        self._unanswered: list[str] = []

    def play(self, chapter: Chapter, reach: Reach | None) -> None:
        """All of a chapter: people at their pages at once, the conduct and the door beside them."""
        if reach is not None:
            reach(chapter.acts[0].at)
        if chapter.at_pages:
            self._clock.bring_to(chapter.acts[-1].at)
        death = _Death(chapter, self._server, self._figures)
        running = [
            self._pool.submit(self._one_after_the_other, player, acts, death)
            for player, acts in self._by_person(chapter.at_pages)
        ]
        for act in chapter.by_hand:
            self._by_hand(act)
        for one in running:
            one.result()
        # Who helps answers what was asked meanwhile.
        for act in chapter.at_pages:
            if act.what == What.HELP:
                self._by_hand(act)
        self._let_some_follow(chapter)

    def report(self) -> Report:
        """What came of it; the followers get their time to hear the last."""
        lost, twice = lost_and_twice(self._stagehand, self._answered)
        return Report(
            outcome=self._stagehand.outcome,
            figures=self._figures.facts(),
            answered=len(self._answered),
            unanswered=self._unanswered,
            lost=lost,
            twice=twice,
            stream=self._what_followers_saw(),
        )

    def end(self) -> None:
        """Everybody closes the browser."""
        self._pool.shutdown()
        for follower in self._followers.values():
            follower.leave()

    def _by_hand(self, act: Act) -> None:
        with process_time.frozen_at(act.at):
            self._stagehand.perform(act)

    def _by_person(self, acts: Sequence[Act]) -> list[tuple[Player, list[tuple[Act, bool]]]]:
        """What each is to do, in its order, and whether the line drops the first time."""
        lines: dict[int, list[tuple[Act, bool]]] = {}
        for act in acts:
            lines.setdefault(act.who, []).append((act, self._chance.random() < DROPS))
        return [(self._player(who), line) for who, line in lines.items()]

    def _player(self, who: int) -> Player:
        if who not in self._players:
            browser = Browser(self._server.port)
            slug = self._stagehand.meeting.slug
            self._players[who] = Player(browser, self._figures, slug, PATIENCE_SECONDS)
        player = self._players[who]
        registration = None if player.token else self._stagehand.registration_of(who)
        if registration is not None:
            # What the mail would say, whose turn in the outbox may come later.
            player.token = token_for(registration)
        return player

    def _one_after_the_other(
        self, player: Player, acts: Sequence[tuple[Act, bool]], death: "_Death"
    ) -> None:
        for act, drops in acts:
            death.may_come(act)
            try:
                told = player.play(act, drops=drops)
            except Unanswered:
                with self._lock:
                    self._unanswered.append(f"{act.what} {act.who} {act.number}")
                continue
            with self._lock:
                self._note(act, told.refused, told.sent)

    def _note(self, act: Act, refused: str, was_sent: bool) -> None:
        outcome = self._stagehand.outcome
        if refused:
            outcome.refused[refused] += 1
            return
        if was_sent:
            self._answered.append(act)
        if act.what != What.HELP:
            outcome.done[str(act.what)] += 1

    def _let_some_follow(self, chapter: Chapter) -> None:
        cast = self._stagehand.cast
        for act in chapter.at_pages:
            is_there = act.what not in NOT_YET_THERE and not cast.is_in_hall(act.who)
            if is_there and len(self._followers) < self._crowd.followers:
                self._follow(act.who)

    def _follow(self, who: int) -> None:
        player = self._player(who)
        if who in self._followers or not player.token:
            return
        page = player.open("room:evening")
        if page.live:
            self._followers[who] = Follower(self._server.port, page)
            self._followers[who].start()

    def _what_followers_saw(self) -> dict[str, Any]:
        end = time.monotonic() + CATCH_UP_WITHIN_SECONDS
        behind = dict(self._followers)
        while behind and time.monotonic() < end:
            newest = newest_by_part(channel_of(self._stagehand.meeting))
            behind = {who: one for who, one in behind.items() if one.lacks(newest)}
            time.sleep(0.1)
        missed = [f"{who}: {part}" for who, one in behind.items() for part in one.lacks(newest)]
        for who, one in self._followers.items():
            fresh = self._player(who).open("room:evening").parts()
            missed += [f"{who}: {part}" for part in fresh if fresh[part] != one.parts.get(part)]
        return {
            "followers": len(self._followers),
            "events": sum(one.events for one in self._followers.values()),
            "returns": sum(one.returns for one in self._followers.values()),
            "missed": missed,
        }


class _Death:
    """The server's, when half of the acts of a kind have been begun."""

    def __init__(self, chapter: Chapter, server: Server, figures: Figures) -> None:
        self._kind, self._server, self._figures = chapter.dies_among, server, figures
        self._lock = threading.Lock()
        self._left = (chapter.count(self._kind) + 1) // 2 if self._kind else 0

    def may_come(self, act: Act) -> None:
        """Called before each act."""
        if act.what != self._kind:
            return
        with self._lock:
            self._left -= 1
            is_now = self._left == 0
        if is_now:
            self._figures.away.append(self._server.die())


class _ServersClock:
    """The demo's clock in the server's process, which asks for it once a second."""

    def __init__(self, meeting: Meeting, lags: timedelta) -> None:
        self._gates = (entry_opens_at(meeting), meeting.starts_at, meeting.ends_at)
        self._lags = lags
        self._at: datetime | None = None

    def bring_to(self, moment: datetime) -> None:
        """Have it there, when it is far behind or rules change in between."""
        before = self._at
        is_there = before is not None and moment - before <= self._lags
        if before is not None and is_there and not any(before < g <= moment for g in self._gates):
            return
        process_time.jump_to(moment)
        time.sleep(process_time.OFFSET_IS_FRESH_FOR + 0.1)
        self._at = moment
