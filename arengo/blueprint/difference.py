"""What applying a process file would do: made, changed, kept as the desk left it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from arengo.blueprint import values
from arengo.blueprint.load import Blueprint, Item
from arengo.blueprint.standing import Standing, default


@dataclass(frozen=True)
class FieldChange:
    """A field that is not as the file says. `last` is what a file gave it last."""

    item: Item
    leaf: str
    old: Any
    new: Any
    last: Any = None

    @property
    def address(self) -> str:
        return f"{self.item.address}.{self.leaf}"


@dataclass
class Difference:
    """Between a file and the database. Values are plain (see values.plain)."""

    file: str
    digest: str
    process: str
    dry_run: bool = False
    made: list[Item] = field(default_factory=list)
    changed: list[FieldChange] = field(default_factory=list)
    # Changed at the desk and, as --overwrite says, brought to the file all the same.
    overwritten: list[FieldChange] = field(default_factory=list)
    # Changed at the desk, and kept.
    conflicts: list[FieldChange] = field(default_factory=list)
    # Removed at the desk (or given another key there), and not made again.
    removed_at_desk: list[Item] = field(default_factory=list)
    # Once in the file and no longer: nothing is removed silently.
    not_in_file: list[str] = field(default_factory=list)
    # What --overwrite named and is not in conflict: perhaps misspelt.
    needless_overwrites: list[str] = field(default_factory=list)

    @property
    def has_changes(self) -> bool:
        """True when applying the file makes or changes something."""
        return bool(self.made or self.changed or self.overwritten)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each, for the ledger and for the last line on the terminal."""
        return {
            "made": len(self.made),
            "changed": len(self.changed),
            "overwritten": len(self.overwritten),
            "conflicts": len(self.conflicts) + len(self.removed_at_desk),
            "not_in_file": len(self.not_in_file),
        }

    def acts(self) -> Iterator[str]:
        """Each thing done, by its address, in the order of the file."""
        yield from (f"made {item.address}" for item in self.made)
        yield from (f"changed {change.address}" for change in self.changed)
        yield from (f"overwritten {change.address}" for change in self.overwritten)


class Overwrites:
    """The fields that --overwrite names.

    "meetings.lancio.title.it" is one field; "meetings.lancio.title" it in all languages;
    "meetings.lancio" the object with all it holds, "meetings" all of them; "*" is any text.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns = list(patterns)
        self.used: set[str] = set()

    def __contains__(self, address: str) -> bool:
        hits = [
            pattern
            for pattern in self.patterns
            if fnmatchcase(address, pattern) or fnmatchcase(address, f"{pattern}.*")
        ]
        self.used.update(hits)
        return bool(hits)

    def unused(self) -> list[str]:
        """Those that named nothing in conflict."""
        return [pattern for pattern in self.patterns if pattern not in self.used]


def compare(blueprint: Blueprint, standing: Standing, overwrite: Sequence[str] = ()) -> Difference:
    """What the file changes in what stands; nothing is written."""
    found = Difference(blueprint.file, blueprint.digest, blueprint.process)
    overwrites = Overwrites(overwrite)
    absent: set[str] = set()
    for item in blueprint.items:
        if item.parent and item.parent.address in absent:
            absent.add(item.address)
        elif item.address in standing.rows:
            _compare_fields(found, item, standing, overwrites)
        elif item.address in standing.memory and item.address not in overwrites:
            absent.add(item.address)
            found.removed_at_desk.append(item)
        else:
            found.made.append(item)
    found.not_in_file = _not_in_file(blueprint, standing)
    found.needless_overwrites = overwrites.unused()
    return found


def _compare_fields(
    found: Difference, item: Item, standing: Standing, overwrites: Overwrites
) -> None:
    row = standing.rows[item.address]
    memory = standing.memory.get(item.address)
    for leaf, value in item.values.items():
        old, new = standing.value(row, leaf), values.plain(value)
        if old == new:
            continue
        if memory is None:
            # Made at the desk: the file fills what is empty there.
            last = None
        else:
            last = memory[leaf] if leaf in memory else default(item.section.column(leaf))
        change = FieldChange(item, leaf, old, new, last)
        if old == last:
            found.changed.append(change)
        elif change.address in overwrites:
            found.overwritten.append(change)
        else:
            found.conflicts.append(change)


def _not_in_file(blueprint: Blueprint, standing: Standing) -> list[str]:
    named = {item.address: item for item in blueprint.items}
    gone: list[str] = []
    for address in sorted(standing.of_process):
        item = named.get(address)
        if item is not None and address in standing.rows:
            memory = standing.memory[address]
            gone += [f"{address}.{leaf}" for leaf in memory if leaf not in item.values]
        elif item is None and _is_first_gone(address, standing, gone):
            gone.append(address)
    return gone


def _is_first_gone(address: str, standing: Standing, gone: list[str]) -> bool:
    # What is within an object that is itself no longer in the file goes without saying.
    return address in standing.rows and not any(address.startswith(f"{other}.") for other in gone)
