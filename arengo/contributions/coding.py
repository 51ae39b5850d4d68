"""About what a voice is, as values to compare: an axis or a strategy, a section, the plan, the process."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from arengo.contributions.models import Code, Contribution
from arengo.plan.models import Axis, Strategy
from arengo.process.models import GuidelineSection

About = Code.About
# Who said the words said about what they are, too.
AUTHOR: Final = "author"


@dataclass(frozen=True)
class Target:
    """One thing that a voice is about; `axis` goes with its `strategy`."""

    about: About
    axis: Axis | None = None
    strategy: Strategy | None = None
    section: GuidelineSection | None = None

    @property
    def key(self) -> str:
        """As the ledger and forms name it: "axis:3", "strategy:3.2", "guideline:12", "plan"."""
        if self.strategy is not None and self.axis is not None:
            return f"strategy:{self.axis.number}.{self.strategy.number}"
        if self.axis is not None:
            return f"axis:{self.axis.number}"
        if self.section is not None:
            return f"guideline:{self.section.pk}"
        return str(self.about.value)


def target_of(code: Code) -> Target:
    """What a code says; its axis, strategy and section are to be selected with it."""
    return Target(About(code.about), code.axis, code.strategy, code.section)


def targets_of(contribution: Contribution) -> list[Target]:
    """What a voice is about, in order: one query, or none when its codes are there already."""
    return [target_of(code) for code in contribution.codes.all()]


def put_codes(
    contribution: Contribution, targets: Iterable[Target], *, by: str, at: datetime
) -> bool:
    """Let the voice be about these and nothing else; says whether that changed anything.

    In the caller's transaction, the voice being held. What stays keeps who said it first.
    """
    rows = contribution.codes.select_related("axis", "strategy__axis", "section")
    here = {target_of(code): code for code in rows}
    wanted = dict.fromkeys(targets)
    gone = [code.pk for target, code in here.items() if target not in wanted]
    new = [target for target in wanted if target not in here]
    Code.objects.filter(pk__in=gone).delete()
    Code.objects.bulk_create(code_of(contribution, target, by=by, at=at) for target in new)
    return bool(gone or new)


def code_of(contribution: Contribution, target: Target, *, by: str, at: datetime) -> Code:
    """That a voice is about this, as somebody says; not written yet."""
    return Code(
        contribution=contribution,
        about=target.about,
        axis=target.axis,
        strategy=target.strategy,
        section=target.section,
        by=by,
        at=at,
    )
