"""What is Janus' own: who has no secret gets nothing, and a restart is survived."""

import json
import socket
import stat
import time
import urllib.request
import uuid
from pathlib import Path

import pytest

from arengo.gateways import conference
from arengo.gateways.conference import janus_config
from arengo.gateways.conference.contract import (
    TIMEOUT_SECONDS,
    LineLost,
    Refused,
    Seat,
    Unreachable,
)
from arengo.gateways.conference.janus import JanusProvider
from arengo.gateways.conference.janus_wire import wire
from arengo.gateways.conference.mesh import MeshProvider
from arengo.gateways.conference.turn import ice_servers, password_for
from tests.gateways.conference.janus_process import janus
from tests.gateways.conference.sdp import offer


def test_who_does_not_know_the_secret_gets_no_session(tmp_path: Path) -> None:
    with janus(tmp_path) as provider, wire(provider._url, "wrong") as line, pytest.raises(Refused):
        line.create()


def test_one_that_takes_the_call_and_says_nothing_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        provider = JanusProvider(f"http://127.0.0.1:{silent.getsockname()[1]}/janus")
        began = time.monotonic()
        with pytest.raises(Unreachable):
            provider.admit(Seat(room="lancio", code="ADA"))
        assert time.monotonic() - began < TIMEOUT_SECONDS * 1.5


def test_a_room_is_gone_after_a_restart_and_made_again_when_somebody_publishes(
    tmp_path: Path,
) -> None:
    room, code = str(uuid.uuid4()), "ADA"
    with janus(tmp_path) as provider:
        reference = provider.admit(Seat(room=room, code=code)).reference
        seat = Seat(room=room, code=code, reference=reference)
        provider.close(room)
        assert provider.publish(seat, offer()).sdp
        assert provider.publishing(room) == {code}
    with janus(tmp_path) as provider:
        with pytest.raises(LineLost):
            provider.keep(seat)
        assert provider.publishing(room) == frozenset()


def test_it_says_its_version_and_answers_on_loopback_only(tmp_path: Path) -> None:
    with janus(tmp_path) as provider:
        assert provider.version()[0].isdigit()
        with urllib.request.urlopen(f"{provider._url}/info") as answer:
            assert json.load(answer)["api_secret"] is True
    assert 'ip = "127.0.0.1"' in (tmp_path / "janus.transport.http.jcfg").read_text()


def test_the_files_are_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "janus"
    janus_config.write(folder, janus_config.Ports(), public_address="203.0.113.7")
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert 'nat_1_1_mapping = "203.0.113.7"' in (folder / "janus.jcfg").read_text()


def test_a_meeting_with_an_address_has_that_and_the_others_what_is_chosen(settings) -> None:
    settings.CONFERENCE = "mesh"
    assert isinstance(conference.provider_for(), MeshProvider)
    settings.CONFERENCE = "janus"
    assert conference.provider_for().capabilities.name == "janus"
    assert conference.provider_for("https://example.org/j").capabilities.name == "external"


def test_auto_is_janus_where_it_is_installed(settings, monkeypatch, tmp_path: Path) -> None:
    settings.CONFERENCE = "auto"
    monkeypatch.setattr(conference, "JANUS", str(tmp_path / "janus"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert conference.chosen() == "mesh"
    (tmp_path / "janus").write_text("#!/bin/sh\n")
    (tmp_path / "janus").chmod(0o755)
    assert conference.chosen() == "janus"


def test_turn_credentials_are_what_coturn_reckons(settings) -> None:
    settings.ICE_SERVERS = ["stun:turn.example.org:3478", "turn:turn.example.org:3478"]
    settings.TURN_SECRET = "north"
    stun, turn = ice_servers("ADA")
    assert stun == {"urls": ["stun:turn.example.org:3478"]}
    assert turn["username"].endswith(":ADA")
    settings.ICE_SERVERS = []
    assert ice_servers("ADA") == []


def test_a_known_turn_password(settings) -> None:
    # openssl dgst -sha1 -hmac north -binary | base64
    settings.TURN_SECRET = "north"
    assert password_for("1433895918:ADA") == "j6czXpDZ5qgEZ9SGR1rtOBNPgDQ="
