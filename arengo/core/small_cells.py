"""Which numbers of a table nobody is told: those of a few people, and those that would tell them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

# Of fewer people than this, nobody learns anything in public.
FEWEST: Final = 5
# The row, and the column, of the totals.
ALL: Final = ""
Cell = tuple[str, str]


def few_together(sizes: Sequence[int]) -> tuple[list[int], list[int]]:
    """The places of the groups that are told, and of those that are told as one; each in its order.

    As one are the groups of fewer than five people and, while these are fewer than five together, the
    smallest of the others: else the total would tell them. Whoever is in two groups counts in one.
    """
    smallest = sorted(range(len(sizes)), key=lambda place: sizes[place])
    few: list[int] = []
    people = 0
    while smallest and (sizes[smallest[0]] < FEWEST or (few and people < FEWEST)):
        place = smallest.pop(0)
        people += sizes[place]
        few.append(place)
    return sorted(smallest), sorted(few)


def with_totals(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """The same table with the totals of its rows, of its columns, and of all."""
    found: dict[Cell, int] = {}
    for (row, column), number in counts.items():
        for cell in ((row, column), (row, ALL), (ALL, column), (ALL, ALL)):
            found[cell] = found.get(cell, 0) + number
    return found


def hidden(counts: Mapping[Cell, int]) -> set[Cell]:
    """The cells of a table, totals among them, that are not shown. `counts` has no totals.

    Those of fewer than five; and, as long as a row or a column would tell them by subtraction, the
    smallest beside them. A cell without anybody is no secret.
    """
    table = with_totals(counts)
    found = {cell for cell, number in table.items() if 0 < number < FEWEST}
    lines = list(_lines(table))
    while more := {cell for line in lines if (cell := _next(table, line, found)) is not None}:
        found |= more
    return found


def _lines(table: Mapping[Cell, int]) -> Iterator[tuple[Cell, Sequence[Cell]]]:
    """Each total with the cells that add up to it."""
    rows = sorted({row for row, _column in table} - {ALL})
    columns = sorted({column for _row, column in table} - {ALL})
    for row in (*rows, ALL):
        yield (row, ALL), [(row, each) for each in columns if table.get((row, each))]
    for column in (*columns, ALL):
        yield (ALL, column), [(each, column) for each in rows if table.get((each, column))]


def _next(
    table: Mapping[Cell, int], line: tuple[Cell, Sequence[Cell]], found: set[Cell]
) -> Cell | None:
    """What else of a line is not to be shown; None when what is hidden in it cannot be told."""
    total, cells = line
    here = [cell for cell in cells if cell in found]
    is_told = total not in found
    if not here and is_told:
        return None
    few = sum(table[cell] for cell in here) < FEWEST
    if len(here) + (not is_told) > 1 and not (is_told and few):
        return None
    rest = sorted((table[cell], cell) for cell in cells if cell not in found)
    if rest:
        return rest[0][1]
    return total if is_told else None
