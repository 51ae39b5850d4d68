"""An evening with a conference, browser to browser and by Janus, in browsers of a network of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from arengo.live.models import ConferencePlace
from arengo.meetings.models import Meeting
from tests.browser.alone import browser_inside, own_network
from tests.browser.live_pages import LiveServer
from tests.conftest import Clock
from tests.core.smtp import free_port
from tests.gateways.conference.janus_process import janus
from tests.live.acts import make_evening
from tests.processes.helpers import wait_until


@pytest.fixture(scope="module")
def network() -> Iterator[str]:
    with own_network() as address:
        yield address


@pytest.fixture(scope="module")
def inside(
    chromium: Browser, network: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    with browser_inside(chromium, tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture(params=["mesh", "janus"])
def provider(
    request: pytest.FixtureRequest, settings, network: str, tmp_path: Path
) -> Iterator[str]:
    settings.CONFERENCE = request.param
    if request.param == "mesh":
        yield "mesh"
        return
    with janus(tmp_path / "janus", enforce=network) as running:
        settings.JANUS_URL = running._url
        yield "janus"


@pytest.fixture
def site(
    transactional_db, provider: str, network: str, settings, tmp_path: Path, clock: Clock
) -> Iterator[str]:
    settings.ALLOWED_HOSTS = ["*"]
    settings.HOME = tmp_path
    clock.to("2023-09-27 16:02")
    server = LiveServer(free_port())
    settings.BASE_URL = server.url
    settings.CSRF_TRUSTED_ORIGINS = [server.url]
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
def evening(site: str) -> Meeting:
    return make_evening()


@pytest.fixture
def open_page(inside: Browser, site: str) -> Iterator[Callable[[str], Page]]:
    """A page in a browser of its own, for one person."""
    contexts = []

    def opened(address: str) -> Page:
        context = inside.new_context(base_url=site, locale="it-IT")
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield opened
    # A page that is left says so as it goes: the server is not stopped in the middle of that.
    for context in contexts:
        for page in context.pages:
            page.goto("about:blank")
    wait_until(lambda: not _somebody_is_in(), "everybody's leaving")
    for context in contexts:
        context.close()


def _somebody_is_in() -> bool:
    return ConferencePlace.objects.filter(left_at__isnull=True).exists()
