"""The server of a rehearsal through the pages: `arengo serve` on a port of its own, killed and started again."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from django.utils.translation import gettext as _

from arengo.cli.children import GRACE_SECONDS, SUPERVISOR_PIPE
from arengo.cli.ports import THIS_COMPUTER, answers, free_port
from arengo.core.refusals import Refusal

START_WITHIN_SECONDS: Final = 60
LOOK_EVERY_SECONDS: Final = 0.05


class DoesNotStart(Refusal):
    """The server of the rehearsal gave no sign of life."""

    def __init__(self, log: Path) -> None:
        super().__init__(
            _("Le pagine della prova non rispondono: gli errori sono in %(file)s.") % {"file": log}
        )


class RehearsedServer:
    """A process with the pages and the stream of this installation, as long as the block lasts."""

    def __init__(self, log: Path, environ: Mapping[str, str] = os.environ) -> None:
        self.port = free_port()
        # What it refuses it also logs, a line each.
        self._log, self._environ = log, environ
        # When this process is gone, however it went, the server's line ends and it stops.
        self._pipe, self._held_open = os.pipe()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
        os.close(self._pipe)
        os.close(self._held_open)

    def die(self) -> float:
        """Be killed, and start again on the same port; the seconds in which nobody answered."""
        start = time.monotonic()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._start()
        return time.monotonic() - start

    def _start(self) -> None:
        """Raises DoesNotStart."""
        address = ["--host", THIS_COMPUTER, "--port", str(self.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "arengo", "serve", *address],
                pass_fds=[self._pipe],
                env={**self._environ, SUPERVISOR_PIPE: str(self._pipe)},
                stdout=log,
                stderr=log,
                process_group=0,
            )
        end = time.monotonic() + START_WITHIN_SECONDS
        while not answers(THIS_COMPUTER, self.port):
            if time.monotonic() > end or self._process.poll() is not None:
                self._stop()
                raise DoesNotStart(self._log)
            time.sleep(LOOK_EVERY_SECONDS)

    def _stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
