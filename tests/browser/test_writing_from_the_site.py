"""A voice written on the site on a small phone: with the keyboard alone, found again, never sent twice."""

import pytest
from playwright.sync_api import Page, expect

from arengo.contributions.models import Contribution
from arengo.core import codes
from arengo.process.models import Process
from tests.browser.test_every_page import LANGUAGES, overflow
from tests.conftest import Clock
from tests.factories import make_municipality, make_process
from tests.feedback.acts import open_to_voices

PHONE = {"width": 320, "height": 800}
BUS = "Un bus la domenica."


@pytest.fixture
def process(site: str, clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    make_municipality()
    found = make_process()
    open_to_voices(found)
    return found


def test_from_the_home_with_the_keyboard_alone_to_the_code_and_back(
    process: Process, page: Page, accessible, post
) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/")
    page.get_by_role("link", name="Scrivi la tua voce").press("Enter")
    accessible(page)
    page.get_by_label("Che cosa vuoi dire").focus()
    page.keyboard.type(BUS)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_label("E-mail facoltativa").focus()
    page.keyboard.type("ada@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ricevuta.")).to_be_visible()
    row = Contribution.objects.get()
    expect(page.get_by_text(codes.show(row.code)).first).to_be_visible()
    assert [code.axis.number for code in row.codes.all()] == [1]
    accessible(page)
    page.get_by_text("Correggi la tua voce").press("Enter")
    page.get_by_label("Le parole").fill("Due bus la domenica.")
    page.get_by_role("button", name="Salva le parole nuove").press("Enter")
    expect(page.get_by_text("l'ufficio leggerà le parole nuove")).to_be_visible()
    expect(page.locator("blockquote")).to_have_text("Due bus la domenica.")
    page.get_by_text("Ritira la tua voce").press("Enter")
    page.get_by_role("button", name="Cancella queste parole").press("Enter")
    expect(page.get_by_role("heading", name="Ritirata da chi l'aveva scritta")).to_be_visible()
    accessible(page)


def test_what_was_typed_is_there_when_the_phone_comes_back_to_life(
    process: Process, page: Page
) -> None:
    page.goto("/scrivi/")
    page.get_by_label("Che cosa vuoi dire").fill(BUS)
    page.goto("about:blank")
    page.goto("/scrivi/")
    expect(page.get_by_label("Che cosa vuoi dire")).to_have_value(BUS)
    expect(page.get_by_text("Abbiamo ritrovato quello che stavi scrivendo.")).to_be_visible()
    page.get_by_role("button", name="Invia la tua voce").dblclick()
    expect(page.get_by_role("heading", name="Ricevuta.")).to_be_visible()
    assert Contribution.objects.count() == 1
    # Only once its scripts have run is what was kept gone.
    page.wait_for_load_state("load")
    page.goto("/scrivi/")
    expect(page.get_by_label("Che cosa vuoi dire")).to_have_value("")


def test_too_long_a_text_is_told_while_one_writes(process: Process, page: Page) -> None:
    page.goto("/scrivi/")
    page.get_by_label("Che cosa vuoi dire").fill("a" * 5003)
    expect(page.get_by_text("Sono 3 caratteri di troppo")).to_be_visible()
    page.get_by_label("Che cosa vuoi dire").fill("a" * 4990)
    expect(page.get_by_text("Ancora 10 caratteri.")).to_be_visible()


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_form_and_its_mistakes_fit_a_phone_of_320_pixels(
    process: Process, page: Page, accessible, language: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{LANGUAGES[language]}/scrivi/")
    accessible(page)
    assert overflow(page) == 0
    page.locator("form[data-write] button[type=submit]").click()
    expect(page.locator("#problems")).to_be_focused()
    accessible(page)
    assert overflow(page) == 0
