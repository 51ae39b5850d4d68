"""What a first visit downloads, compressed as it travels: the page and all that it names."""

import gzip
import http.client
import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

REFERENCES = re.compile(
    rb'<(?:link|script|img|source)\b[^>]*?\b(?:href|src)="([^"]+)"', re.IGNORECASE
)
IN_STYLES = re.compile(rb"""url\(["']?([^"')]+)["']?\)""")
IN_SCRIPTS = re.compile(rb"""\bfrom\s*["']([^"']+)["']|\bimport\s*["']([^"']+)["']""")
KINDS = {".css": "css", ".js": "js", ".woff2": "fonts", ".svg": "svg"}


@dataclass
class Weight:
    """Bytes by kind, compressed."""

    bytes: dict[str, int] = field(default_factory=dict)

    @property
    def kilobytes(self) -> float:
        """Of all kinds, in thousands of bytes."""
        return sum(self.bytes.values()) / 1000


def first_view(port: int, path: str) -> Weight:
    """The weight of the page at `path` and of every file that it leads to, each once.

    More than a browser would ask for: it leaves out the fonts of letters that a page does not show.
    """
    weight, seen, waiting = Weight(), set(), [path]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        travelling, content = _fetch(port, address)
        kind = _kind(address)
        weight.bytes[kind] = weight.bytes.get(kind, 0) + travelling
        waiting += [one for one in leads_to(kind, content, address) if "/static/" in one]
    return weight


def _fetch(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "it"})
    answer = connection.getresponse()
    content, encoding = answer.read(), answer.getheader("Content-Encoding")
    connection.close()
    if answer.status != 200:
        raise ValueError(f"{path}: status {answer.status}")
    if encoding == "gzip":
        return len(content), gzip.decompress(content)
    # The proxy compresses the pages themselves.
    is_page = _kind(path) == "html"
    return len(gzip.compress(content, 6)) if is_page else len(content), content


def _kind(path: str) -> str:
    plain = urlsplit(path).path
    return next((kind for end, kind in KINDS.items() if plain.endswith(end)), _other(plain))


def _other(path: str) -> str:
    return "images" if "/static/" in path else "html"


def leads_to(kind: str, content: bytes, address: str) -> list[str]:
    """The addresses of this site that a file names: what a browser would ask for next."""

    if kind == "html":
        found = REFERENCES.findall(content)
    elif kind == "css":
        found = IN_STYLES.findall(content)
    elif kind == "js":
        found = [one or other for one, other in IN_SCRIPTS.findall(content)]
    else:
        return []
    links = (link.decode() for link in found if not link.startswith((b"data:", b"#")))
    return [urlsplit(urljoin(address, link)).path for link in links]
