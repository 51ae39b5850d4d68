"""Who took part in meetings that are over, as everybody may read it: numbers, nothing of a few people.

They are those of the resoconto, never others: from two ways of leaving out the few one could work them
out. Of who registered only the whole is told, by mode, zone and kind only of who came: the difference
would be the few who did not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from arengo.live import minutes_content
from arengo.live.figures import OTHERS, By
from arengo.live.models import Minutes, Room
from arengo.meetings.models import Meeting
from arengo.process.models import Process
from arengo.registrations.models import Registration
from arengo.territory.models import Zone


@dataclass(frozen=True)
class Group:
    """So many people of one mode, zone or kind. `label` is a name; empty where the page has words."""

    key: str
    label: str
    people: int


@dataclass(frozen=True)
class TookPart:
    """How many registered, how many of them came, how many came without; and who came, by each thing.

    `absent` are the zones from which nobody came. Who was at two meetings is there twice.
    """

    registered: int
    came: int
    others: int
    groups: Mapping[By, tuple[Group, ...]]
    absent: tuple[Zone, ...] = ()


def who_took_part(meetings: Sequence[Meeting]) -> dict[int, TookPart]:
    """Who took part in each of these meetings, by its id; those that are not closed yet are left out."""
    shared = Minutes.objects.filter(meeting__in=meetings).exclude(state=Minutes.State.DRAFT)
    kept = {row.meeting_id: row.content["attendance"] for row in shared}
    closed = Room.objects.filter(meeting__in=meetings, closed_at__isnull=False)
    over = set(closed.values_list("meeting", flat=True))
    there = [meeting for meeting in meetings if meeting.pk in over]
    now = minutes_content.attendances_of([each for each in there if each.pk not in kept])
    told, absent = now | kept, _absent(there)
    return {meeting.pk: _took_part(told[meeting.pk], absent[meeting.pk]) for meeting in there}


def meetings_told(process: Process) -> list[tuple[Meeting, TookPart]]:
    """The meetings of a process that are closed, in their order, with who took part in each."""
    State = Meeting.State
    rows = Meeting.objects.filter(process=process).exclude(state__in=[State.DRAFT, State.CANCELLED])
    meetings = list(rows.order_by("starts_at", "pk"))
    found = who_took_part(meetings)
    return [(meeting, found[meeting.pk]) for meeting in meetings if meeting.pk in found]


def together(parts: Sequence[TookPart]) -> TookPart:
    """Several meetings as one: sums of what is told of each, which tell no more than it."""
    present = [set(part.absent) for part in parts]
    absent = set.intersection(*present) if present else set()
    return TookPart(
        registered=sum(part.registered for part in parts),
        came=sum(part.came for part in parts),
        others=sum(part.others for part in parts),
        groups={by: _summed([part.groups[by] for part in parts]) for by in By},
        absent=tuple(sorted(absent, key=lambda zone: zone.number)),
    )


def _took_part(attendance: Mapping[str, Any], absent: tuple[Zone, ...]) -> TookPart:
    return TookPart(
        registered=attendance["registered"],
        came=attendance["came"],
        others=attendance["others"],
        groups={by: tuple(Group(**row) for row in attendance["rows"][by]) for by in By},
        absent=absent,
    )


def _absent(meetings: Sequence[Meeting]) -> dict[int, tuple[Zone, ...]]:
    """The zones from which nobody came to each."""
    came = Registration.objects.filter(meeting__in=meetings, state=Registration.State.ATTENDED)
    towns = came.order_by().values_list("meeting", "municipality").distinct()
    by_town = minutes_content.zones_of_meetings(meetings)
    there = {(pk, by_town[pk][town].pk) for pk, town in towns if town in by_town[pk]}
    zones = list(Zone.objects.all())
    return {
        meeting.pk: tuple(zone for zone in zones if (meeting.pk, zone.pk) not in there)
        for meeting in meetings
    }


def _summed(rows: Sequence[Sequence[Group]]) -> tuple[Group, ...]:
    """Those that each meeting tells, the most people first; the others of all of them last."""
    found: dict[tuple[str, str], int] = {}
    for each in (group for groups in rows for group in groups):
        found[each.key, each.label] = found.get((each.key, each.label), 0) + each.people
    groups = [Group(key, label, people) for (key, label), people in found.items()]
    return tuple(sorted(groups, key=lambda group: (group.key in (OTHERS, ""), -group.people)))
