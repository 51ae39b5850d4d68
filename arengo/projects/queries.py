"""What is asked of projects: which ones, how many, how much money; each project counts once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from arengo.core.clock import process_time
from arengo.core.columns import plain
from arengo.plan.models import Axis, Plan
from arengo.projects.models import Project
from arengo.territory.models import Municipality, Zone
from arengo.territory.queries import in_force, open_on, zones_by_municipality

PLACE = [
    "municipality_id",
    "municipality__slug",
    "municipality__name",
    "municipality__latitude",
    "municipality__longitude",
]
CENT = Decimal("0.01")
Places = Project.municipalities.through


@dataclass(frozen=True)
class Filters:
    """What a reader asked for; an empty value asks for nothing. `axis` 0 is "without an axis"."""

    axis: int | None = None
    status: str = ""
    zone: str = ""
    municipality: str = ""
    text: str = ""


@dataclass(frozen=True)
class Totals:
    """How many projects, and their money in euros, once each. `with_cost` have a stated cost."""

    projects: int
    with_cost: int
    cost: Decimal
    funding: Decimal


@dataclass(frozen=True)
class AxisFigures:
    """The projects of one axis (None: without an axis), by status."""

    axis: Axis | None
    by_status: dict[str, int]
    cost: Decimal
    funding: Decimal

    @property
    def projects(self) -> int:
        return sum(self.by_status.values())


@dataclass(frozen=True)
class Share:
    """A part of the projects under a name: how many and their cost in euros."""

    name: str
    projects: int
    cost: Decimal


class PlaceCount(NamedTuple):
    """A municipality and how many projects touch it."""

    pk: int
    slug: str
    name: str
    latitude: float | None
    longitude: float | None
    projects: int


def plan_of_projects() -> Plan | None:
    """The plan whose axes order the projects: the latest that they name, else the one in force."""
    named = Plan.objects.filter(pk__in=Project.objects.values("axis__plan"))
    return named.first() or Plan.objects.filter(state=Plan.State.IN_FORCE).first()


def find(filters: Filters) -> QuerySet[Project]:
    """The projects asked for, the most expensive first; each once, with axis and strategy."""
    projects = Project.objects.select_related("axis", "strategy")
    if filters.axis is not None:
        projects = (
            projects.filter(axis__number=filters.axis)
            if filters.axis
            else projects.filter(axis=None)
        )
    if filters.status:
        projects = projects.filter(status=filters.status)
    # Through a list of ids: a join would count a project once per municipality.
    if filters.zone:
        zone = Q(municipality__memberships__zone__slug=filters.zone)
        projects = projects.filter(pk__in=_ids(_in_a_zone_now() & zone))
    if filters.municipality:
        projects = projects.filter(pk__in=_ids(Q(municipality__slug=filters.municipality)))
    for word in plain(filters.text).split():
        projects = projects.filter(search_text__contains=word)
    return projects.order_by(F("cost").desc(nulls_last=True), "slug")


def _ids(condition: Q) -> QuerySet:
    return Places.objects.filter(condition).values("project_id")


def _in_a_zone_now() -> Q:
    return in_force(process_time.today(), "municipality__memberships")


def totals(projects: QuerySet[Project]) -> Totals:
    """How many and how much, each project once: one query."""
    sums = projects.order_by().aggregate(
        projects=Count("pk"), with_cost=Count("cost"), cost=Sum("cost"), funding=Sum("funding")
    )
    return Totals(
        sums["projects"],
        sums["with_cost"],
        _euros(sums["cost"]),
        _euros(sums["funding"]),
    )


def axis_counts(filters: Filters) -> dict[int, int]:
    """Number of the axis -> projects, whatever axis was asked for; 0 is "without an axis"."""
    counted = _counted(find(replace(filters, axis=None)), "axis__number")
    return {number or 0: count for number, count in counted.items()}


def status_counts(filters: Filters) -> dict[str, int]:
    """Status -> projects, whatever status was asked for."""
    return _counted(find(replace(filters, status="")), "status")


def zone_counts(filters: Filters) -> list[tuple[Zone, int]]:
    """Each zone with its projects, whatever zone was asked for. A project may be in several."""
    projects = find(replace(filters, zone="", municipality="")).order_by().values("pk")
    places = Places.objects.filter(_in_a_zone_now(), project_id__in=projects)
    rows = places.values("municipality__memberships__zone").annotate(
        n=Count("project_id", distinct=True)
    )
    counts = {row["municipality__memberships__zone"]: row["n"] for row in rows}
    return [(zone, counts.get(zone.pk, 0)) for zone in Zone.objects.all()]


def municipality_counts(filters: Filters) -> list[PlaceCount]:
    """The municipalities with projects, whatever municipality was asked for: one query.

    A project may be in several.
    """
    projects = find(replace(filters, municipality="")).order_by().values("pk")
    rows = Places.objects.filter(project_id__in=projects).values_list(*PLACE)
    return [PlaceCount(*row) for row in rows.annotate(n=Count("pk")).order_by("municipality__name")]


def every_municipality() -> list[PlaceCount]:
    """All municipalities with all their projects, also those with none: two queries.

    One that is closed stands here only with the projects that name it.
    """
    counts = {place.pk: place.projects for place in municipality_counts(Filters())}
    here = open_on(process_time.today()) | Q(pk__in=counts)
    places = Municipality.objects.filter(here)
    rows = places.values_list("pk", "slug", "name", "latitude", "longitude")
    return [PlaceCount(*row, counts.get(row[0], 0)) for row in rows]


def axis_figures(plan: Plan | None) -> list[AxisFigures]:
    """Each axis of the plan that has projects, then those without an axis: two queries."""
    axes: dict[int | None, Axis] = {axis.pk: axis for axis in Axis.objects.filter(plan=plan)}
    rows = list(
        Project.objects.order_by()
        .values("axis_id", "status")
        .annotate(n=Count("pk"), cost=Sum("cost"), funding=Sum("funding"))
    )
    figures = []
    for pk in [*axes, None]:
        mine = [row for row in rows if row["axis_id"] == pk]
        if mine:
            figures.append(
                AxisFigures(
                    axis=axes.get(pk),
                    by_status={row["status"]: row["n"] for row in mine},
                    cost=sum((_euros(row["cost"]) for row in mine), Decimal(0)),
                    funding=sum((_euros(row["funding"]) for row in mine), Decimal(0)),
                )
            )
    return figures


def by_programme(projects: QuerySet[Project]) -> list[Share]:
    """The projects by measure or programme, the most expensive first: one query."""
    rows = projects.order_by().values("programme").annotate(n=Count("pk"), money=Sum("cost"))
    shares = [Share(row["programme"], row["n"], _euros(row["money"])) for row in rows]
    return sorted(shares, key=lambda share: (-share.cost, -share.projects, share.name))


def _euros(amount: Decimal | None) -> Decimal:
    """SQLite adds decimals as floats: the cents are right, the rest is noise."""
    return (amount or Decimal(0)).quantize(CENT)


def _counted(projects: QuerySet[Project], field: str) -> dict:
    rows = projects.order_by().values(field).annotate(n=Count("pk"))
    return {row[field]: row["n"] for row in rows}


def sources(projects: QuerySet[Project]) -> list[tuple[str, date | None]]:
    """The sources of these projects, each with the day of its latest news: one query."""
    rows = projects.order_by().exclude(source="").values("source").annotate(day=Max("source_date"))
    return sorted((row["source"], row["day"]) for row in rows)


def municipalities_by_zone(counted: Sequence[PlaceCount]) -> list[tuple[Zone, list[PlaceCount]]]:
    """The zones of today with their municipalities and what was counted of each: one query."""
    zone_of = zones_by_municipality(process_time.today())
    zones: dict[Zone, list[PlaceCount]] = {}
    for place in counted:
        if place.pk in zone_of:
            zones.setdefault(zone_of[place.pk], []).append(place)
    return sorted(zones.items(), key=lambda pair: pair[0].number)
