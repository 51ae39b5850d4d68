"""What is asked of the territory: which zone holds which municipality, on which day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from arengo.territory.models import Membership, Municipality, Zone


def in_force(day: date, through: str = "") -> Q:
    """The condition under which a membership holds on `day`.

    `through` leads to it from another model ("municipality__memberships"). All that is asked of one
    membership must stand in the same filter.
    """
    path = f"{through}__" if through else ""
    begun = Q(**{f"{path}since__isnull": True}) | Q(**{f"{path}since__lte": day})
    not_over = Q(**{f"{path}until__isnull": True}) | Q(**{f"{path}until__gt": day})
    # Without a membership every column of an outer join is null: that is no zone.
    there = Q(**{f"{through}__isnull": False}) if through else Q()
    return there & begun & not_over


def open_on(day: date, through: str = "") -> Q:
    """The condition under which a municipality was not closed yet on `day`."""
    path = f"{through}__" if through else ""
    return Q(**{f"{path}closed_on__isnull": True}) | Q(**{f"{path}closed_on__gt": day})


def memberships(day: date) -> QuerySet[Membership]:
    """The memberships that hold on `day`, with zone and municipality."""
    return Membership.objects.filter(in_force(day)).select_related("zone", "municipality")


def zones_by_municipality(day: date) -> dict[int, Zone]:
    """The zone of each municipality on `day`, by the municipality's id: one query."""
    members = Membership.objects.filter(in_force(day)).select_related("zone")
    return {member.municipality_id: member.zone for member in members}


def zone_of(municipality: Municipality | None, day: date) -> Zone | None:
    """The zone of a municipality on `day`; None for none. One query."""
    if municipality is None:
        return None
    member = Membership.objects.filter(in_force(day), municipality=municipality)
    found = member.select_related("zone").first()
    return found.zone if found else None


def municipalities_on(day: date) -> QuerySet[Municipality]:
    """The municipalities that were not closed on `day`."""
    return Municipality.objects.filter(open_on(day))


def by_likelihood() -> QuerySet[Municipality]:
    """All the municipalities, those that stand last: of two with one name, the last is meant."""
    return Municipality.objects.order_by(F("closed_on").asc(nulls_last=True), "name")


def successor(municipality: Municipality, day: date) -> Municipality:
    """The municipality that a closed one is part of on `day`; itself while it stands.

    A query for each merger that followed another.
    """
    while municipality.closed_on and municipality.closed_on <= day and municipality.merged_into:
        municipality = municipality.merged_into
    return municipality


@dataclass(frozen=True)
class Territory:
    """The whole territory on a day, for the page that shows it."""

    zones: list[tuple[Zone, list[Municipality]]]
    without_zone: list[Municipality]
    closed: list[Municipality]
    # What is written for a day to come: (municipality, membership that begins then).
    to_come: list[Membership]

    @property
    def municipalities(self) -> int:
        return sum(len(towns) for _zone, towns in self.zones) + len(self.without_zone)

    @property
    def population(self) -> int:
        towns = [town for _zone, those in self.zones for town in those]
        return sum(town.population for town in [*towns, *self.without_zone])


def territory(day: date) -> Territory:
    """The zones in order with their municipalities by name: three queries."""
    towns = list(Municipality.objects.select_related("merged_into"))
    standing = [town for town in towns if not town.closed_on or town.closed_on > day]
    zones = list(Zone.objects.all())
    members = list(Membership.objects.filter(Q(until__isnull=True) | Q(until__gt=day)))
    began = [each for each in members if each.since is None or each.since <= day]
    zone_of = {each.municipality_id: each.zone_id for each in began}
    by_pk, zones_by_pk = {town.pk: town for town in towns}, {zone.pk: zone for zone in zones}
    to_come = [each for each in members if each.since is not None and each.since > day]
    for each in to_come:
        each.municipality, each.zone = by_pk[each.municipality_id], zones_by_pk[each.zone_id]
    return Territory(
        zones=[(zone, [t for t in standing if zone_of.get(t.pk) == zone.pk]) for zone in zones],
        without_zone=[town for town in standing if town.pk not in zone_of],
        closed=[town for town in towns if town.closed_on and town.closed_on <= day],
        to_come=sorted(to_come, key=lambda each: (each.since or day, each.municipality.name)),
    )
