"""Many voices at once, as values: what is said of them, how each stands, why one is left as it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import (
    Count,
    Max,
    Prefetch,
    QuerySet,
    TextChoices,
    prefetch_related_objects,
)
from django.utils.translation import gettext_lazy as _

from arengo.contributions.coding import About, Target
from arengo.contributions.models import (
    Appeal,
    Code,
    Contribution,
    Moderation,
    SecondReading,
)
from arengo.core.ledger import canonical
from arengo.plan.models import Axis, Strategy
from arengo.process.models import GuidelineSection

# What the office says of a voice, in columns of its own.
SAID: Final = ("kind", "horizon", "read_at", "read_by", "publication")
Standing = dict[str, Any]
HERE: Final = "codes_here"


class Columns(NamedTuple):
    """What a code is about, by the keys of rows."""

    about: str
    axis: int | None
    strategy: int | None
    section: int | None


class Trouble(TextChoices):
    """Why a voice is left as it is: what the verb for one refuses, in few words."""

    TAKEN_BACK = "taken_back", _("Ritirata da chi l'aveva scritta")
    REFUSED = "refused", _("Non è pubblicata, con il suo motivo: prima va pubblicata")
    PUBLISHED = "published", _("La leggono già tutti: prima va trattenuta")
    JOINED = "joined", _("È in parti, o altre dicono lo stesso: prima vanno separate")
    APPEAL = "appeal", _("Chi l'ha scritta ha chiesto di riguardarla: si decide da lì")
    NO_KIND = "no_kind", _("Manca che cos'è")
    NO_TARGET = "no_target", _("Manca di che cosa parla")
    READ = "read", _("Era già letta: hai scelto di lasciare queste come sono")
    SAME = "same", _("Era già così")
    GONE = "gone", _("Non c'è più: era una parte, ed è stata riunita")


@dataclass(frozen=True)
class Reading:
    """What is said of many voices. No kind and no horizon: as it is on each."""

    kind: str = ""
    # None: as it is; empty: the voice does not say.
    horizon: str | None = None
    targets: tuple[Target, ...] = ()
    # In place of what each is about already, and not beside it.
    replaces: bool = False
    # Also of those that somebody has read.
    again: bool = False
    publishing: bool = True

    def as_json(self) -> dict[str, Any]:
        """As an act keeps it."""
        return {**vars(self), "targets": [_columns(each) for each in self.targets]}


def reading_from(kept: Mapping[str, Any]) -> Reading:
    """What an act keeps, again: without what the plan or the guidelines have not any more."""
    columns = [Columns(*each) for each in kept["targets"]]
    axes = Axis.objects.in_bulk([each.axis for each in columns if each.axis])
    strategies = Strategy.objects.in_bulk([each.strategy for each in columns if each.strategy])
    sections = GuidelineSection.objects.in_bulk([each.section for each in columns if each.section])
    targets = tuple(
        Target(
            About(each.about),
            axes.get(each.axis or 0),
            strategies.get(each.strategy or 0),
            sections.get(each.section or 0),
        )
        for each in columns
        if {each.axis} <= {None, *axes}
        and {each.strategy} <= {None, *strategies}
        and {each.section} <= {None, *sections}
    )
    return Reading(**{**kept, "targets": targets})


def with_codes_here(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """These voices, each with its codes as they are now, for `codes_here`."""
    return rows.prefetch_related(Prefetch("codes", Code.objects.order_by("pk"), to_attr=HERE))


def look_at_codes_again(voices: Sequence[Contribution]) -> None:
    """Let `codes_here` give what these are about now."""
    for row in voices:
        vars(row).pop(HERE, None)
    prefetch_related_objects(voices, Prefetch("codes", Code.objects.order_by("pk"), to_attr=HERE))


def codes_here(row: Contribution) -> list[Code]:
    """What a voice is about, as it was read: asks for nothing."""
    found: list[Code] = vars(row)[HERE]
    return found


def columns_of(code: Code) -> Columns:
    """What a code is about, as its columns."""
    return Columns(code.about, code.axis_id, code.strategy_id, code.section_id)


def _columns(target: Target) -> Columns:
    things = (target.axis, target.strategy, target.section)
    return Columns(str(target.about.value), *(each.pk if each else None for each in things))


def keys_of(voices: Iterable[Contribution]) -> dict[UUID, list[str]]:
    """What each of these is about, as the ledger names it: two queries for all."""
    codes = {row.pk: codes_here(row) for row in voices}
    every = [code for some in codes.values() for code in some]
    axes = Axis.objects.in_bulk({code.axis_id for code in every if code.axis_id})
    strategies = Strategy.objects.in_bulk({code.strategy_id for code in every if code.strategy_id})
    return {pk: sorted(_key(code, axes, strategies) for code in some) for pk, some in codes.items()}


def _key(code: Code, axes: Mapping[int, Axis], strategies: Mapping[int, Strategy]) -> str:
    if code.section_id is not None:
        return f"guideline:{code.section_id}"
    axis, strategy = axes.get(code.axis_id or 0), strategies.get(code.strategy_id or 0)
    return Target(About(code.about), axis, strategy).key


def new_code(target: Target) -> Code:
    """A code that says it, of no voice yet."""
    columns = _columns(target)
    return Code(
        about=columns.about,
        axis_id=columns.axis,
        strategy_id=columns.strategy,
        section_id=columns.section,
    )


def standing_of(voices: Iterable[Contribution]) -> dict[UUID, Standing]:
    """How each of these stands with the office, its `codes_here` included: five queries for all."""
    rows = list(voices)
    ids = [row.pk for row in rows]
    found = {row.pk: _own(row) for row in rows}
    parts = Contribution.objects.filter(part_of__in=ids).order_by("pk")
    for part in parts.only("part_of", "publication"):
        if part.part_of_id is not None:
            found[part.part_of_id]["parts"][str(part.pk)] = part.publication
    for name, pairs in _around(ids):
        for pk, value in pairs:
            found[pk][name] = value
    return found


def _own(row: Contribution) -> Standing:
    codes = [[*columns_of(code), code.by, canonical.moment(code.at)] for code in codes_here(row)]
    return {
        **{name: getattr(row, name) for name in SAID},
        "read_at": canonical.moment(row.read_at) if row.read_at else "",
        "codes": sorted(codes, key=str),
        "withdrawn": row.withdrawn_at is not None,
        "merged_into": str(row.merged_into_id or ""),
        "parts": {},
        "merged": 0,
        "decision": 0,
        "appeal": "",
        "again": False,
    }


def _around(ids: list[UUID]) -> Iterable[tuple[str, Iterable[tuple[Any, Any]]]]:
    """What others wrote about these voices: by name, of each voice that has it."""
    merged = Contribution.objects.filter(merged_into__in=ids).order_by().values("merged_into")
    counted = merged.annotate(number=Count("pk"))
    yield "merged", [(each["merged_into"], each["number"]) for each in counted]
    decided = Moderation.objects.filter(contribution__in=ids, undone_at__isnull=True).order_by()
    last = decided.values("contribution").annotate(last=Max("pk"))
    yield "decision", [(each["contribution"], each["last"]) for each in last]
    asked = Appeal.objects.filter(contribution__in=ids).values_list("contribution", "decided_at")
    yield "appeal", [(pk, "asked" if at is None else "decided") for pk, at in asked]
    again = SecondReading.objects.filter(contribution__in=ids)
    yield "again", [(pk, True) for pk in again.values_list("contribution", flat=True)]
