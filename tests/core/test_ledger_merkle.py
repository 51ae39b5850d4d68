"""The Merkle tree against a second one, written straight from the recursive text of RFC 9162."""

import hashlib

import pytest
from hypothesis import assume, given, settings, strategies as st

from arengo.core.ledger import merkle

COUNTS = st.integers(min_value=1, max_value=200)


def digests(count: int) -> list[bytes]:
    return [hashlib.sha256(str(number).encode()).digest() for number in range(count)]


def naive_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = largest_power_of_two_below(len(leaves))
    left, right = naive_root(leaves[:split]), naive_root(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def naive_path(position: int, leaves: list[bytes]) -> list[tuple[str, bytes]]:
    if len(leaves) == 1:
        return []
    split = largest_power_of_two_below(len(leaves))
    if position < split:
        return [*naive_path(position, leaves[:split]), ("right", naive_root(leaves[split:]))]
    return [*naive_path(position - split, leaves[split:]), ("left", naive_root(leaves[:split]))]


def largest_power_of_two_below(count: int) -> int:
    power = 1
    while power * 2 < count:
        power *= 2
    return power


@st.composite
def places(draw: st.DrawFn) -> tuple[int, int]:
    count = draw(COUNTS)
    return draw(st.integers(min_value=0, max_value=count - 1)), count


@pytest.mark.parametrize("count", [*range(201), 1000])
def test_the_root_is_that_of_the_rfc(count: int) -> None:
    assert merkle.root(digests(count)) == naive_root(digests(count))


def test_the_root_of_the_example_of_certificate_transparency() -> None:
    # The published test vectors of RFC 6962's reference tree, whose hash RFC 9162 keeps.
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    leaves = [bytes.fromhex(text) for text in inputs]
    root = "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"
    assert merkle.root(leaves).hex() == root


@settings(deadline=None, max_examples=150)
@given(places())
def test_the_path_is_that_of_the_rfc_and_leads_to_the_root(place: tuple[int, int]) -> None:
    position, count = place
    leaves = digests(count)
    path = merkle.path(leaves, position)
    assert path == naive_path(position, leaves)
    assert [side for side, _hash in path] == list(merkle.sides(position, count))
    assert merkle.climb(merkle.leaf_hash(leaves[position]), path) == naive_root(leaves)


@settings(deadline=None, max_examples=150)
@given(places(), st.data())
def test_a_path_with_one_bit_changed_does_not_lead_to_the_root(
    place: tuple[int, int], data: st.DataObject
) -> None:
    position, count = place
    assume(count > 1)
    leaves = digests(count)
    path = merkle.path(leaves, position)
    step = data.draw(st.integers(0, len(path) - 1))
    bit = data.draw(st.integers(0, 255))
    side, good = path[step]
    path[step] = (side, (int.from_bytes(good) ^ 1 << bit).to_bytes(32))
    assert merkle.climb(merkle.leaf_hash(leaves[position]), path) != merkle.root(leaves)


@settings(deadline=None, max_examples=150)
@given(places(), st.data())
def test_a_path_does_not_serve_for_another_leaf_nor_another_position(
    place: tuple[int, int], data: st.DataObject
) -> None:
    position, count = place
    assume(count > 1)
    other = data.draw(st.integers(0, count - 1).filter(lambda number: number != position))
    leaves = digests(count)
    path = merkle.path(leaves, position)
    assert merkle.climb(merkle.leaf_hash(leaves[other]), path) != merkle.root(leaves)
    assert list(merkle.sides(other, count)) != list(merkle.sides(position, count))


def test_a_node_is_never_taken_for_a_leaf() -> None:
    left, right = (merkle.leaf_hash(digest) for digest in digests(2))
    assert merkle.root([left + right]) != merkle.root(digests(2))
