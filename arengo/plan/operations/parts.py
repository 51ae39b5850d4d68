"""Axes, strategies n.m, actions n.m.k: each with its number, one only in what holds it.

The plan is held meanwhile: its numbers change one at a time.
"""

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from arengo.core import editing
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.core.pointing import StillNamed
from arengo.plan.models import Action, Axis, Plan, Strategy
from arengo.plan.operations.plans import subject
from arengo.plan.queries import who_names

Part = TypeVar("Part", Axis, Strategy, Action)

AXIS_FIELDS: Final = ("number", "name", "goal")
STRATEGY_FIELDS: Final = ("axis", "number", "name")
ACTION_FIELDS: Final = ("strategy", "number", "name")
# By which key each part hangs on what holds it.
HOLDER: Final[dict[type, str]] = {Axis: "plan", Strategy: "axis", Action: "strategy"}
WORD: Final[dict[type, str]] = {Axis: "axis", Strategy: "strategy", Action: "action"}


@transaction.atomic
def save_axis(
    *,
    plan: Plan,
    axis: Axis | None = None,
    values: Mapping[str, Any],
    version: str = "",
    by: str,
) -> Axis:
    """Write an axis, or add one. `values`: some of AXIS_FIELDS; without a number it is the next.

    Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    return _save(axis or Axis(plan=plan), plan, values, version, by)


@transaction.atomic
def save_strategy(
    *,
    axis: Axis,
    strategy: Strategy | None = None,
    values: Mapping[str, Any],
    version: str = "",
    by: str,
) -> Strategy:
    """Write a strategy, or add one to an axis; it may pass to another axis while no project names it.

    `values`: some of STRATEGY_FIELDS. Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    return _save(strategy or Strategy(axis=axis), axis.plan, values, version, by)


@transaction.atomic
def save_action(
    *,
    strategy: Strategy,
    action: Action | None = None,
    values: Mapping[str, Any],
    version: str = "",
    by: str,
) -> Action:
    """Write an action, or add one to a strategy; it may pass to another. `values`: some of ACTION_FIELDS.

    Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    return _save(action or Action(strategy=strategy), strategy.axis.plan, values, version, by)


@transaction.atomic
def move_part(*, part: Axis | Strategy | Action, up: bool, by: str) -> None:
    """One place before or after: the two that change places change numbers. Raises GoneMeanwhile."""
    plan = editing.current(Plan, _plan_of(part).pk)
    siblings = list(_siblings(part).order_by("number"))
    here = next((place for place, each in enumerate(siblings) if each.pk == part.pk), None)
    if here is None:
        raise editing.GoneMeanwhile
    there = here - 1 if up else here + 1
    if not 0 <= there < len(siblings):
        return
    row, other = siblings[here], siblings[there]
    numbers = other.number, row.number
    # No two have one number, not even for a moment.
    row.number = siblings[-1].number + 1
    row.save(update_fields=["number"])
    other.number, row.number = numbers[1], numbers[0]
    other.save(update_fields=["number"])
    row.save(update_fields=["number"])
    facts = {"from": numbers[1], "to": numbers[0]}
    record(kind=f"plan.{WORD[type(part)]}_moved", subject=subject(plan), by=by, facts=facts)


@transaction.atomic
def remove_part(*, part: Axis | Strategy | Action, by: str) -> None:
    """Take an axis, a strategy or an action away, with what it holds.

    Raises StillNamed when something outside the plan names any of it, GoneMeanwhile.
    """
    plan = editing.current(Plan, _plan_of(part).pk)
    row = editing.alone(type(part), part.pk)
    if named := who_names(row):
        raise StillNamed(named)
    facts = {"number": row.number}
    row.delete()
    record(kind=f"plan.{WORD[type(part)]}_removed", subject=subject(plan), by=by, facts=facts)


def _save(part: Part, plan: Plan, values: Mapping[str, Any], version: str, by: str) -> Part:
    plan = editing.current(Plan, plan.pk)
    is_new = part.pk is None
    row = part if is_new else editing.current(type(part), part.pk)
    if not is_new:
        editing.check_version(row, values, version)
    holder = HOLDER[type(row)]
    before = None if is_new else getattr(row, f"{holder}_id")
    changed = editing.put(row, values)
    if not row.name:
        raise FieldRefused("name", _("Scrivi il nome."))
    if not is_new and before != getattr(row, f"{holder}_id"):
        _check_passage(row, holder, plan)
    if not row.number:
        last = _siblings(row).order_by("number").last()
        row.number = last.number + 1 if last else 1
    taken = _siblings(row).exclude(pk=row.pk).filter(number=row.number).first()
    if taken is not None:
        sentence = _("Il numero %(number)s ce l'ha già «%(name)s»: scegline un altro.")
        raise FieldRefused("number", sentence % {"number": row.number, "name": taken.name})
    row.save()
    if changed or is_new:
        facts = {"number": row.number, "fields": changed, "is_new": is_new}
        record(kind=f"plan.{WORD[type(row)]}_saved", subject=subject(plan), by=by, facts=facts)
    return row


def _check_passage(row: Axis | Strategy | Action, holder: str, plan: Plan) -> None:
    if _plan_of(row).pk != plan.pk:
        raise FieldRefused(holder, _("È di un altro piano: scegli tra quelli di questo."))
    if who_names(row):
        raise FieldRefused(
            holder,
            _("Qualche progetto la nomina, con il suo asse: prima cambia quei progetti."),
        )


def _siblings(part: Axis | Strategy | Action) -> Any:
    holder = HOLDER[type(part)]
    return type(part)._default_manager.filter(**{holder: getattr(part, holder)})


def _plan_of(part: Axis | Strategy | Action) -> Plan:
    if isinstance(part, Action):
        return part.strategy.axis.plan
    return part.axis.plan if isinstance(part, Strategy) else part.plan
