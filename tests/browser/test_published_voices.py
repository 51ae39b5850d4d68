"""The voices that everybody reads, with the keyboard, without a script, on a small phone."""

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from arengo.meetings.models import Meeting
from arengo.territory.models import Municipality, Zone
from tests.browser.test_every_page import LANGUAGES, overflow
from tests.browser.test_voices import PHONE, WIDE
from tests.conftest import Clock
from tests.factories import make_municipality
from tests.feedback.acts import BOSCHI, TRENI, published, read_all, received_evening, voice

LIST = "/le-voci/leggi/"
PAGES = (LIST, f"{LIST}?cerca=treno", f"{LIST}?parla=6&cerca=astronavi", "/le-voci/", "/le-voci/asse/1/",
         "/le-voci/zona/valli-di-lanzo/", "/le-voci/dati/")  # fmt: skip


@pytest.fixture
def meeting(site: str, clock: Clock) -> Meeting:
    found = received_evening(clock)
    make_municipality()
    Municipality.objects.update(latitude=45.3, longitude=7.3)
    read_all([voice(TRENI), voice(BOSCHI)])
    published([voice(TRENI)])
    cache.clear()
    return found


def test_one_searches_filters_and_takes_filters_away_with_the_keyboard(
    meeting: Meeting, page: Page
) -> None:
    page.goto(LIST)
    expect(page.get_by_text(TRENI)).to_be_visible()
    search = page.get_by_label("Parole, o un codice")
    search.focus()
    page.keyboard.type("treno")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 voce")).to_be_visible()
    page.get_by_role("link", name="Con risposta").press("Enter")
    expect(page.get_by_text(TRENI)).to_be_visible()
    page.get_by_role("link", name="Togli: con le parole «treno»").press("Enter")
    expect(page.get_by_text(TRENI)).to_be_visible()
    page.get_by_role("link", name="Togli: Con risposta").press("Enter")
    expect(page.get_by_text(BOSCHI)).to_be_visible()


def test_the_map_leads_where_the_table_beside_it_does(meeting: Meeting, page: Page) -> None:
    row = voice(TRENI)
    row.zone = Zone.objects.get(slug="valli-di-lanzo")
    row.save(update_fields=["zone"])
    page.goto("/le-voci/asse/1/")
    mark = page.get_by_role("link", name="Zona 7. Ciriacese-Valli di Lanzo: 1 voce")
    name = "7. Ciriacese-Valli di Lanzo"
    there = page.locator("table").first.get_by_role("link", name=name)
    assert mark.get_attribute("href") == there.get_attribute("href")
    mark.press("Enter")
    expect(page.get_by_role("heading", name="1 voce")).to_be_visible()


def test_all_of_it_is_there_without_a_script(
    meeting: Meeting, site: str, chromium: Browser
) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=site, viewport=WIDE)
    page = context.new_page()
    page.goto(LIST)
    expect(page.get_by_label("Parole, o un codice")).to_be_visible()
    page.get_by_role("link", name="In attesa di risposta").click()
    expect(page.get_by_text(BOSCHI)).to_be_visible()
    expect(page.get_by_text(TRENI)).to_have_count(0)
    page.goto("/le-voci/dati/")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    assert TRENI in download.value.path().read_text()
    context.close()


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_page_is_accessible_and_fits_a_small_phone(
    meeting: Meeting, page: Page, accessible, language: str
) -> None:
    for address in PAGES:
        path = LANGUAGES[language] + address
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)
            page.goto(path)
            accessible(page)
            assert overflow(page) <= 0, path
