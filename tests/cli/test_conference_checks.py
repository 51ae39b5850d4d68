"""What the doctor says of the conference, and `arengo janus` where there is none."""

from pathlib import Path

import pytest

from arengo.cli import conference_checks, janus as command, parser
from arengo.cli.checks import Finding, Level
from arengo.gateways import conference
from tests.conftest import Clock
from tests.core.smtp import free_port
from tests.factories import make_meeting
from tests.gateways.conference.janus_process import janus
from tests.registrations.acts import ONLINE, take_part

pytestmark = pytest.mark.django_db


def only() -> Finding:
    [finding] = conference_checks.examine()
    return finding


def test_browser_to_browser_is_enough_for_a_demo_and_not_for_the_public(settings) -> None:
    settings.CONFERENCE = "mesh"
    assert only().level == Level.WARNING
    assert "6 telecamere e 12 persone" in only().what
    assert "apt-get install --no-install-recommends janus" in only().advice
    settings.DEMO = True
    assert only().level == Level.OK


def test_a_janus_that_answers_says_its_version_and_what_it_carries(
    settings, tmp_path: Path
) -> None:
    settings.CONFERENCE = "janus"
    with janus(tmp_path) as running:
        settings.JANUS_URL = running._url
        finding = only()
    assert finding.level == Level.OK
    assert "porta 150 persone per incontro, 12 in onda" in finding.what


def test_a_janus_that_does_not_answer_is_a_fault(settings) -> None:
    settings.CONFERENCE = "janus"
    settings.JANUS_URL = f"http://127.0.0.1:{free_port()}/janus"
    assert only().level == Level.FAULT
    assert "nessuno si vede e si sente" in only().what


def test_from_a_week_before_it_says_when_more_are_registered_than_it_carries(
    settings, clock: Clock
) -> None:
    settings.CONFERENCE = "mesh"
    meeting = make_meeting()
    for number in range(13):
        take_part(meeting, f"Persona{number} Uno", ONLINE)
    clock.to("2023-09-20 15:00")
    assert len(list(conference_checks.examine())) == 1
    clock.to("2023-09-20 17:00")
    found = list(conference_checks.examine())[1]
    assert found.level == Level.WARNING
    assert "gli iscritti online sono 13, la conferenza ne porta 12" in found.what


def test_without_janus_the_command_says_how_to_get_it(monkeypatch, tmp_path: Path, capsys) -> None:
    monkeypatch.setattr(conference, "JANUS", str(tmp_path / "janus"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert command.run(parser.build().parse_args(["janus"])) == 1
    assert "systemctl disable --now janus" in capsys.readouterr().out
