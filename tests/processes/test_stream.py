"""The live stream as a process: it hears what others commit, says that it lives, and stops at once."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from arengo.cli import children
from arengo.core.stream.topics import grant
from arengo.core.tasks import heartbeat
from tests.core.smtp import free_port
from tests.core.streams import HALL, commit
from tests.processes.helpers import ROOT, running, surroundings, wait_until
from tests.processes.test_serve import status

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@contextmanager
def reading(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(f"GET /flusso/{grant(HALL)} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        heard = b""
        while b"event: ping" not in heard:
            heard += line.recv(4096)
        assert heard.startswith(b"HTTP/1.1 200 OK")
        yield line


@pytest.mark.parametrize("command", ["stream", "serve"])
def test_it_is_open_until_the_process_is_told_to_stop(
    tmp_path: Path, settings, command: str
) -> None:
    port, output = free_port(), tmp_path / "words"
    env = surroundings(ARENGO_HOME=str(tmp_path / "home"), ARENGO_SECRET_KEY=settings.SECRET_KEY)
    with running("arengo", command, "--port", str(port), env=env, output=output) as process:
        wait_until(lambda: status(port, "/flusso/nobody") == 404, "the stream", output)
        with reading(port) as line:
            commit("queue")
            # Nothing draws this topic in the product: that it was heard and is no fault is all.
            process.send_signal(signal.SIGTERM)
            while line.recv(4096):
                continue
        assert process.wait(timeout=20) == 0
    assert "not drawn" not in output.read_text()


def test_it_says_that_it_lives(tmp_path: Path) -> None:
    port, output = free_port(), tmp_path / "words"
    env = surroundings(ARENGO_HOME=str(tmp_path / "home"))
    assert heartbeat.last_beat(heartbeat.STREAM) is None
    with running("arengo", "stream", "--port", str(port), env=env, output=output):
        wait_until(lambda: heartbeat.last_beat(heartbeat.STREAM), "a sign of life", output)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    output = tmp_path / "words"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = ("arengo", "stream", "--port", port)
        with running(*command, env=surroundings(), output=output) as process:
            assert process.wait(timeout=60) == 1
    assert f"La porta {port} è già occupata" in output.read_text()


def test_the_unit_and_the_proxy_agree_on_where_it_is() -> None:
    unit = (ROOT / "deploy" / "arengo-stream.service").read_text()
    proxy = (ROOT / "deploy" / "nginx.conf").read_text()
    place = proxy.partition("location /flusso/ {")[2].partition("}")[0]
    assert "arengo stream --host 127.0.0.1 --port 8001\n" in unit
    assert "proxy_pass http://127.0.0.1:8001;" in place
    assert "proxy_buffering off;" in place
    assert "access_log off;" in place


def test_a_process_takes_as_many_connections_as_it_may() -> None:
    children.allow_many_connections()
    soft, hard = children.resource.getrlimit(children.resource.RLIMIT_NOFILE)
    assert soft == hard
