"""Numbers of a few are not shown, nor those that would tell them."""

from itertools import product
from random import Random

import pytest

from arengo.core.small_cells import ALL, FEWEST, few_together, hidden, with_totals


def test_a_table_of_many_is_shown_whole() -> None:
    assert hidden({("a", "x"): 5, ("a", "y"): 9, ("b", "x"): 0, ("b", "y"): 7}) == set()


def test_a_few_and_the_next_are_not_shown() -> None:
    found = hidden({("a", "x"): 2, ("a", "y"): 9, ("a", "z"): 30})
    assert {("a", "x"), ("a", "y")} <= found
    assert ("a", "z") not in found
    assert ("a", ALL) not in found


def test_no_total_tells_a_cell_of_another_row() -> None:
    counts = dict.fromkeys(product("abc", "xyz"), 20) | {("a", "x"): 1}
    found = hidden(counts)
    for row in "abc":
        assert sum((row, column) in found for column in "xyz") != 1
    for column in "xyz":
        assert sum((row, column) in found for row in "abc") != 1
    assert (ALL, ALL) not in found


def test_a_single_one_hides_even_the_total() -> None:
    assert hidden({("a", "x"): 3}) == {("a", "x"), ("a", ALL), (ALL, "x"), (ALL, ALL)}


def test_whatever_the_table_no_line_gives_a_hidden_number_away() -> None:
    chance = Random(5)
    for _ in range(200):
        rows, columns = "abcd"[: chance.randint(1, 4)], "xyz"[: chance.randint(1, 3)]
        counts = {cell: chance.choice([0, 1, 3, 5, 8, 40]) for cell in product(rows, columns)}
        table, found = with_totals(counts), hidden(counts)
        assert all(cell in found for cell, number in table.items() if 0 < number < FEWEST)
        for line in (
            *([(row, each) for each in (*columns, ALL)] for row in (*rows, ALL)),
            *([(each, column) for each in (*rows, ALL)] for column in (*columns, ALL)),
        ):
            assert sum(cell in found for cell in line) != 1, (counts, line)


@pytest.mark.parametrize(
    ("sizes", "told", "as_one"),
    [
        ([], [], []),
        ([9, 5, 30], [0, 1, 2], []),
        # Three and four are seven: the others stay.
        ([3, 9, 4], [1], [0, 2]),
        # Of one alone the total would tell; so the smallest other goes with it.
        ([9, 6, 1], [0], [1, 2]),
        ([30, 1, 9, 9], [0, 3], [1, 2]),
        # All of them are few, or the only other goes with them.
        ([2, 1], [], [0, 1]),
        ([20, 2], [], [0, 1]),
    ],
)
def test_the_few_are_as_one_with_the_smallest_other_while_they_are_few(
    sizes: list[int], told: list[int], as_one: list[int]
) -> None:
    assert few_together(sizes) == (told, as_one)


def test_whatever_the_groups_nothing_of_a_few_is_told_but_the_total() -> None:
    chance = Random(5)
    for _time in range(500):
        sizes = [chance.choice([1, 2, 3, 4, 5, 8, 40]) for _each in range(chance.randint(0, 8))]
        told, as_one = few_together(sizes)
        assert sorted(told + as_one) == list(range(len(sizes)))
        assert all(sizes[place] >= FEWEST for place in told)
        people = sum(sizes[place] for place in as_one)
        assert not as_one or people >= FEWEST or not told, sizes
