"""A plan as a whole: written, copied to begin the next one, taken away while nothing names it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from arengo.core import editing
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.core.localized import Localized
from arengo.core.pointing import StillNamed
from arengo.core.refusals import Refusal
from arengo.plan.models import Action, Axis, Plan, Strategy
from arengo.plan.queries import who_names

PLAN_FIELDS: Final = (
    "title",
    "subtitle",
    "first_year",
    "last_year",
    "state",
    "description",
    "stated_strategies",
    "stated_actions",
    "source",
)


class Depth(StrEnum):
    """How much of a plan a copy takes along."""

    AXES = "axes"
    EVERYTHING = "everything"


class PlanHasBegun(Refusal):
    """The plan has axes of its own."""

    def __init__(self) -> None:
        super().__init__(_("Questo piano ha già i suoi assi: si cambiano uno per uno."))


@transaction.atomic
def save_plan(
    *, plan: Plan | None = None, values: Mapping[str, Any], version: str = "", by: str
) -> Plan:
    """Write a plan, or add one. `values`: some of PLAN_FIELDS. Its address stays the one it was born with.

    Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    # One plan is in force: two officials do not put two of them in force at once.
    others = {each.pk: each for each in Plan.objects.select_for_update(no_key=True).order_by("pk")}
    if plan is None:
        row = Plan(state=Plan.State.TO_WRITE)
    else:
        if plan.pk not in others:
            raise editing.GoneMeanwhile
        row = others.pop(plan.pk)
        editing.check_version(row, values, version)
    changed = editing.put(row, values)
    _check(row)
    in_force = [each for each in others.values() if each.state == Plan.State.IN_FORCE]
    if row.state == Plan.State.IN_FORCE and "state" in changed and in_force:
        sentence = _("È già vigente «%(title)s»: prima scrivi che quello è concluso.")
        raise FieldRefused("state", sentence % {"title": in_force[0].title})
    if plan is None:
        row.key = _key(row)
    row.save()
    if changed:
        facts = {"fields": changed, "is_new": plan is None}
        record(kind="plan.saved", subject=subject(row), by=by, facts=facts)
    return row


@transaction.atomic
def copy_plan(
    *,
    plan: Plan,
    title: Localized | dict[str, str],
    first_year: int,
    last_year: int,
    depth: Depth = Depth.AXES,
    by: str,
) -> Plan:
    """A plan to be written that begins from the axes of `plan`, or from all it holds.

    What the other states of itself (numbers, source, description) is not taken along. Raises
    FieldRefused.
    """
    copy = Plan(title=title, first_year=first_year, last_year=last_year, state=Plan.State.TO_WRITE)
    _check(copy)
    copy.key = _key(copy)
    copy.save(force_insert=True)
    _copy_axes(plan, copy, depth)
    facts = {"from": plan.key, "depth": str(depth)}
    record(kind="plan.copied", subject=subject(copy), by=by, facts=facts)
    return copy


@transaction.atomic
def begin_plan(*, plan: Plan, source: Plan, depth: Depth = Depth.AXES, by: str) -> Plan:
    """A plan without axes takes those of `source`, or all that it holds. Raises PlanHasBegun."""
    row = editing.current(Plan, plan.pk)
    if row.axes.exists():
        raise PlanHasBegun
    _copy_axes(source, row, depth)
    facts = {"from": source.key, "depth": str(depth)}
    record(kind="plan.begun", subject=subject(row), by=by, facts=facts)
    return row


@transaction.atomic
def remove_plan(*, plan: Plan, by: str) -> None:
    """Take a plan away with all it holds. Raises StillNamed when something outside names any of it."""
    row = editing.alone(Plan, plan.pk)
    if named := who_names(row):
        raise StillNamed(named)
    row.delete()
    record(kind="plan.removed", subject=subject(plan), by=by, facts={})


def subject(plan: Plan) -> str:
    """How the ledger names a plan."""
    return f"plan:{plan.key}"


def _copy_axes(source: Plan, target: Plan, depth: str) -> None:
    axes = list(Axis.objects.filter(plan=source))
    copies = Axis.objects.bulk_create(
        Axis(plan=target, number=axis.number, name=axis.name, goal=axis.goal) for axis in axes
    )
    if depth == Depth.EVERYTHING:
        _copy_strategies({axis.pk: made for axis, made in zip(axes, copies, strict=True)})


def _copy_strategies(axes: Mapping[int, Axis]) -> None:
    """`axes`: the new ones by the id of those they were copied from."""
    strategies = list(Strategy.objects.filter(axis__in=axes))
    copies = Strategy.objects.bulk_create(
        Strategy(axis=axes[each.axis_id], number=each.number, name=each.name) for each in strategies
    )
    made = {each.pk: copy for each, copy in zip(strategies, copies, strict=True)}
    Action.objects.bulk_create(
        Action(strategy=made[each.strategy_id], number=each.number, name=each.name)
        for each in Action.objects.filter(strategy__in=made)
    )


def _check(plan: Plan) -> None:
    plan.title = Localized(plan.title) if isinstance(plan.title, dict) else plan.title
    if not plan.title:
        raise FieldRefused("title", _("Scrivi il titolo del piano."))
    for name in ("first_year", "last_year"):
        year = getattr(plan, name)
        if year is None or not 1900 <= year <= 2200:
            raise FieldRefused(name, _("Scrivi l'anno con quattro cifre, per esempio 2024."))
    if plan.last_year < plan.first_year:
        raise FieldRefused("last_year", _("Il piano finirebbe prima di cominciare."))
    if plan.state not in Plan.State.values:
        raise FieldRefused("state", _("Scegli se è concluso, vigente o da scrivere."))


def _key(plan: Plan) -> str:
    title = str(plan.title.get("it") or plan.title)
    years = f"{plan.first_year}-{plan.last_year}"
    words = title if str(plan.first_year) in title else f"{title[:40]} {years}"
    return editing.free_key(words, Plan.objects.values_list("key", flat=True), "piano")
