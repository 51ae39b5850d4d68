"""The sealer: in order, one at a time, nothing lost, nothing twice, nothing half."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from arengo.core.ledger import merkle, operations
from arengo.core.ledger.canonical import NO_BLOCK_BEFORE
from arengo.core.ledger.models import Block, Entry
from arengo.core.ledger.verification import verify


def record(name: str = "act") -> Entry:
    return operations.record(kind="test.done", subject=name, by="system", facts={})


def record_at_once(count: int) -> None:
    acts = (operations.compose(kind="test.done", facts={"n": number}) for number in range(count))
    Entry.objects.bulk_create(acts, batch_size=500)


def in_thread(work: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    return run


@pytest.mark.django_db
def test_with_nothing_to_seal_no_block_is_made(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert operations.seal() is None
    assert not Block.objects.exists()


@pytest.mark.django_db
def test_a_block_holds_the_entries_in_order_under_their_root() -> None:
    entries = [record(f"act {number}") for number in range(5)]
    block = operations.seal()
    assert (block.number, block.count, block.previous_hash) == (1, 5, NO_BLOCK_BEFORE)
    assert block.root == merkle.root([entry.digest for entry in entries])
    placed = Entry.objects.order_by("position").values_list("id", "block", "position")
    assert list(placed) == [(entry.id, 1, place) for place, entry in enumerate(entries)]


@pytest.mark.django_db
def test_blocks_are_chained_and_take_no_more_than_the_limit() -> None:
    record_at_once(7)
    blocks = [operations.seal(limit=3) for _ in range(3)]
    assert [(block.number, block.count) for block in blocks] == [(1, 3), (2, 3), (3, 1)]
    assert all(after.previous_hash == before.hash for before, after in pairwise(blocks))
    assert operations.seal(limit=3) is None


@pytest.mark.django_db
def test_ten_thousand_entries_are_sealed_with_few_queries_a_block(
    django_assert_max_num_queries,
) -> None:
    record_at_once(10_000)
    for number in range(1, 11):
        with django_assert_max_num_queries(8):
            block = operations.seal(limit=1000)
        assert (block.number, block.count) == (number, 1000)
    assert operations.seal() is None
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_is_not_sealed_and_is_taken_afterwards() -> None:
    written, may_end = threading.Event(), threading.Event()

    def slow_operation() -> None:
        with transaction.atomic():
            record("slow")
            written.set()
            may_end.wait(10)

    thread = threading.Thread(target=in_thread(slow_operation))
    thread.start()
    assert written.wait(10)
    try:
        assert operations.seal() is None
        if connection.vendor == "postgresql":  # SQLite has one writer at a time
            record("quick")
            assert operations.seal().count == 1
    finally:
        may_end.set()
        thread.join()
    assert operations.seal().count == 1
    assert Entry.objects.get(subject="slow").block is not None
    assert verify() == []


@pytest.mark.django_db
def test_an_entry_recorded_earlier_and_committed_later_goes_into_the_next_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record("on time")
    operations.seal()
    earlier = timezone.now() - timedelta(minutes=1)
    with monkeypatch.context() as machine:
        machine.setattr(timezone, "now", lambda: earlier)
        record("late")
    assert operations.seal().number == 2
    assert Entry.objects.get(subject="late").block_id == 2
    assert verify() == []


@pytest.mark.django_db
def test_within_a_block_the_order_is_that_of_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [datetime(2023, 9, 6, 7, 0, second, tzinfo=UTC) for second in (3, 1, 2)]
    for moment in moments:
        with monkeypatch.context() as machine:
            machine.setattr(timezone, "now", lambda moment=moment: moment)
            record(f"second {moment.second}")
    operations.seal()
    in_order = Entry.objects.order_by("position").values_list("subject", flat=True)
    assert list(in_order) == ["second 1", "second 2", "second 3"]


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_never_seal_an_entry_twice() -> None:
    record_at_once(300)
    if connection.vendor == "postgresql":  # on SQLite the second waits, as every writer does
        with transaction.atomic(), ThreadPoolExecutor(1) as pool:
            assert operations._no_other_sealer()
            assert pool.submit(in_thread(operations.seal)).result(timeout=10) is None
    start = threading.Barrier(3)

    def seal_all() -> list[int]:
        start.wait(10)
        numbers = []
        while Entry.objects.filter(block=None).exists():
            block = operations.seal(limit=10)
            numbers += [block.number] if block else []
        return numbers

    with ThreadPoolExecutor(3) as pool:
        sealers = [pool.submit(in_thread(seal_all)) for _ in range(3)]
        made = [number for sealer in sealers for number in sealer.result(timeout=60)]
    assert sorted(made) == list(range(1, 31))
    assert verify() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("last_words", ["INSERT INTO", "UPDATE"])
def test_a_sealer_that_dies_at_work_leaves_no_half_block(last_words: str) -> None:
    record_at_once(5)

    def die(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(last_words):
            raise DatabaseError("the machine is gone")
        return execute(sql, *rest)

    with pytest.raises(DatabaseError, match="is gone"), connection.execute_wrapper(die):
        operations.seal()
    assert_nothing_sealed_and_all_can_be(5)


@pytest.mark.django_db(transaction=True)
def test_a_sealer_that_dies_before_the_commit_leaves_no_half_block() -> None:
    record_at_once(5)

    def die_at_the_end() -> None:
        with transaction.atomic():
            assert operations._seal(1000).count == 5
            raise DatabaseError("the machine is gone")

    with pytest.raises(DatabaseError, match="is gone"):
        die_at_the_end()
    assert_nothing_sealed_and_all_can_be(5)


def assert_nothing_sealed_and_all_can_be(count: int) -> None:
    assert not Block.objects.exists()
    assert Entry.objects.filter(block=None, position=None).count() == count
    block = operations.seal()
    assert (block.number, block.count) == (1, count)
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_sealing_inside_an_operation_is_refused() -> None:
    record()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        operations.seal()
    assert not Block.objects.exists()
