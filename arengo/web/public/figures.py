"""Numbers as people read them, and the findings that head a figure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from math import cos, radians, sqrt

from django.utils.formats import number_format
from django.utils.translation import gettext as _, ngettext

from arengo.plan.models import Axis
from arengo.projects.models import Project
from arengo.projects.queries import AxisFigures, PlaceCount, Share

MILLION = Decimal(1_000_000)
# Bars are drawn on a strip of this width: whole numbers, which every language writes alike.
FULL = 1000
MAP_WIDTH, MAP_MARGIN = 1000, 40
SMALLEST_DOT, LARGEST_DOT = 6, 44


@dataclass(frozen=True)
class Cell:
    """A figure in a table: its words, a note beneath, and how long its bar is, of FULL."""

    text: str
    note: str = ""
    width: int = 0


@dataclass(frozen=True)
class Bar:
    """A row of a table with bars."""

    label: str
    cells: list[Cell]
    url: str = ""
    axis: Axis | None = None


@dataclass(frozen=True)
class Dot:
    """A municipality on the map: the larger, the more projects; hollow when it has none."""

    x: int
    y: int
    r: int
    is_empty: bool


@dataclass(frozen=True)
class DotMap:
    """The municipalities where they stand, on a plane that keeps their proportions."""

    width: int = MAP_WIDTH
    height: int = 0
    dots: list[Dot] = field(default_factory=list)


def count(number: int) -> str:
    """1188 as "1.188"."""
    return number_format(number, 0, force_grouping=True)


def euros(amount: Decimal) -> str:
    """Euros as they are said: "47.427 euro", "803,2 milioni di euro"."""
    # Rounded here: Django's number_format cuts the digits that it does not show.
    whole = amount.quantize(Decimal(1), ROUND_HALF_UP)
    if whole < MILLION:
        return _("%(amount)s euro") % {"amount": number_format(whole, 0, force_grouping=True)}
    millions = (amount / MILLION).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return _("%(amount)s milioni di euro") % {
        "amount": number_format(millions, 1, force_grouping=True)
    }


def percent(part: Decimal | int, whole: Decimal | int) -> str:
    """A share as a whole percentage; what is little is not said to be nothing."""
    share = Decimal(100) * part / whole if whole else Decimal(0)
    if 0 < share < 1:
        return _("meno dell'1%%") % {}
    return f"{round(share)}%"


def parts(text: str) -> list[str]:
    """The parts of a text that the forms of the CUP joined with asterisks, without their "XXX"."""
    found = (part.strip() for part in text.split("*"))
    return list(dict.fromkeys(part for part in found if part.strip("xX")))


def title(project: Project) -> str:
    """The title as one line, in the language of the page or in that which there is."""
    return " · ".join(parts(str(project.title))) or str(project.title)


def projects_words(number: int) -> str:
    """ "1 progetto", "1.188 progetti"."""
    return ngettext("%(n)s progetto", "%(n)s progetti", number) % {"n": count(number)}


def status_words(status: str, number: int) -> str:
    """How many projects are at a status: "3 conclusi"."""
    words = {
        Project.Status.DONE: ngettext("%(n)s concluso", "%(n)s conclusi", number),
        Project.Status.UNDER_WAY: ngettext("%(n)s in corso", "%(n)s in corso", number),
        Project.Status.PLANNED: ngettext("%(n)s previsto", "%(n)s previsti", number),
        Project.Status.NOT_STATED: ngettext(
            "%(n)s con stato non dichiarato", "%(n)s con stato non dichiarato", number
        ),
    }
    return words[Project.Status(status)] % {"n": count(number)}


def statuses_words(by_status: dict[str, int]) -> str:
    """All statuses that have projects, in their order: "3 conclusi, 839 in corso"."""
    known = [status for status in Project.Status.values if by_status.get(status)]
    return ", ".join(status_words(status, by_status[status]) for status in known)


def width(part: Decimal | int, largest: Decimal | int) -> int:
    """How long a bar is, of FULL; what is there never vanishes."""
    if not part or not largest:
        return 0
    return max(4, round(FULL * part / largest))


def voices_words(number: int) -> str:
    """ "1 voce", "1.188 voci"."""
    return ngettext("%(n)s voce", "%(n)s voci", number) % {"n": count(number)}


def axes_finding(figures: Sequence[AxisFigures]) -> str:
    """What the projects by axis say, in one sentence."""
    named = [(each.axis.number, each) for each in figures if each.axis]
    if not named:
        return _("I progetti non hanno ancora un asse")
    first, most = max(named, key=lambda pair: pair[1].projects)
    second, richest = max(named, key=lambda pair: pair[1].cost)
    words = {
        "axis": first,
        "projects": count(most.projects),
        "all": count(sum(each.projects for each in figures)),
        "other": second,
        "money": euros(richest.cost),
    }
    if len(figures) == 1:
        return _("Tutti i progetti sono dell'asse %(axis)s") % words
    if not richest.cost:
        return _("L'asse %(axis)s ha più progetti: %(projects)s su %(all)s") % words
    if most is richest:
        return _("L'asse %(axis)s ha più progetti (%(projects)s su %(all)s) e più risorse") % words
    return (
        _(
            "L'asse %(axis)s ha più progetti (%(projects)s su %(all)s), "
            "l'asse %(other)s più risorse (%(money)s)"
        )
        % words
    )


def shares_finding(shares: Sequence[Share]) -> str:
    """What the money of an axis by measure says, in one sentence."""
    whole = sum((share.cost for share in shares), Decimal(0))
    first = shares[0]
    if not whole or not first.name:
        return _("I progetti dell'asse, per misura")
    if len(shares) == 1:
        return _("Tutte le risorse vengono da una sola misura")
    if first.cost * 2 >= whole:
        return _("Una sola misura raccoglie il %(share)s delle risorse") % {
            "share": percent(first.cost, whole)
        }
    top = sum((share.cost for share in shares[:3]), Decimal(0))
    return _("Le prime tre misure su %(all)s raccolgono il %(share)s delle risorse") % {
        "all": len(shares),
        "share": percent(top, whole),
    }


def zones_finding(counts: Sequence[int]) -> str:
    """What the projects by zone say, in one sentence."""
    without = sum(1 for number in counts if not number)
    if not without:
        return _("Ogni zona omogenea ha almeno un progetto")
    return ngettext(
        "%(n)s zona omogenea su %(all)s non ha progetti",
        "%(n)s zone omogenee su %(all)s non hanno progetti",
        without,
    ) % {"n": without, "all": len(counts)}


def reached_finding(reached: int, whole: int) -> str:
    """How many municipalities have a project, in one sentence."""
    if reached == whole:
        return _("Ogni comune ha almeno un progetto")
    return ngettext(
        "%(n)s comune su %(all)s ha almeno un progetto",
        "%(n)s comuni su %(all)s hanno almeno un progetto",
        reached,
    ) % {"n": count(reached), "all": count(whole)}


def plane(points: Sequence[tuple[float, float]]) -> Callable[[float, float], tuple[int, int]]:
    """Where on the map a longitude and a latitude are, so that all of these points fit.

    Equirectangular, with longitudes shortened at the middle latitude: right to a pixel or two on a
    territory of a hundred kilometres.
    """
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    shrink = cos(radians((south + north) / 2))
    scale = (MAP_WIDTH - 2 * MAP_MARGIN) / ((east - west) * shrink or 1)

    def at(longitude: float, latitude: float) -> tuple[int, int]:
        return (
            round(MAP_MARGIN + (longitude - west) * shrink * scale),
            round(MAP_MARGIN + (north - latitude) * scale),
        )

    return at


def dot_map(counted: Sequence[PlaceCount]) -> DotMap:
    """The map of municipalities with their number of projects; those without a place stay out.

    The area of a dot, not its radius, follows the number.
    """
    placed = [
        (place.longitude, place.latitude, place.projects)
        for place in counted
        if place.longitude is not None and place.latitude is not None
    ]
    if not placed:
        return DotMap()
    at = plane([(x, y) for x, y, _n in placed])
    most = max(number for _x, _y, number in placed) or 1
    # The large ones first: the small ones lie on them.
    dots = [
        Dot(
            *at(x, y),
            r=round(SMALLEST_DOT + (LARGEST_DOT - SMALLEST_DOT) * sqrt(number / most)),
            is_empty=not number,
        )
        for x, y, number in sorted(placed, key=lambda each: -each[2])
    ]
    return DotMap(height=max(dot.y for dot in dots) + MAP_MARGIN, dots=dots)
