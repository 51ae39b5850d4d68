"""The groups of a few people are told as one, and the total does not tell them either."""

from random import Random

import pytest

from arengo.core.small_cells import FEWEST, few_together


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
