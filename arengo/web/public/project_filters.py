"""Filters of projects that are links: what an address asks for, and the links to ask for more or less."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from arengo.plan.models import Axis
from arengo.projects import queries
from arengo.projects.models import Project
from arengo.projects.queries import Filters, PlaceCount
from arengo.territory.models import Zone
from arengo.web.public import figures

Status = Project.Status
WITHOUT_AXIS = "nessuno"
STATUS_IN_ADDRESS = {
    Status.DONE: "conclusi",
    Status.UNDER_WAY: "in-corso",
    Status.PLANNED: "previsti",
    Status.NOT_STATED: "non-dichiarati",
}
LIST = "#elenco"
LONGEST_SEARCH = 100
SELECTED = mark_safe(" selected")


@dataclass(frozen=True)
class Choice:
    """A filter that one may choose, as a link, with how many projects it would leave."""

    label: str
    number: str
    url: str
    is_chosen: bool
    axis: Axis | None = None


@dataclass(frozen=True)
class Chosen:
    """A filter that is on, with the link that takes it away."""

    label: str
    url: str


def read(query: QueryDict) -> Filters:
    """What the address asks for; what it cannot mean is left out."""
    axis = query.get("asse", "")
    statuses = {word: status for status, word in STATUS_IN_ADDRESS.items()}
    number = (
        0 if axis == WITHOUT_AXIS else int(axis) if axis.isdecimal() and len(axis) < 4 else None
    )
    return Filters(
        axis=number,
        status=statuses.get(query.get("stato", ""), ""),
        zone=query.get("zona", "")[:50],
        municipality=query.get("comune", "")[:50],
        text=query.get("cerca", "").replace("\0", "").strip()[:LONGEST_SEARCH],
    )


def words(filters: Filters) -> dict[str, str]:
    """The filters as parameters of an address."""
    axis = "" if filters.axis is None else str(filters.axis or WITHOUT_AXIS)
    parameters = {
        "asse": axis,
        "stato": STATUS_IN_ADDRESS[Status(filters.status)] if filters.status else "",
        "zona": filters.zone,
        "comune": filters.municipality,
        "cerca": filters.text,
    }
    return {name: value for name, value in parameters.items() if value}


def address(filters: Filters, **changes: Any) -> str:
    """The end of an address that asks for these filters, changed so."""
    return f"?{urlencode(words(replace(filters, **changes)))}"


def axis_choices(filters: Filters, axes: Sequence[Axis]) -> list[Choice]:
    """The axes with their projects; "without an axis" only when there are some."""
    counts = queries.axis_counts(filters)
    named: list[tuple[int, str, Axis | None]] = [
        (axis.number, f"{axis.number}. {axis.name}", axis) for axis in axes
    ]
    if counts.get(0):
        named.append((0, _("Senza asse"), None))
    return [
        _choice(filters, "axis", number, label, counts.get(number, 0), axis)
        for number, label, axis in named
    ]


def status_choices(filters: Filters) -> list[Choice]:
    """Done, under way, planned, not stated, with their projects."""
    counts = queries.status_counts(filters)
    return [
        _choice(filters, "status", status.value, str(status.label), counts.get(status.value, 0))
        for status in Status
    ]


def zone_choices(filters: Filters, zones: Sequence[tuple[Zone, int]]) -> list[Choice]:
    """The zones with their projects."""
    return [_choice(filters, "zone", zone.slug, str(zone), number) for zone, number in zones]


def _choice(
    filters: Filters, name: str, value: Any, label: str, number: int, axis: Axis | None = None
) -> Choice:
    is_chosen = getattr(filters, name) == value
    nothing = None if name == "axis" else ""
    changes = {name: nothing if is_chosen else value}
    if name == "zone":
        changes["municipality"] = ""
    url = address(filters, **changes) + LIST
    return Choice(label, figures.count(number), url, is_chosen, axis)


def municipality_options(filters: Filters, municipalities: Sequence[PlaceCount]) -> SafeString:
    """The options of a list of municipalities; hundreds of them are slow in a template."""
    return format_html_join(
        "",
        '<option value="{}"{}>{} ({})</option>',
        (
            (
                place.slug,
                SELECTED if place.slug == filters.municipality else "",
                place.name,
                place.projects,
            )
            for place in municipalities
        ),
    )


def chosen(
    filters: Filters,
    *,
    axes: Sequence[Axis],
    zones: Sequence[tuple[Zone, int]],
    municipalities: Sequence[PlaceCount],
) -> list[Chosen]:
    """The filters that are on, in words."""
    axis_names = {axis.number: _("Asse %(axis)s") % {"axis": axis} for axis in axes}
    zone_names = {zone.slug: _("Zona %(zone)s") % {"zone": zone} for zone, _n in zones}
    place_names = {place.slug: place.name for place in municipalities}
    found: list[Chosen] = []
    if filters.axis is not None:
        unknown = _("Asse %(axis)s") % {"axis": filters.axis} if filters.axis else _("Senza asse")
        label = axis_names.get(filters.axis, unknown)
        found.append(Chosen(label, address(filters, axis=None) + LIST))
    if filters.status:
        label = str(Status(filters.status).label)
        found.append(Chosen(label, address(filters, status="") + LIST))
    if filters.zone:
        label = zone_names.get(filters.zone, filters.zone)
        found.append(Chosen(label, address(filters, zone="") + LIST))
    if filters.municipality:
        label = place_names.get(filters.municipality, filters.municipality)
        found.append(Chosen(label, address(filters, municipality="") + LIST))
    if filters.text:
        label = _("con le parole «%(text)s»") % {"text": filters.text}
        found.append(Chosen(label, address(filters, text="") + LIST))
    return found
