"""The folder of a demo: told apart from a real installation, and held by one demo at a time."""

import fcntl
import hashlib
import json
import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from django.utils.translation import gettext_lazy as _

from arengo import __version__
from arengo.core.refusals import Refusal

MARK = "demo.json"
LOCK = "demo.lock"
# Made by the settings before anybody could look, or the same after starting over.
KEPT = {"secret.key", "static", LOCK, MARK}


class NotADemo(Refusal):
    """The folder holds an installation that is not a demo."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _(
                "In %(folder)s c'è un'installazione vera, non una dimostrazione: non la tocco. "
                "Indica un'altra cartella con ARENGO_HOME."
            )
            % {"folder": folder}
        )


class AlreadyRunning(Refusal):
    """Another demo is at work in this folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _("La dimostrazione di %(folder)s è già in funzione: fermala prima con Ctrl-C.")
            % {"folder": folder}
        )


class DemoHome:
    """A demo's folder, held while it is entered. Raises NotADemo or AlreadyRunning."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mark = folder / MARK

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._mark.exists() and self._contents():
            raise NotADemo(self.folder)
        self._lock = (self.folder / LOCK).open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise AlreadyRunning(self.folder) from error
        if not self._mark.exists():
            self._write({})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.close()

    def empty(self) -> None:
        """Start over: all that was done goes; the key and the pages' files may stay."""
        for path in self._contents():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        self._write({})

    def needs(self, file: Path) -> bool:
        """True when this process file has not been applied here by this version."""
        return self._read() != self._done(file)

    def note(self, file: Path) -> None:
        """Remember that it has."""
        self._write(self._done(file))

    def _contents(self) -> list[Path]:
        return [path for path in self.folder.iterdir() if path.name not in KEPT]

    def _done(self, file: Path) -> dict[str, str]:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        return {"version": __version__, "process": file.name, "sha256": digest}

    def _read(self) -> dict[str, str]:
        with suppress(OSError, ValueError):
            return dict(json.loads(self._mark.read_text(encoding="utf-8")))
        return {}

    def _write(self, done: dict[str, str]) -> None:
        self._mark.write_text(json.dumps(done), encoding="utf-8")
