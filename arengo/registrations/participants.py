"""How many took part, by type, as the guidelines on consultation ask; and who was invited and kept silent.

Numbers of bodies and of people: nobody's name, nothing of fewer than five people, nor what would
tell it by subtraction.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from arengo.core.clock import process_time
from arengo.core.small_cells import ALL, Cell, hidden, with_totals
from arengo.invitations.models import AddressBookEntry, Invitation
from arengo.invitations.queries import zone_of
from arengo.meetings.models import Meeting
from arengo.process.models import Process
from arengo.registrations.coverage import Silence
from arengo.registrations.models import Registration
from arengo.territory.models import Zone
from arengo.territory.queries import zones_by_municipality

Kind = AddressBookEntry.Kind
Representing = Registration.Representing
NOT_THERE = (Registration.State.CANCELLED, Registration.State.TO_CONFIRM)


@dataclass(frozen=True)
class Numbers:
    """A line: a meeting, or all (None), with each type in its order, and the total. None is not told."""

    meeting: Meeting | None
    types: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True)
class Participants:
    """Who was registered, and who came: registrations of meetings that are over, so a person who came
    to two is there twice.
    """

    registered: tuple[Numbers, ...]
    attended: tuple[Numbers, ...]

    @property
    def hides_some(self) -> bool:
        """True when some numbers are not told."""
        lines = (*self.registered, *self.attended)
        return any(number is None for line in lines for number in (*line.types, line.total))


def participants(process: Process) -> Participants:
    """By meeting and in all: two queries."""
    over = Meeting.objects.filter(process=process, ends_at__lte=process_time.now())
    meetings = list(over.filter(state=Meeting.State.PUBLISHED).order_by("starts_at", "pk"))
    there = Registration.objects.filter(meeting__in=meetings).order_by()
    counted = there.exclude(state__in=NOT_THERE).values("meeting", "representing")
    registered: dict[Cell, int] = {}
    attended: dict[Cell, int] = {}
    came = Q(state=Registration.State.ATTENDED)
    for row in counted.annotate(number=Count("pk"), came=Count("pk", filter=came)):
        cell = (str(row["meeting"]), row["representing"])
        registered[cell], attended[cell] = row["number"], row["came"]
    return Participants(_lines(meetings, registered), _lines(meetings, attended))


def _lines(meetings: Sequence[Meeting], counts: dict[Cell, int]) -> tuple[Numbers, ...]:
    table, secret = with_totals(counts), hidden(counts)

    def number(cell: Cell) -> int | None:
        return None if cell in secret else table.get(cell, 0)

    def line(meeting: Meeting | None) -> Numbers:
        row = str(meeting.pk) if meeting else ALL
        return Numbers(
            meeting, tuple(number((row, each)) for each in Representing.values), number((row, ALL))
        )

    return tuple(line(each) for each in (*meetings, None)) if meetings else ()


def silence_of(process: Process, zone: Zone | None = None) -> list[Silence]:
    """The bodies invited to meetings that have begun, of one zone or all, by kind: three queries."""
    begun = Meeting.objects.filter(process=process, starts_at__lte=process_time.now())
    return silence(begun.filter(state=Meeting.State.PUBLISHED), zone)


def silence(
    meetings: Collection[Meeting] | QuerySet[Meeting], zone: Zone | None = None
) -> list[Silence]:
    """The kinds of bodies that were invited to these meetings, of one zone or all: two queries.

    Who could not be reached by mail was not invited, and is neither among them nor silent.
    """
    invited, silent = Counter[str](), Counter[str]()
    zones = zones_by_municipality(process_time.today())
    for entry in _invited(meetings):
        if zone is not None and zone_of(entry, zones) != zone:
            continue
        invited[entry.kind] += 1
        silent[entry.kind] += not (entry.declined or entry.by_link or entry.by_place)
    return [
        Silence(
            kind=kind.value,
            label=str(kind.label),
            invited=invited[kind],
            silent=silent[kind],
        )
        for kind in Kind
        if invited[kind]
    ]


def _invited(held: Collection[Meeting] | QuerySet[Meeting]) -> QuerySet[Any]:
    """Each with whether it answered: declined, or somebody registered by its link or for its town."""
    State = Invitation.State
    theirs = Invitation.objects.filter(entry=OuterRef("pk"), meeting__in=held)
    active = Registration.objects.filter(meeting__in=held).exclude(
        state=Registration.State.CANCELLED
    )
    by_place = active.filter(
        representing=Representing.MUNICIPALITY, municipality=OuterRef("municipality")
    )
    rows = AddressBookEntry.objects.filter(
        Exists(theirs.filter(state__in=[State.INVITED, State.DECLINED]))
    )
    return rows.select_related("zone").annotate(
        declined=Exists(theirs.filter(state=State.DECLINED)),
        by_link=Exists(active.filter(invitation__entry=OuterRef("pk"))),
        by_place=Exists(by_place) & Q(kind=Kind.MUNICIPALITY),
    )
