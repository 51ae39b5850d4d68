"""Who spoke and how much: requests, turns, seconds and waiting, by mode, zone and whom they represent."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.utils import timezone

from arengo.core.small_cells import few_together
from arengo.live.models import SpeakingRequest, Turn
from arengo.live.speakers import spoke_for
from arengo.meetings.models import Meeting
from arengo.registrations.models import Mode, Registration
from arengo.territory.queries import zones_by_municipality

State = SpeakingRequest.State
# By how much the share of turns may differ from the share of requests before it is told.
CALM_WITHIN: Final = 0.2
# Before this many turns nothing can be said of parity.
TURNS_TO_TELL: Final = 4


class By(StrEnum):
    """What the figures are told apart by."""

    MODE = "mode"
    ZONE = "zone"
    REPRESENTING = "representing"


# The keys of the rows that are no mode, zone or kind.
UNKNOWN: Final = ""
OTHERS: Final = "others"


@dataclass(frozen=True)
class Asked:
    """A request to speak with what became of it: all that the figures look at. Seconds throughout."""

    who: str
    groups: dict[By, tuple[str, str]]
    waited: int | None = None
    spoke: int | None = None
    is_unserved: bool = False


@dataclass(frozen=True)
class Row:
    """A line of the figures. `label` is a name as it was then; empty where the page has words.

    `waiting_median` and `waiting_longest` are None when nobody got the floor.
    """

    key: str
    label: str
    people: int
    requests: int
    turns: int
    seconds: int
    waiting_median: int | None
    waiting_longest: int | None


@dataclass(frozen=True)
class Parity:
    """Hall and online beside each other: who asked, and who got the floor."""

    asked_in_hall: int = 0
    asked_online: int = 0
    spoke_in_hall: int = 0
    spoke_online: int = 0

    @property
    def share_asked(self) -> float:
        """Of those who asked, the fraction online; 0 when nobody did."""
        asked = self.asked_in_hall + self.asked_online
        return self.asked_online / asked if asked else 0.0

    @property
    def share_spoke(self) -> float:
        """Of the turns, the fraction online; 0 before the first."""
        spoke = self.spoke_in_hall + self.spoke_online
        return self.spoke_online / spoke if spoke else 0.0

    @property
    def gap(self) -> float:
        """Positive when online got the floor less often than it asked, negative for the hall."""
        if self.spoke_in_hall + self.spoke_online < TURNS_TO_TELL:
            return 0.0
        return self.share_asked - self.share_spoke

    @property
    def is_calm(self) -> bool:
        """False when one of the two gets the floor clearly less than it asks for it."""
        return abs(self.gap) <= CALM_WITHIN


@dataclass(frozen=True)
class WhoSpoke:
    """The figures of an evening: in all, by mode, zone and whom they represent.

    The round table is apart: its voices, and apart from them who moderates it.
    """

    total: Row
    rows: dict[By, tuple[Row, ...]]
    unserved: int
    round_table_voices: int
    round_table_seconds: int
    moderating_seconds: int
    parity: Parity = field(default_factory=Parity)


def who_spoke(meeting: Meeting) -> WhoSpoke:
    """The figures as they are now, exact, in a number of queries that does not depend on how many spoke."""
    return _figures(meeting, _asked(meeting))


def for_everybody(meeting: Meeting) -> dict[str, Any]:
    """The figures as they may be made public: what is of fewer than five people is merged into "altri".

    Plain values, to be kept as they were: later it is forgotten who spoke.
    """
    asked = _asked(meeting)
    figures = _figures(meeting, asked)
    return {
        "total": asdict(figures.total),
        "unserved": figures.unserved,
        "round_table_voices": figures.round_table_voices,
        "round_table_seconds": figures.round_table_seconds,
        "moderating_seconds": figures.moderating_seconds,
        "rows": {str(by): [asdict(row) for row in _merged(asked, by)] for by in By},
    }


def anybody_spoke(meeting: Meeting) -> bool:
    """True once somebody had the floor."""
    return Turn.objects.filter(room__meeting=meeting).exists()


def _figures(meeting: Meeting, asked: Sequence[Asked]) -> WhoSpoke:
    table = list(Turn.objects.filter(room__meeting=meeting, speaker__isnull=False))
    # Who moderates is heard, and is no voice of the territory; a voice that speaks twice is one.
    voices = [turn for turn in table if not turn.is_moderating]
    rows = {by: tuple(_rows(asked, by)) for by in By}
    return WhoSpoke(
        total=_row(UNKNOWN, "", asked),
        rows=rows,
        unserved=sum(one.is_unserved for one in asked),
        round_table_voices=len({turn.speaker_id for turn in voices}),
        round_table_seconds=sum(spoke_for(turn) for turn in voices),
        moderating_seconds=sum(spoke_for(turn) for turn in table if turn.is_moderating),
        parity=_parity(rows[By.MODE]),
    )


def _asked(meeting: Meeting) -> list[Asked]:
    zones = zones_by_municipality(timezone.localdate(meeting.starts_at))
    requests = SpeakingRequest.objects.filter(queue__room__meeting=meeting)
    requests = requests.select_related("turn", "registration")
    return [_one(request, zones) for request in requests]


def _one(request: SpeakingRequest, zones: dict[int, Any]) -> Asked:
    turn: Turn | None = getattr(request, "turn", None)
    who = request.registration
    zone = zones.get(who.municipality_id) if who and who.municipality_id else None
    groups = {
        By.MODE: (str(request.mode), ""),
        By.ZONE: (str(zone.pk), str(zone)) if zone else (UNKNOWN, ""),
        By.REPRESENTING: (str(who.representing) if who else UNKNOWN, ""),
    }
    return Asked(
        who=f"registration:{who.pk}" if who else f"request:{request.pk}",
        groups=groups,
        waited=max(0, round((turn.began_at - request.asked_at).total_seconds())) if turn else None,
        spoke=spoke_for(turn) if turn else None,
        is_unserved=request.state == State.UNSERVED,
    )


def _row(key: str, label: str, asked: Sequence[Asked]) -> Row:
    waited = [one.waited for one in asked if one.waited is not None]
    spoke = [one.spoke for one in asked if one.spoke is not None]
    return Row(
        key=key,
        label=label,
        people=len({one.who for one in asked}),
        requests=len(asked),
        turns=len(spoke),
        seconds=sum(spoke),
        waiting_median=round(statistics.median(waited)) if waited else None,
        waiting_longest=max(waited, default=None),
    )


def _grouped(asked: Iterable[Asked], by: By) -> list[tuple[str, str, list[Asked]]]:
    groups: dict[tuple[str, str], list[Asked]] = {}
    for one in asked:
        groups.setdefault(one.groups[by], []).append(one)
    return [(key, label, ones) for (key, label), ones in groups.items()]


def _rows(asked: Sequence[Asked], by: By) -> list[Row]:
    rows = [_row(key, label, ones) for key, label, ones in _grouped(asked, by)]
    return sorted(rows, key=_order(by))


def _merged(asked: Sequence[Asked], by: By) -> list[Row]:
    """The rows, those of few people as one, last."""
    groups = _grouped(asked, by)
    told, few = few_together(_people(groups))
    rows = sorted((_row(*groups[place]) for place in told), key=_order(by))
    others = [one for place in few for one in groups[place][2]]
    return [*rows, _row(OTHERS, "", others)] if others else rows


def _people(groups: Iterable[tuple[str, str, list[Asked]]]) -> list[int]:
    """How many people each has; who asked in the hall and online is in the first of them only."""
    counted: set[str] = set()
    found = []
    for _key, _label, ones in groups:
        there = {one.who for one in ones} - counted
        found.append(len(there))
        counted |= there
    return found


def _order(by: By) -> Callable[[Row], tuple[int | str, ...]]:
    """Modes and kinds as they are always listed; zones by their turns; what is not known last."""
    known: list[str] = {
        By.MODE: Mode.values,
        By.REPRESENTING: Registration.Representing.values,
    }.get(by, [])

    def place(row: Row) -> tuple[int | str, ...]:
        if row.key in known:
            return (0, known.index(row.key), row.label)
        return (1 if row.key else 2, -row.turns, row.label)

    return place


def _parity(rows: Iterable[Row]) -> Parity:
    by_mode = {row.key: row for row in rows}
    hall, online = by_mode.get(Mode.IN_PERSON), by_mode.get(Mode.ONLINE)
    return Parity(
        asked_in_hall=hall.requests if hall else 0,
        asked_online=online.requests if online else 0,
        spoke_in_hall=hall.turns if hall else 0,
        spoke_online=online.turns if online else 0,
    )
