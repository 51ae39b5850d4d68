"""`arengo doctor`: what is wrong is told in plain words, with what to do."""

from collections import namedtuple
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection
from django.utils import timezone

from arengo.cli import checks, doctor, parser
from arengo.cli.checks import Level
from arengo.core.ledger.models import Entry
from arengo.core.ledger.operations import record
from arengo.core.outbox import operations
from arengo.core.outbox.models import Message
from arengo.core.tasks import heartbeat
from arengo.core.tasks.models import Heartbeat
from arengo.web.shared import health
from tests.core import letters
from tests.core.smtp import Sink, free_port
from tests.factories import make_meeting, moment
from tests.registrations.acts import ask, take_part

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(hours=2)


@pytest.fixture(autouse=True)
def sound(settings, tmp_path):
    """An installation with nothing wrong, but for its mail server, which each test gives."""
    settings.HOME = tmp_path
    settings.BASE_URL, settings.IS_HTTPS = "https://piano.example.org", True
    settings.MAIL_DOMAIN = "example.org"
    settings.SECRET_KEY = "k" * 50
    key = tmp_path / "secret.key"
    key.touch(mode=0o600)
    heartbeat.beat()
    heartbeat.beat(heartbeat.STREAM)
    return tmp_path


def findings(level: Level) -> list[str]:
    return [f"{each.what} {each.advice}" for each in checks.examine() if each.level == level]


def test_a_sound_installation_has_nothing_to_mend() -> None:
    assert findings(Level.FAULT) == findings(Level.WARNING) == []


def test_the_doctor_leaves_with_one_when_something_is_at_fault(capsys) -> None:
    options = parser.build().parse_args(["doctor"])
    assert doctor.run(options) == 0
    Heartbeat.objects.all().delete()
    capsys.readouterr()
    assert doctor.run(options) == 1
    said = capsys.readouterr().out
    assert "✗ Il lavoro di fondo non è mai partito." in said
    assert "arengo worker" in said
    assert "✓ Il database risponde" in said


def test_a_worker_that_fell_silent_is_told_with_since_when() -> None:
    Heartbeat.objects.update(at=timezone.now() - LONG_AGO)
    [fault] = findings(Level.FAULT)
    assert "non dà segni di vita da 2" in fault


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="there the stream is in the pages' server"
)
def test_a_stream_that_is_not_there_is_a_warning() -> None:
    Heartbeat.objects.filter(name=heartbeat.STREAM).update(at=timezone.now() - LONG_AGO)
    [warning] = findings(Level.WARNING)
    assert "Il flusso dal vivo non dà segni di vita da 2" in warning
    Heartbeat.objects.filter(name=heartbeat.STREAM).delete()
    [warning] = findings(Level.WARNING)
    assert "non è mai partito" in warning
    assert "arengo stream" in warning


@pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere it is a process of its own")
def test_embedded_the_stream_needs_no_process_of_its_own() -> None:
    Heartbeat.objects.filter(name=heartbeat.STREAM).delete()
    assert findings(Level.WARNING) == []


def test_a_ledger_without_seal_is_told() -> None:
    record(kind="test.done", facts={})
    assert findings(Level.FAULT) == []
    Entry.objects.update(recorded_at=timezone.now() - timedelta(seconds=61))
    [fault] = findings(Level.FAULT)
    assert "aspettano il sigillo" in fault


def test_mail_that_should_have_left_is_told() -> None:
    operations.post(render=letters.plain, arguments={"to": "ada@example.org"}, key="1")
    assert findings(Level.FAULT) == []
    Message.objects.update(not_before=timezone.now() - LONG_AGO)
    [fault] = findings(Level.FAULT)
    assert "dovevano partire da 2" in fault


def test_what_was_given_up_is_a_warning() -> None:
    operations.post(render=letters.plain, arguments={"to": "ada@example.org"}, key="1")
    Message.objects.update(state=Message.State.FAILED)
    [warning] = findings(Level.WARNING)
    assert "1 mail, 0 lavori" in warning


def test_missing_migrations_are_told_and_nothing_further_is_asked(monkeypatch) -> None:
    monkeypatch.setattr(health, "missing_migrations", lambda: 2)
    Heartbeat.objects.all().delete()
    [fault] = findings(Level.FAULT)
    assert "mancano 2 aggiornamenti" in fault
    assert "arengo migrate" in fault


def test_a_database_that_does_not_answer_is_told(monkeypatch) -> None:
    def refuse() -> None:
        raise DatabaseError("connection refused\nis the server running?")

    monkeypatch.setattr(checks.connection, "cursor", refuse)
    [fault] = findings(Level.FAULT)
    assert "Il database non risponde: connection refused." in fault


def test_a_key_that_others_can_read_is_a_fault(sound) -> None:
    (sound / "secret.key").chmod(0o644)
    [fault] = findings(Level.FAULT)
    assert f"chmod 600 {sound / 'secret.key'}" in fault


def test_a_short_key_and_debug_are_faults(settings) -> None:
    settings.SECRET_KEY, settings.DEBUG = "short", True
    faults = " ".join(findings(Level.FAULT))
    assert "ARENGO_SECRET_KEY" in faults
    assert "ARENGO_DEBUG" in faults


def test_without_https_the_camera_at_the_door_will_not_work(settings) -> None:
    settings.BASE_URL, settings.IS_HTTPS = "http://piano.example.org", False
    [warning] = findings(Level.WARNING)
    assert "fotocamera" in warning


def test_an_address_of_this_computer_is_enough_for_the_demo_only(settings) -> None:
    settings.BASE_URL, settings.IS_HTTPS = "http://127.0.0.1:8000", False
    [warning] = findings(Level.WARNING)
    assert "ARENGO_BASE_URL" in warning
    settings.DEMO = True
    assert findings(Level.WARNING) == []


def test_a_sender_that_servers_refuse_is_a_warning(settings) -> None:
    settings.MAIL_DOMAIN = "localhost"
    [warning] = findings(Level.WARNING)
    assert "ARENGO_MAIL_FROM" in warning


@pytest.mark.parametrize(
    ("free", "level"), [(500_000_000, Level.WARNING), (100_000_000, Level.FAULT)]
)
def test_little_space_is_told_before_it_is_gone(monkeypatch, free, level) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _path: usage(free))
    [finding] = findings(level)
    assert "0." in finding or "0," in finding


def test_a_mail_server_that_does_not_answer_is_a_fault(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    [fault] = findings(Level.FAULT)
    assert f"127.0.0.1:{settings.EMAIL_PORT}" in fault
    with Sink(settings.EMAIL_PORT):
        assert findings(Level.FAULT) == []


def test_a_test_mail_is_sent(capsys) -> None:
    options = parser.build().parse_args(["doctor", "--send-test-mail", "dario@example.org"])
    assert doctor.run(options) == 0
    assert mail.outbox[0].to == ["dario@example.org"]
    assert "è partita per dario@example.org" in capsys.readouterr().out


def test_a_test_mail_that_cannot_leave_is_a_fault(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with Sink() as sink:
        settings.EMAIL_PORT = sink.port
        sink.rcpt_answers["dario@example.org"] = "550 5.1.1 who?"
        assert doctor.send_test_mail("dario@example.org").level == Level.FAULT


@pytest.mark.parametrize(
    ("kept", "until"),
    [
        (lambda meeting: take_part(meeting, "Ada Conti"), "2024-09-27 18:30"),
        (lambda meeting: ask(meeting, "Ada Conti"), "2023-10-06 09:00"),
        (
            lambda meeting: take_part(
                meeting, "Ada Conti", access_needs="LIS", access_consent=True
            ),
            "2023-10-04 18:30",
        ),
    ],
    ids=["a year", "never confirmed", "needs"],
)
def test_data_that_were_to_be_gone_are_told_after_two_days(clock, kept, until) -> None:
    kept(make_meeting())
    clock.to(moment(until) + timedelta(hours=47))
    assert findings(Level.FAULT) == []
    clock.to(moment(until) + timedelta(hours=48))
    [fault] = findings(Level.FAULT)
    assert "dovevano essere già cancellati" in fault
    assert "docs/privacy.md" in fault
