"""What people do on a page with a conference, and what arrives there."""

import time

from playwright.sync_api import Page, expect

from arengo.registrations.links import token_for
from arengo.registrations.models import Registration

FRAMES = """async () => {
  const conference = document.querySelector("[data-conference]").conference;
  let frames = 0, sound = 0;
  for (const listening of conference.listening.values()) {
    const report = await listening.line?.getStats();
    for (const one of report?.values() ?? []) {
      if (one.type === "inbound-rtp" && one.kind === "video") frames += one.framesDecoded ?? 0;
      if (one.type === "inbound-rtp" && one.kind === "audio") sound += one.totalSamplesReceived ?? 0;
    }
  }
  return { frames, sound };
}"""


def stage_of(registration: Registration) -> str:
    return f"/i/{token_for(registration)}/sala/"


def said(page: Page, words: str) -> None:
    expect(page.locator("[data-conference-said]")).to_contain_text(words)


def enters(page: Page) -> Page:
    page.get_by_role("button", name="Entra senza telecamera e microfono").click()
    said(page, "Sei nella conferenza")
    return page


def received(page: Page) -> dict[str, int]:
    found: dict[str, int] = page.evaluate(FRAMES)
    return found


def arrives(page: Page, what: str = "frames") -> float:
    """Wait until more and more of it is received; gives after how many seconds the first was."""
    begun, first = time.monotonic(), 0.0
    before = received(page)[what]
    while time.monotonic() - begun < 20:
        now = received(page)[what]
        if now > before and not first:
            first, before = time.monotonic() - begun, now
        elif first and now > before:
            return first
        page.wait_for_timeout(30)
    raise AssertionError(f"no {what} arrive")


def stops(page: Page, what: str = "frames") -> None:
    """Nothing more of it is received from a second after now."""
    page.wait_for_timeout(1000)
    before = received(page)[what]
    page.wait_for_timeout(700)
    assert received(page)[what] == before or not page.locator(".tile").count()


def speaks(page: Page) -> None:
    said(page, "Hai la parola")
    page.get_by_role("button", name="Parla").click()
    said(page, "Ti vedono e ti sentono")


def enters_with_floor(page: Page) -> Page:
    page.get_by_role("button", name="Entra senza telecamera e microfono").click()
    speaks(page)
    return page
