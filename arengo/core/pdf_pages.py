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
from typing import IO, Any, Final

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
    for told in told_by("arengo.core.pdf_renderer", pdf, folder):
        yield DrawnPage(picture=folder / told.pop("file"), **told)


def told_by(module: str, source: Path, folder: Path) -> Iterator[dict[str, Any]]:
    """What a module of ours tells, line by line, of a file that it reads in a process of its own.

    It tells by `pdf_renderer.tell`, which limits it. Raises as `draw`.
    """
    refuse_inside_transaction("the drawing of a file")
    renderer = [sys.executable, "-m", module, str(source), str(folder)]
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
            yield from _read(process.stdout)
        except BaseException:
            # Who stops listening stops the drawing.
            process.kill()
            raise
    if process.returncode in STOPPED or process.returncode > 0:
        raise DrawingStopped(f"the renderer ended with {process.returncode}")
    if process.returncode:
        raise CannotDraw("heavy")


def _read(lines: IO[str] | None) -> Iterator[dict[str, Any]]:
    for line in lines or ():
        if not line.endswith("\n"):
            # It was ended while it spoke.
            return
        told = json.loads(line)
        if "trouble" in told:
            raise CannotDraw(told["trouble"])
        yield told
