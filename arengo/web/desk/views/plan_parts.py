"""The parts of a plan: axes, strategies, actions; added, changed, moved, taken away.

Their addresses hold ids, not numbers: a number passes from one part to another.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arengo.core.editing import version_of
from arengo.plan import operations, queries
from arengo.plan.models import Action, Axis, Plan, Strategy
from arengo.plan.operations import ACTION_FIELDS, AXIS_FIELDS, STRATEGY_FIELDS
from arengo.web.desk.editing import Values, edit_page, editor, initial_of, remove_page, told
from arengo.web.desk.forms.plan import ActionForm, AxisForm, StrategyForm
from arengo.web.desk.views.plans import to_plan

Part = Axis | Strategy | Action


@require_http_methods(["GET", "POST"])
def new_axis(request: HttpRequest, key: str) -> HttpResponse:
    """One more axis."""
    by = editor(request)
    plan = get_object_or_404(Plan, key=key)

    def write(values: Values) -> HttpResponse:
        row = operations.save_axis(plan=plan, values=values, by=by)
        return told(request, _("Asse aggiunto: %s.") % row.name, to_plan(plan, row.pk)[1])

    return edit_page(
        request,
        AxisForm(request.POST or None),
        write,
        heading=_("Nuovo asse"),
        back=to_plan(plan),
        button=_("Aggiungi l'asse"),
    )


@require_http_methods(["GET", "POST"])
def axis(request: HttpRequest, key: str, axis: int) -> HttpResponse:
    """One axis."""
    by = editor(request)
    row = _axis(key, axis)
    version = version_of(row, AXIS_FIELDS)

    def write(values: Values) -> HttpResponse:
        operations.save_axis(plan=row.plan, axis=row, values=values, version=version, by=by)
        return told(request, _("Asse salvato."), to_plan(row.plan, row.pk)[1])

    return edit_page(
        request,
        AxisForm(request.POST or None, initial=initial_of(row, AXIS_FIELDS)),
        write,
        heading=f"{row.number}. {row.name}",
        back=to_plan(row.plan, row.pk),
        remove_url=reverse("desk:axis-remove", args=[key, axis]),
    )


@require_POST
def move_axis(request: HttpRequest, key: str, axis: int, way: str) -> HttpResponse:
    """One place before or after: two axes change numbers."""
    by = editor(request)
    return _moved(_axis(key, axis), way, by)


@require_http_methods(["GET", "POST"])
def remove_axis(request: HttpRequest, key: str, axis: int) -> HttpResponse:
    """Take an axis away, with what it holds."""
    by = editor(request)
    row = _axis(key, axis)
    return _remove(
        request,
        row,
        by,
        heading=_("Togliere l'asse «%s»?") % row.name,
        lede=_("Se ne vanno anche le sue strategie e le loro azioni."),
    )


@require_http_methods(["GET", "POST"])
def new_strategy(request: HttpRequest, key: str, axis: int) -> HttpResponse:
    """One more strategy in an axis."""
    by = editor(request)
    holder = _axis(key, axis)

    def write(values: Values) -> HttpResponse:
        row = operations.save_strategy(axis=values["axis"], values=values, by=by)
        return told(request, _("Strategia aggiunta: %s.") % row.name, _at(row))

    return edit_page(
        request,
        StrategyForm(request.POST or None, plan=holder.plan, initial={"axis": holder}),
        write,
        heading=_("Nuova strategia"),
        back=to_plan(holder.plan, holder.pk),
        button=_("Aggiungi la strategia"),
    )


@require_http_methods(["GET", "POST"])
def strategy(request: HttpRequest, key: str, strategy: int) -> HttpResponse:
    """One strategy."""
    by = editor(request)
    row = _strategy(key, strategy)
    version = version_of(row, STRATEGY_FIELDS)
    initial = initial_of(row, STRATEGY_FIELDS)

    def write(values: Values) -> HttpResponse:
        saved = operations.save_strategy(
            axis=row.axis, strategy=row, values=values, version=version, by=by
        )
        return told(request, _("Strategia salvata."), _at(saved))

    return edit_page(
        request,
        StrategyForm(request.POST or None, plan=row.axis.plan, initial=initial),
        write,
        heading=f"{row.axis.number}.{row.number} {row.name}",
        back=to_plan(row.axis.plan, row.axis_id),
        remove_url=reverse("desk:strategy-remove", args=[key, strategy]),
    )


@require_POST
def move_strategy(request: HttpRequest, key: str, strategy: int, way: str) -> HttpResponse:
    """One place before or after in its axis."""
    by = editor(request)
    return _moved(_strategy(key, strategy), way, by)


@require_http_methods(["GET", "POST"])
def remove_strategy(request: HttpRequest, key: str, strategy: int) -> HttpResponse:
    """Take a strategy away, with its actions."""
    by = editor(request)
    row = _strategy(key, strategy)
    return _remove(
        request,
        row,
        by,
        heading=_("Togliere la strategia «%s»?") % row.name,
        lede=_("Se ne vanno anche le sue azioni."),
    )


@require_http_methods(["GET", "POST"])
def new_action(request: HttpRequest, key: str, strategy: int) -> HttpResponse:
    """One more action in a strategy."""
    by = editor(request)
    holder = _strategy(key, strategy)
    plan = holder.axis.plan

    def write(values: Values) -> HttpResponse:
        row = operations.save_action(strategy=values["strategy"], values=values, by=by)
        return told(request, _("Azione aggiunta: %s.") % row.name, _at(row))

    return edit_page(
        request,
        ActionForm(request.POST or None, plan=plan, initial={"strategy": holder}),
        write,
        heading=_("Nuova azione"),
        back=to_plan(plan, holder.axis_id),
        button=_("Aggiungi l'azione"),
    )


@require_http_methods(["GET", "POST"])
def action(request: HttpRequest, key: str, action: int) -> HttpResponse:
    """One action."""
    by = editor(request)
    row = _action(key, action)
    plan = row.strategy.axis.plan
    version = version_of(row, ACTION_FIELDS)
    initial = initial_of(row, ACTION_FIELDS)

    def write(values: Values) -> HttpResponse:
        saved = operations.save_action(
            strategy=row.strategy, action=row, values=values, version=version, by=by
        )
        return told(request, _("Azione salvata."), _at(saved))

    return edit_page(
        request,
        ActionForm(request.POST or None, plan=plan, initial=initial),
        write,
        heading=f"{row.strategy.axis.number}.{row.strategy.number}.{row.number} {row.name}",
        back=to_plan(plan, row.strategy.axis_id),
        remove_url=reverse("desk:action-remove", args=[key, action]),
    )


@require_POST
def move_action(request: HttpRequest, key: str, action: int, way: str) -> HttpResponse:
    """One place before or after in its strategy."""
    by = editor(request)
    return _moved(_action(key, action), way, by)


@require_http_methods(["GET", "POST"])
def remove_action(request: HttpRequest, key: str, action: int) -> HttpResponse:
    """Take an action away."""
    by = editor(request)
    row = _action(key, action)
    return _remove(
        request,
        row,
        by,
        heading=_("Togliere l'azione «%s»?") % row.name,
        lede=_("Il suo numero resta libero."),
    )


def _moved(row: Part, way: str, by: str) -> HttpResponse:
    operations.move_part(part=row, up=way == "su", by=by)
    return redirect(_at(row))


def _remove(request: HttpRequest, row: Part, by: str, *, heading: str, lede: str) -> HttpResponse:
    axis = _axis_of(row)
    # Of an axis that is gone there is nowhere to go back to.
    back = to_plan(axis.plan, 0 if row == axis else axis.pk)

    def act(_values: Values) -> HttpResponse:
        operations.remove_part(part=row, by=by)
        return told(request, _("Tolto dal piano: %s.") % row.name, back[1])

    return remove_page(
        request,
        act,
        named=queries.who_names(row),
        heading=heading,
        lede=lede,
        back=back,
        button=_("Togli dal piano"),
    )


def _axis_of(row: Part) -> Axis:
    if isinstance(row, Action):
        return row.strategy.axis
    return row.axis if isinstance(row, Strategy) else row


def _at(row: Part) -> str:
    axis = _axis_of(row)
    return to_plan(axis.plan, axis.pk)[1]


def _axis(key: str, pk: int) -> Axis:
    return get_object_or_404(Axis.objects.select_related("plan"), plan__key=key, pk=pk)


def _strategy(key: str, pk: int) -> Strategy:
    strategies = Strategy.objects.select_related("axis__plan")
    return get_object_or_404(strategies, axis__plan__key=key, pk=pk)


def _action(key: str, pk: int) -> Action:
    actions = Action.objects.select_related("strategy__axis__plan")
    return get_object_or_404(actions, strategy__axis__plan__key=key, pk=pk)
