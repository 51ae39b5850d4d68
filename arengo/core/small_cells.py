"""Which groups of people are told by themselves in public, and which only together with others."""

from collections.abc import Sequence
from typing import Final

# Of fewer people than this, nobody learns in public who they were or where they came from. How many
# came to a meeting in all is told whatever it is: everybody saw it, and it says nothing of anyone.
FEWEST: Final = 5


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
