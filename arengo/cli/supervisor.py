"""One supervisor, its children: started, started again when they die, stopped together."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from types import FrameType

from django.utils.translation import gettext as _

from arengo.cli.children import GRACE_SECONDS, SUPERVISOR_PIPE
from arengo.cli.show import say

BACK_OFF_SECONDS = (1, 2, 5, 10, 30)
# Who has run for so long before dying starts again from the shortest wait.
STEADY_SECONDS = 60
LOOK_EVERY_SECONDS = 0.1


class Child:
    """A command that is to be running."""

    def __init__(self, name: str, command: list[str], pipe: int) -> None:
        self.name = name
        self._command, self._pipe = command, pipe
        self._process: subprocess.Popen[bytes] | None = None
        self._deaths = 0
        self._started_at = self._start_at = 0.0

    def look_after(self) -> None:
        """Start it when it is its time; note when it died and when to start it again."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._start_at:
                self._start(now)
        elif self._process.poll() is not None:
            self._note_death(now)

    def _start(self, now: float) -> None:
        self._started_at = now
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            self._command,
            pass_fds=[self._pipe],
            env={**os.environ, SUPERVISOR_PIPE: str(self._pipe)},
            # A group of its own: Ctrl-C in the terminal reaches the supervisor alone.
            process_group=0,
        )

    def _note_death(self, now: float) -> None:
        if now - self._started_at > STEADY_SECONDS:
            self._deaths = 0
        seconds = BACK_OFF_SECONDS[min(self._deaths, len(BACK_OFF_SECONDS) - 1)]
        self._deaths += 1
        self._process, self._start_at = None, now + seconds
        say(
            _("%(name)s si è fermato: lo faccio ripartire fra %(seconds)d s.")
            % {"name": self.name, "seconds": seconds}
        )

    @property
    def is_running(self) -> bool:
        """True while its process lives."""
        return self._process is not None and self._process.poll() is None

    def send(self, number: signal.Signals) -> None:
        """Send a signal to its whole group, if it is there."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)


class Supervisor:
    """Keeps children running until it is told to stop."""

    def __init__(self, commands: Iterable[tuple[str, list[str]]]) -> None:
        # Both ends die with this process; only the reading end is passed on.
        self._pipe, self._held_open = os.pipe()
        self._children = [
            Child(name, [sys.executable, "-m", "arengo", *command], self._pipe)
            for name, command in commands
        ]
        self.is_stopping = False

    def start(self) -> None:
        """Start the children; from now on a signal stops them all."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        self._look_after_all()

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Look after the children until a signal comes (`is_stopping`) or `until` says so."""
        while not self.is_stopping and not until():
            self._look_after_all()
            time.sleep(LOOK_EVERY_SECONDS)

    def stop(self) -> None:
        """Stop the children: politely, and after some seconds not."""
        for child in self._children:
            child.send(signal.SIGTERM)
        end = time.monotonic() + GRACE_SECONDS
        while any(child.is_running for child in self._children) and time.monotonic() < end:
            time.sleep(LOOK_EVERY_SECONDS / 2)
        for child in self._children:
            child.send(signal.SIGKILL)

    def _look_after_all(self) -> None:
        for child in self._children:
            child.look_after()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.is_stopping = True
