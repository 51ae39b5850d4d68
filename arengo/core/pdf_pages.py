"""The pages of a PDF as pictures (WebP), with their words.

Drawn by another process, `pdf_renderer`, with limits of time and memory (`core.confined`): a file may
be made to break its reader. A page that cannot be drawn is a CannotDraw, and the machine goes on.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from arengo.core import confined
from arengo.core.guard import refuse_inside_transaction

PAGES_AT_MOST: Final = 300
PAGE_SECONDS: Final = 20
# A slide's words are for who cannot see it, and are read beside it.
TEXT_LENGTH: Final = 2000


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


def draw(pdf: Path, folder: Path, *, letters: int = TEXT_LENGTH) -> Iterator[DrawnPage]:
    """Draw the pages of `pdf` into `folder`; gives each as soon as it is there.

    The words of a page are cut after so many `letters`. Raises CannotDraw, DrawingStopped;
    InsideTransaction when a transaction is open.
    """
    for told in told_by("arengo.core.pdf_renderer", pdf, folder, str(letters)):
        yield DrawnPage(picture=folder / told.pop("file"), **told)


def told_by(module: str, source: Path, folder: Path, *more: str) -> Iterator[dict[str, Any]]:
    """What a module of ours tells, line by line, of a file that it reads in a process of its own.

    It tells by `pdf_renderer.tell`, which limits it. Raises as `draw`.
    """
    refuse_inside_transaction("the drawing of a file")
    try:
        yield from _told(
            module, str(source), str(folder), str(PAGES_AT_MOST), str(PAGE_SECONDS), *more
        )
    except confined.Stopped as stopped:
        raise DrawingStopped(str(stopped)) from stopped
    except confined.TooHeavy as error:
        raise CannotDraw("heavy") from error


def _told(module: str, *arguments: str) -> Iterator[dict[str, Any]]:
    with closing(confined.ask(module, *arguments)) as lines:
        for told in lines:
            if "trouble" in told:
                raise CannotDraw(told["trouble"])
            yield told
