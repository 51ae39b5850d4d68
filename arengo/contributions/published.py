"""The voices that everybody reads, as they are listed, counted and given away as data.

Each is there once, whole: what is worked on in parts is not listed a second time, and is about what its
parts are about; what says the same as another stays beside it, for somebody said it. A whole of which
a part is held back, refused, or covered by itself is not told: its words would tell that part.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Case, Count, Q, QuerySet, When

from arengo.contributions.models import Code, Contribution, Support
from arengo.core.small_cells import FEWEST
from arengo.live import minutes_content
from arengo.meetings.models import Meeting
from arengo.process.models import Process

PUBLISHED: Final = Contribution.Publication.PUBLISHED
# What is told of who said a voice, beside for whom they spoke: together these must fit several people.
TOLD: Final = ("zone", "channel", "mode", "meeting")
TypeCell = tuple[Any, ...]


def readable(process: Process) -> QuerySet[Contribution]:
    """The voices of a process that everybody reads, the latest first."""
    rows = Contribution.objects.filter(
        process=process,
        publication=PUBLISHED,
        withdrawn_at__isnull=True,
        part_of__isnull=True,
    )
    return rows.exclude(hides_a_part()).order_by("-received_at", "code")


def hides_a_part() -> Q:
    """That a part of a voice is held back, refused, or covered by itself: the whole would tell its words."""
    parts = Contribution.objects.filter(part_of__isnull=False).order_by()
    hidden = parts.filter(~Q(publication=PUBLISHED) | ~Q(covered="") & Q(part_of__covered=""))
    return Q(pk__in=hidden.values("part_of"))


def is_hiding_a_part(voice: Contribution) -> bool:
    """The same of one voice."""
    return Contribution.objects.filter(hides_a_part(), pk=voice.pk).exists()


def words_for_everybody(voice: Contribution) -> str:
    """What everybody reads of a voice; empty for nothing. Of a list, `readable` asks it of all at once."""
    words = voice.public_words
    return "" if words and is_hiding_a_part(voice) else words


def told_otherwise(meeting: Meeting) -> dict[str, str]:
    """Of what was said and written at a meeting, the words that everybody reads where they are not
    those which were written down: covered, or none. By the key that the piece has in the resoconto.
    """
    rows = Contribution.objects.filter(meeting=meeting, part_of__isnull=True)
    hides = Case(When(hides_a_part(), then=True), default=False)
    changed = rows.filter(~Q(publication=PUBLISHED) | ~Q(covered="") | hides_a_part())
    return {
        key: "" if row.hides else row.public_words
        for row in changed.order_by().annotate(hides=hides)
        if (key := key_of_piece(row))
    }


def key_of_piece(voice: Contribution) -> str:
    """What a voice of an evening is called in the resoconto; empty for all others."""
    if voice.note_id is not None:
        return minutes_content.key_of_note(voice.code)
    if voice.statement_id is not None:
        return minutes_content.key_of_statement(voice.code)
    if voice.written_instead_id is not None:
        return minutes_content.key_of_written(voice.written_instead_id)
    return ""


def about(which: Q) -> Q:
    """That a voice is about this, or one of its parts is. `which` is a condition on codes."""
    whole, parts = _codes(which)
    return Q(pk__in=whole.values("contribution")) | Q(pk__in=parts.values("contribution__part_of"))


def count_about(voices: QuerySet[Contribution]) -> dict[str, int]:
    """How many of these voices are about each thing: "3" for an axis, else as `Code.About`.

    They overlap: a voice may be about several, and counts once for each.
    """
    ids = voices.order_by().values("pk")
    found: dict[str, int] = {}
    for codes, path in zip(_codes(Q()), ("contribution", "contribution__part_of"), strict=True):
        rows = codes.filter(**{f"{path}__in": ids}).values("about", "axis__number")
        for row in rows.annotate(number=Count(path, distinct=True)):
            key = str(row["axis__number"] or row["about"])
            found[key] = found.get(key, 0) + row["number"]
    return found


def _codes(which: Q) -> tuple[QuerySet[Code], QuerySet[Code]]:
    """Those of voices that have no parts, and those of parts; sets that are made once."""
    codes = Code.objects.filter(which).order_by()
    in_parts = Contribution.objects.filter(part_of__isnull=False).order_by().values("part_of")
    return (
        codes.exclude(contribution__in=in_parts),
        codes.filter(contribution__part_of__isnull=False),
    )


def most_supported(voices: QuerySet[Contribution], many: int) -> list[tuple[Contribution, int]]:
    """Those of these voices that most people think the same as, with how many: two queries."""
    rows = Support.objects.filter(confirmed_at__isnull=False, contribution__in=voices.order_by())
    counted = rows.order_by().values("contribution", "contribution__code")
    ordered = counted.annotate(number=Count("pk")).order_by("-number", "contribution__code")
    numbers = {row["contribution"]: row["number"] for row in ordered[:many]}
    found = {row.pk: row for row in voices.filter(pk__in=list(numbers))}
    return [(found[key], number) for key, number in numbers.items() if key in found]


def types_told(process: Process) -> frozenset[TypeCell]:
    """Of which voices everybody learns for whom they spoke: those that five people or more could have said.

    A cell is all that is told of who said it: zone, channel, mode, meeting, and the type itself. All
    tables are made from these, so none of them tells more by subtraction. Where nobody knows who
    said them, several are perhaps one person.
    """
    rows = readable(process).exclude(representing="").order_by()
    cells = rows.values_list(*TOLD, "representing").annotate(
        people=Count("person", distinct=True),
        unknown=Count("pk", filter=Q(person__isnull=True)),
    )
    return frozenset(
        tuple(cell) for *cell, people, unknown in cells if people + min(unknown, 1) >= FEWEST
    )


def type_told(row: Contribution, told: frozenset[TypeCell]) -> str:
    """For whom a voice was said, where everybody learns it; else empty."""
    cell = (row.zone_id, row.channel, row.mode, row.meeting_id, row.representing)
    return row.representing if cell in told else ""


def count_types_by_meeting(process: Process) -> dict[int | None, dict[str, int]]:
    """The same of each meeting, by its id; under None the voices that came outside of meetings."""
    told = types_told(process)
    found: dict[int | None, dict[str, int]] = {}
    cells = readable(process).order_by().values_list(*TOLD, "representing")
    for *cell, number in cells.annotate(number=Count("pk")):
        line = found.setdefault(cell[TOLD.index("meeting")], {})
        key = str(cell[-1]) if tuple(cell) in told else ""
        line[key] = line.get(key, 0) + number
    return found


def count_types(voices: QuerySet[Contribution], told: frozenset[TypeCell]) -> Mapping[str, int]:
    """How many of these voices were said for whom; under "" those of which it is not told."""
    found: dict[str, int] = {}
    cells = voices.order_by().values_list(*TOLD, "representing").annotate(number=Count("pk"))
    for *cell, number in cells:
        key = str(cell[-1]) if tuple(cell) in told else ""
        found[key] = found.get(key, 0) + number
    return found
