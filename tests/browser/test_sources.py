"""A letter at the desk: its voices taken with the keyboard, or with the mouse to the letter."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect

from arengo.contributions.models import Contribution, Source
from arengo.contributions.operations import bring_source, read_sources
from arengo.process.models import Process
from tests.browser.test_every_page import LANGUAGES, overflow
from tests.conftest import Clock
from tests.core.reading.files import docx, photograph
from tests.factories import make_process
from tests.feedback.acts import dario, open_to_voices
from tests.process.papers import pdf_of

TEXT = (
    "Buongiorno,\n\nServono più treni la sera. Anche di domenica. La stazione è chiusa.\n\n"
    "La valle ha bisogno di medici, perché chi è anziano non guida.\n\nGrazie"
)
PHONE = {"width": 320, "height": 800}
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def process(site: str, clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    process = make_process()
    open_to_voices(process)
    return process


def brought(process: Process, **values: object) -> Source:
    return bring_source(
        process=process,
        kind=Source.Kind.LETTER,
        values={"title": "Una lettera", **values},
        upload=values.pop("upload", None),
        email="ada@example.org",
        by=dario(),
    )


def test_voices_are_taken_from_a_letter_with_the_keyboard_alone(
    process: Process, office, accessible, tmp_path: Path
) -> None:
    paper = tmp_path / "La lettera di Ada.docx"
    paper.write_bytes(docx(*TEXT.split("\n\n")))
    desk: Page = office("office")
    desk.goto("/ufficio/")
    desk.get_by_role("link", name="Lettere e mail").press("Enter")
    desk.get_by_role("link", name="È arrivato qualcosa").press("Enter")
    desk.get_by_label("File").first.set_input_files(paper)
    desk.get_by_role("button", name="Aggiungi").press("Enter")
    expect(desk.get_by_text("Il programma sta leggendo il file")).to_be_visible()
    read_sources()
    desk.get_by_role("link", name="Guarda se ha finito").press("Enter")
    for sentence in ("Servono più treni la sera.", "Anche di domenica."):
        desk.get_by_role("checkbox", name=sentence, exact=True).press("Space")
    accessible(desk)
    desk.get_by_role("button", name="È una voce", exact=True).press("Enter")
    expect(desk.get_by_text("1 voce tratta")).to_be_visible()
    assert Contribution.objects.get().text == "Servono più treni la sera. Anche di domenica."

    desk.get_by_role("checkbox", name="La valle ha bisogno di medici").first.press("Space")
    desk.get_by_role("button", name="È una voce", exact=True).press("Enter")
    desk.get_by_role("link", name="Tratta per errore").first.press("Enter")
    desk.get_by_role("button", name="Sì, toglila").press("Enter")
    expect(desk.get_by_text("1 voce tratta")).to_be_visible()
    desk.get_by_role("button", name="Ho finito").press("Enter")
    expect(desk.get_by_text("Chiusa.", exact=False).first).to_be_visible()
    accessible(desk)


def test_words_are_highlighted_with_the_mouse(process: Process, office) -> None:
    source = brought(process, text=TEXT)
    desk: Page = office("office")
    desk.goto(f"/ufficio/fonti/{source.pk}/")
    piece = desk.get_by_text("Servono più treni la sera.", exact=True).first
    box = piece.evaluate(
        """piece => {
          const range = document.createRange();
          range.setStart(piece.firstChild, 13);
          range.setEnd(piece.firstChild, 25);
          piece.scrollIntoView({block: "center", behavior: "instant"});
          const found = range.getBoundingClientRect();
          return [found.left, found.right, found.top + found.height / 2];
        }"""
    )
    left, right, middle = box
    desk.mouse.move(left, middle)
    desk.mouse.down()
    desk.mouse.move(right, middle, steps=8)
    desk.mouse.up()
    # Where a letter begins is a matter of half a pixel.
    words = desk.evaluate("document.getSelection().toString().trim()")
    assert "reni la ser" in words
    expect(desk.get_by_text(f"Hai evidenziato: «{words}»")).to_be_visible()
    expect(desk.locator("input[name=frase]:checked")).to_have_count(0)
    desk.get_by_role("button", name="È una voce", exact=True).click()
    expect(desk.get_by_text("1 voce tratta")).to_be_visible()
    assert Contribution.objects.get().text == words


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_page_of_what_came_is_accessible_and_fits_a_small_phone(
    process: Process, office, accessible, language: str
) -> None:
    desk: Page = office("office")
    addresses = ["/ufficio/fonti/", "/ufficio/fonti/nuova/"]
    sources = [
        brought(process, text=TEXT, title="A" * 120),
        brought(process, upload=ContentFile(pdf_of("= Il treno", "= La valle"), name="a.pdf")),
        brought(process, upload=ContentFile(photograph(), name="a.jpg")),
    ]
    for address in addresses:
        look(desk, LANGUAGES[language] + address, accessible)
    read_sources()
    for source in sources:
        here = f"/ufficio/fonti/{source.pk}/"
        for address in (here, f"{here}da-parte/"):
            look(desk, LANGUAGES[language] + address, accessible)


def look(desk: Page, path: str, accessible) -> None:
    desk.set_viewport_size(WIDE)
    desk.goto(path)
    accessible(desk)
    desk.set_viewport_size(PHONE)
    assert overflow(desk) <= 0, path
