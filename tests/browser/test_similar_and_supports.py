"""Near ones: on a small phone while one writes, and at the desk beside a voice; with the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from arengo.contributions import supports
from arengo.contributions.links import support_token
from arengo.contributions.models import Contribution, Support
from arengo.contributions.operations import ask_support, confirm_support, publish
from arengo.core import codes
from arengo.process.models import Process
from arengo.suggestions.operations import add_words, embed_voices
from arengo.suggestions.teaching import Teacher
from tests.browser.test_every_page import LANGUAGES, overflow
from tests.conftest import Clock
from tests.factories import make_municipality, make_process
from tests.feedback.acts import open_to_voices, send_from_the_site
from tests.suggestions.voices import axis

PHONE = {"width": 320, "height": 800}
WIDE = {"width": 1280, "height": 900}
BUSES = "Servono più autobus la sera fra la valle e la città."
BUSES_AGAIN = "servono piu autobus la sera, tra la valle e la citta"
SAID = "Qualcuno ha già detto una cosa simile."


@pytest.fixture
def process(site: str, clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    make_municipality()
    found = make_process()
    open_to_voices(found)
    return found


@pytest.fixture
def voice(process: Process) -> Contribution:
    row = publish(contribution=send_from_the_site(process, text=BUSES), by="staff:1")
    embed_voices()
    return row


def test_who_writes_finds_it_said_supports_it_and_comes_back_to_their_words(
    voice: Contribution, page: Page, accessible
) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/scrivi/")
    text = page.get_by_label("Che cosa vuoi dire")
    text.focus()
    page.keyboard.type(BUSES_AGAIN)
    expect(page.locator(".similar blockquote")).to_have_text(BUSES)
    expect(page.locator("[data-similar-status]")).to_contain_text(SAID)
    accessible(page)
    assert overflow(page) <= 0
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="La penso così (voce")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="La penso così")).to_be_visible()
    accessible(page)
    page.get_by_label("La tua e-mail").fill("ada@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Manca un passo")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Torna a scrivere").press("Enter")
    expect(page.get_by_label("Che cosa vuoi dire")).to_have_value(BUSES_AGAIN)
    page.goto(f"/sostegno/{support_token(Support.objects.get().pk)}/")
    accessible(page)
    page.get_by_role("button", name="La penso così").press("Enter")
    expect(page.get_by_text("Il tuo sostegno è contato")).to_be_visible()
    assert supports.count_of(voice.code) == 1
    accessible(page)
    page.goto(f"/voce/{codes.show(voice.code)}/")
    expect(page.get_by_text("1 persona la pensa così")).to_be_visible()
    accessible(page)


def test_what_is_near_to_nothing_shows_nothing_and_goes_when_one_types_on(
    voice: Contribution, page: Page
) -> None:
    page.goto("/scrivi/")
    text = page.get_by_label("Che cosa vuoi dire")
    text.fill(BUSES_AGAIN)
    expect(page.locator(".similar")).to_be_visible()
    text.fill("I boschi abbandonati vanno curati.")
    expect(page.locator(".similar")).to_be_hidden()
    expect(page.locator("[data-similar-status]")).to_have_text("")


@pytest.mark.parametrize("prefix", LANGUAGES)
@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_each_page_of_a_support_is_right_for_everybody(
    voice: Contribution, page: Page, accessible, prefix: str, size: dict[str, int]
) -> None:
    row = ask_support(contribution=voice, email="ada@example.org")
    confirm_support(support=row)
    token, code = support_token(row.pk), codes.show(voice.code)
    page.set_viewport_size(size)
    for path in (
        f"/voce/{code}/",
        f"/voce/{code}/sostieni/",
        f"/sostegno/{token}/",
        f"/sostegno/{token}/i-miei-dati/",
        "/sostegno/x/",
    ):
        page.goto(f"{prefix}{path}")
        accessible(page)
        assert overflow(page) <= 0, path


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_at_the_desk_one_key_takes_the_suggestion(
    process: Process, office, accessible, size: dict[str, int]
) -> None:
    add_words(axis=axis(3), words=["autobus"], by="staff:1")
    row = send_from_the_site(process, text=BUSES)
    send_from_the_site(process, text=BUSES_AGAIN)
    embed_voices()
    Teacher().suggest_axes()
    desk: Page = office("office")
    desk.set_viewport_size(size)
    desk.goto(f"/ufficio/voci/{codes.show(row.code)}/")
    accessible(desk)
    assert overflow(desk) <= 0
    box = desk.locator('input[name=targets][value="axis:3"]')
    expect(box).not_to_be_checked()
    desk.keyboard.press("s")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    expect(desk.get_by_text("Spuntato: si salva con «Letta».")).to_be_visible()
    expect(desk.get_by_text("forse dice lo stesso")).to_be_visible()
    assert not row.codes.exists()
    desk.locator("summary", has_text="Copri nomi").click()
    area = desk.get_by_label("Copri anche queste parole")
    box.uncheck()
    area.focus()
    desk.keyboard.type("sos")
    expect(area).to_have_value("sos")
    expect(box).not_to_be_checked()
    desk.goto("/ufficio/voci/parole/")
    accessible(desk)
    assert overflow(desk) <= 0
