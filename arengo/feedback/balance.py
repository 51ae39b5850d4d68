"""The balance of voices: received = answered + open, in all and by each way of looking at it.

A voice is counted once, from when it was received. It is answered when its reply is published; when
its author then says that this is no answer, it is open again until the second one is. What its author
took back before anybody read it stays counted, and waits for nothing; what is refused with a public reason
is closed, but while its author has somebody else look again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from arengo.contributions.models import Appeal, Code, Contribution
from arengo.feedback.models import Insistence, RepliedVoice, Reply
from arengo.process.models import Process

# The key of a row for what has no zone, no stage, no mode, or was not read yet.
UNKNOWN: Final = ""


class By(StrEnum):
    """A way of looking at the balance."""

    ABOUT = "about"
    ZONE = "zone"
    CHANNEL = "channel"
    MODE = "mode"
    STAGE = "stage"


@dataclass(frozen=True)
class Line:
    """So many voices were received, and so many of them answered. `key` says of what."""

    key: str
    received: int
    answered: int

    @property
    def open(self) -> int:
        """How many wait for their reply."""
        return self.received - self.answered


@dataclass(frozen=True)
class Balance:
    """The whole, and its lines; those by what voices are about overlap, and do not add up to it."""

    total: Line
    lines: dict[By, tuple[Line, ...]] = field(default_factory=dict)


_COLUMNS: Final = {
    By.ZONE: "zone__number",
    By.CHANNEL: "channel",
    By.MODE: "mode",
    By.STAGE: "stage__key",
}


def answered(path: str = "") -> Q:
    """The condition under which a voice has its answer. `path` leads to it ("contribution")."""
    pk = f"{path}_id" if path else "pk"
    taken_back = {f"{path}__withdrawn_at__isnull" if path else "withdrawn_at__isnull": False}
    replied = RepliedVoice.objects.filter(
        contribution=OuterRef(pk), reply__state=Reply.State.PUBLISHED
    )
    insisted = Insistence.objects.filter(contribution=OuterRef(pk))
    by_reply = Q(Exists(replied.filter(turn=2))) | Q(Exists(replied), ~Exists(insisted))
    refused = {f"{path}__publication" if path else "publication": Contribution.Publication.REFUSED}
    appealed = Appeal.objects.filter(contribution=OuterRef(pk), decided_at__isnull=True)
    return by_reply | Q(**taken_back) | Q(**refused) & ~Q(Exists(appealed))


def with_answered(voices: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """These voices with `is_answered`: 1 for who has its answer, else 0."""
    return voices.annotate(is_answered=_flag(answered()))


def total(process: Process) -> Line:
    """The whole, in one query."""
    return _line(UNKNOWN, _counted(_voices(process)))


def balance(process: Process) -> Balance:
    """All of it as it is now: six queries, however many voices there are."""
    voices = _voices(process)
    lines = {by: tuple(_lines(voices, column)) for by, column in _COLUMNS.items()}
    lines[By.ABOUT] = tuple(_about(process))
    return Balance(total(process), lines)


def _voices(process: Process) -> QuerySet[Contribution]:
    return Contribution.objects.filter(process=process).order_by()


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _counted(voices: QuerySet[Any]) -> dict[str, int]:
    marked = with_answered(voices)
    return marked.aggregate(received=Count("pk"), answered=Count("pk", filter=Q(is_answered=1)))


def _line(key: str, counts: dict[str, int]) -> Line:
    return Line(key=key, received=counts["received"], answered=counts["answered"])


def _lines(voices: QuerySet[Contribution], column: str) -> Iterable[Line]:
    rows = with_answered(voices).values(column)
    counted = rows.annotate(
        received=Count("pk"), answered_ones=Count("pk", filter=Q(is_answered=1))
    ).order_by(column)
    for row in counted:
        key = UNKNOWN if row[column] is None else str(row[column])
        yield Line(key=key, received=row["received"], answered=row["answered_ones"])


def _about(process: Process) -> Iterable[Line]:
    """By what they are about: an axis counts a voice once, however many of its strategies it names."""
    codes = Code.objects.filter(contribution__process=process).order_by()
    marked = codes.annotate(is_answered=_flag(answered("contribution")))
    rows = marked.values("about", "axis__number").annotate(
        received=Count("contribution", distinct=True),
        answered_ones=Count("contribution", distinct=True, filter=Q(is_answered=1)),
    )
    for row in rows.order_by("axis__number", "about"):
        number = row["axis__number"]
        key = f"axis:{number}" if number is not None else str(row["about"])
        yield Line(key=key, received=row["received"], answered=row["answered_ones"])
    without = _counted(_voices(process).filter(codes__isnull=True))
    if without["received"]:
        yield _line(UNKNOWN, without)
