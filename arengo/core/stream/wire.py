"""Server-sent events as bytes: https://html.spec.whatwg.org/multipage/server-sent-events.html"""

import re
from urllib.parse import parse_qs

PREFIX = "/flusso/"
# An event, not a comment: the page notices when it stays away.
PING = b"event: ping\ndata: 1\n\n"
# A browser that lost the stream comes back after so long. What comes at once shows that something
# comes through at all: there are proxies that keep a stream to themselves.
HELLO = b"retry: 2000\n\n" + PING
PING_SECONDS = 20.0
# What a reader has not taken yet: beyond it, it is let go, and comes back.
BUFFER_BYTES = 64 * 1024
HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
)
# What ends a line for a browser, and nothing else.
LINE_END = re.compile(r"\r\n|\n|\r")


def body(part: str, html: str) -> bytes:
    """An event without its id: the same for all who read it, whenever they came."""
    lines = "".join(f"data: {line}\n" for line in LINE_END.split(html))
    return f"event: {part}\n{lines}\n".encode()


def numbered(number: int, event: bytes) -> bytes:
    """An event with the id that the browser gives back when it returns."""
    return b"id: %d\n%b" % (number, event)


def last_seen(header: str, query: str) -> int:
    """The id from which to go on: the browser's Last-Event-ID, or `dopo` on its first call; else 0."""
    for word in (header, parse_qs(query).get("dopo", [""])[0]):
        if word.isascii() and word.isdigit() and len(word) < 20:
            return int(word)
    return 0
