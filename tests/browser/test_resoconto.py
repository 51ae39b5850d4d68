"""The resoconto in a browser: made, given to read, corrected from one's own page, approved, verified."""

import os
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from arengo.core.codes import show
from arengo.core.ledger.operations import seal
from arengo.live import operations
from arengo.live.models import Certificate, Correction, Minutes
from arengo.meetings.models import Meeting
from arengo.registrations.links import token_for
from tests.conftest import Clock
from tests.live.report import HOSTILE, hold_evening, of

# Where to put pictures of the pages, to be looked at: nowhere unless one asks.
PICTURES = os.environ.get("ARENGO_TEST_PICTURES")
LANGUAGES = {"it": "", "en": "/en"}
Check = Callable[[Page], None]


@pytest.fixture
def meeting(site: str, clock: Clock) -> Meeting:
    meeting = hold_evening(clock, HOSTILE)
    clock.to("2023-09-28 10:00")
    return meeting


def look(page: Page, path: str, name: str, accessible: Check) -> None:
    """In both languages, at three widths: nothing for axe, nothing beyond the edge."""
    for language, prefix in LANGUAGES.items():
        for width in (1280, 768, 375, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(prefix + path)
            beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(beyond) <= 0, (path, width)
            if width in (1280, 375):
                accessible(page)
            if PICTURES:
                file = Path(PICTURES) / f"{name}-{language}-{width}.png"
                page.screenshot(path=file, full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_from_the_draft_to_the_seal(
    meeting: Meeting, office, page: Page, clock: Clock, accessible: Check
) -> None:
    desk = office("office")
    desk.goto("/ufficio/incontri/lancio/resoconto/")
    desk.get_by_role("button", name="Prepara il resoconto").click()
    expect(desk.get_by_text("BOZZA: non è pubblica")).to_be_visible()
    page.goto("/incontri/lancio/resoconto/")
    expect(page.get_by_text("Una voce")).to_have_count(0)
    desk.get_by_role("link", name="Manda in lettura…").click()
    desk.get_by_role("button", name="Sì, mandalo in lettura").click()
    expect(desk.get_by_text("In lettura: chi c'era")).to_be_visible()

    ada = of(meeting, "Ada")
    page.goto(f"/i/{token_for(ada)}/")
    page.get_by_role("link", name="Che cosa resta della serata").click()
    expect(page.get_by_text("Il percorso è troppo corto.").first).to_be_visible()
    page.get_by_label("Di che cosa si tratta").select_option(index=1)
    page.get_by_label("Come dovrebbe essere scritto").fill("La valle ha bisogno di tre medici.")
    page.get_by_role("button", name="Proponi la correzione").click()
    expect(page.get_by_text("In attesa di risposta")).to_be_visible()

    desk.reload()
    desk.get_by_role("link", name="Decidi").click()
    accessible(desk)
    desk.get_by_label("L'accogliamo", exact=True).check()
    desk.get_by_role("button", name="Decidi").click()
    expect(desk.get_by_text("Accolta", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text("Accolta", exact=True)).to_be_visible()

    expect(desk.get_by_role("link", name="Approva…")).to_have_count(0)
    clock.to("2023-10-05 10:00")
    desk.reload()
    desk.get_by_role("link", name="Approva…").click()
    desk.get_by_role("button", name="Sì, approva").click()
    expect(desk.get_by_text("Non cambia più.")).to_be_visible()
    seal()
    page.goto("/incontri/lancio/resoconto/")
    expect(page.get_by_text("La valle ha bisogno di tre medici.")).to_be_visible()
    expect(page.get_by_text("l'impronta torna")).to_be_visible()
    assert Minutes.objects.get().digest in page.content()
    page.get_by_role("link", name="La ricevuta, con la prova").click()
    expect(page.get_by_text("Verificata adesso dal tuo browser")).to_be_visible()


def test_what_everybody_reads_is_accessible(
    meeting: Meeting, page: Page, clock: Clock, accessible: Check
) -> None:
    look(page, "/incontri/lancio/che-cosa-abbiamo-sentito/", "sentito", accessible)
    operations.make_minutes(meeting=meeting, by="staff:1")
    operations.share_minutes(meeting=meeting, by="staff:1")
    look(page, "/incontri/lancio/resoconto/", "resoconto", accessible)
    clock.to("2023-10-05 10:00")
    operations.approve_minutes(meeting=meeting, by="staff:1")
    page.goto("/incontri/lancio/resoconto/")
    accessible(page)


def test_one_s_own_page_and_the_certificate(
    meeting: Meeting, page: Page, accessible: Check
) -> None:
    operations.make_minutes(meeting=meeting, by="staff:1")
    operations.share_minutes(meeting=meeting, by="staff:1")
    token = token_for(of(meeting, "Bruno"))
    page.goto(f"/i/{token}/dopo/")
    page.get_by_role("button", name="Proponi la correzione").click()
    expect(page.get_by_text("Scrivi che cosa cambieresti.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Prepara il mio attestato").click()
    expect(page.get_by_role("link", name="Scarica l'attestato")).to_be_visible()
    look(page, f"/i/{token}/dopo/", "dopo", accessible)
    code = show(Certificate.objects.get().code)
    look(page, f"/attestato/{code}/", "attestato", accessible)
    page.goto(f"/attestato/{code}/")
    expect(page.get_by_text("Bruno")).to_have_count(0)
    page.get_by_label("Nome e cognome").fill("bruno  verdi")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sì: l'attestato è di")).to_be_visible()
    accessible(page)


def test_the_desk_s_pages_are_accessible(
    meeting: Meeting, office, accessible: Check, page: Page
) -> None:
    desk = office("office")
    at = "/ufficio/incontri/lancio/resoconto/"
    look(desk, at, "ufficio-prima", accessible)
    operations.make_minutes(meeting=meeting, by="staff:1")
    look(desk, f"{at}anteprima/", "ufficio-anteprima", accessible)
    look(desk, f"{at}inizio-e-fine/", "ufficio-inizio", accessible)
    look(desk, f"{at}lettura/", "ufficio-lettura", accessible)
    operations.share_minutes(meeting=meeting, by="staff:1")
    operations.propose_correction(
        registration=of(meeting, "Ada"), number=uuid.uuid4(), text=HOSTILE
    )
    look(desk, at, "ufficio", accessible)
    look(desk, f"{at}correzioni/{Correction.objects.get().pk}/", "ufficio-decidi", accessible)
    look(desk, f"{at}approva/", "ufficio-approva", accessible)
