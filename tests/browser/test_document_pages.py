"""A page of a document in a browser: its place does not move, and its words are a key away."""

import pytest
from playwright.sync_api import Page, expect

from arengo.process.operations import draw_pages
from tests.factories import make_meeting
from tests.process.papers import SLIDE, make_document, pdf_of

SHEET = '#set page(paper: "a4")\n'
PICTURES = "**/pagine/*.webp*"


@pytest.fixture
def document(site, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"

    def made(setup: str):
        row = make_document(pdf_of("= Sei assi\nPiù vicina", setup=setup))
        make_meeting().documents.add(row)
        draw_pages(document_id=row.pk, file_name=row.file.name)
        return row

    return made


@pytest.mark.parametrize("setup", [SLIDE, SHEET], ids=["slide", "sheet of paper"])
def test_the_picture_comes_into_a_place_that_was_kept_for_it(page: Page, document, setup):
    document(setup)
    page.route(PICTURES, lambda route: route.abort())
    page.goto("/componenti/")
    before = page.locator(".page-box").bounding_box()
    page.unroute(PICTURES)
    page.reload()
    picture = page.locator(".page-box img")

    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1600
    assert page.locator(".page-box").bounding_box() == before
    assert before["width"] / before["height"] == pytest.approx(16 / 9, rel=0.02)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_words_of_the_page_are_read_without_a_mouse(page: Page, document, accessible, width):
    document(SLIDE)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/componenti/")
    words = page.locator(".page-words > div")
    expect(words).to_be_hidden()

    page.locator(".page-words summary").focus()
    page.keyboard.press("Enter")

    expect(words).to_contain_text("Più vicina")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    accessible(page)


def test_the_desks_page_of_a_document_is_accessible(document, office, accessible):
    document(SLIDE)
    page = office("office")
    page.goto("/ufficio/percorso/documenti/slide/")

    expect(page.get_by_text("1 pagina pronta per lo schermo.")).to_be_visible()
    accessible(page)
