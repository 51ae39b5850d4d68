"""A mail that must not leave yet waits for its moment, as if nobody had tried it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from arengo.core.outbox import operations, queries, rendering
from arengo.core.outbox.delivery import deliver_due
from arengo.core.outbox.models import Message
from tests.core import letters

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"


def owe(to: str = ADA, render=letters.held_until_monday, **fields) -> Message:
    return operations.post(render=render, arguments={"to": to}, key=f"test:{to}", **fields)


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_a_held_mail_stays_owed_and_costs_no_attempt_and_no_trouble(mailoutbox, clock) -> None:
    clock.to("2023-09-08 12:00")
    message = owe()
    assert deliver_due() == 0
    row = fresh(message)
    assert (row.state, row.attempts, row.trouble, row.last_error) == ("owed", 0, "", "")
    assert row.held_until == letters.MONDAY
    assert row.leased_until is None
    assert mailoutbox == []


def test_it_is_looked_at_again_when_its_moment_comes_on_the_process_clock(clock) -> None:
    clock.to("2023-09-08 12:00")
    message = owe()
    deliver_due()
    wait = fresh(message).not_before - timezone.now()
    assert abs(wait - timedelta(days=2, hours=12)) < timedelta(minutes=1)


def test_a_held_mail_does_not_hold_up_the_others(mailoutbox) -> None:
    owe(priority=5)
    owe("bruno@example.org", render=letters.plain)
    assert deliver_due() == 1
    assert mailoutbox[0].to == ["bruno@example.org"]


def test_when_its_moment_has_come_it_leaves(mailoutbox, clock) -> None:
    message = owe()
    deliver_due()
    clock.to("2023-09-11 00:00")
    Message.objects.update(not_before=timezone.now())
    assert deliver_due() == 1
    assert (fresh(message).state, fresh(message).held_until) == ("sent", None)
    assert len(mailoutbox) == 1


def test_what_is_no_longer_needed_at_its_moment_is_dropped(mailoutbox, clock) -> None:
    message = owe(render=letters.held_until_monday_and_then_not_needed)
    deliver_due()
    clock.to("2023-09-11 00:00")
    operations.let_go()
    assert deliver_due() == 1
    assert (fresh(message).state, fresh(message).held_until) == ("dropped", None)
    assert mailoutbox == []


def test_let_go_before_its_time_it_is_looked_at_and_held_anew() -> None:
    message = owe()
    deliver_due()
    assert operations.let_go() == 1
    assert fresh(message).held_until is None
    deliver_due()
    assert fresh(message).held_until == letters.MONDAY
    assert fresh(message).attempts == 0


def test_holding_a_hundred_times_is_never_giving_up(mailoutbox, clock) -> None:
    message = owe()
    for _time in range(100):
        deliver_due()
        operations.let_go()
    clock.to("2023-09-11 09:00")
    deliver_due()
    assert fresh(message).state == "sent"


def test_let_go_touches_neither_what_is_put_off_nor_what_was_given_up() -> None:
    later = timezone.now() + timedelta(hours=1)
    put_off, given_up = owe("bruno@example.org"), owe("carla@example.org")
    Message.objects.filter(pk=put_off.pk).update(not_before=later, attempts=2)
    Message.objects.filter(pk=given_up.pk).update(state="failed", not_before=later)
    assert operations.let_go() == 0
    assert fresh(put_off).not_before == fresh(given_up).not_before == later


def test_a_mail_whose_worker_died_while_it_looked_is_held_by_the_next(mailoutbox, clock) -> None:
    message = owe()
    ended = timezone.now() - timedelta(seconds=1)
    Message.objects.update(attempts=1, leased_until=ended)
    assert deliver_due() == 0
    assert fresh(message).held_until == letters.MONDAY
    clock.to("2023-09-11 09:00")
    operations.let_go()
    assert deliver_due() == 1
    assert len(mailoutbox) == 1


def test_a_held_mail_is_neither_late_nor_retried_by_hand() -> None:
    message = owe()
    deliver_due()
    assert queries.late_since() is None
    assert list(queries.held()) == [message]
    with pytest.raises(operations.HeldBack, match="trattenuta"):
        operations.retry(message=message, by="staff:1")


def test_the_desk_reads_a_held_mail_as_it_would_be() -> None:
    assert rendering.preview(owe()).text == "Vi aspettiamo."


def test_only_an_owed_mail_is_held() -> None:
    message = owe()
    with pytest.raises(IntegrityError, match="only_an_owed_mail_is_held"):
        Message.objects.filter(pk=message.pk).update(state="sent", held_until=letters.MONDAY)
