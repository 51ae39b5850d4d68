"""Real processes on the test's own database, and waiting for things to happen."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 120


def database_url() -> str:
    """The address of the database that this test stands on."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    host = quote(values["HOST"], safe="")
    return f"postgresql://{values['USER']}@{host}/{values['NAME']}"


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a process that belongs to this test."""
    return {
        **os.environ,
        # The product as it is: the tests' settings would give it another home and mailbox.
        "DJANGO_SETTINGS_MODULE": "arengo.settings",
        "DATABASE_URL": database_url(),
        "LANG": "it_IT.UTF-8",
        **more,
    }


@contextmanager
def running(*command: str, env: dict[str, str], output: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m COMMAND...`, its words in the file `output`; killed at the end if it still runs."""
    with output.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], env=env, cwd=ROOT, stdout=file, stderr=file
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def wait_until(happens: Callable[[], bool], what: str, output: Path | None = None) -> None:
    """Wait for a condition; fails with `what`, and the process's words, when it does not come."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not happens():
        if time.monotonic() > end:
            words = output.read_text() if output and output.exists() else ""
            raise AssertionError(f"waited in vain: {what}\n{words[-3000:]}")
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """True while a process with this id runs (a zombie does not)."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def children_of(pid: int) -> dict[str, int]:
    """The supervisor's children: what each runs ("serve", "worker"), and its id."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            words = (path / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if parent == pid and b"arengo" in words:
            found[words[words.index(b"arengo") + 1].decode()] = int(path.name)
    return found
