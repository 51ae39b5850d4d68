"""Every public page: axe at zero, no reflow at 320 pixels, in both languages, on phone and desk."""

import pytest
from playwright.sync_api import Page

from arengo.blueprint import demo, demo_news
from arengo.blueprint.load import bundled
from arengo.blueprint.operations import apply_file
from arengo.meetings.links import duty_url
from arengo.meetings.models import Duty, Meeting
from arengo.meetings.operations import assign_duty
from arengo.plan.models import Plan

PAGES = [
    "/",
    "/percorso/",
    "/linee-di-indirizzo/",
    "/piano/vigente-2021-2023/",
    "/incontri/",
    "/incontri/lancio/",
    "/incontri/lancio/iscrizione/",
    "/incontri/lancio/delegazione/",
    "/progetti/",
    "/notizie/",
    "/notizie/aperte-le-iscrizioni-allincontro-del-27-settembre/",
    "/privacy/",
    "/i/",
    "/dimostrazione/posta/",
    "/ufficio/entra/",
    "/non-esiste/",
]
LANGUAGES = {"it": "", "en": "/en"}
PHONE = 320


@pytest.fixture
def torino(site):
    apply_file(bundled())
    demo_news.seed()


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_page_is_accessible_and_fits_a_small_phone(page, torino, accessible, language):
    plan = Plan.objects.get(state="in_force").key
    for address in PAGES:
        path = LANGUAGES[language] + address.replace("vigente-2021-2023", plan)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language, path
        accessible(page)
        page.set_viewport_size({"width": PHONE, "height": 800})
        assert overflow(page) <= 0, path


DESK_PAGES = [
    "/ufficio/",
    "/ufficio/incontri/",
    "/ufficio/incontri/nuovo/",
    "/ufficio/incontri/lancio/",
    "/ufficio/incontri/lancio/iscrizioni/",
    "/ufficio/incontri/lancio/dati/",
    "/ufficio/incontri/lancio/sedi/",
    "/ufficio/incontri/lancio/posti/",
    "/ufficio/incontri/lancio/programma/",
    "/ufficio/incontri/lancio/programma/tavola-rotonda/punti/asse-1/",
    "/ufficio/incontri/lancio/servizi/",
    "/ufficio/incontri/lancio/scaletta/",
    "/ufficio/incontri/lancio/chi-ha-parlato/",
    "/ufficio/incontri/lancio/inviti/",
    "/ufficio/incontri/forum-metropolitano/inviti/",
    "/ufficio/incontri/forum-metropolitano/inviti/avviso/",
    "/ufficio/silenzio/",
    "/ufficio/notizie/",
    "/ufficio/notizie/nuova/",
    "/ufficio/rubrica/",
    "/ufficio/messaggi/",
    "/ufficio/registro/",
    "/ufficio/percorso/",
    "/ufficio/piani/",
    "/ufficio/piani/2021-2023/",
    "/ufficio/piani/2021-2023/dati/",
    "/ufficio/piani/2021-2023/copia/",
    "/ufficio/piani/2021-2023/togli/",
    "/ufficio/piani/2021-2023/assi/nuovo/",
    "/ufficio/piani/2024-2026/",
    "/ufficio/piani/2024-2026/parti/",
    "/ufficio/progetti/",
    "/ufficio/progetti/nuovo/",
    "/ufficio/territorio/",
    "/ufficio/incontri/lancio/sedi/nuova/",
    "/accoglienza/",
    "/accoglienza/lancio/sede/?cerca=ada",
    "/accoglienza/lancio/sede/dentro/",
]
# What administrators write.
INSTITUTION_PAGES = [
    "/ufficio/impostazioni/",
    "/ufficio/impostazioni/ente/",
    "/ufficio/territorio/",
    "/ufficio/territorio/importa/",
    "/ufficio/territorio/zone/nuova/",
    "/ufficio/territorio/comuni/nuovo/",
    "/ufficio/territorio/comuni/balme/",
    "/ufficio/territorio/comuni/balme/zona/",
    "/ufficio/territorio/comuni/balme/chiudi/",
]


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_page_of_the_desk_and_the_door_too(torino, office, accessible, language):
    demo.seed()
    give_every_service()
    page = office("office")
    for address in DESK_PAGES:
        look(page, LANGUAGES[language] + address, accessible)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_page_of_who_serves_too(torino, page, accessible, language):
    for duty in give_every_service():
        page.goto(duty_url(duty, language))
    look(page, f"{LANGUAGES[language]}/servizio/", accessible)


def give_every_service() -> list[Duty]:
    meeting = Meeting.objects.get(slug="lancio")
    return [
        assign_duty(meeting=meeting, kind=kind, name=f"Esempio di {kind}", by="staff:1")
        for kind in Duty.Kind.values
    ]


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_page_of_who_administers_too(torino, office, accessible, language):
    page = office("administrator")
    for address in INSTITUTION_PAGES:
        look(page, LANGUAGES[language] + address, accessible)


def look(page: Page, path: str, accessible) -> None:
    """One page of the desk: there, accessible, and no wider than a small phone."""
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.goto(path)
    assert answer.status == 200, path
    accessible(page)
    page.set_viewport_size({"width": PHONE, "height": 800})
    assert overflow(page) <= 0, path


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
