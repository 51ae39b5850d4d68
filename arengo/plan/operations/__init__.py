"""The verbs of a plan: itself, and its axes, strategies and actions."""

from arengo.plan.operations.parts import (
    ACTION_FIELDS,
    AXIS_FIELDS,
    STRATEGY_FIELDS,
    move_part,
    remove_part,
    save_action,
    save_axis,
    save_strategy,
)
from arengo.plan.operations.plans import (
    PLAN_FIELDS,
    Depth,
    PlanHasBegun,
    begin_plan,
    copy_plan,
    remove_plan,
    save_plan,
)

__all__ = [
    "ACTION_FIELDS",
    "AXIS_FIELDS",
    "PLAN_FIELDS",
    "STRATEGY_FIELDS",
    "Depth",
    "PlanHasBegun",
    "begin_plan",
    "copy_plan",
    "move_part",
    "remove_part",
    "remove_plan",
    "save_action",
    "save_axis",
    "save_plan",
    "save_strategy",
]
