"""The territory as a map of dots: where each invited municipality stands, by colour and by shape."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from arengo.registrations.coverage import Answer, BodyAnswer

WIDTH = 720
EDGE = 14
# What wants attention is drawn over the rest.
ORDER = (Answer.REGISTERED, Answer.TO_INVITE, Answer.SILENT, Answer.DECLINED, Answer.REFUSED)


@dataclass(frozen=True)
class Dot:
    """A municipality on the map; `answer` gives its colour and shape."""

    x: float
    y: float
    answer: str
    name: str
    label: str


@dataclass(frozen=True)
class CoverageMap:
    """The drawing: its size and its dots."""

    width: int
    height: int
    dots: list[Dot]


def draw(bodies: Iterable[BodyAnswer]) -> CoverageMap | None:
    """The map of the municipalities among `bodies` whose place is known; None when there is none.

    Equirectangular around the middle latitude: right enough for some hundred kilometres.
    """
    placed = [
        (body, place.longitude, place.latitude)
        for body in bodies
        if (place := body.entry.municipality) is not None
        and body.entry.kind == "municipality"
        and place.longitude is not None
        and place.latitude is not None
    ]
    if not placed:
        return None
    west, east = (f(lon for _body, lon, _lat in placed) for f in (min, max))
    south, north = (f(lat for _body, _lon, lat in placed) for f in (min, max))
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * EDGE) / max((east - west) * shrink, (north - south) / 2, 0.01)
    dots = [
        Dot(
            x=round(EDGE + (lon - west) * shrink * scale, 1),
            y=round(EDGE + (north - lat) * scale, 1),
            answer=str(body.answer),
            name=body.entry.name,
            label=str(body.answer.label),
        )
        for body, lon, lat in sorted(placed, key=lambda each: ORDER.index(each[0].answer))
    ]
    return CoverageMap(WIDTH, round(2 * EDGE + (north - south) * scale), dots)
