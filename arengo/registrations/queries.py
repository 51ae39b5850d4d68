"""What can be asked of registrations: places left, positions in line, and whether it all adds up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from arengo.core.clock import process_time
from arengo.meetings.models import Meeting, Venue
from arengo.people.models import Person
from arengo.registrations import rules
from arengo.registrations.models import Hall, Mode, Registration, SeatPool, WaitingPlace

Place = WaitingPlace.State


@dataclass(frozen=True, kw_only=True)
class PlacesLeft:
    """What a page says beside a mode. `free` is what somebody registering now may count on: none
    while others wait. `safety_capacity` is the hall's, people inside; None online or unknown."""

    pool: SeatPool
    mode: str
    venue: Venue | None
    capacity: int
    free: int
    waiting: int
    is_full: bool
    safety_capacity: int | None


@dataclass(frozen=True, kw_only=True)
class Discrepancy:
    """A pool whose counters are not what its rows say: a fault, for `doctor` to tell."""

    pool: SeatPool
    seated: int
    offered: int
    waiting: int

    def __str__(self) -> str:
        return (
            f"{self.pool.meeting.slug}/{self.pool.key}: taken {self.pool.taken}, rows "
            f"{self.seated} + {self.offered} offered; waiting {self.pool.waiting}, rows "
            f"{self.waiting}"
        )


def places(meeting: Meeting) -> list[PlacesLeft]:
    """The places open to everybody, hall by hall and then online; contingents are not counted."""
    safety = Hall.objects.filter(venue=OuterRef("venue")).values("safety_capacity")
    modes = [
        mode
        for mode, offered in ((Mode.IN_PERSON, meeting.in_person), (Mode.ONLINE, meeting.online))
        if offered
    ]
    pools = (
        SeatPool.objects.filter(meeting=meeting, is_contingent=False, mode__in=modes)
        .select_related("venue")
        .annotate(safety_capacity=Subquery(safety))
        .order_by(F("venue__position").asc(nulls_last=True), "id")
    )
    return [places_left(pool) for pool in pools]


def places_left(pool: SeatPool) -> PlacesLeft:
    """What a pool that was read has left; the hall's safety only if it came with it."""
    free = 0 if pool.waiting else max(0, pool.capacity - pool.taken)
    return PlacesLeft(
        pool=pool,
        mode=pool.mode,
        venue=pool.venue,
        capacity=pool.capacity,
        free=free,
        waiting=pool.waiting,
        is_full=free == 0,
        safety_capacity=getattr(pool, "safety_capacity", None),
    )


def position_in_line(waiting_place: WaitingPlace) -> int:
    """1 for who is next; for a place to be confirmed, the position it would have; 0 once offered."""
    if waiting_place.state != Place.WAITING:
        return 0
    since = waiting_place.since
    before = Q(since__lt=since) | Q(since=since, id__lt=waiting_place.pk)
    line = WaitingPlace.objects.filter(
        before, pool_id=waiting_place.pool_id, state=Place.WAITING, is_confirmed=True
    )
    return 1 + line.count()


def live_place(registration: Registration) -> WaitingPlace | None:
    """The place that a registration has in line: the one that is offered first, else the oldest."""
    offered_first = Case(When(state=Place.OFFERED, then=0), default=1)
    live = registration.waiting_places.filter(state__in=[Place.WAITING, Place.OFFERED])
    return live.select_related("pool__venue").order_by(offered_first, "since", "id").first()


def next_in_line_at_door(pool: SeatPool, now: datetime | None = None) -> QuerySet[WaitingPlace]:
    """Those to whom unclaimed seats go at the door, in order; nobody before the meeting's time."""
    now = now or process_time.now()
    line = WaitingPlace.objects.filter(pool=pool, state=Place.WAITING, is_confirmed=True)
    from_when = pool.meeting.unclaimed_after
    if from_when is None or now < from_when:
        line = line.none()
    return line.select_related("registration__person__contact").order_by("since", "id")


def audit_pools(meeting: Meeting | None = None) -> list[Discrepancy]:
    """Every pool whose `taken` is not its seats and running offers, or `waiting` not its line.

    One statement, so that it sees one moment even while others register.
    """
    line = WaitingPlace.objects.filter(state=Place.WAITING, is_confirmed=True)
    pools = SeatPool.objects.select_related("meeting").annotate(
        seated_rows=_rows(Registration.objects.all(), "seat"),
        offered_rows=_rows(WaitingPlace.objects.filter(state=Place.OFFERED), "pool"),
        waiting_rows=_rows(line, "pool"),
    )
    adds_up = Q(taken=F("seated_rows") + F("offered_rows"), waiting=F("waiting_rows"))
    if meeting is not None:
        pools = pools.filter(meeting=meeting)
    return [
        Discrepancy(
            pool=pool,
            seated=pool.seated_rows,
            offered=pool.offered_rows,
            waiting=pool.waiting_rows,
        )
        for pool in pools.exclude(adds_up)
    ]


def _rows(rows: QuerySet[Any], pool_field: str) -> Coalesce:
    of_the_pool = rows.filter(**{pool_field: OuterRef("pk")}).order_by().values(pool_field)
    return Coalesce(Subquery(of_the_pool.annotate(number=Count("pk")).values("number")), 0)


def standing_of(person: Person) -> list[Registration]:
    """The registrations of a person that still hold, or wait for, a place; the next meeting first."""
    now = process_time.now()
    rows = Registration.objects.filter(person=person).select_related("meeting")
    return [row for row in rows.order_by("meeting__starts_at", "id") if rules.stands(row, now)]
