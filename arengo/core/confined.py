"""Reading files made by others, in a process of its own: what takes all the memory, never ends or
brings a library down takes nothing along.

The module that reads calls `confine` first and speaks with `say`, a line of JSON at a time; whoever
asks it uses `ask`.
"""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from typing import IO, Any, Final

from django.conf import settings

# What one file may take, in seconds of processor and in bytes; and what may be written of it.
CPU_SECONDS: Final = 600
MEMORY: Final = 1024**3
FILE_BYTES: Final = 64 * 1024**2
# Whoever stops the machine stops the reading too: that says nothing of the file.
STOPPED: Final = {-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}


class Stopped(RuntimeError):
    """The reading did not come to its end, for no fault of the file: it can be tried again."""


class TooHeavy(Exception):
    """The reading of the file took more than it may."""


def ask(module: str, *arguments: str) -> Generator[dict[str, Any], None, None]:
    """What `python -m module arguments` says, each line as soon as it is said.

    Raises Stopped, TooHeavy.
    """
    with subprocess.Popen(  # noqa: S603 (a module and paths of ours)
        [sys.executable, "-m", module, *arguments],
        cwd=settings.PACKAGE.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield from _lines(process.stdout)
        except BaseException:
            # Who stops listening stops the reading.
            process.kill()
            raise
    if process.returncode in STOPPED or process.returncode > 0:
        raise Stopped(f"{module} ended with {process.returncode}")
    if process.returncode:
        raise TooHeavy


def confine() -> None:
    """Set the limits of this process, which is to read one file."""
    os.nice(10)
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            # macOS knows no limit of memory; a machine may have set a lower one.
            continue
    # Nobody catches it: it ends the process even while a library is at work.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def say(line: dict[str, Any]) -> None:
    """Tell whoever asked."""
    print(json.dumps(line), flush=True)  # noqa: T201 (it is what the other process reads)


def _lines(told: IO[str] | None) -> Iterator[dict[str, Any]]:
    for line in told or ():
        if not line.endswith("\n"):
            # It was ended while it spoke.
            return
        yield json.loads(line)
