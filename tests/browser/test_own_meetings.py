"""A village tells its meeting on a small phone; a photo beside a voice; a sheet of voices at the desk."""

import pytest
from django.core.files.storage import default_storage
from playwright.sync_api import Page, expect

from arengo.contributions.models import Attachment, Contribution, Source
from arengo.core import codes
from arengo.process.models import Process
from tests.browser.test_every_page import LANGUAGES, overflow
from tests.conftest import Clock
from tests.contributions.test_attaching import photograph
from tests.factories import make_municipality, make_process
from tests.feedback.acts import open_to_voices

PHONE = {"width": 320, "height": 800}
SHEET = "Testo;Asse\nServono treni di sera.;2\n;3\n"


@pytest.fixture
def process(site: str, clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    make_municipality()
    found = make_process()
    open_to_voices(found)
    return found


def test_with_the_keyboard_alone_a_meeting_becomes_voices(
    process: Process, page: Page, accessible
) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/incontri-sul-territorio/")
    accessible(page)
    assert overflow(page) == 0
    page.get_by_role("link", name="Racconta il vostro incontro").press("Enter")
    accessible(page)
    page.get_by_role("combobox", name="In quale comune").focus()
    page.keyboard.type("Balme")
    page.get_by_label("In che giorno").fill("2023-10-20")
    page.get_by_label("Quante persone c'erano").focus()
    page.keyboard.type("23")
    page.get_by_label("Altro", exact=True).focus()
    page.keyboard.type("Più panchine")
    page.keyboard.press("Enter")
    page.keyboard.type("Un bus la domenica")
    page.get_by_role("button", name="Avanti: guardo le voci").press("Enter")
    expect(page.get_by_role("heading", name="Diventano 2 voci: va bene così?")).to_be_visible()
    accessible(page)
    assert overflow(page) == 0
    page.get_by_role("button", name="Invia così").press("Enter")
    expect(page.get_by_role("heading", name="Ricevute, tutte e 2.")).to_be_visible()
    accessible(page)
    assert overflow(page) == 0
    for voice in Contribution.objects.all():
        expect(page.get_by_text(codes.show(voice.code))).to_be_visible()


def test_what_was_told_is_there_when_the_phone_comes_back_to_life(
    process: Process, page: Page
) -> None:
    page.goto("/incontri-sul-territorio/racconta/")
    page.get_by_label("Altro", exact=True).fill("Più panchine")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.goto("about:blank")
    page.goto("/incontri-sul-territorio/racconta/")
    expect(page.get_by_label("Altro", exact=True)).to_have_value("Più panchine")
    # Others may use the same browser.
    expect(page.get_by_label("E-mail")).to_have_value("")


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_its_mistakes_fit_a_phone_of_320_pixels(
    process: Process, page: Page, accessible, language: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{LANGUAGES[language]}/incontri-sul-territorio/racconta/")
    page.locator("button.btn-wide").click()
    expect(page.locator("#problems")).to_be_focused()
    accessible(page)
    assert overflow(page) == 0
    page.goto(f"{LANGUAGES[language]}/che-cosa-succede/")
    accessible(page)
    assert overflow(page) == 0


def test_a_photo_is_added_after_the_words_are_safe(
    process: Process, page: Page, accessible
) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/scrivi/")
    page.get_by_label("Che cosa vuoi dire").fill("Una pensilina alla fermata.")
    page.get_by_role("button", name="Invia la tua voce").click()
    page.get_by_text("Aggiungi una foto o un documento", exact=True).press("Enter")
    accessible(page)
    page.get_by_label("File").set_input_files(
        {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    page.get_by_label("Che cosa mostra").fill("La fermata")
    page.get_by_role("button", name="Aggiungi").press("Enter")
    expect(page.get_by_role("img", name="La fermata")).to_be_visible()
    expect(page.get_by_role("heading", name="Ricevuta.")).to_be_visible()
    accessible(page)
    assert overflow(page) == 0
    assert default_storage.exists(Attachment.objects.get().file.name)


def test_a_sheet_is_seen_and_imported_at_the_desk(process: Process, office, accessible) -> None:
    desk: Page = office("office")
    desk.goto("/ufficio/voci/importa/")
    accessible(desk)
    desk.get_by_label("Foglio", exact=True).set_input_files(
        {"name": "voci.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    )
    desk.get_by_role("button", name="Leggi il foglio").press("Enter")
    expect(desk.get_by_text("Riga 3: Mancano le parole.")).to_be_visible()
    accessible(desk)
    with desk.expect_download() as download:
        desk.get_by_role("button", name="Scarica le righe lasciate fuori").press("Enter")
    assert download.value.suggested_filename == "da-correggere.xlsx"
    # A file came, and the page is not shut.
    desk.get_by_role("button", name="Importa 1 voce").press("Enter")
    expect(desk.get_by_text("1 voce ricevuta: ora si legge.")).to_be_visible()
    accessible(desk)
    assert Source.objects.get().voices.count() == 1
