"""Chromium against a running server, with the pages, the policy and the files that people get."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from arengo.core.outbox.delivery import deliver_due
from arengo.gateways import mailbox
from arengo.people import sign_in

CHROMIUM = Path("/usr/bin/chromium")
MISSING = "Chromium not found: the browser's part is skipped. To get it: apt-get install chromium"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A page may be a document of its own inside another (a mail): these rules are about whole pages.
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one file: Playwright's loop, left running, would stand in the way of the other tests."""
    if not CHROMIUM.exists() and not os.environ.get("ARENGO_TEST_EVERYTHING"):
        pytest.skip(MISSING)
    # Playwright's loop runs in this thread; the database is used between its steps, never within.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    playwright: Playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(transactional_db, live_server, settings, tmp_path) -> str:
    """The address of a running demo; mails go to its mailbox."""
    settings.DEMO = True
    settings.BASE_URL = live_server.url
    settings.HOME = tmp_path
    settings.EMAIL_BACKEND = "arengo.gateways.mailbox.DemoMailbox"
    settings.ALLOWED_HOSTS = ["*"]
    # These fingers are faster than a person's; tests/web/public has the test of the minimum.
    settings.FORM_MINIMUM_SECONDS = 0
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return str(live_server.url)


@pytest.fixture
def context(chromium: Browser, site: str) -> Iterator[BrowserContext]:
    """A browser of one person: what goes wrong on a page, or to others, fails the test."""
    made = chromium.new_context(
        base_url=site, locale="it-IT", viewport={"width": 1280, "height": 900}
    )
    faults: list[str] = []
    made.set_default_timeout(8000)
    made.on("weberror", lambda fault: faults.append(str(fault.error)))
    made.on("console", lambda line: _note(line.type, line.text, faults))
    made.on("request", lambda asked: _only_ours(asked.url, site, faults))
    yield made
    made.close()
    assert faults == []


def _note(kind: str, text: str, faults: list[str]) -> None:
    if "Content Security Policy" in text or (kind == "error" and "Failed to load" not in text):
        faults.append(text)


def _only_ours(url: str, site: str, faults: list[str]) -> None:
    if not url.startswith((site, "data:", "blob:", "about:")):
        faults.append(f"a request left for {url}")


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def post() -> Callable[[str], str]:
    """The postman: delivers what is owed; gives the links of the newest mail to an address."""

    def newest(address: str) -> str:
        deliver_due()
        message = mailbox.list_messages(limit=1, to=address)[0]
        text = mailbox.read_message(message.key).text
        return next(word for word in text.split() if "/i/" in word)

    return newest


@pytest.fixture
def office(context: BrowserContext) -> Callable[[str], Page]:
    """A page of the desk, signed in with a role by the demo's link."""

    def signed_in(role: str) -> Page:
        user, _made = get_user_model().objects.get_or_create(
            email=f"{role}@example.org", defaults={"name": "Dario Esempio", "role": role}
        )
        page = context.new_page()
        page.goto(f"/ufficio/entra-demo/{sign_in.demo_token(user)}/")
        page.locator("main form button").click()
        return page

    return signed_in


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fails with what axe finds on a page: WCAG 2.2, levels A and AA, and good practice."""

    def check(page: Page) -> None:
        found = Axe().run(page, options={"runOnly": RULES})
        faults = [
            f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:200]}"
            for fault in found.response["violations"]
        ]
        assert faults == [], page.url

    return check
