"""What everybody reads of the voices, with what became of them: filtered, counted, told with their replies."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, QuerySet, When

from arengo.contributions.models import Code, Contribution
from arengo.contributions.published import about, count_about, readable
from arengo.contributions.searching import with_public_words
from arengo.feedback import by_sets
from arengo.feedback.models import Insistence, RepliedVoice, Reply
from arengo.process.models import Process

# A part of a voice, and the voice that it says the same as.
Part = tuple[UUID, UUID | None]
# The ways of filtering that stand in the row of a voice itself.
COLUMNS: Final = ("zone", "kind", "channel", "meeting", "stage")


@dataclass(frozen=True)
class Filters:
    """What somebody asks of the list. `about` is the number of an axis, or as `Code.About`."""

    about: str = ""
    zone: int | None = None
    kind: str = ""
    channel: str = ""
    meeting: int | None = None
    stage: int | None = None
    is_answered: bool | None = None
    text: str = ""


@dataclass(frozen=True)
class Facets:
    """How many voices are found; and how many would be, with each other choice of one filter."""

    total: int
    about: dict[str, int]
    columns: dict[str, Counter[Any]]
    answered: int
    waiting: int


@dataclass(frozen=True)
class Told:
    """What became of a voice: the replies that are out, and whether they are its answer."""

    is_answered: bool = False
    replies: tuple[Reply, ...] = ()


@dataclass
class _Known:
    """What was read of the replies to some voices."""

    latest: dict[UUID, Reply] = field(default_factory=dict)
    turns: dict[UUID, int] = field(default_factory=dict)
    insisted: set[UUID] = field(default_factory=set)


def find(process: Process, filters: Filters) -> QuerySet[Contribution]:
    """The voices that are asked for, the latest first."""
    columns = {
        name: value for name in COLUMNS if (value := getattr(filters, name)) not in (None, "")
    }
    return readable(process).filter(*_conditions(filters), **columns)


def facets(process: Process, filters: Filters) -> Facets:
    """The numbers beside the filters: three queries, however many voices and filters."""
    columns: dict[str, Counter[Any]] = {name: Counter() for name in COLUMNS}
    answered = waiting = 0
    wanted = [getattr(filters, name) for name in COLUMNS]
    for *values, number, answered_ones in _cube(process, filters):
        others = [
            place
            for place, (value, want) in enumerate(zip(values, wanted, strict=True))
            if want not in (None, "", value)
        ]
        if not others:
            answered += answered_ones
            waiting += number - answered_ones
        here = _of_these(filters, number, answered_ones)
        for place, name in enumerate(COLUMNS):
            if here and others in ([], [place]):
                columns[name][values[place]] += here
    return Facets(
        total=_of_these(filters, answered + waiting, answered),
        about=count_about(find(process, replace(filters, about=""))),
        columns=columns,
        answered=answered,
        waiting=waiting,
    )


def _cube(process: Process, filters: Filters) -> Iterable[Any]:
    """How many voices, and how many of them answered, for each combination that there is."""
    found = find(process, Filters(about=filters.about, text=filters.text)).order_by()
    flag = Case(When(by_sets.answered(), then=1), default=0, output_field=IntegerField())
    return (
        found.annotate(is_answered=flag)
        .values_list(*COLUMNS)
        .annotate(number=Count("pk"), answered_ones=Count("pk", filter=Q(is_answered=1)))
    )


def _of_these(filters: Filters, number: int, answered: int) -> int:
    """How many are left by whether a reply is asked for."""
    if filters.is_answered is None:
        return number
    return answered if filters.is_answered else number - answered


def told_of(voices: Sequence[Contribution]) -> dict[UUID, Told]:
    """What became of each of these voices, by its id: three queries, however many."""
    parts: dict[UUID, list[Part]] = {}
    rows = Contribution.objects.filter(part_of__in=[each.pk for each in voices])
    columns = rows.order_by("passage_start").values_list("part_of", "pk", "merged_into")
    for whole, part, other in columns:
        if whole is not None:
            parts.setdefault(whole, []).append((part, other))
    ids = {each.pk for each in voices} | {each.merged_into_id for each in voices}
    ids |= {key for those in parts.values() for pair in those for key in pair}
    known = _known([key for key in ids if key])
    return {each.pk: _told(each, parts.get(each.pk, []), known) for each in voices}


def _conditions(filters: Filters) -> list[Q]:
    found = []
    if filters.about.isdecimal():
        found.append(about(Q(axis__number=int(filters.about))))
    elif filters.about in Code.About.values:
        found.append(about(Q(about=filters.about)))
    if filters.is_answered is not None:
        found.append(by_sets.answered() if filters.is_answered else ~by_sets.answered())
    if filters.text:
        found.append(with_public_words(filters.text))
    return found


def _known(ids: Sequence[UUID]) -> _Known:
    found = _Known()
    rows = RepliedVoice.objects.filter(
        contribution__in=ids, reply__state=Reply.State.PUBLISHED
    ).select_related("reply")
    for row in rows.order_by("turn"):
        found.latest[row.contribution_id] = row.reply
        found.turns[row.contribution_id] = row.turn
    insisted = Insistence.objects.filter(contribution__in=ids)
    found.insisted = set(insisted.order_by().values_list("contribution", flat=True))
    return found


def _told(voice: Contribution, parts: Sequence[Part], known: _Known) -> Told:
    """As `by_sets.answered` says it, of one voice."""
    other = voice.merged_into_id
    reply = known.latest.get(voice.pk) or (known.latest.get(other) if other else None)
    has_insisted = voice.pk in known.insisted
    if reply is not None:
        return Told(known.turns.get(voice.pk) == 2 or not has_insisted, (reply,))
    replies = [known.latest.get(pk) or (known.latest.get(to) if to else None) for pk, to in parts]
    there = tuple(dict.fromkeys(each for each in replies if each is not None))
    return Told(bool(parts) and all(replies) and not has_insisted, there)
