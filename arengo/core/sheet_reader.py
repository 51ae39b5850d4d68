"""Finds which sheet is in each picture of one file, in a process of its own: by `core.sheet_pictures`.

A photograph or a scanned PDF, in any order, turned, dark, with several sheets side by side. Each sheet
becomes a picture that stands upright. What a camera wrote beside it (where, when, with what) is left out.
"""

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pypdfium2 as pdfium
import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from arengo.core.pdf_renderer import picture_of, tell
from arengo.core.sheet_layout import LAYOUT, is_mark

# So large is a picture looked at, and so large is it kept: a hand's writing stays legible.
LOOKED_AT: Final = 3200
KEPT: Final = 2000
QUALITY: Final = 78
PIXELS_AT_MOST: Final = 120_000_000
FORMATS: Final = ("JPEG", "PNG", "WEBP")
HEIC: Final = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
# Around a sheet that is cut out of a picture, in millimetres: paper is not flat.
AROUND: Final = 9
# Of the QR's picture its white edge is about a twentieth on each side, whatever it says.
EDGE: Final = 0.055
STRAIGHT: Final = 1.0
ONLY_QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)

Found = dict[str, Any]


def main(source: str, folder: str, pages_at_most: str, page_seconds: str) -> None:
    """Read `source`, and write the picture of each sheet into `folder`."""
    tell(_sheets(Path(source), Path(folder), int(pages_at_most)), int(page_seconds))


def _sheets(source: Path, folder: Path, pages_at_most: int) -> Iterator[Found]:
    count = 0
    for number, page in _pages(source, pages_at_most):
        if isinstance(page, str):
            yield {"trouble": page}
            return
        for picture, marks, region in _cut(page):
            count += 1
            name = f"{count}.webp"
            picture.thumbnail((KEPT, KEPT))
            picture.save(folder / name, "WEBP", quality=QUALITY, method=4)
            yield {
                "page": number,
                "file": name,
                "width": picture.width,
                "height": picture.height,
                "marks": marks,
                "region": region,
            }


def _pages(source: Path, pages_at_most: int) -> Iterator[tuple[int, Image.Image | str]]:
    with source.open("rb") as file:
        head = file.read(1024)
    if b"%PDF" in head:
        yield from _pages_of_pdf(source, pages_at_most)
    elif head[4:8] == b"ftyp" and head[8:12] in HEIC:
        yield 1, "heic"
    else:
        yield 1, _photograph(source)


def _pages_of_pdf(source: Path, pages_at_most: int) -> Iterator[tuple[int, Image.Image | str]]:
    document = pdfium.PdfDocument(source)
    if len(document) > pages_at_most:
        yield 1, "long"
        return
    if not len(document):
        yield 1, "broken"
    for place in range(len(document)):
        page = document[place]
        yield place + 1, picture_of(page)
        page.close()


def _photograph(source: Path) -> Image.Image | str:
    """The picture as it was meant to be seen, on white; or what is wrong with it."""
    try:
        with Image.open(source, formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS_AT_MOST:
                return "heavy"
            # Of a JPEG only as many points are unpacked as are looked at.
            picture.draft("RGB", (LOOKED_AT, LOOKED_AT))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LOOKED_AT, LOOKED_AT))
            # What was taken in the dark is kept as light as paper is.
            return ImageOps.autocontrast(_on_white(upright), cutoff=1, preserve_tone=True)
    except UnidentifiedImageError:
        return "unknown"
    except Image.DecompressionBombError:
        return "heavy"
    except (OSError, SyntaxError, ValueError):
        return "broken"


def _on_white(picture: Image.Image) -> Image.Image:
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    white = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(white, seen).convert("RGB")


def _cut(page: Image.Image) -> Iterator[tuple[Image.Image, list[str], list[int]]]:
    """Each sheet on a page: its picture, what its QR codes say, where it was in thousandths."""
    codes = _codes(page)
    marks = sorted((code for code in codes if is_mark(code.text)), key=_from_the_left)
    if len(marks) > 1:
        for code in marks:
            yield _cut_out(page, code)
        return
    told_by = marks or codes
    upright = _turned(page, told_by[0]) if told_by else page
    yield upright, [code.text for code in told_by], [0, 0, 1000, 1000]


def _from_the_left(code: Any) -> tuple[int, int]:
    return code.position.top_left.x, code.position.top_left.y


def _codes(page: Image.Image) -> list[Any]:
    """The QR codes on a page; where none is seen, with more light."""
    grey = page.convert("L")
    for looked_at in (grey, ImageOps.autocontrast(grey, cutoff=2), ImageOps.equalize(grey)):
        found = zxingcpp.read_barcodes(looked_at, formats=ONLY_QR)
        if found:
            return list(found)
    return []


def _turned(page: Image.Image, code: Any) -> Image.Image:
    across, _down = _axes(code)
    angle = math.degrees(math.atan2(across[1], across[0]))
    if abs(angle) < STRAIGHT:
        return page
    return page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def _cut_out(page: Image.Image, code: Any) -> tuple[Image.Image, list[str], list[int]]:
    """One of several sheets, found from where its QR stands on it."""
    across, down = _axes(code)
    corner = code.position.top_left
    left = LAYOUT.width - LAYOUT.qr_right - LAYOUT.qr_side * (1 - EDGE)
    top = LAYOUT.qr_top + LAYOUT.qr_side * EDGE

    def place(x: float, y: float) -> tuple[float, float]:
        """Where a point of the sheet, in millimetres, is on the page."""
        dx, dy = x - left, y - top
        return (
            corner.x + dx * across[0] + dy * down[0],
            corner.y + dx * across[1] + dy * down[1],
        )

    scale = min(math.hypot(*across), KEPT / LAYOUT.height)
    size = tuple(
        max(1, round((side + 2 * AROUND) * scale)) for side in (LAYOUT.width, LAYOUT.height)
    )
    start = place(-AROUND, -AROUND)
    matrix = (
        across[0] / scale,
        down[0] / scale,
        start[0],
        across[1] / scale,
        down[1] / scale,
        start[1],
    )
    picture = page.transform(
        (size[0], size[1]),
        Image.Transform.AFFINE,
        matrix,
        Image.Resampling.BICUBIC,
        fillcolor="white",
    )
    ends = [place(x, y) for x in (0, LAYOUT.width) for y in (0, LAYOUT.height)]
    return picture, [code.text], _region(page, ends)


def _axes(code: Any) -> tuple[tuple[float, float], tuple[float, float]]:
    """A millimetre across the sheet and one down, in points of the page."""
    side = LAYOUT.qr_side * (1 - 2 * EDGE)
    where = code.position
    across = (where.top_right.x - where.top_left.x, where.top_right.y - where.top_left.y)
    down = (where.bottom_left.x - where.top_left.x, where.bottom_left.y - where.top_left.y)
    return (across[0] / side, across[1] / side), (down[0] / side, down[1] / side)


def _region(page: Image.Image, ends: list[tuple[float, float]]) -> list[int]:
    """The box around some points, within the page: [x, y, width, height] in thousandths."""
    xs = sorted(min(max(x / page.width, 0), 1) for x, _y in ends)
    ys = sorted(min(max(y / page.height, 0), 1) for _x, y in ends)
    box = (xs[0], ys[0], xs[-1] - xs[0], ys[-1] - ys[0])
    return [round(each * 1000) for each in box]


if __name__ == "__main__":
    main(*sys.argv[1:])
