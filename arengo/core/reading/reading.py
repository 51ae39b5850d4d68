"""Asks another process to read a file, and gives what it found."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from arengo.core import confined, pdf_pages
from arengo.core.guard import refuse_inside_transaction
from arengo.core.pdf_pages import CannotDraw, DrawingStopped, DrawnPage
from arengo.core.reading.contract import (
    Kind,
    ReadAttachment,
    Reading,
    ReadMail,
    ReadPage,
    Refused,
    Trouble,
)
from arengo.core.reading.layout import rejoined

MAX_BYTES: Final = 50 * 1024 * 1024
MAX_LETTERS: Final = 2_000_000
PAGE_LETTERS: Final = 50_000
READER: Final = "arengo.core.reading.reader"
# What some programs write before a PDF begins.
PDF_WITHIN: Final = 1024
BETWEEN_PAGES: Final = "\n\n"


class ReadingStopped(RuntimeError):
    """The reading did not come to its end, for no fault of the file: it can be tried again."""


def read(path: Path, folder: Path) -> Reading:
    """What the file at `path` says; pictures of its pages and what it carries go into `folder`.

    Whatever the file is, it gives a Reading, maybe with a trouble. Raises ReadingStopped;
    InsideTransaction when a transaction is open.
    """
    refuse_inside_transaction("the reading of a file")
    if path.stat().st_size > MAX_BYTES:
        return Reading(kind=None, trouble=Trouble.BIG)
    with path.open("rb") as file:
        is_pdf = b"%PDF-" in file.read(PDF_WITHIN)
    try:
        found = _pdf(path, folder) if is_pdf else _other(path, folder)
    except (confined.Stopped, DrawingStopped) as stopped:
        raise ReadingStopped(str(stopped)) from stopped
    return _checked(found)


def _checked(found: Reading) -> Reading:
    if found.trouble is not None:
        return found
    if len(found.text) > MAX_LETTERS:
        return replace(found, text="", trouble=Trouble.LONG)
    if not found.text.strip():
        return replace(found, text="", trouble=_why_empty(found))
    return found


def _why_empty(found: Reading) -> Trouble:
    if found.mail and found.mail.attachments:
        return Trouble.ONLY_CARRIES
    return Trouble.NO_WORDS if found.pages else Trouble.EMPTY


def _pdf(path: Path, folder: Path) -> Reading:
    pages: list[ReadPage] = []
    try:
        pages.extend(_pages(pdf_pages.draw(path, folder, letters=PAGE_LETTERS)))
    except CannotDraw as refused:
        return Reading(kind=Kind.PDF, trouble=Trouble(refused.trouble))
    text = BETWEEN_PAGES.join(page.text for page in pages)
    return Reading(kind=Kind.PDF, text=text if text.strip() else "", pages=tuple(pages))


def _pages(drawn: Iterator[DrawnPage]) -> Iterator[ReadPage]:
    start = 0
    for page in drawn:
        text = rejoined(page.text)
        yield ReadPage(
            number=page.number,
            text=text,
            start=start,
            picture=page.picture,
            width=page.width,
            height=page.height,
        )
        start += len(text) + len(BETWEEN_PAGES)


def _other(path: Path, folder: Path) -> Reading:
    try:
        with closing(confined.ask(READER, str(path), str(folder))) as lines:
            told = next(lines, None)
            # To its end, which says whether it went well.
            list(lines)
    except confined.TooHeavy:
        return Reading(kind=None, trouble=Trouble.HEAVY)
    return _reading(told or {"trouble": "heavy"}, folder)


def _reading(told: dict[str, Any], folder: Path) -> Reading:
    page = told.get("page")
    return Reading(
        kind=Kind(told["kind"]) if "kind" in told else None,
        text=told.get("text", ""),
        pages=(_photograph(page, folder),) if page else (),
        mail=_mail(told["mail"], folder) if "mail" in told else None,
        trouble=Trouble(told["trouble"]) if "trouble" in told else None,
    )


def _photograph(page: dict[str, Any], folder: Path) -> ReadPage:
    size = {"width": page["width"], "height": page["height"]}
    return ReadPage(number=1, text="", start=0, picture=folder / page["file"], **size)


def _mail(told: dict[str, Any], folder: Path) -> ReadMail:
    carried = [
        ReadAttachment(**{**about, "file": folder / about["file"]}) for about in told["attachments"]
    ]
    told["sent_at"] = datetime.fromisoformat(told["sent_at"]) if told["sent_at"] else None
    told["refused"] = Refused(**told["refused"]) if told["refused"] else None
    return ReadMail(**{**told, "attachments": tuple(carried)})
