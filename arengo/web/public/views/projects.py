"""The projects: all of them with filters, an axis, one project, where they are, and as a sheet."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from arengo.core import spreadsheets
from arengo.plan.models import Axis
from arengo.projects import queries
from arengo.projects.models import Project
from arengo.projects.queries import AxisFigures, Filters, Share, Totals
from arengo.territory.models import Municipality
from arengo.web.public import figures, project_filters
from arengo.web.public.figures import Bar, Cell

PAGE = 20
PROGRAMMES_SHOWN = 8
LARGEST_SHOWN = 5
NAMES_SHOWN = 3
LONG_TITLE = 70


def project_list(request: HttpRequest) -> HttpResponse:
    """All projects: figures by axis, filters as links, counts before results."""
    filters = project_filters.read(request.GET)
    plan = queries.plan_of_projects()
    by_axis = queries.axis_figures(plan)
    if not by_axis:
        return render(request, "public/projects/none.html")
    axes = [each.axis for each in by_axis if each.axis]
    projects = queries.find(filters)
    totals = queries.totals(projects)
    zones = queries.zone_counts(filters)
    municipalities = queries.municipality_counts(filters)
    listed = projects.defer("summary", "search_text").prefetch_related("municipalities")
    page = _page(request, listed, totals.projects)
    chosen = project_filters.chosen(filters, axes=axes, zones=zones, municipalities=municipalities)
    context = {
        "is_filtered": bool(chosen),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "rows": [project_row(project) for project in page],
        "filters": filters,
        "hidden": project_filters.words(filters),
        "address": project_filters.address(filters),
        "page_address": _page_address(filters),
        "chosen": chosen,
        "axis_choices": project_filters.axis_choices(filters, axes),
        "status_choices": project_filters.status_choices(filters),
        "zone_choices": project_filters.zone_choices(filters, zones),
        "municipality_options": project_filters.municipality_options(filters, municipalities),
        "municipalities_reached": len(municipalities),
        "finding": figures.axes_finding(by_axis),
        "bars": _axis_bars(by_axis),
        "axis_columns": [_("Progetti"), _("Costo")],
        "sources": queries.sources(projects),
        **totals_words(totals),
    }
    return render(request, "public/projects/list.html", context)


def project_axis(request: HttpRequest, number: int) -> HttpResponse:
    """One axis: how many projects and how much, by measure and by zone, and the largest."""
    axis = get_object_or_404(Axis, plan=queries.plan_of_projects(), number=number)
    filters = Filters(axis=number)
    projects = queries.find(filters)
    shares = queries.by_programme(projects)
    zones = queries.zone_counts(filters)
    most = max((n for _zone, n in zones), default=0)
    zone_bars = [
        Bar(
            label=str(zone),
            url=_list_address(Filters(axis=number, zone=zone.slug)),
            cells=[Cell(figures.count(n), width=figures.width(n, most))],
        )
        for zone, n in zones
    ]
    largest = projects.prefetch_related("municipalities")[:LARGEST_SHOWN]
    context = {
        "axis": axis,
        "axes": Axis.objects.filter(plan=axis.plan),
        "statuses": figures.statuses_words(queries.status_counts(filters)),
        "programmes": _share_bars(shares) if shares and shares[0].name else [],
        "programmes_finding": figures.shares_finding(shares) if shares else "",
        "programme_columns": [_("Costo"), _("Progetti")],
        "zones": zone_bars,
        "zone_columns": [_("Progetti")],
        "zones_finding": figures.zones_finding([n for _zone, n in zones]) if zones else "",
        "rows": [project_row(project) for project in largest],
        "all_url": _list_address(filters),
        "sources": queries.sources(projects),
        **totals_words(queries.totals(projects)),
    }
    return render(request, "public/projects/axis.html", context)


def project(request: HttpRequest, slug: str) -> HttpResponse:
    """One project: what, who, where, how much, and from which source we know."""
    found = get_object_or_404(Project.objects.select_related("axis", "strategy__axis"), slug=slug)
    municipalities = [
        (place, _list_address(Filters(municipality=place.slug)))
        for place in found.municipalities.all()
    ]
    context = {
        "project": found,
        "title": figures.title(found),
        "cost": figures.euros(found.cost) if found.cost is not None else "",
        "funding": figures.euros(found.funding) if found.funding is not None else "",
        "municipalities": municipalities,
        "summary": figures.parts(str(found.summary)),
    }
    return render(request, "public/projects/project.html", context)


def project_territory(request: HttpRequest) -> HttpResponse:
    """Where the projects are: a map, and beside it the same as a list by zone."""
    if not Project.objects.exists():
        return render(request, "public/projects/none.html")
    counted = queries.every_municipality()
    zone_counts = dict(queries.zone_counts(Filters()))
    here = reverse("public:projects")
    rows = [
        {
            "zone": zone,
            "words": figures.projects_words(zone_counts.get(zone, 0)),
            "url": here + project_filters.address(Filters(zone=zone.slug)),
            "places": [
                (place, here + project_filters.address(Filters(municipality=place.slug)))
                for place in places
            ],
        }
        for zone, places in queries.municipalities_by_zone(counted)
    ]
    reached = sum(1 for place in counted if place.projects)
    context = {
        "heading": figures.reached_finding(reached, len(counted)),
        "map": figures.dot_map(counted),
        "zones": rows,
    }
    return render(request, "public/projects/territory.html", context)


def project_export(request: HttpRequest, kind: str) -> HttpResponse:
    """What the page shows, all of it, as CSV or XLSX."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    projects = queries.find(project_filters.read(request.GET)).prefetch_related("municipalities")
    headers, rows = _table(request, projects)
    if kind == "csv":
        content, content_type = spreadsheets.write_csv(headers, rows), spreadsheets.CSV_TYPE
    else:
        content = spreadsheets.write_xlsx(headers, rows, sheet=_("Progetti"))
        content_type = spreadsheets.XLSX_TYPE
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="progetti.{kind}"'
    return response


def _page(request: HttpRequest, projects: QuerySet[Project], number: int) -> Page:
    paginator = Paginator(projects, PAGE)
    # Already counted, with the money: it is not asked twice.
    paginator.count = number
    return paginator.get_page(request.GET.get("pagina"))


def _page_address(filters: Filters) -> str:
    """What goes before the number of a page."""
    address = project_filters.address(filters)
    return address if address == "?" else f"{address}&"


def totals_words(totals: Totals) -> dict[str, Any]:
    return {
        "totals": totals,
        "projects_words": figures.projects_words(totals.projects),
        "projects_number": figures.count(totals.projects),
        "cost_words": figures.euros(totals.cost) if totals.cost else "",
        "funding_words": figures.euros(totals.funding) if totals.funding else "",
        "without_cost": totals.projects - totals.with_cost,
    }


def project_row(found: Project) -> dict[str, Any]:
    """A project as a row of a list: its money in words, its municipalities in a line."""
    names = [place.name for place in found.municipalities.all()]
    title = figures.title(found)
    return {
        "project": found,
        "title": title,
        "is_long": len(title) > LONG_TITLE,
        "cost": figures.euros(found.cost) if found.cost is not None else "",
        "places": ", ".join(names[:NAMES_SHOWN]),
        "more_places": max(0, len(names) - NAMES_SHOWN),
    }


def _axis_bars(by_axis: Sequence[AxisFigures]) -> list[Bar]:
    most = max(each.projects for each in by_axis)
    richest = max(each.cost for each in by_axis)
    return [
        Bar(
            label=_("Senza asse"),
            axis=each.axis,
            url=_axis_address(each),
            cells=[
                Cell(
                    figures.count(each.projects),
                    figures.statuses_words(each.by_status),
                    figures.width(each.projects, most),
                ),
                Cell(figures.euros(each.cost), "", figures.width(each.cost, richest)),
            ],
        )
        for each in by_axis
    ]


def _axis_address(each: AxisFigures) -> str:
    if each.axis:
        return reverse("public:project-axis", args=[each.axis.number])
    return _list_address(Filters(axis=0))


def _share_bars(shares: Sequence[Share]) -> list[Bar]:
    """The first measures with their money, and what remains as one row."""
    shown, rest = shares[:PROGRAMMES_SHOWN], shares[PROGRAMMES_SHOWN:]
    bars = [
        Bar(
            label=share.name or _("Senza misura"),
            cells=[
                Cell(figures.euros(share.cost), width=figures.width(share.cost, shares[0].cost)),
                Cell(figures.count(share.projects)),
            ],
        )
        for share in shown
    ]
    if rest:
        cost = sum((share.cost for share in rest), Decimal(0))
        money = Cell(figures.euros(cost), width=figures.width(cost, shares[0].cost))
        number = Cell(figures.count(sum(share.projects for share in rest)))
        bars.append(Bar(_("Altre %(n)s misure") % {"n": len(rest)}, [money, number]))
    return bars


def _list_address(filters: Filters) -> str:
    here = reverse("public:projects")
    return f"{here}{project_filters.address(filters)}{project_filters.LIST}"


def _table(request: HttpRequest, projects: Iterable[Project]) -> tuple[list[str], list[list[Any]]]:
    headers = [
        _("CUP"), _("Titolo"), _("Sintesi"), _("Stato"), _("Stato nella fonte"), _("Asse"),
        _("Strategia"), _("Misura"), _("Soggetto attuatore"), _("Costo totale"), _("Finanziamento"),
        _("Fonte di finanziamento"), _("Comuni"), _("Codice ISTAT"), _("Fonte"),
        _("Data aggiornamento"), _("Esempio"), _("Pagina"),
    ]  # fmt: skip
    rows = []
    host = request.build_absolute_uri("/").rstrip("/")
    for each in projects:
        places: list[Municipality] = list(each.municipalities.all())
        strategy = each.strategy
        rows.append(
            [
                each.cup, str(each.title), str(each.summary), each.get_status_display(),
                each.stated_status, str(each.axis or ""),
                f"{each.axis.number}.{strategy.number} {strategy.name}" if each.axis and strategy else "",
                each.programme, each.owner, each.cost, each.funding, each.funding_source,
                "; ".join(place.name for place in places),
                "; ".join(place.istat for place in places),
                each.source, each.source_date, each.is_example,
                host + reverse("public:project", args=[each.slug]),
            ]
        )  # fmt: skip
    return headers, rows
