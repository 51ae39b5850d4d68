"""What a visitor does: each flow is one person, from the form to the page that says so."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from bench.browser import Answer, Browser, Unexpected

DONE, TOLD = "done", "told"
# Longer than the minimum time of a public form, with something to spare.
FORM_LIES_OPEN_SECONDS = 2.5
FORM_REFUSED = 422


def visitors() -> Iterator[tuple[int, str]]:
    """Number and address of one visitor after the other: 256 in a network, as the limits allow."""
    for number in count(1):
        high, low = divmod(number, 256)
        yield number, f"10.{high // 256}.{high % 256}.{low}"


@dataclass
class Site:
    """A server under measure, and who visits it."""

    port: int
    visitors: Iterator[tuple[int, str]] = field(default_factory=visitors)

    def next_visitor(self) -> tuple[int, Browser]:
        """Somebody who was not here before, at an address of their own."""
        number, address = next(self.visitors)
        return number, Browser(self.port, address)


class Ours:
    """Registering with Arengo for the hall of a meeting."""

    name = "arengo"

    def __init__(self, site: Site, slug: str, towns: list[str]) -> None:
        self._site, self._towns = site, towns
        self._path = f"/incontri/{slug}/iscrizione/"
        self._stamp = ""

    async def prepare(self) -> None:
        """Leave a form open for as long as the fastest person would: see docs/performance.md."""
        _, browser = self._site.next_visitor()
        page = await browser.get(self._path)
        browser.close()
        self._stamp = page.field("aperto")
        await asyncio.sleep(FORM_LIES_OPEN_SECONDS)

    async def __call__(self) -> str:
        """Form, POST, and the page that says where the mail went; or that the hall is full."""
        number, browser = self._site.next_visitor()
        try:
            form = await browser.get(self._path)
            answer = await browser.post(self._path, self._filled_in(form, number))
            if answer.status == FORM_REFUSED and b"si \xc3\xa8 riempita" in answer.body:
                return TOLD
            page = await browser.follow(answer)
            if page.status != 200 or b"Abbiamo scritto a" not in page.body:
                raise Unexpected(f"status {page.status} where the mail's page was to come")
            return DONE
        finally:
            browser.close()

    def _filled_in(self, form: Answer, number: int) -> dict[str, str]:
        return {
            "csrfmiddlewaretoken": form.field("csrfmiddlewaretoken"),
            "aperto": self._stamp,
            "secondo_motivo": "",
            "name": f"Ada Visitatrice {number}",
            "email": f"ada.{self._path.split('/')[2]}.{number}@example.org",
            "municipality": self._towns[number % len(self._towns)],
            "representing": "citizen",
            "delegate_of": "",
            "participation": form.field("participation"),
            "axes": "2",
            "access_needs": "",
        }


class Bare:
    """Registering with the bare form."""

    name = "bare"

    def __init__(self, site: Site, meeting: int) -> None:
        self._site, self._path = site, f"/{meeting}/"

    async def prepare(self) -> None:
        """Nothing: the bare form asks for no minimum time."""

    async def __call__(self) -> str:
        """Form, POST, and the page that says so; or that there is no seat."""
        number, browser = self._site.next_visitor()
        try:
            form = await browser.get(self._path)
            fields = {
                "csrfmiddlewaretoken": form.field("csrfmiddlewaretoken"),
                "name": f"Ada Visitatrice {number}",
                "email": f"ada.{number}@example.org",
            }
            answer = await browser.post(self._path, fields)
            if answer.status == FORM_REFUSED and b"No seat is left" in answer.body:
                return TOLD
            page = await browser.follow(answer)
            if page.status != 200 or b"You have a seat" not in page.body:
                raise Unexpected(f"status {page.status} where the last page was to come")
            return DONE
        finally:
            browser.close()


class Confirming:
    """Opening the link of the mail, pressing "Confermo", and seeing the ticket."""

    name = "confirm"

    def __init__(self, site: Site, tokens: list[str]) -> None:
        self._site, self._tokens = site, tokens

    async def prepare(self) -> None:
        """Nothing: the tokens are those of registrations made before."""

    @property
    def is_over(self) -> bool:
        """True when every token has been used."""
        return not self._tokens

    async def __call__(self) -> str:
        """Own page, POST, own page with the ticket."""
        _, browser = self._site.next_visitor()
        path = f"/i/{self._tokens.pop()}/"
        try:
            page = await browser.get(path)
            fields = {"csrfmiddlewaretoken": page.field("csrfmiddlewaretoken")}
            ticket = await browser.follow(await browser.post(f"{path}conferma/", fields))
            if ticket.status != 200 or b'class="ticket-qr"' not in ticket.body:
                raise Unexpected(f"status {ticket.status} where the ticket was to come")
            return DONE
        finally:
            browser.close()
