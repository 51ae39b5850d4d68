"""A page as a browser reads it: its forms with what stands in them, and its live parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation

PART: Final = re.compile(r'<(\w+)\b[^>]*\bdata-part="([a-z0-9-]+)"[^>]*>')
# When a part was drawn: the only thing that differs from one drawing to the next.
DRAWN_AT: Final = re.compile(r' data-now="[^"]*"')
UNCHOSEN: Final = {"radio", "checkbox"}


@dataclass
class Form:
    """A form: where it goes, what it sends if nothing is touched, and its buttons that say something."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The view that it goes to."""
        return view_of(self.action)


class Page:
    """A page that came; `path` is its own, and where a form without an address goes."""

    def __init__(self, path: str, text: str) -> None:
        self.view, self.text = view_of(path), text
        reader = _Reader(path)
        reader.feed(text)
        self._forms = reader.forms
        self.live = reader.live

    def forms(self, name: str, **values: str) -> Iterator[Form]:
        """The forms that go to this view and hold these values."""
        for form in self._forms:
            if form.name == name and values.items() <= form.fields.items():
                yield form

    def parts(self) -> dict[str, str]:
        """The live parts, as `part_of` has those of the stream."""
        return {
            match[2]: part_of(_inside(self.text, match[1], match.end()))
            for match in PART.finditer(self.text)
        }


def part_of(html: str) -> str:
    """A part without the moment at which it was drawn."""
    return DRAWN_AT.sub("", html.strip())


def view_of(address: str) -> str:
    """The name of the view at an address; empty when there is none."""
    try:
        with translation.override(settings.LANGUAGE_CODE):
            return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def _inside(text: str, tag: str, start: int) -> str:
    """What stands between an element's tags, from after its first one."""
    depth = 1
    for match in re.compile(rf"<(/?){tag}\b[^>]*>").finditer(text, start):
        depth += -1 if match[1] else 1
        if depth == 0:
            return text[start : match.start()]
    return text[start:]


class _Reader(HTMLParser):
    """Gathers forms and the addresses of the stream."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._form: Form | None = None
        self._writing = self._select = ""
        self.forms: list[Form] = []
        self.live: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "data-stream" in values:
            self.live = values
        if tag == "form":
            self._form = Form(values.get("action") or self._path)
            self.forms.append(self._form)
        elif self._form is not None:
            self._read(self._form, tag, values)

    def _read(self, form: Form, tag: str, values: dict[str, str]) -> None:
        name, value = values.get("name", ""), values.get("value", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in values or self._select not in form.fields:
                form.fields[self._select] = value
        elif not name:
            return
        elif tag == "textarea":
            self._writing = name
            form.fields[name] = ""
        elif tag == "button":
            form.buttons.append((name, value))
        elif tag == "input" and values.get("type") in UNCHOSEN:
            form.choices.setdefault(name, []).append(value)
            if "checked" in values:
                form.fields[name] = value
        elif tag == "input":
            form.fields[name] = value

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._writing:
            self._form.fields[self._writing] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._writing = ""
        elif tag == "select":
            self._select = ""
