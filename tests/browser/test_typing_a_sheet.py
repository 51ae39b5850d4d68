"""A sheet written by hand at the desk: handed in, typed by the keyboard alone, legible on a telephone."""

import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from arengo.contributions import paper
from arengo.contributions.models import Contribution, SheetPrint
from arengo.contributions.operations import print_sheets
from arengo.core import codes
from arengo.core.tasks import runner
from arengo.process.models import Process
from tests.browser.test_every_page import LANGUAGES, overflow
from tests.conftest import Clock
from tests.contributions.photographing import photographed, scanned, sides, written_on
from tests.contributions.test_scanned_sheets import white
from tests.factories import make_process
from tests.feedback.acts import dario, open_to_voices

PHONE = {"width": 320, "height": 800}
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def process(site: str, clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    found = make_process()
    open_to_voices(found)
    return found


@pytest.fixture
def run(process: Process) -> SheetPrint:
    stage = process.stages.get()
    return print_sheets(stage=stage, number=uuid.uuid4(), count=3, place="Biblioteca", by=dario())


def handed_in(desk: Page, run: SheetPrint, place: Path) -> None:
    pages = sides(paper.sheets(run))
    photo, scan = place / "foto.jpg", place / "scansione.pdf"
    photo.write_bytes(photographed(written_on(pages[0])))
    scan.write_bytes(scanned(pages[1], written_on(pages[2], 2), white()))
    desk.goto("/ufficio/fogli/")
    desk.get_by_label("Foto o scansioni").set_input_files([photo, scan])
    desk.get_by_role("button", name="Consegna").press("Enter")
    expect(desk.get_by_text("Consegnati 2 file: li stiamo guardando.")).to_be_visible()
    while runner.run_due():
        continue


def test_a_sheet_is_typed_with_the_keyboard_alone(run: SheetPrint, office, tmp_path, accessible):
    desk: Page = office("office")
    desk.set_viewport_size(WIDE)
    handed_in(desk, run, tmp_path)
    desk.goto("/ufficio/fogli/")
    accessible(desk)
    desk.get_by_role("button", name="Trascrivi il prossimo").press("Enter")
    view = desk.get_by_role("group", name="Immagine 1")
    image = desk.get_by_alt_text("Il foglio scritto a mano, immagine 1")
    before = image.bounding_box()
    view.focus()
    desk.keyboard.press("+")
    assert image.bounding_box()["width"] > before["width"] * 1.2
    desk.keyboard.press("0")
    desk.keyboard.press("r")
    turned = image.bounding_box()
    assert turned["width"] > turned["height"]
    for _three in range(3):
        desk.keyboard.press("r")
    after = image.bounding_box()
    assert abs(after["width"] - before["width"]) < 1
    assert after["height"] > after["width"]
    accessible(desk)
    box = desk.get_by_label("Le parole, come sono scritte")
    box.focus()
    desk.keyboard.type("Serve un bus ")
    desk.keyboard.press("Alt+i")
    desk.keyboard.type(" la domenica.")
    desk.get_by_role("checkbox", name="Asse 3").press("Space")
    desk.get_by_role("button", name="Salva e prossimo").press("Enter")
    expect(desk.get_by_text("Salvato. Ecco il prossimo.")).to_be_visible()
    voice = Contribution.objects.get()
    assert voice.text == "Serve un bus [illeggibile] la domenica."
    assert voice.code == run.sheets.first().code


def test_the_pages_of_paper_are_accessible_and_fit_a_small_phone(
    run: SheetPrint, office, page: Page, tmp_path, accessible
):
    desk: Page = office("office")
    handed_in(desk, run, tmp_path)
    desk.goto("/ufficio/fogli/")
    desk.get_by_role("link", name="scansione.pdf").click()
    unknown = desk.url
    waiting = run.sheets.last()
    paths = [
        "/ufficio/fogli/",
        "/ufficio/fogli/stampa/",
        "/ufficio/fogli/trascritti/",
        "/ufficio/fogli/fuori/",
        "/ufficio/risposte/lettere/",
        unknown,
        f"/voce/{codes.show(waiting.code)}/",
    ]
    for path in paths:
        desk.set_viewport_size(WIDE)
        desk.goto(path)
        accessible(desk)
        desk.set_viewport_size(PHONE)
        assert overflow(desk) <= 0, path


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_receipt_is_accessible_and_fits_a_small_phone(
    run: SheetPrint, office, tmp_path, accessible, language
):
    desk: Page = office("office")
    handed_in(desk, run, tmp_path)
    desk.goto("/ufficio/fogli/")
    desk.get_by_role("button", name="Trascrivi il prossimo").press("Enter")
    desk.get_by_label("Le parole, come sono scritte").fill("Una panchina.")
    desk.get_by_role("button", name="Salva", exact=True).press("Enter")
    code = codes.show(Contribution.objects.get().code)
    for path in (f"/voce/{code}/", f"/voce/{code}/ricevuta/"):
        desk.set_viewport_size(WIDE)
        desk.goto(LANGUAGES[language] + path)
        accessible(desk)
        desk.set_viewport_size(PHONE)
        assert overflow(desk) <= 0, path
