"""A page that moves by itself: by the stream, without it, and never against whoever uses it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from arengo.web.room import polling
from tests.browser import live_pages
from tests.browser.live_pages import LiveServer, address, said
from tests.core.smtp import free_port
from tests.core.streams import commit
from tests.processes.helpers import wait_until

QUEUE = (
    '<ol><li>Ada</li></ol><button type="button" id="hand">Alza la mano</button>'
    '<button type="button" data-key="turn-1">Passa</button>'
    '<details data-key="more"><summary>Altro</summary>Dopo</details>'
)
NOTE = '<label>Nota <textarea id="words"></textarea></label><button type="button" id="send">Invia</button>'


@pytest.fixture
def server(transactional_db, settings, tmp_path, monkeypatch) -> Iterator[LiveServer]:
    settings.ROOT_URLCONF = "tests.browser.live_pages"
    settings.ALLOWED_HOSTS = ["*"]
    settings.HOME = tmp_path
    monkeypatch.setattr(polling, "draw", live_pages.draw)
    said.update(queue=QUEUE, note=NOTE)
    commit("queue")
    running = LiveServer(free_port())
    running.start()
    yield running
    running.stop()


@pytest.fixture
def site(server: LiveServer) -> str:
    return server.url


@pytest.fixture
def live(page: Page) -> Page:
    page.goto(address())
    expect(page.get_by_role("status")).to_have_text("In diretta")
    return page


def change(part: str, html: str) -> None:
    said[part] = html
    commit(part)


def test_what_changes_is_shown_at_once_and_the_page_is_told(live: Page) -> None:
    live.evaluate(
        "document.getElementById('live').addEventListener('part', (e) => (document.title = e.detail.part))"
    )
    change("queue", QUEUE.replace("Ada", "Bruno"))
    expect(live.get_by_role("listitem")).to_have_text("Bruno")
    expect(live).to_have_title("queue")


def test_what_did_not_change_is_left_alone(live: Page) -> None:
    live.locator("[data-part=queue] li").evaluate("(item) => (item.title = 'the same node')")
    commit("queue")
    change("note", NOTE + "<p>Nuova</p>")
    expect(live.get_by_text("Nuova")).to_be_visible()
    expect(live.locator("[data-part=queue] li")).to_have_attribute("title", "the same node")


@pytest.mark.parametrize("selector", ["#hand", "[data-key=turn-1]"])
def test_whoever_stands_on_a_button_still_stands_there(live: Page, selector: str) -> None:
    live.locator(selector).focus()
    change("queue", QUEUE.replace("Ada", "Bruno"))
    expect(live.get_by_role("listitem")).to_have_text("Bruno")
    expect(live.locator(selector)).to_be_focused()


def test_whoever_stood_on_a_button_that_is_gone_stands_at_the_beginning_of_its_part(
    live: Page,
) -> None:
    live.locator("[data-key=turn-1]").focus()
    change("queue", "<p>Nessuno</p><button data-key='other'>Altro ancora</button>")
    expect(live.locator("[data-part=queue]")).to_be_focused()
    live.keyboard.press("Tab")
    expect(live.get_by_text("Altro ancora")).to_be_focused()


def test_what_one_opened_stays_open(live: Page) -> None:
    live.get_by_text("Altro").click()
    change("queue", QUEUE.replace("Ada", "Bruno"))
    expect(live.get_by_role("listitem")).to_have_text("Bruno")
    expect(live.get_by_text("Dopo")).to_be_visible()


def test_what_one_is_writing_is_never_taken_away(live: Page) -> None:
    live.get_by_label("Nota", exact=True).last.fill("Una cosa da dire")
    change("note", NOTE + "<p>Nuova</p>")
    expect(live.locator("[data-part=note][data-is-late]")).to_have_count(1)
    expect(live.locator("#words")).to_have_value("Una cosa da dire")
    expect(live.get_by_text("Nuova")).to_have_count(0)
    live.locator("#hand").focus()
    expect(live.get_by_text("Nuova")).to_be_visible()
    expect(live.locator("[data-is-late]")).to_have_count(0)
    expect(live.locator("#words")).to_have_value("Una cosa da dire")


def test_what_one_wrote_can_be_sent_while_something_new_waits(live: Page) -> None:
    live.locator("#words").fill("Una cosa da dire")
    live.evaluate("document.addEventListener('click', (e) => (document.title = e.target.id))")
    change("note", NOTE + "<p>Nuova</p>")
    expect(live.locator("[data-part=note][data-is-late]")).to_have_count(1)
    live.locator("#send").click(delay=300)
    expect(live).to_have_title("send")
    expect(live.get_by_text("Nuova")).to_have_count(0)
    live.locator("#hand").focus()
    expect(live.get_by_text("Nuova")).to_be_visible()


def test_a_screen_reader_hears_what_is_announced_and_only_when_it_is_new(live: Page) -> None:
    heard = live.locator("[data-announcer]")
    announced = "<p data-announce>Parla Bruno</p>"
    change("queue", announced + QUEUE)
    expect(heard).to_have_text("Parla Bruno")
    heard.evaluate("(place) => (place.textContent = '')")
    change("queue", announced + QUEUE.replace("Ada", "Carla"))
    expect(live.get_by_role("listitem")).to_have_text("Carla")
    expect(heard).to_have_text("")


def test_whoever_closes_the_page_is_no_reader_any_more(live: Page, server: LiveServer) -> None:
    assert server.hub.readers == 1
    live.close()
    wait_until(lambda: server.hub.readers == 0, "the reader has left")


def test_when_the_server_comes_back_what_was_missed_is_there(
    live: Page, server: LiveServer
) -> None:
    change("queue", QUEUE.replace("Ada", "Bruno"))
    expect(live.get_by_role("listitem")).to_have_text("Bruno")
    server.stop()
    expect(live.get_by_role("status")).to_have_text("Ci riconnettiamo")
    change("queue", QUEUE.replace("Ada", "Carla"))
    server.start()
    expect(live.get_by_role("listitem")).to_have_text("Carla")
    expect(live.get_by_role("status")).to_have_text("In diretta")


def test_where_no_stream_passes_the_page_asks_every_few_seconds(page: Page) -> None:
    page.clock.install()
    page.goto(address(muto="1"))
    expect(page.get_by_role("status")).to_have_text("Aggiornata ogni pochi secondi")
    for name in ("Bruno", "Carla"):
        change("queue", QUEUE.replace("Ada", name))
        page.clock.fast_forward(6100)
        expect(page.get_by_role("listitem")).to_have_text(name)


def test_a_stream_that_fell_silent_is_left_and_tried_again_later(page: Page) -> None:
    page.clock.install()
    page.goto(address())
    state = page.get_by_role("status")
    expect(state).to_have_text("In diretta")
    page.clock.fast_forward(46_000)
    expect(state).to_have_text("Aggiornata ogni pochi secondi")
    page.clock.fast_forward(121_000)
    expect(state).to_have_text("In diretta")
    change("queue", QUEUE.replace("Ada", "Bruno"))
    expect(page.get_by_role("listitem")).to_have_text("Bruno")
