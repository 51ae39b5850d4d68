"""`arengo rehearse`: only in a demo, at a chosen speed, and on from where it was interrupted."""

import json
from pathlib import Path

import pytest

from arengo.cli import parser, rehearse
from arengo.cli.demo_home import MARK
from arengo.core.clock import process_time
from arengo.live.models import Room, SpeakingRequest
from arengo.meetings.models import Meeting
from arengo.rehearsal.refusals import OnlyInADemo
from tests.live.acts import make_evening
from tests.registrations.acts import HALL, ONLINE, take_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path: Path) -> Path:
    settings.HOME, settings.DEMO = tmp_path, True
    (tmp_path / MARK).write_text("{}")
    return tmp_path


@pytest.fixture
def evening(demo: Path) -> Meeting:
    meeting = make_evening(hall=20, safety=40)
    for number in range(24):
        take_part(meeting, f"Esempio{number} Di Prova", HALL if number < 14 else ONLINE)
    return meeting


def run(*words: str) -> int:
    return rehearse.run(parser.build().parse_args(["rehearse", *words]))


def test_a_real_installation_is_never_touched(settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    meeting = make_evening()
    take_part(meeting, "Ada A")
    with pytest.raises(OnlyInADemo):
        run("--speed", "0")
    assert not Room.objects.exists()


def test_the_whole_evening_at_once_and_its_outcome(evening: Meeting, capsys) -> None:
    assert run("--speed", "0", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["done"]["close"] == 1
    assert Room.objects.get().closed_at is not None


def test_it_goes_on_from_where_it_stopped_and_a_second_time_changes_nothing(
    evening: Meeting, demo: Path, capsys
) -> None:
    assert run("--speed", "0", "--until", "17:00") == 0
    assert Room.objects.get().closed_at is None
    assert run("--speed", "0") == 0
    asked = SpeakingRequest.objects.count()
    assert Room.objects.get().closed_at is not None
    run("--speed", "0", "--json")
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"done": {}, "refused": {}}
    assert SpeakingRequest.objects.count() == asked


def test_an_hour_that_is_none_is_said_before_anything_happens(evening: Meeting, capsys) -> None:
    with pytest.raises(SystemExit):
        run("--until", "le cinque")
    assert "17:30" in capsys.readouterr().err


@pytest.mark.parametrize("typed", ["17", "17:00", "17:00:30"])
def test_an_hour_is_understood_however_short_it_is_written(evening: Meeting, typed: str) -> None:
    assert run("--speed", "0", "--until", typed) == 0
    assert Room.objects.get().closed_at is None


def test_a_meeting_that_is_not_there(evening: Meeting, capsys) -> None:
    assert run("--meeting", "altrove") == 1
    assert "altrove" in capsys.readouterr().out


def test_the_clock_of_the_demo_comes_along(evening: Meeting, clock) -> None:
    run("--speed", "0", "--until", "17:00")
    clock.close()
    assert process_time.now() >= evening.starts_at
