"""What was said and written, as it is listed: by who takes notes, by who spoke, for the resoconto."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from arengo.core.clock import process_time
from arengo.live.models import Note, Room, Span, Statement, Turn
from arengo.live.speakers import name_of
from arengo.meetings.models import AgendaItem, Meeting, Sitting
from arengo.plan.models import Axis
from arengo.registrations.models import Registration

# How long who spoke may say whether what was written is right, from the closing.
CONFIRM_WITHIN: Final = timedelta(days=7)


@dataclass(frozen=True)
class TurnSaid:
    """A turn with what was written of it."""

    turn: Turn
    notes: tuple[Note, ...]

    @property
    def name(self) -> str:
        """Who spoke; empty once they were forgotten."""
        if self.turn.speaker is not None:
            return self.turn.speaker.name
        return name_of(self.turn.request) if self.turn.request else ""

    @property
    def is_on(self) -> bool:
        """True while they have the floor."""
        return self.turn.ended_at is None

    @property
    def is_transcribed(self) -> bool:
        """False for a turn of which nothing was written: it is listed all the same, and says so."""
        return bool(self.notes)

    @property
    def is_owed(self) -> bool:
        """True for what has to be written down: the voices. Who moderates may be, where it matters."""
        return self.is_transcribed or not self.turn.is_moderating


@dataclass(frozen=True)
class SaidOfLine:
    """What was said and written during a line of the programme; `item` is None for a whole sitting."""

    item: AgendaItem | None
    turns: tuple[TurnSaid, ...]
    statements: tuple[Statement, ...]

    @property
    def axis(self) -> Axis | None:
        """The axis that it was about, of a round table."""
        return self.item.axis if self.item else None


@dataclass(frozen=True)
class SaidInSitting:
    """A sitting with all that was said and written in it, line by line."""

    sitting: Sitting
    lines: tuple[SaidOfLine, ...]


@dataclass(frozen=True)
class AxisToWrite:
    """An axis of the round table as somebody finds it on their page."""

    item: AgendaItem
    has_begun: bool
    is_on: bool
    mine: Mapping[str, Statement]

    @property
    def key(self) -> str:
        """The key of its line in the running order."""
        return f"{self.item.sitting.key}/{self.item.key}"


@dataclass(frozen=True)
class Written:
    """What was written for one axis, the newest first."""

    item: AgendaItem
    statements: tuple[Statement, ...]

    @cached_property
    def by_kind(self) -> Counter[str]:
        """How many perspectives and how many priorities."""
        return Counter(str(one.kind) for one in self.statements)

    @property
    def on_screen(self) -> list[Statement]:
        """Those that the assistant did not take off the projector."""
        return [one for one in self.statements if not one.is_hidden]


def axes_of(meeting: Meeting) -> list[Axis]:
    """The axes of the plan in force, of which one speaks at the meeting."""
    return list(Axis.objects.filter(plan=meeting.process.plan_in_force_id))


def axes_to_write(registration: Registration) -> list[AxisToWrite]:
    """The axes of the round table, the last first, with what this person wrote for each."""
    spans = Span.objects.filter(item=OuterRef("pk"), room__meeting=registration.meeting_id)
    items = _axes_of_round_table(registration.meeting).annotate(
        begun=Exists(spans), on=Exists(spans.filter(ended_at__isnull=True))
    )
    mine: dict[int, dict[str, Statement]] = defaultdict(dict)
    for one in Statement.objects.filter(registration=registration):
        mine[one.item_id][one.kind] = one
    return [AxisToWrite(item, item.begun, item.on, mine[item.pk]) for item in items][::-1]


def item_to_write(meeting: Meeting, key: str) -> AgendaItem | None:
    """The axis of the round table with this key of the running order; None for anything else."""
    sitting, _slash, item = key.partition("/")
    return _axes_of_round_table(meeting).filter(sitting__key=sitting, key=item).first()


def written_now(meeting: Meeting) -> Written | None:
    """What people wrote for the axis that is on, or was on last; None before the round table."""
    items = _axes_of_round_table(meeting).values("pk")
    last = Span.objects.filter(room__meeting=meeting, item__in=items)
    span = last.select_related("item__axis").order_by("began_at", "id").last()
    if span is None or span.item is None:
        return None
    statements = Statement.objects.filter(room=span.room_id, item=span.item)
    return Written(span.item, tuple(statements.order_by("-written_at", "-id")))


def turns_said(meeting: Meeting) -> list[TurnSaid]:
    """All the turns in their order, with what was written of each; in a constant number of queries."""
    return _with_notes(Turn.objects.filter(room__meeting=meeting))


def notes_of(registration: Registration) -> list[TurnSaid]:
    """One's own turns of the plenary, with what was written of each."""
    return _with_notes(Turn.objects.filter(request__registration=registration))


def what_was_said(meeting: Meeting) -> list[SaidInSitting]:
    """By sitting and, in it, by line: the turns with their notes, and what people wrote.

    In a number of queries that does not depend on how much there is. Empty before the evening.
    """
    room = Room.objects.filter(meeting=meeting).first()
    turns: dict[tuple[int, int | None], list[TurnSaid]] = defaultdict(list)
    for said in turns_said(meeting):
        turns[said.turn.span.sitting_id, said.turn.span.item_id].append(said)
    statements: dict[int, list[Statement]] = defaultdict(list)
    for one in Statement.objects.filter(room=room) if room else []:
        statements[one.item_id].append(one)
    sittings = Sitting.objects.filter(meeting=meeting).prefetch_related("items__axis")
    found = []
    for sitting in sittings:
        items: list[AgendaItem | None] = [*sitting.items.all(), None]
        lines = (
            SaidOfLine(
                item,
                tuple(turns[sitting.pk, item.pk if item else None]),
                tuple(statements[item.pk]) if item else (),
            )
            for item in items
        )
        found.append(
            SaidInSitting(sitting, tuple(line for line in lines if line.turns or line.statements))
        )
    return [said for said in found if said.lines]


def confirm_until(room: Room) -> datetime | None:
    """Until when who spoke may confirm or correct; None while the evening is not closed."""
    return room.closed_at + CONFIRM_WITHIN if room.closed_at else None


def may_confirm(room: Room) -> bool:
    """True until seven days after the closing."""
    until = confirm_until(room)
    return until is None or process_time.now() < until


def _axes_of_round_table(meeting: Meeting) -> QuerySet[AgendaItem]:
    items = AgendaItem.objects.filter(
        sitting__meeting=meeting, sitting__kind=Sitting.Kind.ROUND_TABLE, axis__isnull=False
    )
    return items.select_related("axis", "sitting").order_by("sitting__position", "position", "pk")


def _with_notes(turns: QuerySet[Turn]) -> list[TurnSaid]:
    rows: Iterable[Turn] = turns.select_related(
        "room", "request__registration__person__contact", "speaker", "span__item__axis",
        "span__sitting",
    ).prefetch_related("notes__axis")  # fmt: skip
    return [TurnSaid(turn, tuple(turn.notes.all())) for turn in rows]
