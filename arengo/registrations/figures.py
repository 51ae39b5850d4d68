"""What a meeting's registrations tell, as numbers: no name is read here."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from arengo.core.clock import process_time
from arengo.meetings.models import Meeting
from arengo.registrations.models import Hall, Mode, Registration, SeatPool
from arengo.territory.models import Membership, Zone
from arengo.territory.queries import in_force

State = Registration.State


@dataclass(frozen=True, kw_only=True)
class Totals:
    """How many registrations a meeting has, by state, and by mode among the active ones."""

    active: int
    in_person: int
    online: int
    by_state: dict[str, int]

    @property
    def confirmed(self) -> int:
        """Those with a place, whether they have come already or not."""
        return self.by_state[State.CONFIRMED] + self.by_state[State.ATTENDED]

    @property
    def in_line(self) -> int:
        """Those without a place, the offered ones too."""
        return self.by_state[State.WAITING] + self.by_state[State.OFFERED]

    @property
    def to_confirm(self) -> int:
        return self.by_state[State.TO_CONFIRM]


@dataclass(frozen=True, kw_only=True)
class PoolFigures:
    """A pool in numbers, contingents too. `safety_capacity` is None where there is no hall."""

    pool: SeatPool
    taken: int
    capacity: int
    waiting: int
    safety_capacity: int | None

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.taken)

    @property
    def is_over_safety(self) -> bool:
        """More places are open than people may be inside: the office chose so."""
        return self.safety_capacity is not None and self.capacity > self.safety_capacity


@dataclass(frozen=True, kw_only=True)
class ZoneFigures:
    """A zone beside the others. Shares are fractions: of those who come from the territory, and of
    its inhabitants."""

    zone: Zone
    registered: int
    share: float
    population: int
    population_share: float
    municipalities: int
    municipalities_heard: int

    @property
    def gap(self) -> float:
        """Positive when the zone has fewer registered people than its population would say."""
        return self.population_share - self.share


@dataclass(frozen=True, kw_only=True)
class Town:
    """A municipality by name, with its inhabitants and its registered people."""

    name: str
    population: int
    registered: int


@dataclass(frozen=True, kw_only=True)
class Territory:
    """The zones in order; the municipalities from which nobody comes, the most populous first; how
    many people come from none of them, or did not say."""

    zones: list[ZoneFigures]
    silent: list[Town]
    elsewhere: int

    @property
    def registered(self) -> int:
        return sum(zone.registered for zone in self.zones)

    @property
    def widest(self) -> float:
        """The largest share of all: what the longest bar of a picture stands for."""
        shares = [share for zone in self.zones for share in (zone.share, zone.population_share)]
        return max(shares, default=0.0)

    @property
    def most_missing(self) -> ZoneFigures | None:
        """The zone most under-represented, when one is by more than a point in a hundred."""
        furthest = max(self.zones, key=lambda zone: zone.gap, default=None)
        return furthest if furthest and self.registered and furthest.gap > 0.01 else None


@dataclass(frozen=True, kw_only=True)
class DayFigures:
    """A day, in the body's time zone: registered on it, and in all until its end."""

    day: date
    registered: int
    in_all: int


def active(meeting: Meeting) -> QuerySet[Registration]:
    """The registrations of a meeting that are not cancelled."""
    return Registration.objects.filter(meeting=meeting).exclude(state=State.CANCELLED)


def totals(meeting: Meeting) -> Totals:
    """The registrations by state and mode, in one query."""
    rows = Registration.objects.filter(meeting=meeting).order_by().values_list("state", "mode")
    by_state: Counter[str] = Counter(dict.fromkeys(State.values, 0))
    by_mode: Counter[str] = Counter()
    for state, mode, number in rows.annotate(number=Count("id")):
        by_state[state] += number
        if state != State.CANCELLED:
            by_mode[mode] += number
    return Totals(
        active=by_mode.total(),
        in_person=by_mode[Mode.IN_PERSON],
        online=by_mode[Mode.ONLINE],
        by_state=dict(by_state),
    )


def pools(meeting: Meeting) -> list[PoolFigures]:
    """Every pool that is in use, hall by hall and then online, contingents after their hall."""
    safety = Hall.objects.filter(venue=OuterRef("venue")).values("safety_capacity")
    rows = (
        SeatPool.objects.filter(meeting=meeting, mode__in=_modes(meeting))
        .select_related("venue", "meeting")
        .annotate(safety=Subquery(safety))
        .order_by(F("venue__position").asc(nulls_last=True), "is_contingent", "id")
    )
    return [
        PoolFigures(
            pool=row,
            taken=row.taken,
            capacity=row.capacity,
            waiting=row.waiting,
            safety_capacity=row.safety,
        )
        for row in rows
    ]


def by_representing(meeting: Meeting) -> list[tuple[str, str, int]]:
    """(key, words, number) for whom the active registrations are, the most first; none left out."""
    rows = active(meeting).order_by().values_list("representing").annotate(number=Count("id"))
    numbers = dict(rows)
    kinds = [(k, str(label), numbers.get(k, 0)) for k, label in Registration.Representing.choices]
    return sorted(kinds, key=lambda row: -row[2])


def territory_day(meeting: Meeting) -> date:
    """The day whose zones a meeting is told by: today, and once it is over the day it was held.

    A municipality that moves, or merges, later does not rewrite who was there.
    """
    return min(process_time.today(), timezone.localtime(meeting.starts_at).date())


def territory(meeting: Meeting) -> Territory:
    """The zones of the territory beside each other: registered people and inhabitants.

    Population as in `Municipality.population`; a municipality counts for the zone it is in on
    territory_day. Three queries, whatever the number of registrations.
    """
    rows = active(meeting).order_by().values_list("municipality")
    by_town: dict[int | None, int] = dict(rows.annotate(number=Count("id")))
    towns: dict[int, list[Town]] = {}
    members = Membership.objects.filter(in_force(territory_day(meeting)))
    for membership in members.select_related("municipality"):
        town = membership.municipality
        towns.setdefault(membership.zone_id, []).append(
            Town(name=town.name, population=town.population, registered=by_town.get(town.pk, 0))
        )
    everywhere = [town for those in towns.values() for town in those]
    heard = sum(town.registered for town in everywhere)
    people = sum(town.population for town in everywhere)
    silent = [town for town in everywhere if not town.registered]
    return Territory(
        zones=[_zone(zone, towns.get(zone.pk, []), heard, people) for zone in Zone.objects.all()],
        silent=sorted(silent, key=lambda town: -town.population),
        elsewhere=sum(by_town.values()) - heard,
    )


def per_day(meeting: Meeting) -> list[DayFigures]:
    """The days from the first registration to the last, or to today if sooner, without gaps."""
    days = active(meeting).annotate(day=TruncDate("registered_at")).order_by().values_list("day")
    numbers: dict[date, int] = dict(days.annotate(number=Count("id")))
    if not numbers:
        return []
    to = min(process_time.today(), timezone.localdate(meeting.ends_at))
    first, last = min(numbers), max(max(numbers), to)
    figures, in_all = [], 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        in_all += numbers.get(day, 0)
        figures.append(DayFigures(day=day, registered=numbers.get(day, 0), in_all=in_all))
    return figures


def to_finish(meeting: Meeting) -> int:
    """How many the office itself registered and who still have no place and nobody to write to.

    Without e-mail nobody offers them a seat: they have to be telephoned.
    """
    mine = Q(source=Registration.Source.DESK, person__contact__email="")
    return active(meeting).filter(mine, state__in=[State.WAITING, State.OFFERED]).count()


def _zone(zone: Zone, towns: list[Town], heard: int, people: int) -> ZoneFigures:
    population = sum(town.population for town in towns)
    registered = sum(town.registered for town in towns)
    return ZoneFigures(
        zone=zone,
        registered=registered,
        share=registered / heard if heard else 0.0,
        population=population,
        population_share=population / people if people else 0.0,
        municipalities=len(towns),
        municipalities_heard=sum(1 for town in towns if town.registered),
    )


def _modes(meeting: Meeting) -> list[str]:
    held = [(Mode.IN_PERSON, meeting.in_person), (Mode.ONLINE, meeting.online)]
    return [mode for mode, is_held in held if is_held]


def number_of_active() -> Coalesce:
    """For annotating meetings: how many active registrations each has."""
    rows = Registration.objects.filter(meeting=OuterRef("pk")).exclude(state=State.CANCELLED)
    counted = rows.order_by().values("meeting").annotate(number=Count("id")).values("number")
    return Coalesce(Subquery(counted), 0)
