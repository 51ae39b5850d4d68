"""The script of a rehearsed evening: who does what, when. Data only: the same seed, the same script."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any, Final

from arengo.meetings.models import Meeting, Sitting
from arengo.meetings.running_order import Line, lines_of
from arengo.rehearsal import words

# A third of those who registered do not come: as at real meetings, the accident that always happens.
COME: Final = 2 / 3
# Who registers in the last hour, and how many of them never open the mail.
NEWCOMERS: Final = 0.1
FORGET: Final = 0.1
# Beyond so many from one address the form would say that it is enough.
NEWCOMERS_AT_MOST: Final = 40
REGISTER_BEFORE: Final = timedelta(minutes=50)
# Of those who come to the hall, how many stand at the door in the same five minutes.
FLOOD: Final = 0.4
WRITE: Final = 0.12
WANT_TO_SPEAK: Final = 0.14
VOTE: Final = 0.8
TRANSCRIBED: Final = 0.85
QUESTIONS: Final = 8
SPAM: Final = 12
# Of those who were not reached, how many write it instead.
WRITE_LATER: Final = 0.7
USUAL_TURN: Final = timedelta(minutes=3, seconds=10)
TOO_MANY: Final = 5
# Without a planned length a line lasts so long.
USUAL_MINUTES: Final = 15
OVERRUN: Final = timedelta(minutes=5)


class What(StrEnum):
    """What a simulated person does."""

    REGISTER = "register"
    CONFIRM_PLACE = "confirm_place"
    ENTER = "enter"
    BEGIN = "begin"
    WRITE = "write"
    NOTE = "note"
    ASK_TO_SPEAK = "ask_to_speak"
    POINT_OF_ORDER = "point_of_order"
    WITHDRAW = "withdraw"
    CALL = "call"
    END_TURN = "end_turn"
    QUESTION = "question"
    PUBLISH = "publish"
    REFUSE = "refuse"
    SUPPORT = "support"
    POLL = "poll"
    OPEN_POLL = "open_poll"
    VOTE = "vote"
    CLOSE_POLL = "close_poll"
    HELP = "help"
    CAPTION = "caption"
    CLOSE = "close"
    CONFIRM = "confirm"
    WRITE_INSTEAD = "write_instead"


@dataclass(frozen=True, order=True)
class Act:
    """Something that happens at a moment. `who` is a place in the cast, -1 for who conducts."""

    at: datetime
    place: int
    what: What = field(compare=False)
    who: int = field(compare=False, default=-1)
    # The same in each run: told twice, it is done once.
    number: uuid.UUID = field(compare=False, default=uuid.UUID(int=0))
    facts: dict[str, Any] = field(compare=False, default_factory=dict)


@dataclass(frozen=True)
class Cast:
    """How many registered for the hall, how many online, and how many will: in this order of places."""

    hall: int
    online: int
    newcomers: int = 0

    @property
    def registered(self) -> range:
        return range(self.hall + self.online)

    @property
    def to_register(self) -> range:
        return range(self.hall + self.online, self.hall + self.online + self.newcomers)

    def is_in_hall(self, who: int) -> bool:
        """True for the places of the hall."""
        return who < self.hall


def script(meeting: Meeting, cast: Cast, seed: int) -> list[Act]:
    """The whole evening in the order in which it happens, for a meeting with this programme."""
    return sorted(_Writer(meeting, cast, seed).acts())


class _Writer:
    """Draws everything from one source of chance, in a fixed order."""

    def __init__(self, meeting: Meeting, cast: Cast, seed: int) -> None:
        self._chance, self._cast, self._seed = Random(seed), cast, seed  # noqa: S311 - a play
        self._meeting, self._made = meeting, 0
        self._lines = lines_of(meeting)
        self._present: list[int] = []

    def acts(self) -> Iterator[Act]:
        confirmed: list[int] = []
        yield from self._registrations(confirmed)
        yield from self._arrivals([*self._cast.registered, *confirmed])
        at = self._meeting.starts_at + timedelta(minutes=self._chance.randint(1, 3))
        for line in self._lines:
            yield self._act(at, What.BEGIN, line=line.key)
            end = at + timedelta(minutes=line.minutes or USUAL_MINUTES)
            if line is self._lines[-1]:
                end += OVERRUN
            yield from self._during(line, at, end)
            at = end
        yield from self._questions()
        yield from self._after(at)

    def _registrations(self, confirmed: list[int]) -> Iterator[Act]:
        """All in the same minute, as after a word on the radio; who confirmed is added to the list."""
        start = self._meeting.starts_at - REGISTER_BEFORE
        closes = self._meeting.registration_closes_at
        if closes is not None:
            start = min(start, closes - REGISTER_BEFORE)
        for number, who in enumerate(self._cast.to_register, start=1):
            moment = start + timedelta(seconds=self._chance.uniform(0, 60))
            name, email = words.newcomer(number), words.address(self._seed, number)
            yield self._act(moment, What.REGISTER, who, name=name, email=email)
            if self._chance.random() > FORGET:
                confirmed.append(who)
                later = moment + timedelta(minutes=self._chance.uniform(2, 6))
                yield self._act(later, What.CONFIRM_PLACE, who)

    def _arrivals(self, invited: Sequence[int]) -> Iterator[Act]:
        start = self._meeting.starts_at
        for who in invited:
            if self._chance.random() > COME:
                continue
            self._present.append(who)
            if self._cast.is_in_hall(who):
                is_flood = self._chance.random() < FLOOD
                window = (-8, -3) if is_flood else (-30, 10)
            else:
                window = (-14, 8)
            moment = self._between(start, *window)
            yield self._act(moment, What.ENTER, who)
            if not self._cast.is_in_hall(who) and self._chance.random() < 0.1:
                # The line drops, and they come in again by the same link.
                yield self._act(moment + timedelta(minutes=9), What.ENTER, who)

    def _during(self, line: Line, start: datetime, end: datetime) -> Iterator[Act]:
        yield self._act(
            start + timedelta(seconds=40), What.CAPTION, text=f"{words.MARK}. {line.title}"
        )
        if line.sitting.kind == Sitting.Kind.ROUND_TABLE:
            yield from self._round_table(line, start, end)
        elif line.sitting.kind == Sitting.Kind.PLENARY:
            yield from self._plenary(start, end)

    def _round_table(self, line: Line, start: datetime, end: datetime) -> Iterator[Act]:
        axis = str(line.title)
        if self._chance.random() < TRANSCRIBED:
            for number in range(self._chance.randint(1, 3)):
                text = words.perspective(self._chance, axis)
                yield self._act(
                    start + timedelta(minutes=2 + number), What.NOTE, line=line.key, text=text
                )
        # Somebody always writes: an axis without a word would show nothing.
        writers = self._some(WRITE, at_least=2)
        for who in writers:
            for kind, text in (
                ("perspective", words.perspective(self._chance, axis)),
                ("priority", words.priority(self._chance, axis)),
            ):
                moment = self._within(start, end)
                horizon = self._chance.choice(("medium", "long"))
                yield self._act(
                    moment, What.WRITE, who, line=line.key, kind=kind, horizon=horizon, text=text
                )

    def _plenary(self, start: datetime, end: datetime) -> Iterator[Act]:
        # More than there is time for: who is not reached is part of every evening.
        fitting = round((end - start) / USUAL_TURN)
        wanting = self._some(WANT_TO_SPEAK, at_least=fitting + TOO_MANY)
        for place, who in enumerate(wanting):
            moment = self._within(start - timedelta(minutes=10), start + (end - start) * 0.6)
            yield self._act(moment, What.ASK_TO_SPEAK, who, topic=words.topic(self._chance))
            if place % 7 == 6:
                yield self._act(moment + timedelta(minutes=4), What.WITHDRAW, who)
        if wanting:
            yield self._act(start + timedelta(minutes=11), What.POINT_OF_ORDER, wanting[0])
        at, turn = start + timedelta(minutes=1), 0
        while at < end - timedelta(minutes=3):
            yield self._act(at, What.CALL, turn=turn)
            length = timedelta(seconds=self._chance.randint(90, 240))
            if self._chance.random() < TRANSCRIBED:
                for number in range(self._chance.randint(1, 2)):
                    text = words.statement(self._chance)
                    yield self._act(
                        at + length - timedelta(seconds=20 - number),
                        What.NOTE,
                        turn=turn,
                        text=text,
                    )
            yield self._act(at + length, What.END_TURN, turn=turn)
            at, turn = at + length + timedelta(seconds=25), turn + 1
        yield from self._poll(start, end)

    def _poll(self, start: datetime, end: datetime) -> Iterator[Act]:
        opened = start + (end - start) * 0.5
        number = self._number()
        yield self._act(opened - timedelta(minutes=5), What.POLL, number=number)
        yield self._act(opened, What.OPEN_POLL, number=number)
        for who in self._some(VOTE, at_least=3):
            moment = opened + timedelta(seconds=self._chance.randint(5, 170))
            yield self._act(
                moment, What.VOTE, who, number=number, option=self._chance.randint(0, 2)
            )
        yield self._act(opened + timedelta(minutes=3), What.CLOSE_POLL, number=number)

    def _questions(self) -> Iterator[Act]:
        if not self._present:
            return
        start = self._meeting.starts_at
        for place in range(QUESTIONS):
            number, who = self._number(), self._chance.choice(self._present)
            moment = start + timedelta(minutes=15 + place * 12)
            text = words.question(place)
            yield self._act(moment, What.QUESTION, who, number=number, text=text)
            is_refused = place == QUESTIONS - 2
            decided = What.REFUSE if is_refused else What.PUBLISH
            yield self._act(moment + timedelta(minutes=2), decided, number=number)
            for other in self._some(0.15, at_least=1):
                yield self._act(moment + timedelta(minutes=5), What.SUPPORT, other, number=number)
        yield from self._spam(start + timedelta(minutes=50))
        needy = self._chance.choice(self._present)
        yield self._act(start + timedelta(minutes=20), What.HELP, needy)

    def _spam(self, moment: datetime) -> Iterator[Act]:
        """Somebody sends the same over and over: three wait, the others are told."""
        who = self._chance.choice(self._present)
        for place in range(SPAM):
            yield self._act(
                moment + timedelta(seconds=place),
                What.QUESTION,
                who,
                number=self._number(),
                text=f"{words.MARK}. Ancora la stessa cosa.",
            )

    def _after(self, at: datetime) -> Iterator[Act]:
        yield self._act(at, What.CLOSE)
        for place, who in enumerate(self._present):
            if place % 3 == 0:
                yield self._act(at + timedelta(minutes=20), What.CONFIRM, who)
            if self._chance.random() < WRITE_LATER:
                text = words.statement(self._chance)
                yield self._act(at + timedelta(minutes=40), What.WRITE_INSTEAD, who, text=text)

    def _some(self, share: float, at_least: int) -> list[int]:
        """A share of who is present, drawn; at least so many, if so many are there."""
        many = max(round(len(self._present) * share), at_least)
        return self._chance.sample(self._present, min(many, len(self._present)))

    def _within(self, start: datetime, end: datetime) -> datetime:
        return start + (end - start) * self._chance.uniform(0.05, 0.95)

    def _between(self, start: datetime, first: int, last: int) -> datetime:
        return start + timedelta(minutes=self._chance.uniform(first, last))

    def _number(self) -> uuid.UUID:
        return uuid.UUID(int=self._chance.getrandbits(128), version=4)

    def _act(
        self,
        at: datetime,
        what: What,
        who: int = -1,
        *,
        number: uuid.UUID | None = None,
        **facts: Any,
    ) -> Act:
        self._made += 1
        return Act(
            at.replace(microsecond=0), self._made, what, who, number or self._number(), facts
        )


def newcomers(meeting: Meeting, registered: int) -> int:
    """How many more register in the last hour: online, where there is room for more."""
    return min(round(registered * NEWCOMERS), NEWCOMERS_AT_MOST) if meeting.online else 0


def members(found: Sequence[Any]) -> list[Any]:
    """The cast in an order that can be made again: as they registered."""
    return sorted(found, key=lambda one: (one.registered_at, one.pk))
