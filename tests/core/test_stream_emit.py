"""To say that a part changed belongs to the transaction in which it changes."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from arengo.core.guard import OutsideTransaction
from arengo.core.stream import queries
from arengo.core.stream.models import StreamEvent
from arengo.core.stream.operations import clear_stream, emit
from arengo.core.stream.queries import Seen


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_said() -> None:
    with pytest.raises(OutsideTransaction):
        emit(channel="hall", part="queue")
    with transaction.atomic():
        assert emit(channel="hall", part="queue").part == "queue"
    assert StreamEvent.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("channel", "part"),
    [("hall", "Queue"), ("hall", "a b"), ("hall", "a\nid: 9"), ("hall", ""), ("hall", "ping"),
     ("hall", "error"), ("two words", "queue"), ("", "queue"), ("h" * 81, "queue")],
)  # fmt: skip
def test_a_name_that_would_break_the_line_is_refused(channel: str, part: str) -> None:
    with pytest.raises(ValueError, match="not a channel"):
        emit(channel=channel, part=part)


@pytest.mark.django_db
def test_what_is_older_than_two_days_goes_and_the_rest_stays() -> None:
    old = emit(channel="hall", part="queue")
    StreamEvent.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=2, minutes=1))
    kept = emit(channel="hall", part="queue")
    assert clear_stream() == 1
    assert StreamEvent.objects.get() == kept
    assert clear_stream() == 0


@pytest.mark.django_db
def test_the_newest_of_a_channel_is_asked_for_by_channel() -> None:
    assert queries.newest_id("hall") == 0
    emit(channel="hall", part="queue")
    newest = emit(channel="hall", part="poll")
    emit(channel="table", part="queue")
    assert queries.newest_id("hall") == newest.pk
    assert queries.newest_by_part("hall") == {"queue": newest.pk - 1, "poll": newest.pk}


@pytest.mark.django_db
def test_who_asks_now_and_then_is_told_what_changed_since() -> None:
    emit(channel="hall", part="queue")
    seen, parts = queries.changed_since("hall", Seen())
    assert parts == {"queue"}
    assert queries.changed_since("hall", seen) == (seen, set())
    emit(channel="hall", part="poll")
    later, parts = queries.changed_since("hall", seen)
    assert parts == {"poll"}
    assert later.newest > seen.newest


@pytest.mark.django_db
def test_a_lower_id_that_comes_late_is_told_too() -> None:
    late = emit(channel="hall", part="queue")
    StreamEvent.objects.filter(pk=late.pk).delete()
    emit(channel="hall", part="poll")
    seen, parts = queries.changed_since("hall", Seen())
    assert parts == {"poll"}
    StreamEvent.objects.create(pk=late.pk, channel="hall", part="queue", at=timezone.now())
    _now, parts = queries.changed_since("hall", seen)
    assert "queue" in parts
