"""Drawings of the dashboards, made on the server: columns by day. Each has its table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from arengo.registrations.figures import DayFigures

WIDTH, HEIGHT = 640, 190
TOP, BOTTOM, LEFT = 24, 26, 6
GAP = 0.28
LABELS = 7


@dataclass(frozen=True)
class Column:
    """A day's column: where it stands, how high it is, and what is written by it."""

    x: float
    y: float
    width: float
    height: float
    number: int
    middle: float
    label: str


@dataclass(frozen=True)
class Columns:
    """The drawing of several days."""

    columns: list[Column]
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - BOTTOM


def per_day(days: Sequence[DayFigures]) -> Columns | None:
    """A column for each day; None without days. Of many days only some are written beneath."""
    if not days:
        return None
    most = max(day.registered for day in days) or 1
    step = (WIDTH - 2 * LEFT) / len(days)
    room = HEIGHT - TOP - BOTTOM
    every = -(-len(days) // LABELS)
    columns = []
    for place, day in enumerate(days):
        height = room * day.registered / most
        x = LEFT + place * step
        columns.append(
            Column(
                x=round(x + step * GAP / 2, 1),
                y=round(HEIGHT - BOTTOM - height, 1),
                width=round(min(step * (1 - GAP), 60), 1),
                height=round(height, 1),
                number=day.registered,
                middle=round(x + step * GAP / 2 + min(step * (1 - GAP), 60) / 2, 1),
                label=_short(day.day) if place % every == 0 else "",
            )
        )
    return Columns(columns)


def in_percent(share: float) -> str:
    """A fraction in whole percent; what is there but small is not called nothing."""
    if 0 < share < 0.01:
        return _("meno dell'1%%") % {}
    return f"{round(100 * share)}%"


def _short(day: date) -> str:
    return date_format(day, "j/n")
