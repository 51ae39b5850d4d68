"""The rehearsal through the pages: on a server that is killed nothing is lost, and nothing is there twice."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from arengo.cli.demo_home import MARK
from arengo.cli.rehearsed_server import RehearsedServer
from arengo.live.models import Room, SpeakingRequest
from arengo.meetings.models import Meeting
from arengo.rehearsal.account import account_of, differences
from arengo.rehearsal.operations import rehearse
from arengo.rehearsal.pages.evening import Crowd, Report, rehearse_through_pages
from tests.live.acts import make_evening
from tests.processes.helpers import PATIENCE_SECONDS, running, surroundings
from tests.registrations.acts import HALL, ONLINE, take_part

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
SEED = 7
CROWD = Crowd(at_once=6, followers=3, clock_lags=timedelta(hours=3))


@pytest.fixture
def evening() -> Meeting:
    """Fourteen people have a place."""
    meeting = make_evening(hall=10, safety=20)
    for number in range(14):
        take_part(meeting, f"Esempio{number} Di Prova", HALL if number < 6 else ONLINE)
    return meeting


@pytest.fixture
def server(settings, tmp_path: Path) -> Iterator[RehearsedServer]:
    settings.DEMO, settings.FORM_MINIMUM_SECONDS = True, 0
    env = surroundings(
        ARENGO_HOME=str(tmp_path / "home"),
        ARENGO_SECRET_KEY=settings.SECRET_KEY,
        ARENGO_FORM_MINIMUM_SECONDS="0",
        ARENGO_DEMO="1",
    )
    with RehearsedServer(tmp_path / "words", env) as one:
        yield one


def through_pages(meeting: Meeting, server: RehearsedServer, **fields: Any) -> Report:
    return rehearse_through_pages(meeting=meeting, seed=SEED, server=server, crowd=CROWD, **fields)


def by_the_verbs(meeting: Meeting) -> dict[str, list[list[str]]]:
    """What comes of the same seed without pages; the database is as before."""
    with transaction.atomic():
        rehearse(meeting=meeting, seed=SEED)
        account = account_of(meeting)
        transaction.set_rollback(True)
    return account


def test_interrupted_and_on_a_server_that_is_killed_twice_nothing_is_lost_and_nothing_is_there_twice(
    evening: Meeting, server: RehearsedServer
) -> None:
    expected, done = by_the_verbs(evening), []
    begun = evening.starts_at + timedelta(minutes=5)
    first = through_pages(evening, server, note=done.append, until=begun)
    # The last chapter was played, and not yet noted: it is told again.
    report = through_pages(evening, server, done=done[-2])
    assert first.is_good
    assert (report.unanswered, report.lost, report.twice) == ([], [], [])
    assert report.answered > 25
    assert len(report.figures["away_seconds"]) == 2
    assert report.figures["repeated"]
    assert differences(account_of(evening), expected) == {}
    assert Room.objects.get().closed_at is not None
    assert not SpeakingRequest.objects.filter(state__in=["waiting", "speaking"]).exists()
    # They came back after each death, and have what a page that is opened now has.
    assert report.stream["followers"] == 3
    assert report.stream["returns"] >= 6
    assert report.stream["missed"] == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a demo is on SQLite")
def test_the_command_compares_it_with_the_same_evening_without_pages(
    evening: Meeting, settings, tmp_path: Path
) -> None:
    home, output = tmp_path / "home", tmp_path / "said"
    home.mkdir()
    (home / MARK).write_text("{}")
    with closing(sqlite3.connect(home / "arengo.sqlite3")) as there:
        connection.connection.backup(there)
    env = surroundings(
        ARENGO_HOME=str(home),
        ARENGO_SECRET_KEY=settings.SECRET_KEY,
        ARENGO_FORM_MINIMUM_SECONDS="0",
    )
    command = [
        "arengo",
        "rehearse",
        "--pages",
        "--speed",
        "0",
        "--until",
        "16:00",
        "--followers",
        "2",
        "--json",
    ]
    with running(*command, env=env, output=output) as process:
        assert process.wait(timeout=PATIENCE_SECONDS) == 0, output.read_text()
    said = json.loads(output.read_text())
    assert said["done"]["enter"] > 3
    assert said["requests"]["POST enter"]["p95"] > 0
    assert (said["lost"], said["twice"], said["unlike"]) == ([], [], {})
    assert json.loads((home / "rehearsal.json").read_text())["done"] > 0
