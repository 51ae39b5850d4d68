"""/healthz and /readyz: for machines that watch, with no word about people."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from arengo.core.ledger.models import Entry
from arengo.core.ledger.operations import record
from arengo.core.outbox import operations
from arengo.core.outbox.models import Message
from arengo.core.tasks import heartbeat
from arengo.core.tasks.models import Heartbeat
from arengo.web.shared import health
from tests.core import letters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def worker():
    """A worker that is alive, and no memory of the test before."""
    health._remembered.cache_clear()
    heartbeat.beat()
    yield
    health._remembered.cache_clear()


def test_alive_is_alive(client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_when_nothing_is_wrong(client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


def assert_not_ready(client, fault: str) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "faults": [fault]}


def test_not_ready_without_a_worker(client) -> None:
    Heartbeat.objects.update(at=timezone.now() - timedelta(seconds=61))
    assert_not_ready(client, "worker-silent")
    Heartbeat.objects.all().delete()
    assert_not_ready(client, "worker-silent")


def test_not_ready_when_the_ledger_waits_for_its_seal(client) -> None:
    record(kind="test.done", facts={})
    assert client.get("/readyz").status_code == 200
    Entry.objects.update(recorded_at=timezone.now() - timedelta(seconds=61))
    assert_not_ready(client, "ledger-unsealed")


def test_not_ready_when_mail_should_have_left(client) -> None:
    operations.post(render=letters.plain, arguments={"to": "ada@example.org"}, key="1")
    quarter = timedelta(minutes=16)
    Message.objects.update(owed_at=timezone.now() - quarter)
    assert client.get("/readyz").status_code == 200
    Message.objects.update(not_before=timezone.now() - quarter)
    assert_not_ready(client, "mail-late")
    Message.objects.update(state=Message.State.SENT)
    assert client.get("/readyz").status_code == 200


def test_not_ready_when_a_migration_is_missing_and_ready_once_it_is_there(client) -> None:
    recorder = MigrationRecorder(connection)
    [latest] = MigrationLoader(connection).graph.leaf_nodes("outbox")
    recorder.record_unapplied(*latest)
    assert_not_ready(client, "migrations")
    assert health.missing_migrations() == 1
    recorder.record_applied(*latest)
    assert client.get("/readyz").status_code == 200


def test_not_ready_when_the_database_does_not_answer(client, monkeypatch) -> None:
    def refuse() -> float:
        raise DatabaseError("gone")

    monkeypatch.setattr(health, "CHECKS", [("ledger-unsealed", refuse)])
    assert_not_ready(client, "database")


def test_the_migrations_are_read_once(client, django_assert_max_num_queries) -> None:
    client.get("/readyz")
    with django_assert_max_num_queries(3):
        client.get("/readyz")
