"""Recomputes the whole ledger and names what does not hold.

Not found: the latest blocks taken away with all their entries. For that, compare the head with one
that was published, or with a receipt that somebody kept.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from arengo.core.ledger import canonical, merkle
from arengo.core.ledger.models import Block, Entry
from arengo.core.ledger.operations import ERASED

BLOCKS_AT_ONCE = 8
ENTRIES_AT_ONCE = 2000
POSITIONS_NAMED = 20
# What a damaged row of SQLite raises when Django reads its text as JSON, as a date, as UTF-8.
UNREADABLE = (ValueError, TypeError, AttributeError, DatabaseError)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Problem:
    """One thing that does not hold: a sentence, and the block, position and entry it is about."""

    what: str
    block: int | None = None
    position: int | None = None
    entry: UUID | None = None

    def __str__(self) -> str:
        where = []
        if self.block is not None:
            where.append(_("blocco %(number)s") % {"number": self.block})
        if self.position is not None:
            where.append(_("posizione %(number)s") % {"number": self.position})
        if self.entry is not None:
            where.append(_("atto %(id)s") % {"id": self.entry})
        return f"{', '.join(where) or _('registro')}: {self.what}"


@dataclass
class Examination:
    """What was looked at, and what does not hold."""

    blocks: int = 0
    sealed: int = 0
    waiting: int = 0
    erased: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class _Damaged:
    """A row that cannot be read, and where it is."""

    where: dict[str, Any]


@dataclass
class _Chain:
    """What the next block must be."""

    number: int = 1
    previous_hash: bytes | None = canonical.NO_BLOCK_BEFORE


def verify(progress: Progress | None = None) -> list[Problem]:
    """Everything in the ledger that does not hold, named; an empty list when all does.

    `progress(done, total)` is called with numbers of entries as the work goes on.
    """
    return examine(progress).problems


def examine(progress: Progress | None = None) -> Examination:
    """Like `verify`, with the counts of what was examined; erased entries are counted, not faults.

    Reads some thousands of entries at a time and may run while the sealer works.
    """
    seen = Examination()
    total = Entry.objects.count()
    # Waiting first: what is sealed meanwhile is met again in its block, never missed.
    for _batch in chain(_examine_waiting(seen), _examine_sealed(seen)):
        if progress:
            progress(seen.waiting + seen.sealed, total)
    return seen


def _examine_waiting(seen: Examination) -> Iterator[None]:
    page = Entry.objects.filter(block=None).order_by("id")
    rows = _read(page[:ENTRIES_AT_ONCE], "id")
    while rows:
        seen.waiting += len(rows)
        _examine_entries(rows, seen)
        yield
        last = _value(rows[-1], "id")
        rows = _read(page.filter(id__gt=last)[:ENTRIES_AT_ONCE], "id") if last else []


def _examine_sealed(seen: Examination) -> Iterator[None]:
    entries = Entry.objects.order_by("block_id", "position")
    end = _last_number()
    after, expected = -1, _Chain()
    while after < end:
        blocks = Block.objects.filter(number__gt=after, number__lte=end).order_by("number")
        rows = _read(blocks[:BLOCKS_AT_ONCE], "number")
        upto = _value(rows[-1], "number") if rows else end
        inside = _read(entries.filter(block__gt=after, block__lte=upto), "block_id", "position")
        seen.sealed += len(inside)
        _examine_entries(inside, seen)
        held = {n: list(group) for n, group in groupby(inside, lambda e: _value(e, "block_id"))}
        for block in rows:
            _examine_block(block, held.get(_value(block, "number"), []), expected, seen)
        if not rows:
            seen.problems += [Problem(_("manca, ma ha ancora degli atti"), block=n) for n in held]
        after = upto
        yield


def _last_number() -> int:
    numbers = [
        Entry.objects.aggregate(last=Max("block_id"))["last"],
        Block.objects.aggregate(last=Max("number"))["last"],
    ]
    return max((number for number in numbers if number is not None), default=-1)


def _read(rows: QuerySet[Any], *key: str) -> list[Any]:
    """The rows; where one is damaged, each by itself, and a _Damaged in its place."""
    try:
        return list(rows)
    except UNREADABLE:
        pass
    try:
        return [_read_one(rows, where) for where in rows.values(*key)]
    except UNREADABLE:
        return [_Damaged({})]


def _read_one(rows: QuerySet[Any], where: dict[str, Any]) -> Any:
    try:
        return rows.model._default_manager.get(**where)
    except UNREADABLE:
        return _Damaged(where)


def _value(row: Any, name: str) -> Any:
    return row.where.get(name) if isinstance(row, _Damaged) else getattr(row, name)


def _examine_entries(rows: list[Any], seen: Examination) -> None:
    acts = _erasures(rows)
    for row in rows:
        for what in _faults_of(row, acts):
            at = [_value(row, name) for name in ("block_id", "position", "id")]
            seen.problems.append(Problem(what, *at))
        seen.erased += not isinstance(row, _Damaged) and row.salt is None


def _erasures(rows: Iterable[Any]) -> dict[UUID, set[str]]:
    """What the acts that erased some of `rows` say that they erased."""
    named = {_value(row, "erasure_id") for row in rows} - {None}
    acts = _read(Entry.objects.filter(id__in=named, kind=ERASED), "id") if named else []
    sound = (act for act in acts if not isinstance(act, _Damaged))
    return {act.id: set(act.facts.get("entries", [])) for act in sound}


def _faults_of(row: Any, acts: dict[UUID, set[str]]) -> list[str]:
    try:
        if not isinstance(row, _Damaged):
            return [*_faults_of_content(row, acts), *_faults_of_digest(row)]
    except UNREADABLE:
        pass
    return [_("non si legge: i dati sono guasti")]


def _faults_of_content(entry: Entry, acts: dict[UUID, set[str]]) -> Iterator[str]:
    if entry.salt is not None:
        text = canonical.content_text(entry.subject, entry.facts)
        if canonical.content_digest(bytes(entry.salt), text) != bytes(entry.content_digest):
            yield _("il soggetto, i fatti o il sale non sono quelli registrati")
    elif entry.erasure_id is None or str(entry.id) not in acts.get(entry.erasure_id, ()):
        yield _("risulta cancellato, ma nessun atto del registro lo ha cancellato")
    is_empty = not (entry.salt or entry.subject or entry.facts)
    if is_empty != (entry.erasure_id is not None):
        yield _("è cancellato solo a metà")


def _faults_of_digest(entry: Entry) -> Iterator[str]:
    if canonical.sha256(canonical.entry_text(entry).encode()) != bytes(entry.digest):
        yield _("il tipo, l'autore, le date o l'impronta non sono quelli registrati")


def _examine_block(block: Any, entries: list[Any], expected: _Chain, seen: Examination) -> None:
    number = _value(block, "number")
    if number > expected.number:
        gap = _("manca, con tutti quelli fino al %(number)s") % {"number": number - 1}
        seen.problems.append(Problem(gap, block=expected.number))
    faults = _faults_of_block(block, entries, expected)
    seen.problems += [Problem(what, block=number) for what in faults]
    seen.blocks += 1
    expected.number = number + 1
    expected.previous_hash = None if isinstance(block, _Damaged) else bytes(block.hash)


def _faults_of_block(block: Any, entries: list[Any], expected: _Chain) -> list[str]:
    try:
        if not isinstance(block, _Damaged):
            return [*_faults_of_header(block, expected), *_faults_of_tree(block, entries)]
    except UNREADABLE:
        pass
    return [_("non si legge: i dati sono guasti")]


def _faults_of_header(block: Block, expected: _Chain) -> Iterator[str]:
    if expected.previous_hash not in (None, bytes(block.previous_hash)):
        yield _("non è legato al blocco precedente")
    if canonical.sha256(canonical.header_of(block).encode()) != bytes(block.hash):
        yield _("l'intestazione non corrisponde alla sua impronta")


def _faults_of_tree(block: Block, entries: list[Any]) -> Iterator[str]:
    present = {_value(entry, "position") for entry in entries}
    absent = (place for place in range(block.count) if place not in present)
    missing = ", ".join(map(str, islice(absent, POSITIONS_NAMED)))
    if missing:
        yield _("mancano gli atti alle posizioni %(positions)s") % {"positions": missing}
    if len(entries) > block.count:
        numbers = {"found": len(entries), "sealed": block.count}
        yield _("contiene %(found)s atti, ne furono sigillati %(sealed)s") % numbers
    # What is missing or damaged is already named; without it there is no root to compare.
    if missing or any(isinstance(entry, _Damaged) for entry in entries):
        return
    if merkle.root([bytes(entry.digest) for entry in entries]) != bytes(block.root):
        yield _("gli atti che contiene non sono quelli sigillati")
