"""The processes of the run: started, counted on the CPU, stopped by their own ids."""

import contextlib
import http.client
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_WITHIN_SECONDS = 30
STOP_WITHIN_SECONDS = 15
TICKS = os.sysconf("SC_CLK_TCK")


class DidNotStart(Exception):
    """A process of the run died or kept silent; its words follow."""


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def allow_many_connections() -> None:
    """A thousand visitors hold a thousand sockets."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def run(*command: str, env: Mapping[str, str]) -> str:
    """`python -m COMMAND...` to its end; gives what it printed. Raises CalledProcessError."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout


@contextlib.contextmanager
def running(
    *command: str, env: Mapping[str, str], log: Path, port: int | None = None, nice: int = 0
) -> Iterator[int]:
    """`python -m COMMAND...` as long as the block; gives its id once it listens on `port`."""
    with log.open("wb") as words:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], env=env, cwd=ROOT, stdout=words, stderr=words
        )
    try:
        os.setpriority(os.PRIO_PROCESS, process.pid, nice)
        if port is not None:
            _wait_for(port, process, log)
        yield process.pid
    except Exception:
        print(log.read_text(errors="replace")[-2000:], file=sys.stderr)
        raise
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_WITHIN_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise DidNotStart(log.read_text(errors="replace")[-2000:])


def seconds_to_get(port: int, path: str, times: int, cookies: str = "") -> list[float]:
    """Seconds of each of `times` requests for a page, one after the other on one connection."""
    headers = {"Accept-Language": "it", **({"Cookie": cookies} if cookies else {})}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    found = []
    for _ in range(times):
        start = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        found.append(time.perf_counter() - start)
        if answer.status != 200:
            raise DidNotStart(f"{path}: status {answer.status}")
    connection.close()
    return found


class CpuMeter:
    """CPU seconds of whole process trees, by name, read from /proc."""

    def __init__(self, **roots: int) -> None:
        self._roots = roots

    def read(self) -> dict[str, float]:
        """The seconds so far of each tree: user and system, of the living and of the reaped."""
        stats = dict(_stats())
        return {name: self._tree(root, stats) / TICKS for name, root in self._roots.items()}

    def _tree(self, root: int, stats: dict[int, tuple[int, int]]) -> int:
        below: dict[int, list[int]] = {}
        for pid, (parent, _ticks) in stats.items():
            below.setdefault(parent, []).append(pid)
        waiting, ticks = [root], 0
        while waiting:
            pid = waiting.pop()
            ticks += stats[pid][1] if pid in stats else 0
            waiting += below.get(pid, [])
        return ticks


def _stats() -> Iterator[tuple[int, tuple[int, int]]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # After the name, which may hold anything: state, parent, ... utime, stime, cutime, cstime.
            words = path.read_text().rpartition(")")[2].split()
            yield int(path.parent.name), (int(words[1]), sum(map(int, words[11:15])))
