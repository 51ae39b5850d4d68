"""What came as one and says several things is worked on in parts; what says the same is put together.

Neither changes what was received, whose it was or who supports it; both are undone. Whether a reply
stands in the way is asked by `feedback.operations`, which holds the rows and calls these.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from django.db import transaction

from arengo.contributions.coding import put_codes, targets_of
from arengo.contributions.models import Contribution, Moderation
from arengo.contributions.operations.moderating import check_there, decide
from arengo.contributions.operations.recording import note_down
from arengo.contributions.queries import with_codes
from arengo.contributions.refusals import (
    CannotMerge,
    IsAPart,
    NotItsWords,
    OnePartOnly,
    PartDecided,
    StillJoined,
)
from arengo.contributions.searching import put_words
from arengo.core import editing
from arengo.core.clock import process_time

Publication = Contribution.Publication
PARTS_AT_MOST: Final = 30
AS_THE_WHOLE: Final = (
    *("person", "process", "stage", "meeting", "sitting", "channel", "mode", "zone"),
    *("representing", "horizon", "language", "publication", "received_at", "confirmed_at"),
)
_BETWEEN: Final = re.compile(r"\n[ \t]*\n")


class Passage(NamedTuple):
    """A piece of a text, from which character to which."""

    start: int
    end: int
    words: str


def passages(words: str, divided: str) -> list[Passage]:
    """The pieces of `words` that `divided` separates by empty lines, with their places.

    Raises NotItsWords when they are not all of its words in their order, OnePartOnly for one piece.
    """
    pieces = [each.strip() for each in _BETWEEN.split(divided.replace("\r\n", "\n"))]
    pieces = [each for each in pieces if each]
    found, at = [], 0
    for piece in pieces:
        # Where a line was broken in dividing, the words had a space.
        pattern = r"\s+".join(re.escape(word) for word in piece.split())
        match = re.compile(rf"\s*({pattern})").match(words, at)
        if match is None:
            raise NotItsWords
        start, at = match.span(1)
        found.append(Passage(start, at, match.group(1)))
    if words[at:].strip() or len(found) > PARTS_AT_MOST:
        raise NotItsWords
    if len(found) < 2:
        raise OnePartOnly
    return found


@transaction.atomic
def mark_split(*, contribution: Contribution, divided: str, by: str) -> list[Contribution]:
    """Work on a voice in parts: its words, with an empty line where another thing begins.

    Each part is read, answered, merged for itself; the voice is answered when all of them are. Raises
    IsAPart, StillJoined, NotItsWords, OnePartOnly, TakenBack, WasRefused.
    """
    row = editing.current(Contribution, contribution.pk)
    check_there(row)
    if row.part_of_id is not None:
        raise IsAPart
    if row.parts.exists() or row.merged.exists() or row.merged_into_id is not None:
        raise StillJoined
    found = passages(row.words, divided)
    now = process_time.now()
    if row.publication == Publication.WAITING:
        decide(row, Publication.PUBLISHED, by=by)
    row.read_at, row.read_by = max(now, row.received_at), by
    row.save(update_fields=["read_at", "read_by"])
    targets = targets_of(row)
    parts = []
    for each in found:
        part = _part(row, each)
        put_codes(part, targets, by=by, at=now)
        parts.append(part)
    put_words(parts)
    note_down("split", row, by=by, parts=[part.code for part in parts])
    return parts


@transaction.atomic
def mark_put_together(*, contribution: Contribution, by: str) -> Contribution:
    """Undo a split: the voice is whole again, and to be read. Its parts go.

    Raises StillJoined while a part is merged, PartDecided when one was refused in public.
    """
    row = editing.current(Contribution, contribution.pk)
    parts = list(row.parts.select_for_update(no_key=True).order_by("pk"))
    if not parts:
        return row
    if any(part.merged_into_id for part in parts) or any(part.merged.exists() for part in parts):
        raise StillJoined
    refused = Moderation.objects.filter(
        contribution__in=parts, decision=Publication.REFUSED, undone_at__isnull=True
    )
    if refused.exists():
        raise PartDecided
    row.parts.filter(pk__in=[part.pk for part in parts]).delete()
    row.read_at, row.read_by = None, ""
    row.save(update_fields=["read_at", "read_by"])
    note_down("put_together", row, by=by)
    return row


@transaction.atomic
def mark_merged(
    *, main: Contribution, others: Iterable[Contribution], by: str
) -> list[Contribution]:
    """These say the same as `main`: its reply answers them, too. Each keeps its author and count.

    Raises CannotMerge, which says why not.
    """
    ids = {main.pk, *(each.pk for each in others)} - {None}
    rows = with_codes(Contribution.objects.all()).select_for_update(no_key=True, of=("self",))
    held = {row.pk: row for row in rows.filter(pk__in=ids).order_by("pk")}
    chief = held.pop(main.pk)
    if not held:
        raise CannotMerge(CannotMerge.SAME)
    _check_chief(chief)
    merged = [row for row in held.values() if row.merged_into_id != chief.pk]
    for row in merged:
        _check_mergeable(row, chief)
        _join(row, chief, by)
    return merged


@transaction.atomic
def mark_unmerged(*, contribution: Contribution, by: str) -> Contribution:
    """It says something of its own after all, and waits for a reply of its own. Twice is once."""
    row = editing.current(Contribution, contribution.pk)
    if row.merged_into_id is None:
        return row
    row.merged_into = None
    row.save(update_fields=["merged_into"])
    note_down("unmerged", row, by=by)
    return row


def _part(row: Contribution, passage: Passage) -> Contribution:
    return Contribution.objects.create(
        **{name: getattr(row, name) for name in AS_THE_WHOLE},
        text=passage.words,
        part_of=row,
        passage_start=passage.start,
        passage_end=passage.end,
    )


def _check_chief(chief: Contribution) -> None:
    if chief.merged_into_id is not None:
        raise CannotMerge(CannotMerge.MERGED)
    if chief.read_at is None:
        raise CannotMerge(CannotMerge.UNREAD)
    _check_shown(chief)


def _check_mergeable(row: Contribution, chief: Contribution) -> None:
    if row.process_id != chief.process_id:
        raise CannotMerge(CannotMerge.ELSEWHERE)
    if row.merged_into_id is not None:
        raise CannotMerge(CannotMerge.MERGED)
    if row.merged.exists():
        raise CannotMerge(CannotMerge.HAS_MERGED)
    if row.publication == Publication.WAITING:
        # Whoever says that it says the same has read it.
        return
    _check_shown(row)


def _check_shown(row: Contribution) -> None:
    if row.withdrawn_at is not None:
        raise CannotMerge(CannotMerge.TAKEN_BACK)
    if row.publication != Publication.PUBLISHED:
        raise CannotMerge(CannotMerge.NOT_SHOWN)
    if row.parts.exists():
        raise CannotMerge(CannotMerge.IN_PARTS)


def _join(row: Contribution, chief: Contribution, by: str) -> None:
    if row.withdrawn_at is not None:
        raise CannotMerge(CannotMerge.TAKEN_BACK)
    if row.publication == Publication.WAITING:
        decide(row, Publication.PUBLISHED, by=by)
    if row.read_at is None:
        now = process_time.now()
        row.kind, row.horizon = chief.kind, chief.horizon
        row.read_at, row.read_by = max(now, row.received_at), by
        put_codes(row, targets_of(chief), by=by, at=now)
    row.merged_into = chief
    row.save()
    note_down("merged", row, by=by, into=chief.code)
