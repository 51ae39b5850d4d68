"""Merkle trees as in RFC 9162, section 2.1: a root over many digests, and the path from one to it."""

from collections.abc import Iterable, Iterator, Sequence

from arengo.core.ledger.canonical import sha256

LEFT, RIGHT = "left", "right"
LEAF, NODE = b"\x00", b"\x01"


def leaf_hash(digest: bytes) -> bytes:
    """SHA-256 of 0x00 and the digest."""
    return sha256(LEAF, digest)


def root(digests: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of `digests` in their order; of none, SHA-256 of nothing."""
    return _levels(digests)[-1][0] if digests else sha256()


def path(digests: Sequence[bytes], position: int) -> list[tuple[str, bytes]]:
    """The hashes that lead from the digest at `position` up to the root, each with its side."""
    steps = []
    for level in _levels(digests)[:-1]:
        if position % 2:
            steps.append((LEFT, level[position - 1]))
        elif position + 1 < len(level):
            steps.append((RIGHT, level[position + 1]))
        position //= 2
    return steps


def sides(position: int, count: int) -> Iterator[str]:
    """The sides that a path from `position` among `count` has: whoever claims others is refused."""
    last = count - 1
    while last > 0:
        if position % 2:
            yield LEFT
        elif position < last:
            yield RIGHT
        position, last = position // 2, last // 2


def climb(leaf: bytes, steps: Iterable[tuple[str, bytes]]) -> bytes:
    """The root that a leaf's hash and its path lead to."""
    for side, neighbour in steps:
        pair = (neighbour, leaf) if side == LEFT else (leaf, neighbour)
        leaf = sha256(NODE, *pair)
    return leaf


def _levels(digests: Sequence[bytes]) -> list[list[bytes]]:
    """From the leaves to the root. A hash without a neighbour goes up as it is.

    That is the same tree as RFC 9162's split at the largest power of two.
    """
    levels = [[leaf_hash(digest) for digest in digests]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = zip(below[::2], below[1::2], strict=False)
        alone = below[len(below) // 2 * 2 :]
        levels.append([sha256(NODE, left, right) for left, right in pairs] + alone)
    return levels
