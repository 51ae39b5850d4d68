"""The pages of a PDF as pictures (WebP), with their words.

Drawn by another process, `pdf_renderer`, which has limits of time and memory: a file may be made to
break its reader. A page that cannot be drawn is a CannotDraw, and the machine goes on.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from django.conf import settings

from arengo.core.guard import refuse_inside_transaction

PAGES_AT_MOST: Final = 300
PAGE_SECONDS: Final = 20
# Whoever stops the machine stops the drawing too: that says nothing of the file.
STOPPED: Final = {-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}


class CannotDraw(Exception):
    """The PDF cannot be drawn; `trouble` says why: "encrypted", "broken", "long" or "heavy"."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class DrawingStopped(RuntimeError):
    """The drawing did not come to its end, for no fault of the file: it can be tried again."""


@dataclass(frozen=True)
class DrawnPage:
    """A page: its number from 1, its picture (a WebP file of so many pixels), its words."""

    number: int
    picture: Path
    width: int
    height: int
    text: str


def draw(pdf: Path, folder: Path) -> Iterator[DrawnPage]:
    """Draw the pages of `pdf` into `folder`; gives each as soon as it is there.

    Raises CannotDraw, DrawingStopped; InsideTransaction when a transaction is open.
    """
    refuse_inside_transaction("the drawing of a PDF")
    renderer = [sys.executable, "-m", "arengo.core.pdf_renderer", str(pdf), str(folder)]
    with subprocess.Popen(  # noqa: S603 (our own module, and two paths of ours)
        [*renderer, str(PAGES_AT_MOST), str(PAGE_SECONDS)],
        cwd=settings.PACKAGE.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield from _read(process.stdout, folder)
        except BaseException:
            # Who stops listening stops the drawing.
            process.kill()
            raise
    if process.returncode in STOPPED or process.returncode > 0:
        raise DrawingStopped(f"the renderer ended with {process.returncode}")
    if process.returncode:
        raise CannotDraw("heavy")


def _read(lines: IO[str] | None, folder: Path) -> Iterator[DrawnPage]:
    for line in lines or ():
        if not line.endswith("\n"):
            # It was ended while it spoke.
            return
        told = json.loads(line)
        if "trouble" in told:
            raise CannotDraw(told["trouble"])
        picture = folder / told.pop("file")
        yield DrawnPage(picture=picture, **told)
