"""How far two who read the same agree: the plain share, and Cohen's kappa, which takes chance away.

Cohen, J. (1960), "A coefficient of agreement for nominal scales": kappa = (p - e) / (1 - e), where p is
the share on which both say the same and e what chance would give, from how often each says what.
"""

import hashlib
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

# Of the voices that are read, one in so many is read again by somebody else.
ONE_IN: Final = 10


@dataclass(frozen=True)
class Agreement:
    """On how many two agree: `share` and `kappa` from 0 to 1, None where there is nothing to compare.

    `kappa` may be below 0, for less than chance, and is None when both always say the same one thing.
    """

    compared: int
    same: int
    share: float | None
    kappa: float | None


def agreement(pairs: Sequence[tuple[Hashable, Hashable]]) -> Agreement:
    """How far the first and the second of each pair are the same."""
    compared = len(pairs)
    if not compared:
        return Agreement(0, 0, None, None)
    same = sum(1 for one, other in pairs if one == other)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(first[each] * second[each] for each in first) / compared**2
    share = same / compared
    return Agreement(
        compared, same, share, None if chance == 1 else (share - chance) / (1 - chance)
    )


def is_in_sample(code: str) -> bool:
    """True for one code in ten, always the same ones, which nobody can choose: by its digest."""
    return int.from_bytes(hashlib.sha256(code.encode()).digest()[:4]) % ONE_IN == 0
