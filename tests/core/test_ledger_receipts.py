"""Receipts: what they prove to who has nothing else."""

import hashlib
import json

import pytest

from arengo.core.ledger import operations
from arengo.core.ledger.models import Entry
from arengo.core.ledger.receipts import CHAIN_LENGTH, check, receipt_for, verify_receipt
from tests.core.receipts import (
    ADAS_PLACE,
    Proof,
    adas_proof,
    proof_of,
    record,
    tampered,
    with_a_number_left_out,
)

pytestmark = pytest.mark.django_db


def test_an_unsealed_entry_has_a_receipt_that_waits() -> None:
    proof = proof_of(record(ADAS_PLACE))
    assert proof["state"] == "waiting"
    assert check(proof) == "waiting"
    assert not verify_receipt(proof)


def test_a_waiting_receipt_whose_content_is_not_the_entrys_is_bad() -> None:
    proof = proof_of(record(ADAS_PLACE))
    proof["content"]["text"] = proof["content"]["text"].replace("in_person", "online")
    assert check(proof) == "bad"


def test_a_sealed_entry_is_proven_by_its_receipt() -> None:
    record()
    adas = record(ADAS_PLACE)
    operations.seal()
    receipt = receipt_for(Entry.objects.get(pk=adas.pk))
    assert receipt.is_sealed
    assert receipt.position == 1
    assert verify_receipt(receipt)
    assert str(adas.id) in receipt.entry
    assert json.loads(receipt.content["text"])[0] == ADAS_PLACE


@pytest.mark.parametrize(
    ("before", "after"), [(0, 0), (0, 1), (1, 0), (0, 6), (3, 3), (6, 0), (7, 0), (8, 4)]
)
def test_wherever_an_entry_stands_in_its_block_it_is_proven(before: int, after: int) -> None:
    assert verify_receipt(adas_proof(before=before, after=after))


def test_nothing_in_a_receipt_can_be_changed() -> None:
    proof = adas_proof()
    cases = tampered(proof)
    assert verify_receipt(proof)
    assert len(cases) > 150
    assert [what for what, bad in cases.items() if check(bad) != "bad"] == []


def test_a_chain_that_leaves_out_a_number_is_refused() -> None:
    assert check(with_a_number_left_out(adas_proof())) == "bad"


@pytest.mark.parametrize("nonsense", [{}, {"format": "arengo-receipt-1"}, {"format": None}])
def test_what_is_no_receipt_is_refused(nonsense: Proof) -> None:
    assert check(nonsense) == "bad"


def test_the_receipt_of_an_erased_entry_proves_it_without_its_content() -> None:
    adas = record(ADAS_PLACE)
    operations.seal()
    operations.erase(subject=ADAS_PLACE, by="staff:4")
    proof = proof_of(adas)
    assert proof["content"] is None
    assert "registration.confirmed" in proof["entry"]
    assert verify_receipt(proof)


def test_a_receipt_kept_from_before_the_erasure_still_holds() -> None:
    proof = adas_proof()
    operations.erase(subject=ADAS_PLACE, by="staff:4")
    assert verify_receipt(proof)


def test_an_old_receipt_carries_a_bounded_chain_and_says_where_the_head_is() -> None:
    proof = adas_proof(blocks_after=CHAIN_LENGTH + 3)
    assert len(proof["blocks"]) == CHAIN_LENGTH
    assert proof["head"]["number"] == CHAIN_LENGTH + 4
    assert verify_receipt(proof)
    proof["blocks"].pop()
    assert check(proof) == "bad"


def test_a_receipt_takes_three_queries_however_many_stand_in_the_block(
    django_assert_num_queries,
) -> None:
    entries = [record() for _ in range(3)]
    operations.seal(limit=1)
    operations.seal()
    for entry in (entries[0], entries[2]):
        sealed = Entry.objects.get(pk=entry.pk)
        with django_assert_num_queries(3):
            receipt_for(sealed)


def test_a_receipt_can_be_checked_by_hand_from_the_description() -> None:
    """Written from docs/ledger.md alone, with none of our code."""
    proof = adas_proof(before=1, after=0, blocks_after=1)
    salt, content = bytes.fromhex(proof["content"]["salt"]), proof["content"]["text"].encode()
    entry = proof["entry"].encode()
    assert hashlib.sha256(salt + content).hexdigest() == json.loads(entry)[6]
    leaf = hashlib.sha256(b"\x00" + hashlib.sha256(entry).digest()).digest()
    [[side, neighbour]] = proof["path"]
    assert side == "left"
    root = hashlib.sha256(b"\x01" + bytes.fromhex(neighbour) + leaf).hexdigest()
    first, second = proof["blocks"]
    assert first["root"] == root
    header = f"arengo-block-1\n1\n{'0' * 64}\n{root}\n2\n{first['sealed_at']}\n"
    assert hashlib.sha256(header.encode()).hexdigest() == first["hash"] == second["previous"]
