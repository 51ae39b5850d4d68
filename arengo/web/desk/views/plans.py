"""The plans: a list, one as a tree, made, changed, copied, taken away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arengo.core.editing import version_of
from arengo.plan import operations, queries
from arengo.plan.models import Axis, Plan
from arengo.plan.operations import PLAN_FIELDS, Depth
from arengo.web.desk.editing import Values, edit_page, editor, initial_of, remove_page, told
from arengo.web.desk.forms.plan import BeginPlanForm, CopyPlanForm, PlanForm
from arengo.web.shared import reading


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """All the plans, and what each is for the process."""
    editor(request)
    process = reading.processes().first()
    rows = list(queries.plans())
    context = {
        "plans": rows,
        "process": process,
        # The site would not show it: the process does not say that it is in force.
        "to_choose": bool(process and rows and not process.plan_in_force_id),
    }
    return render(request, "desk/plans/list.html", context)


@require_safe
def plan(request: HttpRequest, key: str) -> HttpResponse:
    """One plan as a tree: axes, strategies, actions, each with what can be done to it."""
    editor(request)
    row = queries.tree(key)
    if row is None:
        raise Http404
    axes = list(row.axes.all())
    others = Axis.objects.exclude(plan=row).exists() if not axes else False
    return render(request, "desk/plans/plan.html", {"plan": row, "axes": axes, "may_begin": others})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """One more plan."""
    by = editor(request)

    def write(values: Values) -> HttpResponse:
        row = operations.save_plan(values=values, by=by)
        return told(request, _("Il piano c'è. Ora i suoi assi."), to_plan(row)[1])

    return edit_page(
        request,
        PlanForm(request.POST or None, initial={"state": Plan.State.TO_WRITE}),
        write,
        heading=_("Nuovo piano"),
        back=_to_plans(),
        button=_("Aggiungi il piano"),
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """What a plan says of itself."""
    by = editor(request)
    row = get_object_or_404(Plan, key=key)
    version = version_of(row, PLAN_FIELDS)

    def write(values: Values) -> HttpResponse:
        operations.save_plan(plan=row, values=values, version=version, by=by)
        return told(request, _("Piano salvato."), to_plan(row)[1])

    return edit_page(
        request,
        PlanForm(request.POST or None, initial=initial_of(row, PLAN_FIELDS)),
        write,
        heading=row.title,
        back=to_plan(row),
        remove_url=reverse("desk:plan-remove", args=[key]),
    )


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, key: str) -> HttpResponse:
    """The next plan, from the axes of this one."""
    by = editor(request)
    row = get_object_or_404(Plan, key=key)
    years = row.last_year - row.first_year
    first = row.last_year + 1
    initial = {"first_year": first, "last_year": first + years, "depth": Depth.AXES}

    def write(values: Values) -> HttpResponse:
        made = operations.copy_plan(plan=row, by=by, **values)
        return told(request, _("Ecco il piano nuovo, da scrivere."), to_plan(made)[1])

    return edit_page(
        request,
        CopyPlanForm(request.POST or None, initial=initial),
        write,
        heading=_("Copia: %s") % row.title,
        lede=_("Nasce un piano da scrivere. Questo resta com'è, e con lui i progetti che lo nominano."),
        back=to_plan(row),
        button=_("Crea il piano"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """A plan without axes takes those of another."""
    by = editor(request)
    row = get_object_or_404(Plan, key=key)

    def write(values: Values) -> HttpResponse:
        operations.begin_plan(plan=row, by=by, **values)
        return told(request, _("Gli assi ci sono: cambiali come serve."), to_plan(row)[1])

    return edit_page(
        request,
        BeginPlanForm(request.POST or None, plan=row),
        write,
        heading=_("Parti dagli assi di un altro piano"),
        back=to_plan(row),
        button=_("Prendi gli assi"),
    )


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Take a plan away while nothing names it."""
    by = editor(request)
    row = get_object_or_404(Plan, key=key)

    def act(_values: Values) -> HttpResponse:
        operations.remove_plan(plan=row, by=by)
        return told(request, _("Piano tolto."), _to_plans()[1])

    return remove_page(
        request,
        act,
        named=queries.who_names(row),
        heading=_("Togliere «%s»?") % row.title,
        lede=_("Se ne vanno anche i suoi assi, le strategie e le azioni."),
        back=to_plan(row),
        button=_("Togli il piano"),
    )


def to_plan(row: Plan, axis: int = 0) -> tuple[str, str]:
    """The way back to a plan's page, or to one of its axes (by id)."""
    anchor = f"#asse-{axis}" if axis else ""
    return str(row.title), reverse("desk:plan", args=[row.key]) + anchor


def _to_plans() -> tuple[str, str]:
    return _("Piani"), reverse("desk:plans")
