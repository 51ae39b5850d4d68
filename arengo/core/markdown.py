"""Markdown from the office's texts, made safe for any page."""

import textwrap
from html import unescape
from urllib.parse import urlsplit

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

HIGHEST_HEADING = 3  # a page's own title is h1, its parts are h2
LOWEST_HEADING = 6
ELLIPSIS = "…"

SCHEMES = {"http", "https", "mailto"}


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """What leads elsewhere than the second gate allows stays the text that was typed."""
        try:
            return urlsplit(url).scheme in {"", *SCHEMES}
        except ValueError:
            return False


# What the allow-list would take away is not read as Markdown at all: words struck out would stand
# as if they had not been, a text pasted with spaces before it would lose its paragraphs.
_reader = _Reader("js-default").disable(["code", "fence", "image", "strikethrough"])
_second_gate = nh3.Cleaner(
    tags={
        *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li", "strong", "em", "a"),
        *("blockquote", "table", "thead", "tbody", "tr", "th", "td"),
    },
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    set_tag_attribute_values={"th": {"scope": "col"}},
    url_schemes=SCHEMES,
    link_rel="noopener",
)


def safe(text: str, *, highest: int = HIGHEST_HEADING) -> SafeString:
    """`text` as HTML: headings from h3 down, paragraphs, lists, emphasis, links, quotations, tables.

    `highest` is the level of its first headings, 2 where the text is all there is under the title.
    Raw HTML is shown as it was typed. Links lead to http, https, mailto or a page of this site.
    """
    tokens = _reader.parse(text)
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    above = min((int(token.tag[1:]) for token in headings), default=1)
    for token in headings:
        level = int(token.tag[1:]) - above + highest
        token.tag = f"h{min(level, LOWEST_HEADING)}"
    return SafeString(_second_gate.clean(_reader.renderer.render(tokens, _reader.options, {})))


def beginning(text: str, letters: int) -> str:
    """The first paragraph of `text` without its marks; of a longer one, whole words up to `letters`."""
    _before, _paragraph, rest = safe(text).partition("<p>")
    first = rest.partition("</p>")[0] or safe(text)
    words = " ".join(unescape(strip_tags(first)).split())
    return textwrap.shorten(words, letters, placeholder=ELLIPSIS)
