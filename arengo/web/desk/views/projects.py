"""The projects at the desk: a list that is searched and filtered, and one project at a time."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arengo.core.editing import version_of
from arengo.people.rules import Right, require
from arengo.plan.models import Axis
from arengo.projects import operations, queries
from arengo.projects.models import Project
from arengo.projects.operations import PROJECT_FIELDS
from arengo.projects.queries import Filters
from arengo.territory.models import Municipality, Zone
from arengo.web.desk.editing import Values, confirm_page, edit_page, editor, initial_of, told
from arengo.web.desk.forms.projects import ProjectForm

ON_A_PAGE = 50
BLANK = {"status": Project.Status.NOT_STATED}


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The projects that the address asks for, the most expensive first; each filter is a link."""
    require(request.user, Right.SEE)
    filters = _filters(request)
    found = queries.find(filters).defer("summary", "search_text").prefetch_related("municipalities")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("pagina"))
    place = Municipality.objects.filter(slug=filters.municipality).first()
    by_axis = queries.axis_counts(filters)
    context = {
        "page": page,
        "filters": filters,
        "is_empty": not Project.objects.exists(),
        "place": place,
        "statuses": _statuses(filters),
        "axes": [(axis, by_axis.get(axis.number, 0)) for axis in _axes()],
        "without_axis": by_axis.get(0, 0),
        "zones": [(zone, n) for zone, n in queries.zone_counts(filters) if n or _is_on(zone, filters)],
    }  # fmt: skip
    return render(request, "desk/projects/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """One more project."""
    by = editor(request)

    def write(values: Values) -> HttpResponse:
        row = operations.save_project(values=values, by=by)
        return told(request, _("Progetto aggiunto: %s.") % row.title, _here(row)[1])

    return _page(
        request,
        ProjectForm(request.POST or None, initial=BLANK, plan=queries.plan_of_projects()),
        write,
        heading=_("Nuovo progetto"),
        back=_to_list(),
        button=_("Aggiungi il progetto"),
    )


@require_http_methods(["GET", "POST"])
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """One project."""
    by = editor(request)
    row = _project(slug)
    version = version_of(row, PROJECT_FIELDS)
    initial = initial_of(row, PROJECT_FIELDS)

    def write(values: Values) -> HttpResponse:
        operations.save_project(project=row, values=values, version=version, by=by)
        return told(request, _("Progetto salvato."), _here(row)[1])

    form = ProjectForm(request.POST or None, initial=initial, plan=queries.plan_of_projects())
    return _page(
        request,
        form,
        write,
        heading=row.title,
        back=_to_list(),
        project=row,
        remove_url=reverse("desk:project-remove", args=[slug]),
    )


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a project out."""
    by = editor(request)
    row = _project(slug)

    def act(_values: Values) -> HttpResponse:
        operations.remove_projects(slugs=[slug], by=by)
        return told(request, _("Progetto tolto."), _to_list()[1])

    return confirm_page(
        request,
        act,
        heading=_("Togliere il progetto «%s»?") % row.title,
        lede=_("La sua pagina non si trova più. Se torna in un foglio da importare, nasce di nuovo."),
        back=_here(row),
        button=_("Togli il progetto"),
    )  # fmt: skip


def _page(request: HttpRequest, form: ProjectForm, write: Any, **context: Any) -> HttpResponse:
    return edit_page(request, form, write, template="desk/projects/project.html", **context)


def _filters(request: HttpRequest) -> Filters:
    asked = request.GET
    axis = asked.get("asse", "")
    status = asked.get("stato", "")
    return Filters(
        axis=int(axis) if axis.isdecimal() and len(axis) < 4 else None,
        status=status if status in Project.Status.values else "",
        zone=asked.get("zona", ""),
        municipality=asked.get("comune", ""),
        text=asked.get("q", "").strip()[:100],
    )


def _statuses(filters: Filters) -> list[tuple[str, Any, int]]:
    counts = queries.status_counts(filters)
    found = [(key, label, counts.get(key, 0)) for key, label in Project.Status.choices]
    return [each for each in found if each[2] or each[0] == filters.status]


def _axes() -> list[Axis]:
    return list(Axis.objects.filter(plan=queries.plan_of_projects()))


def _is_on(zone: Zone, filters: Filters) -> bool:
    return zone.slug == filters.zone


def _project(slug: str) -> Project:
    projects = Project.objects.select_related("axis__plan", "strategy__axis")
    return get_object_or_404(projects, slug=slug)


def _here(row: Project) -> tuple[str, str]:
    return str(row.title), reverse("desk:project", args=[row.slug])


def _to_list() -> tuple[str, str]:
    return _("Progetti"), reverse("desk:projects")
