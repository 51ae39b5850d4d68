"""The words of a web page, or of a mail written as one: no tag, no script, nothing fetched."""

from html.parser import HTMLParser
from typing import Final

SILENT: Final = {"script", "style", "head", "template", "noscript", "svg", "object", "iframe"}
BREAKS: Final = {"br", "li", "tr", "div", "dt", "dd", "blockquote", "pre", "hr", "table"}
PARTS: Final = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "section", "article"}
# Tags that are never closed say nothing of what follows them.
ALONE: Final = {"br", "hr", "img", "meta", "link", "input"}


def words_of(html: str) -> str:
    """The words as a reader sees them, a line for each block."""
    page = _Page()
    page.feed(html)
    page.close()
    return "".join(page.words)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._silent and tag in SILENT:
            self._silent = tag
        self._break(tag)
        if tag == "li":
            self.words.append("- ")

    def handle_endtag(self, tag: str) -> None:
        # A mail whose head is never closed begins with its body.
        if tag == self._silent:
            self._silent = ""
        if tag not in ALONE:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            words = " ".join(data.split())
            before = " " if data[:1].isspace() else ""
            after = " " if data[-1:].isspace() and words else ""
            self.words.append(before + words + after)

    def _break(self, tag: str) -> None:
        if tag == "body":
            self._silent = ""
        if tag in BREAKS:
            self.words.append("\n")
        elif tag in PARTS:
            self.words.append("\n\n")
