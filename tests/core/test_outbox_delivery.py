"""Mail that is owed goes out: once when all is well, late when the server is away, never lost."""

import contextlib
import smtplib
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.db import transaction
from django.utils import timezone

from arengo.core import leases
from arengo.core.guard import InsideTransaction
from arengo.core.ledger.models import Entry
from arengo.core.ledger.operations import record
from arengo.core.outbox import delivery, operations, queries
from arengo.core.outbox.delivery import Postman, deliver_due
from arengo.core.outbox.models import Message
from tests.core import letters
from tests.core.smtp import OK, Sink, free_port

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"


@pytest.fixture
def sink(settings):
    """A mail server that takes everything until it is told otherwise."""
    with Sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_TIMEOUT = 5
        yield sink


def owe(to: str = ADA, render=letters.plain, after=None, **fields) -> Message:
    fields.setdefault("key", f"test:{to}")
    return operations.post(render=render, arguments={"to": to}, after=after, **fields)


def fresh(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def make_due(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(not_before=timezone.now())


def wait_after_attempt(message: Message) -> timedelta:
    """How long until the next try, to the minute."""
    seconds = (fresh(message).not_before - timezone.now()).total_seconds()
    return timedelta(minutes=round(seconds / 60))


def test_a_mail_that_is_owed_is_sent_and_marked(sink) -> None:
    message = owe()
    assert deliver_due() == 1
    assert sink.mails[0]["To"] == ADA
    assert fresh(message).state == Message.State.SENT
    assert fresh(message).sent_at is not None
    assert deliver_due() == 0


def test_the_same_key_owes_one_mail(sink) -> None:
    owe(key="confirm:1")
    owe(key="confirm:1")
    assert deliver_due() == 1
    assert len(sink.mails) == 1


def test_a_mail_carries_its_fixed_id_and_says_that_a_machine_wrote_it(sink) -> None:
    message = owe()
    deliver_due()
    mail = sink.mails[0]
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime - timezone.now() < timedelta(minutes=1)


def test_the_date_of_a_mail_is_the_machines_and_not_the_processs(sink, clock) -> None:
    clock.to("2023-09-06 09:00")
    owe()
    deliver_due()
    assert sink.mails[0]["Date"].datetime.year >= 2025


def test_text_html_calendar_and_attachments_arrive_as_what_they_are(sink) -> None:
    owe(render=letters.whole)
    deliver_due()
    mail = sink.mails[0]
    body, *files = mail.iter_parts()
    assert mail["Reply-To"] == "piano@example.org"
    assert [part.get_content_type() for part in body.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert [(each.get_filename(), each.get_content_type()) for each in files] == [
        ("incontro.ics", "text/calendar"),
        ("biglietto.pdf", "application/pdf"),
    ]
    for part in (list(body.iter_parts())[2], files[0]):
        assert part.get_param("method") == "REQUEST"
        assert part.get_content_charset() == "utf-8"
        assert part.get_content().split() == letters.INVITATION.decode().split()
    assert files[1].get_content() == b"%PDF-1.7 ..."


def test_a_batch_goes_over_one_connection(sink) -> None:
    for number in range(5):
        owe(f"ada{number}@example.org")
    assert deliver_due() == 5
    assert sink.connections == 1


def test_what_is_urgent_goes_first(sink) -> None:
    owe("bruno@example.org")
    owe("ada@example.org", priority=5)
    deliver_due()
    assert [mail["To"] for mail in sink.mails] == ["ada@example.org", "bruno@example.org"]


def test_no_more_than_the_limit_leaves_in_one_go(sink) -> None:
    for number in range(3):
        owe(f"ada{number}@example.org")
    assert deliver_due(limit=2) == 2
    assert len(sink.mails) == 2


def test_a_mail_that_is_no_longer_needed_is_dropped(sink) -> None:
    message = owe(render=letters.no_longer_needed, after=letters.follow)
    assert deliver_due() == 1
    assert fresh(message).state == Message.State.DROPPED
    assert not sink.mails
    assert not Entry.objects.filter(kind="test.followed").exists()


def test_what_follows_a_mail_happens_when_it_left_on_the_process_clock(sink, clock) -> None:
    clock.to("2023-09-06 09:30")
    owe(after=letters.follow)
    deliver_due()
    facts = Entry.objects.get(kind="test.followed").facts
    assert facts["sent_at"].startswith("2023-09-06T09:30")


def test_when_what_follows_fails_the_mail_is_not_sent_twice(sink) -> None:
    message = owe(after=letters.follow_badly)
    assert deliver_due() == 0
    assert fresh(message).state == Message.State.OWED
    assert fresh(message).trouble == Message.Trouble.NOT_FOLLOWED
    assert not Entry.objects.filter(kind="test.followed").exists()
    record(kind="test.may_follow", facts={})
    make_due(message)
    assert deliver_due() == 1
    assert fresh(message).state == Message.State.SENT
    assert Entry.objects.filter(kind="test.followed").count() == 1
    assert len(sink.mails) == 1


def test_a_mail_that_cannot_be_made_waits_and_tells_no_name(sink, caplog) -> None:
    message = owe(render=letters.broken)
    assert deliver_due() == 0
    assert fresh(message).state == Message.State.OWED
    assert fresh(message).trouble == Message.Trouble.NOT_MADE
    assert fresh(message).last_error.startswith("KeyError in tests/core/letters.py:")
    assert "letters.py" in caplog.text
    assert ADA not in caplog.text + fresh(message).last_error


def test_the_waits_between_attempts_grow_and_the_twelfth_is_the_last(sink) -> None:
    message = owe(render=letters.broken)
    waits = []
    for _attempt in range(11):
        deliver_due()
        waits.append(wait_after_attempt(message))
        make_due(message)
    minutes = [1, 2, 5, 15, 60, 60, 60, 60, 60, 60, 60]
    assert waits == [timedelta(minutes=each) for each in minutes]
    assert fresh(message).state == Message.State.OWED
    assert deliver_due() == 1
    assert fresh(message).state == Message.State.FAILED


def test_an_address_that_is_refused_for_good_fails_at_once_and_is_not_repeated(
    sink, caplog
) -> None:
    sink.rcpt_answers[ADA] = f"550 5.1.1 <{ADA}>: user unknown"
    message = owe()
    assert deliver_due() == 1
    assert fresh(message).state == Message.State.FAILED
    assert fresh(message).trouble == Message.Trouble.RECIPIENT_REFUSED
    assert fresh(message).last_error == "550 5.1.1"
    assert ADA not in caplog.text


@pytest.mark.parametrize(
    "answer", ["451 4.7.1 greylisted, come back", "554 5.7.1 relay access denied"]
)
def test_an_address_that_is_put_off_is_tried_again(sink, answer) -> None:
    sink.rcpt_answers[ADA] = answer
    message = owe()
    assert deliver_due() == 0
    assert fresh(message).trouble == Message.Trouble.PUT_OFF
    assert wait_after_attempt(message) == timedelta(minutes=1)
    del sink.rcpt_answers[ADA]
    make_due(message)
    assert deliver_due() == 1
    assert fresh(message).state == Message.State.SENT
    assert fresh(message).trouble == ""


def test_one_refused_address_does_not_hold_up_the_others(sink) -> None:
    sink.rcpt_answers[ADA] = "550 5.1.1 unknown"
    owe(ADA)
    owe("bruno@example.org")
    assert deliver_due() == 2
    assert [mail["To"] for mail in sink.mails] == ["bruno@example.org"]
    assert sink.connections == 1


def test_a_dead_server_costs_no_mail_an_attempt(sink, settings) -> None:
    settings.EMAIL_PORT = free_port()
    messages = [owe(f"ada{number}@example.org") for number in range(60)]
    assert deliver_due() == 0
    assert Message.objects.filter(state="owed", attempts=0, leased_until=None).count() == 60
    assert fresh(messages[0]).trouble == Message.Trouble.UNREACHABLE
    settings.EMAIL_PORT = sink.port
    assert deliver_due() == 60


def test_a_server_that_refuses_our_sender_is_as_good_as_dead(sink) -> None:
    sink.sender_answer = "550 5.7.1 you may not send from here"
    message = owe()
    assert deliver_due() == 0
    assert fresh(message).attempts == 0
    assert fresh(message).trouble == Message.Trouble.SENDER_REFUSED
    sink.sender_answer = OK
    assert deliver_due() == 1


def test_the_worker_leaves_a_dead_server_alone_for_a_while(sink, settings, monkeypatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(delivery.time, "monotonic", lambda: now[0])
    settings.EMAIL_PORT = free_port()
    postman = Postman()
    owe()
    postman.deliver_due()
    settings.EMAIL_PORT = sink.port
    now[0] += 4
    assert postman.deliver_due() == 0
    now[0] += 2
    assert postman.deliver_due() == 1


def test_a_line_that_breaks_costs_only_the_mail_that_was_on_it(sink) -> None:
    def hang_up_on_ada(mail: EmailMessage) -> str:
        return "421 4.3.2 closing" if mail["To"] == ADA else OK

    sink.data_answer = hang_up_on_ada
    ada, bruno = owe(ADA), owe("bruno@example.org")
    assert deliver_due() == 0
    assert (fresh(ada).attempts, fresh(bruno).attempts) == (1, 0)
    assert fresh(ada).trouble == Message.Trouble.CUT_OFF
    assert deliver_due() == 1
    assert fresh(bruno).state == Message.State.SENT


def test_a_server_that_takes_one_mail_a_line_is_called_again(sink) -> None:
    taken_on_line = {}

    def one_a_line(mail: EmailMessage) -> str:
        line = sink.connections
        taken_on_line[line] = taken_on_line.get(line, 0) + 1
        return OK if taken_on_line[line] == 1 else "421 4.7.0 too many on this line"

    sink.data_answer = one_a_line
    for number in range(3):
        owe(f"ada{number}@example.org")
    assert deliver_due() == 3
    assert sink.connections == 3


def test_a_slow_server_delays_and_loses_nothing(sink, settings) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    message = owe()
    with slow_server() as port:
        settings.EMAIL_PORT = port
        assert deliver_due() == 0
    settings.EMAIL_PORT = sink.port
    assert fresh(message).state == Message.State.OWED
    assert deliver_due() == 1


@contextlib.contextmanager
def slow_server() -> Iterator[int]:
    """Takes the call and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_mail_held_by_another_worker_is_left_alone_until_its_lease_ends(sink) -> None:
    message = owe()
    held = Message.objects.filter(pk=message.pk)
    held.update(leased_until=timezone.now() + timedelta(minutes=1), attempts=1)
    assert deliver_due() == 0
    held.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert deliver_due() == 1


def test_who_lost_the_lease_marks_nothing_and_nothing_follows(sink) -> None:
    message = owe(after=letters.follow)
    [mine] = delivery._claim(1)
    Message.objects.filter(pk=message.pk).update(leased_until=timezone.now() + delivery.LEASE)
    with delivery.Line() as line:
        assert delivery._deliver(mine, line) is False
    assert fresh(message).state == Message.State.OWED
    assert not Entry.objects.filter(kind="test.followed").exists()


def test_a_mail_that_stopped_its_worker_is_taken_alone_and_given_up_in_the_end(sink) -> None:
    poison = owe("poison@example.org")
    for number in range(3):
        owe(f"ada{number}@example.org")
    ended = timezone.now() - timedelta(seconds=1)
    Message.objects.all().update(attempts=1, leased_until=ended)
    assert [len(delivery._claim(50)) for _ in range(4)] == [1, 1, 1, 1]
    Message.objects.filter(pk=poison.pk).update(attempts=12, leased_until=ended)
    assert deliver_due() == 1
    assert fresh(poison).state == Message.State.FAILED
    assert fresh(poison).trouble == Message.Trouble.STOPPED


def test_a_worker_that_is_asked_to_stop_gives_back_what_it_had_not_reached(sink) -> None:
    for number in range(3):
        owe(f"ada{number}@example.org")
    assert deliver_due(stopping=lambda: len(sink.mails) >= 1) == 1
    assert Message.objects.filter(state="owed", attempts=0, leased_until=None).count() == 2


def test_a_long_batch_keeps_its_leases(sink, monkeypatch) -> None:
    monkeypatch.setattr(delivery, "LEASE", timedelta(seconds=2))
    renewed = []
    real = leases.renew
    monkeypatch.setattr(leases, "renew", lambda rows, lease: renewed.append(real(rows, lease)))
    owe("ada@example.org"), owe("bruno@example.org")
    batch = delivery._claim(2)
    soon = timezone.now() + timedelta(seconds=0.5)
    Message.objects.update(leased_until=soon)
    for message in batch:
        message.leased_until = soon
    with delivery.Line() as line:
        assert list(delivery._deliver_batch(batch, line, leases.never)) == [True, True]
    assert renewed == [2]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_delivered_inside_a_transaction(sink) -> None:
    owe()
    with transaction.atomic(), pytest.raises(InsideTransaction):
        deliver_due()
    assert deliver_due() == 1


def test_a_mail_that_fails_in_a_strange_way_is_tried_again(sink, monkeypatch) -> None:
    message = owe(to="ada@exam ple.org")
    assert deliver_due() == 0
    assert fresh(message).state == Message.State.OWED
    assert "ada@" not in fresh(message).last_error


def test_what_is_late_is_what_could_have_left(sink) -> None:
    held, due = owe("ada@example.org"), owe("bruno@example.org")
    hour = timedelta(hours=1)
    Message.objects.filter(pk=held.pk).update(
        not_before=timezone.now() + hour, owed_at=timezone.now() - hour
    )
    assert queries.late_since() == fresh(due).not_before
    deliver_due()
    assert queries.late_since() is None


def test_smtplibs_errors_are_all_oserrors() -> None:
    # transport.Line counts on it.
    assert issubclass(smtplib.SMTPException, OSError)
