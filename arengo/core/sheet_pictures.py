"""The sheets in a photograph or in a scanned PDF, each as an upright picture (WebP) with its QR read.

Read by another process, `sheet_reader`, with limits of time and memory: what is handed in was made by
others. Nothing that a camera wrote beside the picture comes through.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from arengo.core.pdf_pages import told_by

FILE_AT_MOST: Final = 50 * 1024 * 1024


@dataclass(frozen=True)
class SheetPicture:
    """A sheet: on which page, its picture, what the QR codes on it say, where it was on the page.

    The region is [x, y, width, height] in thousandths of the page.
    """

    page: int
    picture: Path
    width: int
    height: int
    marks: tuple[str, ...]
    region: tuple[int, ...]


def read(source: Path, folder: Path) -> Iterator[SheetPicture]:
    """Find the sheets in `source` and write their pictures into `folder`; each as soon as it is there.

    Raises CannotDraw ("heic", "unknown", "broken", "heavy", "long", "encrypted"), DrawingStopped;
    InsideTransaction when a transaction is open.
    """
    for told in told_by("arengo.core.sheet_reader", source, folder):
        yield SheetPicture(
            page=told["page"],
            picture=folder / told["file"],
            width=told["width"],
            height=told["height"],
            marks=tuple(told["marks"]),
            region=tuple(told["region"]),
        )
