"""What a voice is about, in words."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arengo.contributions.coding import About, Target
from arengo.process.models import Process
from arengo.registrations.models import Registration

# For whom somebody else speaks: the labels of the model are said by who speaks themselves.
FOR_WHOM: Final[dict[str, str | Promise]] = {
    **dict(Registration.Representing.choices),
    Registration.Representing.CITIZEN.value: _("Cittadina o cittadino"),
}


def target_in_words(target: Target) -> str:
    """An axis or a strategy with its number, a section by its title, else what it is."""
    if target.strategy is not None and target.axis is not None:
        return f"{target.axis.number}.{target.strategy.number} {target.strategy.name}"
    if target.axis is not None:
        return str(target.axis)
    if target.section is not None:
        return str(target.section.title)
    return str(target.about.label)


def wide_targets(process: Process) -> list[tuple[Target, str]]:
    """What anybody may say a voice is about, in words: an axis, the plan as a whole, the process."""
    axes = process.plan_in_force.axes.all() if process.plan_in_force else []
    found = [(Target(About.AXIS, axis), str(axis)) for axis in axes]
    return found + [(Target(about), str(about.label)) for about in (About.PLAN, About.PROCESS)]
