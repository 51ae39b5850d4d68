"""What a mail says, once, and its two faces: plain text and HTML with the same words."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import css_inline
from django.conf import settings
from django.template import engines
from django.utils.translation import gettext as _

from arengo.core.localized import Localized

FOLDER = Path(__file__).parent / "templates" / "outbox"


@dataclass(frozen=True, kw_only=True)
class Text:
    """Words and, when they are not in the mail's own language, which language they are in."""

    text: str
    lang: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact(Text):
    """A line of a mail's box: "Quando", "mercoledì 27 settembre..."."""

    label: str


@dataclass(frozen=True, kw_only=True)
class Block(Text):
    """A piece of a mail. `kind`: paragraph, section, note, list, facts, button or link."""

    kind: str
    url: str = ""
    facts: Sequence[Fact] = ()
    items: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The whole mail. `footer` says why one receives it, in paragraphs and links."""

    language: str
    sender: Text
    process: Text
    heading: str
    blocks: Sequence[Block]
    footer: Sequence[Block]


def paragraph(text: str | Localized) -> Block:
    """A paragraph."""
    lang, words = _best(text)
    return Block(kind="paragraph", text=words, lang=lang)


def section(text: str) -> Block:
    """The heading of a part."""
    return Block(kind="section", text=text)


def note(text: str | Localized) -> Block:
    """A remark set apart."""
    lang, words = _best(text)
    return Block(kind="note", text=words, lang=lang)


def bullets(items: Iterable[str]) -> Block:
    """A list."""
    return Block(kind="list", text="", items=tuple(items))


def facts(*rows: Fact) -> Block:
    """The box with when, where and how."""
    return Block(kind="facts", text="", facts=rows)


def fact(label: str, text: str | Localized) -> Fact:
    """A line of the box."""
    lang, words = _best(text)
    return Fact(label=label, text=words, lang=lang)


def button(text: str, url: str) -> Block:
    """The one thing to do, as a large link."""
    return Block(kind="button", text=text, url=url)


def link(text: str, url: str) -> Block:
    """A link in the text."""
    return Block(kind="link", text=text, url=url)


def plain(text: str | Localized) -> Text:
    """Words with the language that they are in."""
    lang, words = _best(text)
    return Text(text=words, lang=lang)


def demo_line() -> str:
    """What every mail of the demo begins with; empty elsewhere."""
    if not settings.DEMO:
        return ""
    return _("Dimostrazione: non è un servizio della Città metropolitana")


def to_html(letter: Letter) -> str:
    """The mail as HTML, styled in its tags, in the active language."""
    context = {"letter": letter, "language": letter.language, "demo": demo_line()}
    return _html_template().render(context)


def to_text(letter: Letter) -> str:
    """The mail as plain text, in the active language; lines are left to the reader's window."""
    pieces = [
        demo_line(),
        letter.heading,
        *map(_block_as_text, letter.blocks),
        "--",
        *map(_block_as_text, letter.footer),
        f"{letter.sender.text}\n{letter.process.text}",
    ]
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def _block_as_text(block: Block) -> str:
    if block.kind == "facts":
        return "\n".join(f"{row.label}: {row.text}" for row in block.facts)
    if block.kind == "list":
        return "\n".join(f"- {item}" for item in block.items)
    if block.kind in ("button", "link"):
        return f"{block.text}:\n{block.url}"
    if block.kind == "section":
        return f"{block.text}\n{'-' * len(block.text)}"
    return block.text


def _best(text: str | Localized) -> tuple[str, str]:
    if not isinstance(text, Localized):
        return "", text
    lang, words = text.best()
    return lang, words.strip()


@functools.cache
def _html_template() -> Any:
    # Inlining costs a hundred times a rendering: it is done on the template, not on each mail.
    # The template keeps to what an HTML parser leaves alone: no tag of Django's before <body> or
    # between <table> and <td>.
    source = (FOLDER / "letter.html").read_text(encoding="utf-8")
    style = (FOLDER / "letter.css").read_text(encoding="utf-8")
    inlined = css_inline.inline(
        source, extra_css=style, keep_at_rules=True, load_remote_stylesheets=False
    )
    return engines["django"].from_string(inlined)
