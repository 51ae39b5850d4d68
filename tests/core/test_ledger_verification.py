"""A changed byte anywhere is found and named; what was rightly erased is not a fault."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from arengo.core.ledger import canonical, operations, verification
from arengo.core.ledger.models import Block, Entry
from arengo.core.ledger.verification import Problem, examine, verify

pytestmark = pytest.mark.django_db


def record(subject: str = "registration:7K4M2QWX") -> Entry:
    return operations.record(
        kind="registration.made", subject=subject, by="person", facts={"mode": "online"}
    )


@pytest.fixture
def ledger() -> list[Entry]:
    """Three blocks of three entries, and two that wait; the fifth entry stands in block 2 at 1."""
    entries = [record(f"registration:{number}") for number in range(9)]
    for _ in range(3):
        operations.seal(limit=3)
    entries += [record(), record()]
    assert verify() == []
    return [Entry.objects.get(pk=entry.pk) for entry in entries]


def flipped(value: Any) -> bytes:
    last = bytes(value)
    return last[:-1] + bytes([last[-1] ^ 1])


def second_later(value: Any) -> Any:
    return value + timedelta(microseconds=1)


ENTRY_CHANGES: dict[str, Callable[[Any], Any]] = {
    "kind": lambda kind: kind + "!",
    "subject": lambda subject: "",
    "by": lambda by: "staff:1",
    "facts": lambda facts: {"mode": "in_person"},
    "at": second_later,
    "recorded_at": second_later,
    "salt": flipped,
    "content_digest": flipped,
    "digest": flipped,
}
BLOCK_CHANGES: dict[str, Callable[[Any], Any]] = {
    "previous_hash": flipped,
    "root": flipped,
    "count": lambda count: count + 1,
    "sealed_at": second_later,
    "hash": flipped,
}


def change(row: Entry | Block, **values: Any) -> None:
    type(row).objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize("field", ENTRY_CHANGES)
@pytest.mark.parametrize("place", [0, 4, 8, 10], ids=["first", "middle", "last sealed", "waiting"])
def test_a_change_in_an_entry_is_found_and_the_entry_named(
    ledger: list[Entry], field: str, place: int
) -> None:
    entry = ledger[place]
    change(entry, **{field: ENTRY_CHANGES[field](getattr(entry, field))})
    named = {problem.entry for problem in verify()} - {None}
    assert named == {entry.id}


@pytest.mark.parametrize("field", BLOCK_CHANGES)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_change_in_a_block_is_found_and_the_block_named(
    ledger: list[Entry], field: str, number: int
) -> None:
    block = Block.objects.get(number=number)
    change(block, **{field: BLOCK_CHANGES[field](getattr(block, field))})
    named = {problem.block for problem in verify()}
    assert number in named
    assert named <= {number, number + 1}


def test_an_entry_given_another_id_is_found(ledger: list[Entry]) -> None:
    other = uuid.uuid4()
    change(ledger[4], id=other)
    assert [problem.entry for problem in verify()] == [other]


def test_a_change_with_its_digests_made_anew_breaks_the_root_of_its_block(
    ledger: list[Entry],
) -> None:
    entry = ledger[4]
    entry.facts = {"mode": "in_person"}
    text = canonical.content_text(entry.subject, entry.facts)
    entry.content_digest = canonical.content_digest(bytes(entry.salt), text)
    entry.digest = canonical.sha256(canonical.entry_text(entry).encode())
    entry.save()
    assert [(problem.block, problem.entry) for problem in verify()] == [(2, None)]


def test_a_block_made_anew_breaks_the_chain_at_the_next(ledger: list[Entry]) -> None:
    block = Block.objects.get(number=1)
    block.sealed_at = second_later(block.sealed_at)
    block.hash = canonical.sha256(canonical.header_of(block).encode())
    block.save()
    assert [problem.block for problem in verify()] == [2]


def test_an_entry_taken_away_is_found_by_its_position(ledger: list[Entry]) -> None:
    ledger[4].delete()
    [problem] = verify()
    assert problem.block == 2
    assert problem.what.endswith(" 1")


def test_two_entries_that_changed_places_are_found(ledger: list[Entry]) -> None:
    change(ledger[3], position=99)
    change(ledger[4], position=0)
    change(ledger[3], position=1)
    assert [problem.block for problem in verify()] == [2]


def test_an_entry_slipped_into_a_block_is_found(ledger: list[Entry]) -> None:
    change(ledger[10], block=2, position=3)
    assert {problem.block for problem in verify()} == {2}


def test_an_entry_taken_out_of_its_block_is_found(ledger: list[Entry]) -> None:
    change(ledger[5], block=None, position=None)
    assert [problem.block for problem in verify()] == [2]


def test_a_block_taken_away_with_its_entries_is_found(ledger: list[Entry]) -> None:
    Entry.objects.filter(block=2).delete()
    Block.objects.filter(number=2).delete()
    missing, unchained = verify()
    assert (missing.block, unchained.block) == (2, 3)


def test_the_first_block_taken_away_is_found(ledger: list[Entry]) -> None:
    Entry.objects.filter(block=1).delete()
    Block.objects.filter(number=1).delete()
    assert [problem.block for problem in verify()] == [1, 2]


def test_the_last_block_taken_away_from_above_its_entries_is_found(ledger: list[Entry]) -> None:
    with transaction.atomic():
        Block.objects.filter(number=3)._raw_delete("default")
        assert [problem.block for problem in verify()] == [3]
        transaction.set_rollback(True)


def test_a_block_given_another_number_with_its_entries_is_found(ledger: list[Entry]) -> None:
    with transaction.atomic():
        Block.objects.filter(number=3).update(number=2**40)
        Entry.objects.filter(block=3).update(block=2**40)
        assert {problem.block for problem in verify()} == {3, 2**40}
        transaction.set_rollback(True)


def test_an_entry_emptied_without_an_act_is_a_fault(ledger: list[Entry]) -> None:
    operations.erase(subject=ledger[0].subject, by="staff:4")
    act = Entry.objects.get(kind=operations.ERASED)
    change(ledger[4], salt=None, subject="", facts={}, erasure=act)
    assert [problem.entry for problem in verify()] == [ledger[4].id]


def test_an_erased_entry_that_was_filled_again_is_a_fault(ledger: list[Entry]) -> None:
    operations.erase(subject=ledger[4].subject, by="staff:4")
    change(ledger[4], facts={"mode": "in_person"})
    assert [problem.entry for problem in verify()] == [ledger[4].id]


@pytest.mark.parametrize("field", ["kind", "by", "at", "recorded_at", "content_digest", "digest"])
def test_what_stays_of_an_erased_entry_is_still_held_to_account(
    ledger: list[Entry], field: str
) -> None:
    operations.erase(subject=ledger[4].subject, by="staff:4")
    change(ledger[4], **{field: ENTRY_CHANGES[field](getattr(ledger[4], field))})
    assert {problem.entry for problem in verify()} - {None} == {ledger[4].id}


def test_the_list_of_an_erasing_act_cannot_be_changed(ledger: list[Entry]) -> None:
    operations.erase(subject=ledger[4].subject, by="staff:4")
    act = Entry.objects.get(kind=operations.ERASED)
    change(act, facts={"entries": []})
    assert {problem.entry for problem in verify()} == {act.id, ledger[4].id}


def damage(sql: str, *parameters: object) -> bool:
    """Write as a bad disk writes, past the rules that SQLite keeps; False where it is refused."""
    pragma = "PRAGMA ignore_check_constraints = %s" if connection.vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        if pragma:
            cursor.execute(pragma % "ON")
        try:
            with transaction.atomic():
                cursor.execute(sql, parameters)
        except DatabaseError:
            return False
        finally:
            if pragma:
                cursor.execute(pragma % "OFF")
    return True


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("facts", "'{\"mode\": '"),
        ("at", "'2023-09-06 0'"),
        ("recorded_at", "'2023-13-06 07:00:00'"),
        ("kind", "CAST(x'ff41' AS TEXT)"),
        ("id", "'no uuid'"),
    ],
)
@pytest.mark.parametrize("place", [4, 10], ids=["sealed", "waiting"])
def test_a_row_that_cannot_be_read_is_named_or_refused_by_the_database(
    ledger: list[Entry], column: str, value: str, place: int
) -> None:
    entry = ledger[place]
    key = Entry._meta.pk.get_db_prep_value(entry.id, connection)
    is_written = damage(f"UPDATE ledger_entry SET {column} = {value} WHERE id = %s", key)
    assert is_written or connection.vendor == "postgresql"
    found = [(problem.block, problem.position) for problem in verify()]
    assert found == ([(entry.block_id, entry.position)] if is_written else [])


def test_a_block_that_cannot_be_read_is_named_or_refused_by_the_database(
    ledger: list[Entry],
) -> None:
    is_written = damage("UPDATE ledger_block SET sealed_at = 'in the morning' WHERE number = 2")
    assert is_written or connection.vendor == "postgresql"
    assert [problem.block for problem in verify()] == ([2] if is_written else [])


def test_an_untouched_ledger_has_no_problem_and_is_counted(ledger: list[Entry]) -> None:
    seen = examine()
    assert seen.problems == []
    assert (seen.blocks, seen.sealed, seen.waiting, seen.erased) == (3, 9, 2, 0)


def test_an_empty_ledger_has_no_problem() -> None:
    assert verify() == []


def test_the_progress_is_told_up_to_the_end(
    ledger: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "BLOCKS_AT_ONCE", 2)
    told: list[tuple[int, int]] = []
    verify(progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 11), (8, 11), (11, 11)]


@pytest.mark.parametrize(("blocks_at_once", "entries_at_once"), [(1, 1), (2, 2), (3, 5)])
def test_it_finds_the_same_however_much_it_reads_at_a_time(
    ledger: list[Entry],
    monkeypatch: pytest.MonkeyPatch,
    blocks_at_once: int,
    entries_at_once: int,
) -> None:
    monkeypatch.setattr(verification, "BLOCKS_AT_ONCE", blocks_at_once)
    monkeypatch.setattr(verification, "ENTRIES_AT_ONCE", entries_at_once)
    assert verify() == []
    change(ledger[7], by="system")
    change(ledger[9], by="system")
    assert [problem.entry for problem in verify()] == [ledger[9].id, ledger[7].id]


def test_it_reads_in_batches_not_row_by_row(
    ledger: list[Entry], django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(10):
        verify()


def test_a_problem_says_where_it_is_and_what_is_wrong(ledger: list[Entry]) -> None:
    change(ledger[4], by="system")
    with translation.override("it"):
        [problem] = verify()
        where = f"blocco 2, posizione 1, atto {ledger[4].id}: "
        assert str(problem).startswith(where)
    assert isinstance(problem, Problem)
    assert len(problem.what) > 20
