"""Draws the pages of one PDF, in a process of its own: by `core.pdf_pages`.

What it reads was made by others, and the library that reads it is not Python: see `core.confined`.
It says a line for each page as soon as its picture is there, or one that says what is wrong.
"""

import io
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pypdfium2 as pdfium
from PIL import Image

from arengo.core.confined import confine, say

# As wide as a projector shows and a telephone can enlarge; a sheet of paper is higher than wide.
MAX_WIDTH: Final = 1600
MAX_HEIGHT: Final = 2400
# Lossless is the smallest for writing and drawings (a slide of text: 14 kB, as PNG 133), and the
# largest for photographs: above this the lossy one is tried.
LOSSLESS_BYTES: Final = 120_000
LOSSY_QUALITY: Final = 80


def main(source: str, folder: str, pages_at_most: str, page_seconds: str, letters: str) -> None:
    """Draw `source` into `folder`; says on standard output how it went.

    More pages than `pages_at_most` are refused, a page has `page_seconds`, and its words are cut
    after so many `letters`.
    """
    lines = _pages(Path(source), Path(folder), int(pages_at_most), int(letters))
    tell(lines, int(page_seconds))


def tell(lines: Iterator[dict[str, Any]], seconds: int) -> None:
    """Say what comes, each within `seconds`, under the limits of this process; or what is wrong."""
    confine()
    signal.alarm(seconds)
    try:
        for line in lines:
            signal.alarm(seconds)
            say(line)
    except pdfium.PdfiumError as error:
        is_locked = error.err_code == pdfium.raw.FPDF_ERR_PASSWORD
        say({"trouble": "encrypted" if is_locked else "broken"})
    except MemoryError:
        say({"trouble": "heavy"})


def _pages(
    source: Path, folder: Path, pages_at_most: int, letters: int
) -> Iterator[dict[str, Any]]:
    document = pdfium.PdfDocument(source)
    count = len(document)
    if count > pages_at_most:
        yield {"trouble": "long"}
        return
    if not count:
        yield {"trouble": "broken"}
    for place in range(count):
        page = document[place]
        picture = picture_of(page)
        name = f"{place + 1}.webp"
        (folder / name).write_bytes(_smallest(picture))
        yield {
            "number": place + 1,
            "file": name,
            "width": picture.width,
            "height": picture.height,
            "text": _text(page)[:letters],
        }
        page.close()


def picture_of(page: pdfium.PdfPage) -> Image.Image:
    """A page as a picture."""
    width, height = page.get_size()
    scale = min(MAX_WIDTH / max(width, 1), MAX_HEIGHT / max(height, 1))
    # The library rounds up: a hair less, or the last bit of a number would add a pixel.
    return page.render(scale=scale * (1 - 1e-6)).to_pil().convert("RGB")


def _smallest(picture: Image.Image) -> bytes:
    exact = _webp(picture, lossless=True)
    if len(exact) <= LOSSLESS_BYTES:
        return exact
    return min(exact, _webp(picture, quality=LOSSY_QUALITY), key=len)


def _webp(picture: Image.Image, **how: Any) -> bytes:
    data = io.BytesIO()
    picture.save(data, "WEBP", method=4, **how)
    return data.getvalue()


def _text(page: pdfium.PdfPage) -> str:
    """The words of a page as a reader would hear them: no hyphens of the layout, no control signs."""
    textpage = page.get_textpage()
    text = textpage.get_text_bounded(errors="ignore")
    textpage.close()
    text = re.sub("[\ufffe\u0002]\\s*", "", text)
    lines = ("".join(c if c.isprintable() else " " for c in row) for row in text.splitlines())
    rows = [" ".join(line.split()) for line in lines]
    return "\n".join(row for row in rows if row)


if __name__ == "__main__":
    main(*sys.argv[1:])
