"""From an empty installation to a meeting, without any file: what an office does on its first day."""

import re

import pytest
from playwright.sync_api import Page, expect

from arengo.meetings.models import Meeting
from arengo.plan.models import Axis
from arengo.territory.models import Municipality
from tests.browser.test_every_page import PHONE, overflow

SHEET = """Codice ISTAT;Comune;Abitanti;Zona omogenea
001019;Balme;110;7. Valli di Lanzo
1003;Ala di Stura;450;7
001272;Torino;848.748;1 - Torino
;Senza codice;10;7
"""
TODAY = "/ufficio/"


def write(page: Page, button: str, **texts: str) -> None:
    """Fill in the page's form by the names of its controls, and send it."""
    for name, text in texts.items():
        page.locator(f"main [name={name}]").fill(text)
    page.locator("main form").get_by_role("button", name=button, exact=True).click()


def next_step(page: Page) -> None:
    page.goto(TODAY)
    page.get_by_role("link", name=re.compile("^Comincia da qui")).click()


@pytest.fixture
def elena(office) -> Page:
    return office("administrator")


def test_an_office_begins_without_any_file(elena, page, accessible) -> None:
    page.goto("/")
    expect(page.get_by_role("link", name="Entra nell'area dell'ufficio")).to_be_visible()
    accessible(page)
    elena.goto(TODAY)
    accessible(elena)
    elena.set_viewport_size({"width": PHONE, "height": 800})
    assert overflow(elena) <= 0
    elena.set_viewport_size({"width": 1280, "height": 900})

    next_step(elena)
    write(elena, "Salva", name_it="Città metropolitana di prova", email="piano@example.org")
    accessible(elena)
    next_step(elena)
    elena.get_by_role("link", name="Crea il percorso").click()
    write(elena, "Crea il percorso", title_it="Verso il piano 2027-2029")

    next_step(elena)
    accessible(elena)
    elena.get_by_role("link", name="Importa da un foglio").click()
    elena.locator("input[type=file]").set_input_files(
        {"name": "comuni.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    )
    elena.get_by_role("button", name="Leggi il foglio").click()
    expect(elena.get_by_text("Riga 5: Manca il codice ISTAT.")).to_be_visible()
    accessible(elena)
    elena.set_viewport_size({"width": PHONE, "height": 800})
    assert overflow(elena) <= 0
    elena.set_viewport_size({"width": 1280, "height": 900})
    elena.get_by_role("button", name="Importa", exact=True).click()
    expect(elena.get_by_text("Comuni importati: 3 nuovi")).to_be_visible()

    next_step(elena)
    elena.get_by_role("link", name="Aggiungi un piano").click()
    elena.locator("[name=state]").select_option("in_force")
    write(elena, "Aggiungi il piano", title_it="Piano vigente", first_year="2024", last_year="2026")
    elena.get_by_role("link", name="Aggiungi il primo asse").click()
    write(elena, "Aggiungi l'asse", name_it="Innovazione")
    elena.get_by_role("link", name="Aggiungi una strategia").click()
    write(elena, "Aggiungi la strategia", name_it="Reti veloci")
    next_step(elena)
    elena.get_by_role("link", name="Scegli i piani del percorso").click()
    elena.locator("[name=plan_in_force]").select_option(index=1)
    write(elena, "Salva")

    next_step(elena)
    elena.get_by_role("link", name="Aggiungi una tappa").click()
    write(elena, "Aggiungi la tappa", title_it="Ascolto del territorio")
    elena.goto(TODAY)
    elena.get_by_role("link", name=re.compile("Apri.*Il primo incontro")).click()
    elena.locator("[name=starts_at]").fill("2023-10-10T16:00")
    elena.locator("[name=ends_at]").fill("2023-10-10T18:00")
    write(elena, "Crea la bozza", title_it="Primo incontro")

    assert (Meeting.objects.get().state, Municipality.objects.count()) == ("draft", 3)
    page.goto("/piano/piano-vigente-2024-2026/")
    expect(page.get_by_text("Reti veloci")).to_be_visible()
    elena.goto(TODAY)
    expect(elena.get_by_role("heading", name="Per cominciare")).to_have_count(0)


def test_an_axis_is_moved_with_the_keyboard_alone(elena, accessible) -> None:
    elena.goto("/ufficio/piani/nuovo/")
    write(
        elena, "Aggiungi il piano", title_it="Piano 2027-2029", first_year="2027", last_year="2029"
    )
    for name in ("Innovazione", "Mobilità"):
        elena.get_by_role("link", name=re.compile("Aggiungi (un|il primo) asse")).first.click()
        write(elena, "Aggiungi l'asse", name_it=name)
    elena.get_by_role("button", name="Sposta dopo: Innovazione").focus()
    elena.keyboard.press("Enter")
    expect(elena.locator(".tree-axis").first).to_contain_text("Mobilità")
    accessible(elena)
    assert [str(axis.name) for axis in Axis.objects.all()] == ["Mobilità", "Innovazione"]


def test_a_municipality_moves_from_a_day_and_says_where_it_was(elena, accessible) -> None:
    for number, name in ((1, "Torino"), (7, "Valli di Lanzo")):
        elena.goto("/ufficio/territorio/zone/nuova/")
        write(elena, "Aggiungi la zona", number=str(number), name=name)
    elena.goto("/ufficio/territorio/comuni/nuovo/")
    elena.locator("[name=zone]").select_option(label="7. Valli di Lanzo")
    write(elena, "Aggiungi il comune", istat="001019", name="Balme", population="110")
    elena.get_by_role("link", name="Passa a un'altra zona").click()
    accessible(elena)
    elena.locator("[name=zone]").select_option(label="1. Torino")
    write(elena, "Sposta il comune", since="2030-01-01")
    expect(elena.get_by_text("Balme è nella zona 1. Torino dal 01/01/2030.")).to_be_visible()
    accessible(elena)
    history = elena.locator(".history")
    expect(history).to_contain_text("fino al 1º gennaio 2030, escluso")
    assert overflow(elena) <= 0
