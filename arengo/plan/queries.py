"""What is asked of plans: one with all it holds, and who names what."""

from django.db.models import Count, QuerySet

from arengo.core.pointing import holders
from arengo.plan.models import Action, Axis, Plan, Strategy

PARTS = (Axis, Strategy, Action)


def plans() -> QuerySet[Plan]:
    """All the plans, the latest first, each with how many axes, strategies and actions it holds."""
    return Plan.objects.annotate(
        axes_number=Count("axes", distinct=True),
        strategies_number=Count("axes__strategies", distinct=True),
        actions_number=Count("axes__strategies__actions", distinct=True),
    )


def tree(key: str) -> Plan | None:
    """A plan with its axes, strategies and actions: four queries, however many they are."""
    return Plan.objects.prefetch_related("axes__strategies__actions").filter(key=key).first()


def who_names(part: Plan | Axis | Strategy | Action) -> dict[str, int]:
    """How many rows outside the plan name a part, or something that is in it, by their model's label."""
    if isinstance(part, Plan):
        axes = list(Axis.objects.filter(plan=part))
        return _together(holders([part], apart_from=PARTS), holders(axes, apart_from=PARTS))
    if isinstance(part, Axis):
        strategies = list(Strategy.objects.filter(axis=part))
        within = holders(strategies, apart_from=PARTS)
        return _together(holders([part], apart_from=PARTS), within)
    return holders([part], apart_from=PARTS)


def _together(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    # Who names a strategy names its axis too, and is one.
    return {label: max(one.get(label, 0), other.get(label, 0)) for label in [*one, *other]}
