"""Asked online, moderated at the console, supported in the hall, shown on the projector; then a poll."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from arengo.live.models import AskedQuestion, Ballot
from arengo.meetings.links import duty_token
from arengo.meetings.models import Duty, Meeting
from arengo.meetings.operations import assign_duty
from arengo.registrations.links import token_for
from arengo.registrations.models import Registration
from tests.browser.live_pages import LiveServer
from tests.core.smtp import free_port
from tests.live.acts import make_evening, make_poll, present
from tests.registrations.acts import HALL, ONLINE

# Where to put pictures of the pages, to be looked at: nowhere unless one asks.
PICTURES = os.environ.get("ARENGO_TEST_PICTURES")
Open = Callable[..., Page]


@pytest.fixture
def site(transactional_db, settings, tmp_path) -> Iterator[str]:
    settings.ALLOWED_HOSTS = ["*"]
    settings.HOME = tmp_path
    server = LiveServer(free_port())
    settings.CSRF_TRUSTED_ORIGINS = [server.url]
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
def evening(site: str, clock) -> Meeting:
    meeting = make_evening()
    clock.to("2023-09-27 16:05")
    return meeting


@pytest.fixture
def opening(chromium: Browser, site: str) -> Iterator[Open]:
    """Open a page as somebody with a browser of their own."""
    contexts = []

    def opened(path: str, width: int = 1280, script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=site,
            locale="it-IT",
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
        )
        context.set_default_timeout(8000)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


def stage_of(registration: Registration) -> str:
    return reverse("room:evening", args=[token_for(registration)])


def serving(opening: Open, meeting: Meeting, kind: Duty.Kind, name: str) -> Page:
    duty = assign_duty(meeting=meeting, kind=kind, by="staff:1")
    page = opening(reverse("room:duty", args=[duty_token(duty)]))
    page.goto(reverse(f"room:{name}", args=[meeting.slug]))
    return page


def look(page: Page, name: str) -> None:
    """A picture at each width, in both languages, for who asked for them."""
    if not PICTURES:
        return
    address, size = page.url, page.viewport_size
    for language in ("it", "en"):
        path = re.sub(r"^(https?://[^/]+)", r"\1" + ("/en" if language == "en" else ""), address)
        page.goto(path)
        for width in (375, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(
                path=Path(PICTURES) / f"{name}-{language}-{width}.png",
                full_page="projector" not in name,
            )
    page.set_viewport_size(size)
    page.goto(address)


def test_one_evening_of_questions_and_a_poll(evening, opening, accessible) -> None:
    poll = make_poll(evening, "Dai treni", "Dalle scuole")
    bruno = opening(stage_of(present(evening, "Bruno Bo", ONLINE)))
    ada = opening(stage_of(present(evening, "Ada Rossi", HALL)), 375)
    regia = serving(opening, evening, Duty.Kind.ASSISTANT, "console")
    screen = serving(opening, evening, Duty.Kind.PROJECTOR, "projector")
    chair = serving(opening, evening, Duty.Kind.CHAIR, "chair")

    # Bruno asks, online, with the keyboard alone.
    bruno.get_by_text("Fai una domanda").focus()
    bruno.keyboard.press("Enter")
    bruno.keyboard.press("Tab")
    bruno.keyboard.type("E i treni della sera?")
    bruno.keyboard.press("Tab")
    bruno.keyboard.press("Enter")
    expect(bruno.locator("[data-said]")).to_contain_text("È arrivata")
    expect(bruno.get_by_role("heading", name="Le tue domande")).to_be_visible()
    expect(ada.get_by_text("E i treni della sera?")).to_have_count(0)

    # The assistant reads it, and Ada hears of it in the hall.
    regia.get_by_role("button", name="Pubblica", exact=True).click()
    expect(ada.locator("[data-announcer]")).to_have_text("Nuova domanda: E i treni della sera?")
    support = ada.get_by_role("button", name="Anche per me")
    support.click()
    expect(support).to_have_attribute("aria-pressed", "true")
    expect(support).to_be_focused()
    expect(bruno.get_by_text("La fanno 2 persone")).to_be_visible()
    # Bruno's own is not to be supported by him.
    expect(bruno.get_by_role("button", name="Anche per me")).to_be_hidden()
    expect(bruno.locator("[data-own-question]")).to_be_visible()
    support.click()
    expect(support).to_have_attribute("aria-pressed", "false")
    support.click()
    expect(regia.get_by_text("La fanno 2 persone")).to_be_visible()

    # In the hall it is read on the screen.
    regia.get_by_role("button", name="Mostra sullo schermo").first.click()
    expect(screen.locator(".slot-question")).to_be_visible()
    expect(screen.locator(".slot-question")).to_contain_text("E i treni della sera?")
    look(screen, "projector-question")

    # The poll: one tap each, and Bruno thinks again.
    regia.get_by_role("button", name="Apri la votazione").click()
    expect(ada.locator("[data-announcer]")).to_have_text("Si vota: Da dove cominciamo?")
    ada.get_by_role("button", name="Dai treni").click()
    expect(ada.get_by_text("Hai votato: Dai treni")).to_be_visible()
    expect(ada.get_by_role("button", name="Dai treni")).to_be_focused()
    bruno.get_by_role("button", name="Dai treni").click()
    expect(bruno.get_by_text("Hai votato: Dai treni")).to_be_visible()
    bruno.get_by_role("button", name="Dalle scuole").click()
    expect(bruno.get_by_text("Hai votato: Dalle scuole")).to_be_visible()
    expect(regia.get_by_text("Hanno votato 2 persone su 2 presenti.")).to_be_visible()
    assert Ballot.objects.count() == 2
    for page in (ada, bruno, regia, chair):
        accessible(page)
    look(ada, "stage-open")
    look(regia, "console-open")

    # Closed; shown when the chair says.
    regia.get_by_role("button", name="Mostra sullo schermo").last.click()
    expect(screen.locator(".slot-poll")).to_contain_text("Dai treni")
    look(screen, "projector-open")
    regia.get_by_role("button", name="Chiudi la votazione").click()
    expect(ada.get_by_text("quando li mostra chi presiede")).to_be_visible()
    expect(ada.get_by_role("button", name="Dai treni")).to_have_count(0)
    chair.get_by_role("button", name="Mostra i risultati a tutti").click()
    for page in (ada, bruno):
        expect(page.get_by_role("row", name="Dai treni 1 50%")).to_be_visible()
    expect(screen.get_by_role("row", name="Dai treni 1 50%")).to_be_visible()
    for page in (ada, bruno, regia, chair, screen):
        accessible(page)
    for page, name in (
        (ada, "stage-results"),
        (regia, "console-results"),
        (chair, "chair-results"),
        (screen, "projector-results"),
    ):
        look(page, name)
    poll.refresh_from_db()
    assert poll.results_shown_at is not None


def test_enter_in_a_field_of_the_console_presses_nothing(evening, opening) -> None:
    ada = present(evening, "Ada Rossi", ONLINE)
    page = opening(stage_of(ada))
    page.get_by_text("Aiuto", exact=True).click()
    page.get_by_text("Altro", exact=True).click()
    page.get_by_role("button", name="Chiedi aiuto").click()
    regia = serving(opening, evening, Duty.Kind.ASSISTANT, "console")
    sent = []
    regia.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    answer = regia.get_by_label("Risposta")
    answer.fill("Arrivo")
    answer.press("Enter")
    with regia.expect_response("**/risposta/"):
        regia.get_by_role("button", name="Rispondi e chiudi").click()
    assert [address.rsplit("/", 2)[1] for address in sent] == ["risposta"]


def test_without_scripts_one_asks_supports_takes_back_and_votes(evening, opening, clock) -> None:
    ada, bruno = present(evening, "Ada Rossi", HALL), present(evening, "Bruno Bo", ONLINE)
    poll = make_poll(evening, "Dai treni", "Dalle scuole")
    page = opening(stage_of(ada), script=False)
    page.get_by_text("Fai una domanda").click()
    page.get_by_label("La tua domanda").fill("E le scuole?")
    page.get_by_role("button", name="Manda la domanda").click()
    expect(page.get_by_role("heading", name="Le tue domande")).to_be_visible()
    duty = assign_duty(meeting=evening, kind=Duty.Kind.ASSISTANT, by="staff:1")
    regia = opening(reverse("room:duty", args=[duty_token(duty)]), script=False)
    regia.goto(reverse("room:console", args=[evening.slug]))
    look(regia, "console-moderation")
    regia.get_by_role("button", name="Pubblica", exact=True).click()
    regia.get_by_role("button", name="Apri la votazione").click()
    other = opening(stage_of(bruno), script=False)
    other.get_by_role("button", name="Anche per me").click()
    expect(other.get_by_text("La fanno 2 persone")).to_be_visible()
    other.get_by_role("button", name="Ritira").click()
    expect(other.get_by_text("La fa 1 persona")).to_be_visible()
    other.get_by_role("button", name="Dalle scuole").click()
    expect(other.get_by_text("Hai votato: Dalle scuole")).to_be_visible()
    assert AskedQuestion.objects.get().state == "published"
    assert Ballot.objects.get().poll == poll


def test_the_page_of_a_poll_is_accessible_and_keeps_what_is_wrong(
    evening, opening, accessible
) -> None:
    page = serving(opening, evening, Duty.Kind.ASSISTANT, "poll-new")
    accessible(page)
    page.get_by_label("Domanda", exact=True).fill("Cominciamo?")
    page.get_by_label("Risposte, una per riga").fill("Sì")
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_text("da due a otto risposte")).to_be_visible()
    expect(page.get_by_label("Domanda", exact=True)).to_have_value("Cominciamo?")
    accessible(page)
    look(page, "poll")
    page.get_by_label("Domanda", exact=True).fill("Cominciamo?")
    page.get_by_label("Risposte, una per riga").fill("Sì\nNo")
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_role("heading", name="Votazioni")).to_be_visible()
    expect(page.get_by_text("Cominciamo?")).to_be_visible()
