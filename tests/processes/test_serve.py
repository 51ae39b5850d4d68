"""`arengo serve`, as it stands behind a proxy in production: several processes, one signal."""

import http.client
import os
import signal
from pathlib import Path

import pytest

from tests.core.smtp import free_port
from tests.processes.helpers import ROOT, is_alive, running, wait_until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc"),
]


def status(port: int, path: str = "/healthz") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def workers_of(pid: int) -> set[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child) for child in children}


def surroundings(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ARENGO_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    return {**kept, "ARENGO_HOME": str(home), "LANG": "it_IT.UTF-8"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_in_production_it_starts_answers_replaces_a_dead_worker_and_stops(
    tmp_path: Path, number: signal.Signals
) -> None:
    port, output = free_port(), tmp_path / "words"
    command = ("arengo", "serve", "--production", "--workers", "2", "--port", str(port))
    with running(*command, env=surroundings(tmp_path / "home"), output=output) as process:
        wait_until(lambda: status(port) == 200, "the pages", output)
        first = workers_of(process.pid)
        assert len(first) == 2
        # A proxy opens connections of its own: no page is lost between two of them.
        assert {status(port) for _ in range(20)} == {200}
        killed = min(first)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: len(workers_of(process.pid) - {killed}) == 2, "a new worker", output)
        wait_until(lambda: status(port) == 200, "the pages again", output)
        last = workers_of(process.pid)
        process.send_signal(number)
        assert process.wait(timeout=20) == 0
        assert not any(is_alive(pid) for pid in first | last)


def test_the_unit_file_serves_as_in_production() -> None:
    unit = (ROOT / "deploy" / "arengo-web.service").read_text()
    assert "ExecStart=/opt/arengo/bin/arengo serve --production " in unit


def test_an_empty_home_is_ready_for_the_first_person_without_any_file(tmp_path: Path) -> None:
    env, output, port = surroundings(tmp_path / "home"), tmp_path / "words", free_port()
    first = ("arengo", "createstaff", "elena@example.org", "--name", "Elena", "--role", "administrator")  # fmt: skip
    with running(*first, env=env, output=output) as process:
        assert process.wait(timeout=60) == 0
    assert "Elena può entrare" in output.read_text()
    with running("arengo", "serve", "--port", str(port), env=env, output=output):
        wait_until(lambda: status(port) == 200, "the pages", output)
        assert [status(port, path) for path in ("/", "/en/", "/privacy/", "/ufficio/entra/")] == (
            [200] * 4
        )


def test_who_serves_first_finds_the_tables_made_too(tmp_path: Path) -> None:
    output, port = tmp_path / "words", free_port()
    command = ("arengo", "serve", "--port", str(port))
    with running(*command, env=surroundings(tmp_path / "home"), output=output):
        wait_until(lambda: status(port) == 200, "the pages", output)
        assert status(port, "/") == 200
