"""Downloading and erasing one's own data, as a person does it: by mouse, by keyboard, without JavaScript."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from arengo.core.ledger.models import Entry
from arengo.people.models import Contact
from arengo.registrations import operations
from arengo.registrations.links import personal_url
from tests.browser.test_every_page import PHONE, overflow
from tests.browser.test_register_in_the_hall import tab_to
from tests.factories import make_meeting, make_municipality
from tests.registrations.acts import take_part

# What is pressed and read, in each language.
WORDS = {
    "it": {
        "see": "Guarda e scarica i tuoi dati",
        "download": "Scarica tutto in un file",
        "erase": "Cancella i miei dati",
        "erased": "I tuoi dati sono stati cancellati",
        "desk": "Cancella i dati di questa persona",
        "nobody": "Persona cancellata",
    },
    "en": {
        "see": "See and download your data",
        "download": "Download everything as one file",
        "erase": "Erase my data",
        "erased": "Your data have been erased",
        "desk": "Erase this person's data",
        "nobody": "Erased person",
    },
}


@pytest.fixture
def ada(site):
    return take_part(
        make_meeting(hall=1),
        "Ada Conti",
        municipality=make_municipality(),
        access_needs="Interprete LIS",
        access_consent=True,
        notify_next=True,
    )


def looks_right(page: Page, accessible) -> None:
    """Nothing that axe finds, and no scrolling sideways on a small phone."""
    accessible(page)
    page.set_viewport_size({"width": PHONE, "height": 800})
    assert overflow(page) <= 0, page.url
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("language", list(WORDS))
def test_download_and_erase(page, ada, accessible, language):
    said = WORDS[language]
    page.goto(personal_url(ada, language))
    looks_right(page, accessible)

    page.get_by_role("link", name=re.compile(said["see"])).click()
    expect(page.locator("main")).to_contain_text("Interprete LIS")
    looks_right(page, accessible)
    with page.expect_download() as taken:
        page.get_by_role("link", name=said["download"]).click()
    assert taken.value.suggested_filename == "i-miei-dati.json"
    content = json.loads(taken.value.path().read_text(encoding="utf-8"))
    assert content["person"][0]["name"] == "Ada Conti"

    page.get_by_role("link", name=said["erase"]).click()
    looks_right(page, accessible)
    assert Contact.objects.exists()
    page.get_by_role("button", name=said["erase"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said["erased"])
    looks_right(page, accessible)
    assert not Contact.objects.exists()
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(said["erased"])


def test_with_the_keyboard_alone_one_erases(page, ada):
    page.goto(personal_url(ada, "it"))
    tab_to(page, page.get_by_role("link", name=re.compile("Cancella i miei dati")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cancella i miei dati")
    tab_to(page, page.get_by_role("button", name="Cancella i miei dati"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS["it"]["erased"])
    assert not Contact.objects.exists()


def test_without_javascript_one_downloads_and_erases_all_the_same(chromium, site, ada):
    plain = chromium.new_context(base_url=site, locale="it-IT", java_script_enabled=False)
    page = plain.new_page()
    page.goto(personal_url(ada, "it"))
    page.get_by_role("link", name=re.compile("Guarda e scarica")).click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Scarica tutto in un file").click()
    assert "Ada Conti" in taken.value.path().read_text(encoding="utf-8")
    page.get_by_role("link", name="Cancella i miei dati").click()
    page.get_by_role("button", name="Cancella i miei dati").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS["it"]["erased"])
    plain.close()


def test_a_double_click_erases_once(page, ada):
    page.goto(personal_url(ada, "it") + "cancella-i-miei-dati/")
    page.get_by_role("button", name="Cancella i miei dati").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS["it"]["erased"])
    assert Entry.objects.filter(kind="person.erased").count() == 1


@pytest.mark.parametrize("language", list(WORDS))
def test_the_office_erases_who_asks_by_telephone(ada, office, accessible, language):
    said, prefix = WORDS[language], {"it": "", "en": "/en"}[language]
    other = operations.register_by_office(
        meeting=ada.meeting, name="Bruno Riva", phone="011 0000000", mode="online", by="system"
    )
    page = office("office")
    page.goto(f"{prefix}/ufficio/iscrizioni/{other.code}/tutti-i-dati/")
    looks_right(page, accessible)
    page.goto(f"{prefix}/ufficio/iscrizioni/{other.code}/")
    looks_right(page, accessible)
    page.get_by_role("link", name=said["desk"]).click()
    looks_right(page, accessible)
    page.get_by_role("button", name=said["desk"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said["nobody"])
    looks_right(page, accessible)
    page.goto(f"{prefix}/ufficio/incontri/lancio/iscrizioni/")
    expect(page.locator("main")).to_contain_text(said["nobody"])
    looks_right(page, accessible)
    assert list(Contact.objects.values_list("name", flat=True)) == ["Ada Conti"]
