"""`arengo rehearse`: only in a demo, at a chosen speed, and on from where it was interrupted."""

import json
import re
from pathlib import Path

import pytest

from arengo.cli import parser, rehearse, rehearse_telling
from arengo.cli.demo_home import MARK
from arengo.core.clock import process_time
from arengo.core.clock.models import ClockOffset
from arengo.live import operations as live
from arengo.live.models import Room, SpeakingRequest
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration
from arengo.rehearsal.refusals import AlreadyHeld, OnlyInADemo
from arengo.rehearsal.stagehand import Outcome
from tests.conftest import Clock
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


@pytest.mark.parametrize("is_closed", [False, True])
def test_an_evening_begun_by_hand_is_left_as_it_is(
    evening: Meeting, clock: Clock, is_closed: bool
) -> None:
    clock.to("2023-09-27 16:00")
    live.begin(meeting=evening, key="linee", seen=None, by="duty:1")
    if is_closed:
        live.close_meeting(meeting=evening, by="duty:1")
    with pytest.raises(AlreadyHeld, match="RESET=1 make demo"):
        run("--speed", "0", "--from", "17:30")
    assert ClockOffset.objects.count() == 0
    assert not Registration.objects.filter(state="attended").exists()


def test_it_says_where_to_look_how_far_it_is_and_at_the_end_what_was_done(
    evening: Meeting, capsys, monkeypatch
) -> None:
    monkeypatch.setattr(rehearse_telling, "TELL_EVERY_SECONDS", 0)
    monkeypatch.setattr(rehearse, "JUMP_EVERY_SECONDS", 0)
    assert run("--speed", "0", "--until", "17:45") == 0
    said = capsys.readouterr().out
    assert "«Servizi e regia»" in " ".join(said.split())
    assert "Dura circa 1 min" in said
    assert re.search(r"16:\d\d  Le linee di indirizzo · persone entrate: \d+ · interventi: 0", said)
    assert re.search(
        r"17:3\d  Discussione in plenaria · persone entrate: \d+ · interventi: [1-9]", said
    )
    assert re.search(r"mani alzate: \d+", said)
    assert "ask_to_speak" not in said
    run("--speed", "0")
    assert "chiusura dell'incontro: 1" in capsys.readouterr().out
    run("--speed", "0")
    assert "La prova era già finita" in capsys.readouterr().out


def test_who_interrupts_it_is_told_that_it_goes_on_from_there(
    evening: Meeting, capsys, monkeypatch
) -> None:
    def interrupt(**_course: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rehearse, "rehearse", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run("--speed", "0")
    assert "Prova interrotta: lo stesso comando la riprende da qui." in capsys.readouterr().out


def test_what_is_refused_is_told_as_people_are_told(capsys) -> None:
    outcome = Outcome()
    outcome.refused["MeetingIsClosed"] = 3
    outcome.sentences["MeetingIsClosed"] = "L'incontro è finito."
    rehearse_telling.tell_end(outcome)
    said = capsys.readouterr().out
    assert "3 · L'incontro è finito." in said
    assert "MeetingIsClosed" not in said
