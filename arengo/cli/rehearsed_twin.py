"""The same evening once more, by the verbs, on a copy of the demo: what the pages are compared with."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from django.conf import settings
from django.db import connection

from arengo.cli.demo_home import MARK

# What a demo is besides its database: that it is one, its key, and how far its rehearsal is.
FILES: Final = (MARK, "secret.key", "rehearsal.json")
DATABASE: Final = "arengo.sqlite3"


class Twin:
    """A copy of the demo as it is when the block is entered; gone with the block."""

    def __enter__(self) -> Self:
        self._home = Path(tempfile.mkdtemp(prefix="arengo-rehearsal-"))
        for name in FILES:
            if (settings.HOME / name).exists():
                shutil.copy2(settings.HOME / name, self._home / name)
        # By SQLite itself: another process may be writing.
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as here,
            closing(sqlite3.connect(self._home / DATABASE)) as there,
        ):
            here.backup(there)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self._home, ignore_errors=True)

    def account(self, arguments: list[str]) -> Any:
        """What comes of it there, by `arengo rehearse` with these arguments, at once."""
        command = ["rehearse", *arguments, "--speed", "0", "--json", "--rows"]
        said = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "arengo", *command],
            env={**os.environ, "ARENGO_HOME": str(self._home)},
            stdout=subprocess.PIPE,
            check=True,
        )
        return json.loads(said.stdout)["rows"]
