"""A Janus of the tests' own: started from a folder of theirs, on loopback, never the system's service."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from arengo.gateways import conference
from arengo.gateways.conference import janus_config
from arengo.gateways.conference.contract import ConferenceTrouble
from arengo.gateways.conference.janus import JanusProvider
from arengo.gateways.conference.janus_config import Ports
from tests.core.smtp import free_port
from tests.processes.helpers import wait_until

MISSING = "Janus not found: this part is skipped. To get it: apt-get install --no-install-recommends janus"


def need_janus() -> str:
    """Its program; skips the test where there is none, except where nothing may be skipped."""
    program = conference.janus_program()
    if not program and not os.environ.get("ARENGO_TEST_EVERYTHING"):
        pytest.skip(MISSING)
    assert program, MISSING
    return program


@contextmanager
def janus(folder: Path, *, enforce: str = "") -> Iterator[JanusProvider]:
    """The provider of a Janus that runs as long as the block."""
    program = need_janus()
    port = free_port()
    janus_config.write(folder, Ports(port=port, first_port=21000, last_port=21999), enforce=enforce)
    with (folder / "janus.log").open("wb") as log:
        process = subprocess.Popen(
            janus_config.command(program, folder), stdout=log, stderr=log, cwd=folder
        )
    provider = JanusProvider(f"http://127.0.0.1:{port}/janus")
    try:
        wait_until(lambda: _answers(provider), "Janus", folder / "janus.log")
        yield provider
    finally:
        process.kill()
        process.wait()


def _answers(provider: JanusProvider) -> bool:
    try:
        return bool(provider.version())
    except ConferenceTrouble:
        return False


def can_be_alone() -> bool:
    """True where a network of one's own can be made."""
    if not (shutil.which("unshare") and shutil.which("ip") and shutil.which("nsenter")):
        return False
    return subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode == 0
