"""What is deleted is in neither file of SQLite: not in the database, nor in what is written ahead."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from arengo.cli import retention
from arengo.cli.worker import JOBS
from arengo.core.tasks.models import Heartbeat
from arengo.core.write_ahead import clear_write_ahead

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "zairabonomi"
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="a file of SQLite")


def deleted() -> None:
    """A word was there and is deleted; then something else is written."""
    Heartbeat.objects.create(name=WORD, at=timezone.now())
    Heartbeat.objects.filter(name=WORD).delete()
    Heartbeat.objects.create(name="other", at=timezone.now())


def stands_in() -> list[str]:
    """The endings of the files in which the word stands."""
    path = str(connection.settings_dict["NAME"])
    return [
        end
        for end in ("", "-wal")
        if Path(path + end).exists() and WORD.encode() in read(path + end)
    ]


def read(path: str) -> bytes:
    return Path(path).read_bytes()


@on_sqlite
def test_what_is_deleted_is_in_no_file_any_more() -> None:
    deleted()
    assert stands_in() == ["-wal"]
    assert clear_write_ahead()
    assert stands_in() == []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20_000,)


@on_sqlite
def test_who_reads_keeps_it_from_it_until_the_next_time(caplog: pytest.LogCaptureFixture) -> None:
    deleted()
    reader = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM django_migrations").fetchone()
    Heartbeat.objects.create(name="another", at=timezone.now())
    assert not clear_write_ahead()
    assert "the write-ahead file is being read" in caplog.text
    reader.close()
    assert clear_write_ahead()
    assert stands_in() == []


@on_sqlite
def test_who_lets_go_of_everything_by_hand_leaves_nothing_in_a_file() -> None:
    deleted()
    retention.let_go()
    assert stands_in() == []


def test_the_worker_does_it_after_everything_that_lets_go() -> None:
    assert JOBS[-1][0] is clear_write_ahead


@pytest.mark.skipif(connection.vendor != "postgresql", reason="there is no such file")
def test_on_postgresql_there_is_nothing_to_do(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert clear_write_ahead()
