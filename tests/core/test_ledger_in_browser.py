"""The same receipts in a reader's own browser: verify-receipt.js says what `check` says."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.utils.html import json_script
from playwright.sync_api import Page, Route, sync_playwright

from arengo.core.ledger import operations
from arengo.core.ledger.receipts import check
from arengo.web.shared.middleware import CONTENT_SECURITY_POLICY
from tests.core.receipts import (
    ADAS_PLACE,
    Proof,
    adas_proof,
    proof_of,
    record,
    tampered,
    with_a_number_left_out,
)

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists() and not os.environ.get("ARENGO_TEST_EVERYTHING"),
        reason="Chromium not found. To get it: apt-get install chromium",
    ),
]
SCRIPT = Path(finders.find("js/verify-receipt.js")).read_text(encoding="utf-8")
# A browser offers its cryptography on localhost and over HTTPS, and nowhere else.
SAFE, UNSAFE = "http://localhost:9", "http://arengo.test"
SENTENCES = {"ok": "sigillata", "bad": "non torna", "waiting": "attende", "unavailable": "non qui"}


def page_with(proof_text: str) -> str:
    says = "".join(f' data-{name}="{sentence}"' for name, sentence in SENTENCES.items())
    return (
        f"<!doctype html><title>Ricevuta</title><p data-verify-outcome{says}>...</p>{proof_text}"
        '<script type="module" src="/static/js/verify-receipt.js"></script>'
    )


def in_browser(html: str, visit: Callable[[Page], Any]) -> Any:
    """What `visit` finds on a page of ours, under our policy."""
    # In a thread of its own: playwright's event loop would bar this one from the database.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(drive, html, visit).result()


def drive(html: str, visit: Callable[[Page], Any]) -> Any:
    """Open Chromium, with every address answered by us, and visit."""

    def answer(route: Route) -> None:
        is_script = route.request.url.endswith("verify-receipt.js")
        route.fulfill(
            body=SCRIPT if is_script else html,
            content_type="text/javascript" if is_script else "text/html; charset=utf-8",
            headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY},
        )

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.route("**/*", answer)
        found = visit(page)
        browser.close()
    return found


def outcome_at(address: str) -> Callable[[Page], tuple[str, str]]:
    def visit(page: Page) -> tuple[str, str]:
        page.goto(f"{address}/ricevuta/")
        place = page.locator("[data-verify-outcome][data-result]")
        return place.get_attribute("data-result"), place.inner_text()

    return visit


def checks(proofs: list[Proof]) -> Callable[[Page], list[str]]:
    def visit(page: Page) -> list[str]:
        page.goto(f"{SAFE}/ricevuta/")
        return page.evaluate(
            """async (proofs) => {
                const { check } = await import("/static/js/verify-receipt.js");
                return Promise.all(proofs.map(check));
            }""",
            proofs,
        )

    return visit


def test_the_page_says_that_a_sealed_receipt_holds() -> None:
    html = page_with(json_script(adas_proof(), "receipt"))
    assert in_browser(html, outcome_at(SAFE)) == ("ok", "sigillata")


def test_the_page_says_that_a_receipt_waits_for_its_seal() -> None:
    html = page_with(json_script(proof_of(record(ADAS_PLACE)), "receipt"))
    assert in_browser(html, outcome_at(SAFE)) == ("waiting", "attende")


def test_the_page_says_when_a_receipt_does_not_hold() -> None:
    proof = adas_proof()
    proof["content"]["text"] = proof["content"]["text"].replace("in_person", "online")
    html = page_with(json_script(proof, "receipt"))
    assert in_browser(html, outcome_at(SAFE)) == ("bad", "non torna")


def test_the_page_says_when_a_receipt_cannot_be_read() -> None:
    html = page_with('<script type="application/json" id="receipt">{"format": </script>')
    assert in_browser(html, outcome_at(SAFE)) == ("bad", "non torna")


def test_the_page_says_when_the_browser_offers_no_cryptography() -> None:
    html = page_with(json_script(adas_proof(), "receipt"))
    assert in_browser(html, outcome_at(UNSAFE)) == ("unavailable", "non qui")


def test_browser_and_server_agree_on_every_receipt() -> None:
    good = [adas_proof(before=before, after=after) for before, after in [(0, 0), (2, 3), (8, 1)]]
    good.append(proof_of(record(ADAS_PLACE)))
    erased = record("registration:ERASED")
    operations.seal()
    operations.erase(subject="registration:ERASED", by="staff:4")
    good.append(proof_of(erased))
    cases = {"number left out": with_a_number_left_out(good[1]), **tampered(good[1])}
    bad = list(cases.values())
    expected = [check(proof) for proof in good + bad]
    assert expected[:5] == ["ok", "ok", "ok", "waiting", "ok"]
    assert set(expected[5:]) == {"bad"}
    html = page_with(json.dumps("no receipt here"))
    said = in_browser(html, checks(good + bad))
    assert said[:5] == expected[:5]
    assert [what for what, outcome in zip(cases, said[5:], strict=True) if outcome != "bad"] == []
