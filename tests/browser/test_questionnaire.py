"""A questionnaire on a small phone: put in order with buttons or without a script, found again, sent once."""

import pytest
from playwright.sync_api import Page, expect

from arengo.contributions.links import response_token
from arengo.contributions.models import Contribution, QuestionnaireResponse
from arengo.core import codes
from arengo.process.models import Process, Stage
from arengo.process.operations import publish_results
from tests.browser.test_every_page import LANGUAGES, overflow
from tests.conftest import Clock
from tests.contributions.asking import ask, respond
from tests.factories import make_municipality, make_process

PHONE = {"width": 320, "height": 800}
ORDER = "fieldset:has-text('In che ordine?')"
WHY = "Di sera non c'è modo di tornare."


@pytest.fixture
def process(site: str, clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    make_municipality()
    found = make_process()
    ask(found)
    return found


def shown_order(page: Page) -> list[str]:
    return page.locator(f"{ORDER} .ranking-row label").all_text_contents()


def test_from_the_stages_with_the_keyboard_alone_to_the_codes(
    process: Process, page: Page, accessible
) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/percorso/")
    page.get_by_role("link", name="Rispondi al questionario").press("Enter")
    accessible(page)
    page.get_by_label("Treni").first.press("Space")
    page.get_by_role("button", name="Più in alto: Treni").press("Enter")
    expect(page.get_by_role("button", name="Più in alto: Treni")).to_be_focused()
    expect(page.get_by_text("Treni: posto 1")).to_be_attached()
    page.get_by_role("button", name="Più in alto: Casa").press("Enter")
    page.keyboard.press("Enter")
    assert shown_order(page) == ["Casa", "Treni", "Lavoro"]
    page.get_by_label("Perché?").fill(WHY)
    accessible(page)
    page.get_by_role("button", name="Invia le risposte").press("Enter")
    expect(page.get_by_role("heading", name="Grazie: le tue risposte")).to_be_visible()
    row = QuestionnaireResponse.objects.get()
    assert row.answers == {"manca": "treni", "ordine": ["casa", "treni"]}
    expect(page.get_by_text(codes.show(row.voices.get().code)).first).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Correggila o ritirala").press("Enter")
    expect(page.get_by_text("Risposta alla domanda «Perché?»")).to_be_visible()


def test_buttons_and_places_say_the_same_and_the_places_stay_whole(
    process: Process, page: Page
) -> None:
    page.goto("/questionario/")
    order = page.locator(ORDER)
    for name in ("Lavoro", "Casa", "Treni"):
        order.get_by_role("button", name=f"Più in alto: {name}").click()
    order.get_by_label("Treni", exact=True).select_option("1")
    assert shown_order(page) == ["Treni", "Lavoro", "Casa"]
    order.get_by_label("Lavoro", exact=True).select_option("")
    assert shown_order(page) == ["Treni", "Casa", "Lavoro"]
    expect(order.get_by_label("Casa", exact=True)).to_have_value("2")
    order.get_by_role("button", name="Più in basso: Treni").click()
    order.get_by_role("button", name="Più in basso: Treni").click()
    expect(page.get_by_text("Treni: nessun posto")).to_be_attached()
    expect(order.get_by_label("Casa", exact=True)).to_have_value("1")
    page.get_by_role("button", name="Invia le risposte").click()
    expect(page.get_by_role("heading", name="Grazie: le tue risposte")).to_be_visible()
    assert QuestionnaireResponse.objects.get().answers == {"ordine": ["casa"]}


def test_without_a_script_one_chooses_the_places_and_slips_are_told(
    process: Process, chromium, site: str
) -> None:
    context = chromium.new_context(base_url=site, java_script_enabled=False, locale="it-IT")
    page = context.new_page()
    page.goto("/questionario/")
    order = page.locator(ORDER)
    order.get_by_label("Casa").select_option("1")
    order.get_by_label("Treni").select_option("1")
    page.get_by_label("Perché?").fill(WHY)
    page.get_by_role("button", name="Invia le risposte").click()
    expect(page.get_by_text("Il posto 1 è dato più di una volta").first).to_be_visible()
    expect(page.get_by_label("Perché?")).to_have_value(WHY)
    order.get_by_label("Treni").select_option("2")
    page.get_by_role("button", name="Invia le risposte").click()
    expect(page.get_by_role("heading", name="Grazie: le tue risposte")).to_be_visible()
    assert QuestionnaireResponse.objects.get().answers == {"ordine": ["casa", "treni"]}
    context.close()


def test_what_was_answered_is_there_when_the_phone_comes_back_to_life_and_is_sent_once(
    process: Process, page: Page
) -> None:
    page.goto("/questionario/")
    page.get_by_label("Treni").first.check()
    page.get_by_role("button", name="Più in alto: Casa").click()
    page.get_by_label("Perché?").fill(WHY)
    page.goto("about:blank")
    page.goto("/questionario/")
    expect(page.get_by_text("Abbiamo ritrovato le risposte che stavi dando.")).to_be_visible()
    expect(page.get_by_label("Treni").first).to_be_checked()
    expect(page.get_by_label("Perché?")).to_have_value(WHY)
    assert shown_order(page)[0] == "Casa"
    page.get_by_role("button", name="Invia le risposte").dblclick()
    expect(page.get_by_role("heading", name="Grazie: le tue risposte")).to_be_visible()
    assert (QuestionnaireResponse.objects.count(), Contribution.objects.count()) == (1, 1)
    # Only once its scripts have run is what was kept gone.
    page.wait_for_load_state("load")
    page.goto("/questionario/")
    expect(page.get_by_label("Perché?")).to_have_value("")
    expect(page.get_by_text("Abbiamo ritrovato")).to_be_hidden()


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_page_of_it_is_accessible_and_fits_a_phone_of_320_pixels(
    process: Process, office, accessible, language: str
) -> None:
    for _one in range(6):
        row = respond(process, {"manca": "casa", "ordine": ["casa", "treni"], "perche": WHY})
    respond(process, {"manca": "lavoro", "ordine": ["treni"]})
    publish_results(stage=Stage.objects.get(), by="staff:1")
    page: Page = office("office")
    page.set_viewport_size(PHONE)
    addresses = [
        "/questionario/",
        f"/questionario/grazie/{response_token(row.pk)}/",
        "/questionario/risultati/ascolto/",
        f"/voce/{row.voices.get().code}/",
        "/percorso/",
        "/scrivi/",
        "/ufficio/percorso/tappe/ascolto/questionario/",
        "/ufficio/percorso/tappe/ascolto/",
        "/ufficio/percorso/",
        "/ufficio/percorso/domande/ascolto/ordine/",
    ]
    for address in addresses:
        path = LANGUAGES[language] + address
        page.goto(path)
        accessible(page)
        assert overflow(page) <= 0, path


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_its_mistakes_take_the_focus_and_fit_too(
    process: Process, page: Page, accessible, language: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{LANGUAGES[language]}/questionario/")
    page.locator("form[data-questionnaire] button[type=submit]").click()
    expect(page.locator("#problems")).to_be_focused()
    accessible(page)
    assert overflow(page) <= 0
