"""New rows by a statement that is composed once: the same rows as by saving them."""

import pytest
from django.db import IntegrityError, transaction

from arengo.core import rows
from arengo.core.clock import process_time
from arengo.core.ledger.models import Entry
from arengo.core.ledger.operations import compose
from arengo.core.outbox.models import Message
from arengo.core.outbox.operations import post_many
from arengo.people.models import Person

pytestmark = pytest.mark.django_db


def message(key: str, *, subject: str = "", number: int = 1) -> Message:
    now = process_time.now()
    return Message(
        key=key, render="x", subject=subject, message_id=f"<{number}@example.org>",
        arguments={"id": 7, "word": "perché"}, owed_at=now, not_before=now,
    )  # fmt: skip


def test_a_row_is_what_saving_it_would_write():
    one = message("one")
    rows.insert(one)
    two = message("two", number=2)
    two.save(force_insert=True)
    found, saved = Message.objects.get(key="one"), Message.objects.get(key="two")
    own = {"id", "key", "message_id"}
    fields = [field.name for field in Message._meta.concrete_fields if field.name not in own]
    assert {n: getattr(found, n) for n in fields} == {n: getattr(saved, n) for n in fields}
    assert (one.pk, one._state.adding, one._state.db) == (found.pk, False, "default")


def test_a_row_with_a_key_of_its_own_keeps_it():
    person = Person(created_at=process_time.now(), email_digest=b"\x00\xff" * 16)
    key = person.pk
    rows.insert(person)
    assert bytes(Person.objects.get(pk=key).email_digest) == b"\x00\xff" * 16
    assert person.pk == key


def test_a_row_that_is_there_stays_as_it_is_and_gives_its_key():
    first, second = message("one", subject="first"), message("one", subject="second", number=2)
    rows.insert(first, unless_there="key")
    rows.insert(second, unless_there="key")
    assert second.pk == first.pk
    assert Message.objects.get().subject == "first"


def test_without_that_word_the_same_twice_is_refused():
    rows.insert(message("one"))
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(message("one", number=2))


def test_many_rows_are_updated_as_saving_each_would(django_assert_num_queries):
    for number in (1, 2):
        message(f"m{number}", number=number).save(force_insert=True)
    found = list(Message.objects.order_by("key"))
    now = process_time.now()
    for place, row in enumerate(found):
        row.arguments, row.subject, row.held_until = {"è": place}, f"s{place}", now
        row.attempts = 3
    with django_assert_num_queries(1):
        rows.update(found, ["arguments", "subject", "held_until"])
        rows.update([], ["subject"])
    again = Message.objects.order_by("key")
    assert [row.arguments for row in again] == [{"è": 0}, {"è": 1}]
    assert [(row.subject, row.held_until) for row in again] == [("s0", now), ("s1", now)]
    assert {row.attempts for row in again} == {0}, "only what is named is written"


def test_many_mails_are_owed_once_by_their_key():
    mails = [{"arguments": {"n": n}, "key": f"k{n}", "subject": "x"} for n in (1, 2)]
    post_many(render=message, mails=mails)
    post_many(render=message, mails=[*mails, {"arguments": {}, "key": "k3", "subject": ""}])
    found = Message.objects.order_by("key")
    assert [row.key for row in found] == ["k1", "k2", "k3"]
    assert found[0].render == "tests.core.test_rows.message"
    assert len({row.message_id for row in found}) == 3


def test_more_rows_with_bytes_than_a_statement_has_room_for():
    many = 2**16 // len(Entry._meta.concrete_fields) + 2
    Entry.objects.bulk_create(compose(kind="x", subject="", by="x", facts={}) for _ in range(many))
    assert Entry.objects.count() == many
    entries = list(Entry.objects.all())
    for entry in entries:
        entry.kind = entry.by = entry.subject = "y"
    Entry.objects.bulk_update(entries, ["subject"])
