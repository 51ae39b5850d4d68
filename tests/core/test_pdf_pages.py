"""PDF pages as pictures: light, legible, with their words; and files made to break their reader."""

from pathlib import Path

import pytest
from django.db import transaction
from PIL import Image

from arengo.core import confined, pdf_pages
from arengo.core.guard import InsideTransaction
from arengo.core.pdf_pages import CannotDraw, DrawingStopped, DrawnPage
from tests.process.papers import SLIDE, endless_pdf, locked, pdf_of

LINES = "\n".join(f"- Asse {n}: più connessa, più verde, più vicina ai Comuni" for n in range(9))


def drawn(pdf: bytes, place: Path) -> list[DrawnPage]:
    source = place / "source.pdf"
    source.write_bytes(pdf)
    return list(pdf_pages.draw(source, place))


def test_a_slide_of_text_is_light_and_as_wide_as_a_projector(tmp_path: Path) -> None:
    pages = drawn(pdf_of(f"= Sei assi\n{LINES}", "= Grazie"), tmp_path)

    assert [(page.number, page.width, page.height) for page in pages] == [
        (1, 1600, 900),
        (2, 1600, 900),
    ]
    with Image.open(pages[0].picture) as picture:
        assert (picture.format, picture.size) == ("WEBP", (1600, 900))
        # Black words on white: they are there.
        assert picture.convert("L").getextrema() == (0, 255)
    assert pages[0].picture.stat().st_size < 120_000


def test_the_words_of_a_page_are_read(tmp_path: Path) -> None:
    first, second = drawn(pdf_of("= Città\nPiù verde", "#rect(width: 3cm)"), tmp_path)

    assert first.text == "Città\nPiù verde"
    assert second.text == ""


def test_words_cut_by_the_layout_are_whole_again(tmp_path: Path) -> None:
    narrow = SLIDE.replace("960pt", "260pt") + '#set text(hyphenate: true, lang: "it")\n'
    (page,) = drawn(
        pdf_of("#par(justify: true)[precipitevolissimevolmente]", setup=narrow), tmp_path
    )

    assert page.text == "precipitevolissimevolmente"


def test_many_words_are_cut(tmp_path: Path) -> None:
    small = "#set page(width: 960pt, height: 540pt)\n#set text(size: 6pt)\n"
    (page,) = drawn(pdf_of("parola " * 700, setup=small), tmp_path)

    assert len(page.text) == 2000


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        ("595pt", "842pt", (1600, 2265)),
        ("14400pt", "30pt", (1600, 4)),
        ("30pt", "14400pt", (5, 2400)),
        ("14400pt", "14400pt", (1600, 1600)),
    ],
)
def test_no_size_of_paper_makes_a_giant_picture(
    tmp_path: Path, width: str, height: str, size: tuple[int, int]
) -> None:
    paper = f"#set page(width: {width}, height: {height}, margin: 0pt)\n"
    (page,) = drawn(pdf_of("#rect(width: 2pt, height: 2pt)", setup=paper), tmp_path)

    assert (page.width, page.height) == size


def test_a_photograph_is_kept_light(tmp_path: Path) -> None:
    Image.effect_noise((1200, 675), 60).save(tmp_path / "photo.png")
    setup = "#set page(width: 1200pt, height: 675pt, margin: 0pt)\n"
    picture = (tmp_path / "photo.png").read_bytes()
    numbers = ", ".join(str(byte) for byte in picture)
    (page,) = drawn(pdf_of(f"#image(bytes(({numbers})))", setup=setup), tmp_path)

    # Noise is the worst of photographs: without loss it would be several times as much.
    assert page.picture.stat().st_size < len(picture)


def test_behind_a_password_it_is_not_drawn(tmp_path: Path) -> None:
    with pytest.raises(CannotDraw) as refused:
        drawn(locked(pdf_of("= Riservato")), tmp_path)
    assert refused.value.trouble == "encrypted"


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7 and no more", b"<html>"])
def test_what_is_broken_is_not_drawn(tmp_path: Path, pdf: bytes) -> None:
    with pytest.raises(CannotDraw) as refused:
        drawn(pdf, tmp_path)
    assert refused.value.trouble == "broken"


def test_a_book_is_not_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pages, "PAGES_AT_MOST", 2)

    assert len(drawn(pdf_of("1", "2"), tmp_path)) == 2
    with pytest.raises(CannotDraw) as refused:
        drawn(pdf_of("1", "2", "3"), tmp_path)
    assert refused.value.trouble == "long"


@pytest.mark.parametrize("depth", [5, 12], ids=["takes all the time", "takes all the memory"])
def test_a_page_made_to_take_the_machine_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, depth: int
) -> None:
    monkeypatch.setattr(pdf_pages, "PAGE_SECONDS", 2)

    with pytest.raises(CannotDraw) as refused:
        drawn(endless_pdf(depth), tmp_path)
    assert refused.value.trouble == "heavy"


@pytest.mark.django_db
def test_nothing_is_drawn_inside_a_transaction(tmp_path: Path) -> None:
    with transaction.atomic(), pytest.raises(InsideTransaction):
        drawn(pdf_of("= Titolo"), tmp_path)


@pytest.fixture
def renderer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Puts in the place of the renderer a script that does what a machine in trouble does."""

    def does(script: str) -> None:
        path = tmp_path / "renderer"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setattr(confined.sys, "executable", str(path))

    return does


@pytest.mark.parametrize("script", ["kill -TERM $$", "kill -HUP $$", "exit 1"])
def test_a_drawing_that_was_stopped_says_nothing_of_the_file(
    tmp_path: Path, renderer, script: str
) -> None:
    renderer(script)

    with pytest.raises(DrawingStopped):
        drawn(pdf_of("= Titolo"), tmp_path)


def test_who_is_ended_while_it_speaks_is_not_listened_to(tmp_path: Path, renderer) -> None:
    renderer("""printf '{"number": 1, "fi'; kill -KILL $$""")

    with pytest.raises(CannotDraw) as refused:
        drawn(pdf_of("= Titolo"), tmp_path)
    assert refused.value.trouble == "heavy"
