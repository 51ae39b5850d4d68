"""The zones on a map: their municipalities where they stand, darker the more voices came from a zone."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import mean

from arengo.core.clock import process_time
from arengo.territory.models import Zone
from arengo.territory.queries import memberships
from arengo.web.public.figures import MAP_MARGIN, MAP_WIDTH, plane

LEVELS = 4


@dataclass(frozen=True)
class TownDot:
    """A municipality; `level` from 0, nothing came from its zone, to LEVELS."""

    x: int
    y: int
    level: int


@dataclass(frozen=True)
class ZoneMark:
    """A zone in the midst of its municipalities, with its number and how many voices."""

    x: int
    y: int
    zone: Zone
    voices: int
    url: str


@dataclass(frozen=True)
class ZoneMap:
    """The drawing; without dots where nobody knows where the municipalities are."""

    width: int = MAP_WIDTH
    height: int = 0
    towns: list[TownDot] = field(default_factory=list)
    zones: list[ZoneMark] = field(default_factory=list)


def draw(voices: Mapping[int | None, int], urls: Mapping[int, str]) -> ZoneMap:
    """The map of how many voices came from each zone, by the zone's id: one query."""
    places = [
        (each.zone, town.longitude, town.latitude)
        for each in memberships(process_time.today())
        if (town := each.municipality).longitude is not None and town.latitude is not None
    ]
    if not places:
        return ZoneMap()
    at = plane([(longitude, latitude) for _zone, longitude, latitude in places])
    most = max((voices.get(zone.pk, 0) for zone, _x, _y in places), default=0)
    towns: list[TownDot] = []
    by_zone: dict[Zone, list[TownDot]] = defaultdict(list)
    for zone, longitude, latitude in places:
        dot = TownDot(*at(longitude, latitude), level=_level(voices.get(zone.pk, 0), most))
        towns.append(dot)
        by_zone[zone].append(dot)
    marks = [
        ZoneMark(
            x=round(mean(dot.x for dot in dots)),
            y=round(mean(dot.y for dot in dots)),
            zone=zone,
            voices=voices.get(zone.pk, 0),
            url=urls[zone.pk],
        )
        for zone, dots in sorted(by_zone.items(), key=lambda pair: pair[0].number)
    ]
    return ZoneMap(height=max(dot.y for dot in towns) + MAP_MARGIN, towns=towns, zones=marks)


def _level(voices: int, most: int) -> int:
    """A step for each quarter of the most; what is there is never nothing."""
    return -(-LEVELS * voices // most) if most else 0
