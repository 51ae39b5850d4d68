"""A visitor's browser, small enough not to be what is measured: one connection, one cookie jar."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

HOST = "127.0.0.1"
ANSWER_WITHIN_SECONDS = 120
CONNECT_TRIES = 6


class Unexpected(Exception):
    """The server answered something that ends the measure: it would count what never happened."""


@dataclass(frozen=True)
class Answer:
    """Status, headers (names in lower case) and body as they came."""

    status: int
    headers: dict[str, str]
    body: bytes

    def field(self, name: str) -> str:
        """The value of the first field of this name in a form of the page."""
        start = f'name="{name}" value="'.encode()
        place = self.body.find(start)
        if place < 0:
            raise Unexpected(f"no field {name} in a page of status {self.status}")
        place += len(start)
        return self.body[place : self.body.index(b'"', place)].decode()


class Browser:
    """Speaks HTTP/1.1 to one port of this machine, as a visitor at `address` behind a proxy."""

    def __init__(self, port: int, address: str) -> None:
        self._port, self._address = port, address
        self._cookies: dict[str, str] = {}
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def get(self, path: str) -> Answer:
        """Ask for a page."""
        return await self._ask("GET", path, b"")

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form, from a page of the same site."""
        return await self._ask("POST", path, urlencode(fields).encode())

    async def follow(self, answer: Answer) -> Answer:
        """The page that an answer leads to. Raises Unexpected when it leads nowhere."""
        place = urlsplit(answer.headers.get("location", ""))
        if not place.path:
            raise Unexpected(f"status {answer.status} where a redirect was to come")
        return await self.get(f"{place.path}?{place.query}" if place.query else place.path)

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        async with asyncio.timeout(ANSWER_WITHIN_SECONDS):
            if self._writer is None:
                await self._connect()
            assert self._writer is not None
            self._writer.write(self._head(method, path, len(body)) + body)
            return await self._read()

    async def _connect(self) -> None:
        for tried in range(CONNECT_TRIES):
            try:
                self._reader, self._writer = await asyncio.open_connection(HOST, self._port)
                return
            except OSError:
                if tried == CONNECT_TRIES - 1:
                    raise
                await asyncio.sleep(0.1 * 2**tried)

    def _head(self, method: str, path: str, length: int) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {HOST}:{self._port}",
            "User-Agent: Mozilla/5.0 (arengo bench)",
            "Accept: text/html",
            "Accept-Language: it",
            f"X-Forwarded-For: {self._address}",
        ]
        if self._cookies:
            cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
            lines.append(f"Cookie: {cookies}")
        if method == "POST":
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {length}",
                f"Origin: http://{HOST}:{self._port}",
                f"Referer: http://{HOST}:{self._port}{path}",
            ]
        return "\r\n".join([*lines, "", ""]).encode()

    async def _read(self) -> Answer:
        assert self._reader is not None
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {}
        for line in head[1:-2]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                key, _, kept = value.partition(";")[0].partition("=")
                self._cookies[key] = kept
            headers[name.lower()] = value
        status = int(head[0].split()[1])
        return Answer(status, headers, await self._body(headers))

    async def _body(self, headers: dict[str, str]) -> bytes:
        assert self._reader is not None
        if "chunked" not in headers.get("transfer-encoding", ""):
            return await self._reader.readexactly(int(headers.get("content-length", 0)))
        pieces = []
        while size := int(await self._reader.readline(), 16):
            pieces.append((await self._reader.readexactly(size + 2))[:-2])
        await self._reader.readline()
        return b"".join(pieces)
