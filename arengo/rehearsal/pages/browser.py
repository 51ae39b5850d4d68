"""A person's browser: one cookie jar, pages and forms over HTTP, and lines that drop."""

import http.client
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

HOST: Final = "127.0.0.1"
ANSWER_WITHIN_SECONDS: Final = 30
REDIRECTS_AT_MOST: Final = 5
# What the room's script says of itself: it wants a sentence, not a page.
BY_SCRIPT: Final = {"X-Requested-With": "room"}


class NoAnswer(Exception):
    """The line dropped, or nobody is there: what was sent may have been done or not."""


@dataclass(frozen=True)
class Answer:
    """What came: status, the path that it is of, where it sends on, and the text."""

    status: int
    path: str
    location: str
    text: str

    @property
    def is_redirect(self) -> bool:
        return self.status in (301, 302, 303)


class Browser:
    """One person's. Not for two threads at once."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}
        self._line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """The page at `path`, or where it sends on to. Raises NoAnswer."""
        answer = self._ask("GET", path, None, {})
        for _time in range(REDIRECTS_AT_MOST):
            if not answer.is_redirect:
                break
            answer = self._ask("GET", answer.location, None, {})
        return answer

    def post(self, path: str, fields: dict[str, str], *, by_script: bool) -> Answer:
        """Send a form, and stay where the answer is. Raises NoAnswer."""
        return self._ask("POST", path, fields, BY_SCRIPT if by_script else {})

    def post_and_drop(self, path: str, fields: dict[str, str], *, by_script: bool) -> None:
        """Send a form, and lose the line before the answer comes. Raises NoAnswer, always."""
        try:
            self._send("POST", path, fields, BY_SCRIPT if by_script else {})
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer from error
        finally:
            self.hang_up()
        raise NoAnswer

    def hang_up(self) -> None:
        """Close the line; the next request opens another."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _ask(
        self, method: str, path: str, fields: dict[str, str] | None, more: dict[str, str]
    ) -> Answer:
        try:
            line = self._send(method, path, fields, more)
            answer = line.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            self.hang_up()
            raise NoAnswer from error
        self._keep_cookies(answer.msg.get_all("Set-Cookie") or [])
        place = urlsplit(answer.headers.get("Location", ""))
        location = f"{place.path}?{place.query}" if place.query else place.path
        return Answer(answer.status, path, location, text)

    def _send(
        self, method: str, path: str, fields: dict[str, str] | None, more: dict[str, str]
    ) -> http.client.HTTPConnection:
        self._line = self._line or http.client.HTTPConnection(
            HOST, self._port, timeout=ANSWER_WITHIN_SECONDS
        )
        headers = {"Accept": "text/html", "Accept-Language": "it", **more}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={is_}" for name, is_ in self._cookies.items())
        body = None
        if fields is not None:
            body = urlencode(fields)
            site = f"http://{HOST}:{self._port}"
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": site,
                "Referer": site + path,
            }
        self._line.request(method, path, body, headers)
        return self._line

    def _keep_cookies(self, told: list[str]) -> None:
        for each in told:
            name, _equals, value = each.partition(";")[0].partition("=")
            self._cookies[name.strip()] = value.strip()
