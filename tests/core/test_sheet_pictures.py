"""Which sheet is in a picture: turned, dark, several side by side, in any order; and files made to break it."""

import io
from pathlib import Path

import pytest
import segno
from django.db import transaction
from PIL import Image, ImageFilter

from arengo.core import sheet_pictures
from arengo.core.guard import InsideTransaction
from arengo.core.pdf_pages import PAGES_AT_MOST, CannotDraw
from arengo.core.sheet_layout import LAYOUT, is_mark, marked
from arengo.core.sheet_pictures import SheetPicture
from tests.contributions.photographing import SECRET_CAMERA, photographed, scanned, written_on
from tests.process.papers import locked, pdf_of

MM = 6


def paper(url: str) -> Image.Image:
    """A sheet with its mark where the layout says, as a printer gives it."""
    page = Image.new("RGB", (round(LAYOUT.width * MM), round(LAYOUT.height * MM)), "white")
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="png", border=2, scale=10)
    side = round(LAYOUT.qr_side * MM)
    left = round((LAYOUT.width - LAYOUT.qr_right) * MM) - side
    page.paste(
        Image.open(out).convert("RGB").resize((side, side)), (left, round(LAYOUT.qr_top * MM))
    )
    return page


FIRST = marked("https://piano.example/voce/7K4M-2QWX/", 1)
SECOND = marked("https://piano.example/voce/76DG-WKT9/", 1)
BACK = marked("https://piano.example/voce/7K4M-2QWX/", 2)


def read(data: bytes, place: Path) -> list[SheetPicture]:
    source = place / "source"
    source.write_bytes(data)
    return list(sheet_pictures.read(source, place))


def trouble(data: bytes, place: Path) -> str:
    with pytest.raises(CannotDraw) as refused:
        read(data, place)
    return refused.value.trouble


def dark_at(picture: SheetPicture, x: float, y: float) -> bool:
    """Whether there is something black around a point of the sheet, in its own millimetres."""
    with Image.open(picture.picture) as image:
        wide, high = image.width / (LAYOUT.width + 18), image.height / (LAYOUT.height + 18)
        middle = ((x + 9) * wide, (y + 9) * high)
        spot = image.convert("L").crop(
            (int(middle[0] - 12), int(middle[1] - 12), int(middle[0] + 12), int(middle[1] + 12))
        )
        return bool(spot.filter(ImageFilter.MinFilter(3)).getextrema()[0] < 90)


@pytest.mark.parametrize("turned", [0, 7, -12, 90, 187])
@pytest.mark.parametrize("dark", [1.0, 0.15])
def test_a_photograph_says_which_sheet_it_is_however_it_was_held(
    tmp_path: Path, turned: float, dark: float
) -> None:
    (found,) = read(photographed(written_on(paper(FIRST)), turned=turned, dark=dark), tmp_path)
    assert found.marks == (FIRST,)
    with Image.open(found.picture) as picture:
        assert picture.format == "WEBP"
        assert picture.height > picture.width
        assert max(picture.size) <= 2000


def test_several_sheets_in_one_photograph_are_told_apart_and_stand_upright(tmp_path: Path) -> None:
    one, two = written_on(paper(FIRST)), written_on(paper(SECOND), seed=2)
    first, second = read(photographed(one, two, turned=11), tmp_path)
    assert (first.marks, second.marks) == ((FIRST,), (SECOND,))
    assert first.region[0] < second.region[0]
    for each in (first, second):
        assert 300 < each.region[2] < 600
        middle = LAYOUT.qr_side / 2
        assert dark_at(each, LAYOUT.width - LAYOUT.qr_right - middle, LAYOUT.qr_top + middle)
        assert not dark_at(each, LAYOUT.width / 2, LAYOUT.height - 30)


def test_a_scanned_pdf_is_read_page_by_page_in_any_order(tmp_path: Path) -> None:
    pages = [paper(BACK), Image.new("RGB", (900, 1200), "white"), paper(SECOND).rotate(180)]
    found = read(scanned(*pages, paper(FIRST).rotate(90, expand=True)), tmp_path)
    assert [(each.page, each.marks) for each in found] == [
        (1, (BACK,)),
        (2, ()),
        (3, (SECOND,)),
        (4, (FIRST,)),
    ]


def test_what_a_camera_wrote_beside_the_picture_does_not_come_through(tmp_path: Path) -> None:
    data = photographed(paper(FIRST))
    assert SECRET_CAMERA.encode() in data
    (found,) = read(data, tmp_path)
    assert SECRET_CAMERA.encode() not in found.picture.read_bytes()
    with Image.open(found.picture) as picture:
        assert not picture.getexif()


def test_a_picture_without_a_code_is_kept_as_it_is(tmp_path: Path) -> None:
    (found,) = read(photographed(Image.new("RGB", (900, 1200), "white")), tmp_path)
    assert (found.marks, found.region) == ((), (0, 0, 1000, 1000))


def test_a_drawing_without_background_is_seen_on_white(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (200, 300), (0, 0, 0, 0)).save(out, "PNG")
    (found,) = read(out.getvalue(), tmp_path)
    with Image.open(found.picture) as picture:
        assert picture.convert("L").getextrema() == (255, 255)


def test_only_the_mark_of_a_side_is_a_mark() -> None:
    assert is_mark(FIRST)
    assert not is_mark("https://piano.example/voce/7K4M-2QWX/")
    assert not is_mark("")


def bomb() -> bytes:
    """A picture of four hundred million points, in few bytes."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "unknown"),
        (b"ciao " * 300, "unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "unknown"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 400, "heic"),
        (b"%PDF-1.7 rotto", "broken"),
    ],
)
def test_what_is_no_picture_is_named(tmp_path: Path, data: bytes, why: str) -> None:
    assert trouble(data, tmp_path) == why


def test_a_picture_made_to_fill_the_memory_is_not_unpacked(tmp_path: Path) -> None:
    assert len(bomb()) < 100_000
    assert trouble(bomb(), tmp_path) == "heavy"


def test_half_a_photograph_is_broken(tmp_path: Path) -> None:
    data = photographed(paper(FIRST))
    assert trouble(data[: len(data) // 2], tmp_path) == "broken"


def test_a_pdf_that_is_locked_or_too_long_is_named(tmp_path: Path) -> None:
    assert trouble(locked(pdf_of("Ciao")), tmp_path) == "encrypted"
    many = pdf_of(*["pagina"] * (PAGES_AT_MOST + 1))
    assert trouble(many, tmp_path) == "long"


@pytest.mark.django_db
def test_nothing_is_read_inside_a_transaction(tmp_path: Path) -> None:
    with transaction.atomic(), pytest.raises(InsideTransaction):
        read(photographed(paper(FIRST)), tmp_path)
