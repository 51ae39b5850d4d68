"""Recording, recording many, erasing: what the ledger holds of an act, and what it refuses."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from arengo.core.ledger import canonical, merkle, operations, queries
from arengo.core.ledger.models import Entry
from arengo.core.ledger.verification import examine, verify

pytestmark = pytest.mark.django_db

ADAS_PLACE = "registration:7K4M2QWX"
FACTS = {"mode": "in_person", "seats": 2, "first": True, "note": None, "axes": [1, {"è": "ù"}]}


def record_adas_place(**facts: object) -> Entry:
    return operations.record(
        kind="registration.confirmed", subject=ADAS_PLACE, by="person", facts=facts or FACTS
    )


def test_an_entry_says_what_was_done_by_whom_and_when(clock) -> None:
    clock.to("2023-09-27 15:45")
    entry = Entry.objects.get(pk=record_adas_place().pk)
    assert (entry.kind, entry.subject, entry.by) == ("registration.confirmed", ADAS_PLACE, "person")
    assert entry.facts == FACTS
    assert entry.at == datetime(2023, 9, 27, 13, 45, tzinfo=UTC)
    assert timezone.now() - entry.recorded_at < timedelta(minutes=5)
    assert entry.block is None
    assert entry.position is None


def test_the_digest_is_the_same_after_the_database_gave_the_entry_back() -> None:
    written = record_adas_place()
    read = Entry.objects.get(pk=written.pk)
    assert canonical.entry_text(read) == canonical.entry_text(written)
    assert canonical.sha256(canonical.entry_text(read).encode()) == bytes(written.digest)
    assert verify() == []


@pytest.mark.parametrize(
    "moment", ["2023-09-27 15:45", "2023-12-05 09:00:00.000001", "2023-10-29 02:30"]
)
def test_times_are_hashed_in_utc_to_the_microsecond(clock, moment: str) -> None:
    clock.to(moment)
    record_adas_place()
    assert verify() == []


def test_the_digest_can_be_made_by_hand_from_the_description() -> None:
    entry = Entry.objects.get(pk=record_adas_place(seats=2).pk)
    content = f'["{ADAS_PLACE}",{{"seats":2}}]'.encode()
    content_digest = hashlib.sha256(bytes(entry.salt) + content).hexdigest()
    recorded = entry.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    text = (
        f'["arengo-entry-1","{entry.id}","registration.confirmed","person",'
        f'"2023-09-06T07:00:00.000000Z","{recorded}","{content_digest}"]'
    )
    assert hashlib.sha256(text.encode()).digest() == bytes(entry.digest)


def test_the_same_act_twice_has_two_salts() -> None:
    first, second = record_adas_place(), record_adas_place()
    assert first.salt != second.salt
    assert first.content_digest != second.content_digest


def test_recording_takes_one_query(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        record_adas_place()


@pytest.mark.parametrize(
    "inexact",
    [1.5, Decimal("1"), datetime(2023, 9, 27, tzinfo=UTC), {"deep": [{"er": 0.1}]}, {1: "a"}, b"x"],
    ids=["float", "decimal", "date", "nested float", "number as key", "bytes"],
)
def test_facts_that_a_database_would_change_are_refused(inexact: object) -> None:
    with pytest.raises(TypeError):
        record_adas_place(value=inexact)
    assert not Entry.objects.exists()


def test_an_act_on_many_things_is_one_entry_with_a_root_over_them() -> None:
    invited = [f"invitation:{number:04}" for number in range(312)]
    entry = operations.record_many(
        kind="wave.sent", by="staff:1", leaves=iter(invited), facts={"wave": 1}
    )
    digests = [hashlib.sha256(text.encode()).digest() for text in invited]
    assert Entry.objects.count() == 1
    assert entry.facts == {"wave": 1, "count": 312, "root": merkle.root(digests).hex()}
    assert merkle.root(digests[:-1]).hex() != entry.facts["root"]


def test_an_act_on_nothing_has_the_root_of_nothing() -> None:
    entry = operations.record_many(kind="wave.sent", by="staff:1", leaves=[])
    assert entry.facts == {"count": 0, "root": hashlib.sha256(b"").hexdigest()}


def test_erasing_destroys_the_content_and_keeps_what_proves_the_act() -> None:
    before = record_adas_place()
    record_adas_place()
    assert operations.erase(subject=ADAS_PLACE, by="staff:4") == 2
    after = Entry.objects.get(pk=before.pk)
    assert (after.salt, after.subject, after.facts) == (None, "", {})
    assert (after.kind, after.by, after.at) == (before.kind, before.by, before.at)
    assert bytes(after.digest) == before.digest


def test_erasing_leaves_the_others_alone() -> None:
    brunos = operations.record(
        kind="registration.made", subject="registration:B", by="person", facts={"mode": "online"}
    )
    record_adas_place()
    operations.erase(subject=ADAS_PLACE, by="staff:4")
    assert Entry.objects.get(pk=brunos.pk).facts == {"mode": "online"}


def test_erased_entries_are_counted_as_erased_and_are_no_fault() -> None:
    record_adas_place()
    operations.seal()
    record_adas_place()
    operations.erase(subject=ADAS_PLACE, by="staff:4")
    operations.seal()
    seen = examine()
    assert seen.problems == []
    assert (seen.erased, seen.sealed, seen.blocks) == (2, 3, 2)


def test_the_act_of_erasing_lists_entries_and_does_not_name_the_subject() -> None:
    entry = record_adas_place()
    operations.erase(subject=ADAS_PLACE, by="staff:4")
    act = Entry.objects.get(kind=operations.ERASED)
    assert (act.by, act.facts) == ("staff:4", {"entries": [str(entry.id)]})
    table = Entry.objects.values_list("subject", "facts")
    assert "7K4M2QWX" not in json.dumps(list(table))


def test_erasing_somebody_of_whom_nothing_is_known_records_nothing() -> None:
    assert operations.erase(subject=ADAS_PLACE, by="staff:4") == 0
    assert not Entry.objects.exists()


def test_erasing_without_naming_whom_is_refused() -> None:
    operations.record(kind="blueprint.applied", by="system", facts={"changes": 3})
    with pytest.raises(ValueError, match="name whose"):
        operations.erase(subject="", by="staff:4")
    assert Entry.objects.get().facts == {"changes": 3}


def test_nothing_waits_in_an_empty_ledger_nor_in_a_sealed_one() -> None:
    assert queries.unsealed_age() == 0
    record_adas_place()
    operations.seal()
    assert queries.unsealed_age() == 0


def test_the_age_is_that_of_the_oldest_unsealed_entry_on_the_machines_clock(clock) -> None:
    clock.to("2030-01-01 00:00")
    old = record_adas_place()
    record_adas_place()
    Entry.objects.filter(pk=old.pk).update(recorded_at=timezone.now() - timedelta(seconds=90))
    assert 90 <= queries.unsealed_age() < 120


def refused_by(constraint: str, **changes: object) -> bool:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Entry.objects.filter(kind="registration.confirmed").update(**changes)
    # SQLite names a unique index by its columns only.
    columns = "ledger_entry.block_id, ledger_entry.position"
    return constraint in str(refusal.value) or columns in str(refusal.value)


def test_two_entries_never_share_a_position() -> None:
    record_adas_place()
    record_adas_place()
    operations.seal()
    assert refused_by("ledger_position_in_block", position=0)


@pytest.mark.parametrize("changes", [{"position": 3}, {"salt": None}], ids=str)
def test_an_entry_is_never_half_sealed_nor_half_erased(changes: dict[str, object]) -> None:
    record_adas_place()
    name = "ledger_sealed_entry_has_a_position" if "position" in changes else "ledger_erased_by"
    assert refused_by(name, **changes)


def test_what_waits_for_the_seal_is_found_by_its_index() -> None:
    unsealed = Entry.objects.filter(block=None).order_by("recorded_at", "id").values("id", "digest")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "ledger_unsealed" in unsealed.explain()
