"""The balance of voices: received = answered + taken back + open, in all and by each way of looking at it.

A voice is counted once, from when it was received. It is answered when its reply is published; when
its author then says that this is no answer, it is open again until the second one is. What its author
took back before anybody read it, or the office had written down by mistake, stays counted, and waits
for nothing; what is refused with a public reason is closed, but while its author has somebody else look
again.
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
# Sorts what is about no axis after all of them.
NO_AXIS: Final = 10_000


class By(StrEnum):
    """A way of looking at the balance."""

    ABOUT = "about"
    ZONE = "zone"
    CHANNEL = "channel"
    MODE = "mode"
    STAGE = "stage"


@dataclass(frozen=True)
class Line:
    """So many voices were received, so many of them answered, so many taken back. `key` says of what."""

    key: str
    received: int
    answered: int
    taken_back: int = 0

    @property
    def open(self) -> int:
        """How many wait for their reply."""
        return self.received - self.answered - self.taken_back


@dataclass(frozen=True)
class Balance:
    """The whole, and its lines; those by what voices are about overlap, and do not add up to it."""

    total: Line
    lines: dict[By, tuple[Line, ...]] = field(default_factory=dict)


PUBLISHED: Final = Reply.State.PUBLISHED
# What was taken back, or dropped, is neither: it says nothing any more, and waits for nothing.
_TAKEN_BACK: Final = Q(withdrawn_at__isnull=False)
_NUMBERS: Final = {
    "received": Count("pk"),
    "answered_ones": Count("pk", filter=Q(is_answered=1) & ~_TAKEN_BACK),
    "taken_back": Count("pk", filter=_TAKEN_BACK),
}
_COLUMNS: Final = {
    By.ZONE: "zone__number",
    By.CHANNEL: "channel",
    By.MODE: "mode",
    By.STAGE: "stage__key",
}


def answered(path: str = "") -> Q:
    """The condition under which a voice waits for no answer. `path` leads to it ("contribution").

    Its own reply, that of the one it says the same as, or those to all of its parts; once its author
    insisted, only the second reply to it. Or it was taken back, or refused for good.
    """
    pk = f"{path}_id" if path else "pk"
    to = f"{path}__" if path else ""
    here = RepliedVoice.objects.filter(contribution=OuterRef(pk), reply__state=PUBLISHED)
    insisted = Insistence.objects.filter(contribution=OuterRef(pk))
    first = Q(Exists(here)) | _with_the_other(f"{to}merged_into_id") | _in_parts(pk)
    return Q(Exists(here.filter(turn=2))) | first & ~Q(Exists(insisted)) | _closed(to, pk)


def _with_the_other(merged_into: str) -> Q:
    """That the one it says the same as has its reply."""
    other = RepliedVoice.objects.filter(contribution=OuterRef(merged_into), reply__state=PUBLISHED)
    return Q(Exists(other))


def _in_parts(pk: str) -> Q:
    """That it has parts, and each has its reply or was refused."""
    parts = Contribution.objects.filter(part_of=OuterRef(pk))
    replied = RepliedVoice.objects.filter(contribution=OuterRef("pk"), reply__state=PUBLISHED)
    answered_part = Q(Exists(replied)) | _with_the_other("merged_into_id") | _closed("", "pk")
    return Q(Exists(parts)) & ~Q(Exists(parts.filter(~answered_part)))


def _closed(to: str, pk: str) -> Q:
    """That it was taken back, or refused and nobody looks at it again."""
    appealed = Appeal.objects.filter(contribution=OuterRef(pk), decided_at__isnull=True)
    refused = Q(**{f"{to}publication": Contribution.Publication.REFUSED})
    return Q(**{f"{to}withdrawn_at__isnull": False}) | refused & ~Q(Exists(appealed))


def answering() -> Q:
    """The condition under which a `RepliedVoice` is the answer of its voice.

    It says what `answered` says, and is cheaper where it is asked of thousands of voices.
    """
    insisted = Insistence.objects.filter(contribution=OuterRef("contribution"))
    return Q(Q(turn=2) | Q(~Exists(insisted)), reply__state=Reply.State.PUBLISHED)


def with_answered(voices: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """These voices with `is_answered`: 1 for who waits for no answer, else 0."""
    return voices.annotate(is_answered=_flag(answered()))


def total(process: Process, **within: Any) -> Line:
    """The whole, in one query."""
    return _line(UNKNOWN, _counted(voices_received(process, **within)))


def balance(process: Process, **within: Any) -> Balance:
    """All of it as it is now: eight queries, however many voices there are.

    `within` is nothing for the whole process, else `meeting=` or `stage=`.
    """
    voices = voices_received(process, **within)
    lines = {by: tuple(_lines(voices, column)) for by, column in _COLUMNS.items()}
    lines[By.ABOUT] = tuple(_about(process, **within))
    return Balance(total(process, **within), lines)


def voices_received(process: Process, **within: Any) -> QuerySet[Contribution]:
    """What was received, whole: parts are no voices of their own."""
    return Contribution.objects.filter(process=process, part_of__isnull=True, **within).order_by()


def codes_of(process: Process, **within: Any) -> tuple[tuple[QuerySet[Code], str], ...]:
    """What these voices are about, of those that have no parts and of parts; each with the path from
    a code to the voice as it was received.
    """
    codes = Code.objects.filter(contribution__process=process).order_by()
    # A set that is made once: where nothing is in parts, SQLite would look at all voices for each.
    in_parts = Contribution.objects.filter(part_of__isnull=False).order_by().values("part_of")
    whole = codes.filter(contribution__part_of__isnull=True).exclude(contribution__in=in_parts)
    parts = codes.filter(contribution__part_of__isnull=False)
    return tuple(
        (some.filter(**{f"{path}__{name}": value for name, value in within.items()}), path)
        for some, path in ((whole, "contribution"), (parts, "contribution__part_of"))
    )


def about_nothing(which: Q | None = None) -> Q:
    """That nobody said what a voice is about; of one in parts, what one of them is about. `which`: only
    of those voices, or parts, of which it holds, too.

    It finds each voice once, however many of its parts are so.
    """
    which = which or Q()
    parts = Contribution.objects.filter(part_of__isnull=False).order_by()
    coded = Exists(Code.objects.filter(contribution=OuterRef("pk")))
    alone = ~Q(pk__in=parts.values("part_of")) & ~Q(coded)
    return alone & which | Q(pk__in=parts.filter(~Q(coded), which).values("part_of"))


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _counted(voices: QuerySet[Any]) -> dict[str, int]:
    return with_answered(voices).aggregate(**_NUMBERS)


def _line(key: str, counts: dict[str, int]) -> Line:
    return Line(key, counts["received"], counts["answered_ones"], counts["taken_back"])


def _lines(voices: QuerySet[Contribution], column: str) -> Iterable[Line]:
    rows = with_answered(voices).values(column)
    for row in rows.annotate(**_NUMBERS).order_by(column):
        yield _line(UNKNOWN if row[column] is None else str(row[column]), row)


def _about(process: Process, **within: Any) -> Iterable[Line]:
    """By what they are about: an axis counts a voice once, however many of its strategies it names, and
    one in parts by what its parts are about.
    """
    found: dict[tuple[int, str], list[int]] = {}
    for some, path in codes_of(process, **within):
        for key, received, answered_ones in _counted_about(some, path):
            line = found.setdefault(key, [0, 0])
            line[0] += received
            line[1] += answered_ones
    for (number, about), (received, answered_ones) in sorted(found.items()):
        name = about_key(about, number if number < NO_AXIS else None)
        yield Line(key=name, received=received, answered=answered_ones)
    without = _counted(voices_received(process, **within).filter(about_nothing()))
    if without["received"]:
        yield _line(UNKNOWN, without)


def about_key(about: str, axis: int | None) -> str:
    """How a line of the balance calls what voices are about: "axis:3", "plan"."""
    return f"{Code.About.AXIS}:{axis}" if axis is not None else about


def _counted_about(codes: QuerySet[Code], path: str) -> Iterable[tuple[tuple[int, str], int, int]]:
    rows = codes.annotate(is_answered=_flag(answered(path))).values("about", "axis__number")
    counted = rows.annotate(
        received=Count(path, distinct=True),
        answered_ones=Count(path, distinct=True, filter=Q(is_answered=1)),
    )
    for row in counted:
        number = row["axis__number"]
        key = (NO_AXIS if number is None else number, str(row["about"]))
        yield key, row["received"], row["answered_ones"]
