"""`arengo demo` with Janus beside it: it is there, it answers, and it leaves with the rest."""

import os
from pathlib import Path

import pytest

from tests.gateways.conference.janus_process import need_janus
from tests.processes.helpers import is_alive, wait_until
from tests.processes.test_demo import demo

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc"),
]


def janus_of(supervisor: int) -> int | None:
    """The process of the supervisor's that became Janus."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            words = (path / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if parent == supervisor and os.path.basename(words[0]) == b"janus":
            return int(path.name)
    return None


def test_janus_runs_beside_the_demo_and_does_not_outlive_it(tmp_path: Path) -> None:
    need_janus()
    home = tmp_path / "home"
    with demo(home) as one:
        wait_until(lambda: janus_of(one.process.pid) is not None, "Janus", one.output)
        janus = janus_of(one.process.pid)
        assert janus is not None
        wait_until(lambda: (home / "janus" / "janus.log").exists(), "its log")
        assert "Janus" not in one.words
        one.process.kill()
        one.process.wait()
        wait_until(lambda: not is_alive(janus), "its end")


def test_browser_to_browser_needs_no_process_more(tmp_path: Path) -> None:
    with demo(tmp_path / "home", ARENGO_CONFERENCE="mesh") as one:
        assert janus_of(one.process.pid) is None
        assert not (tmp_path / "home" / "janus").exists()
