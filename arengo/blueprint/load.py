"""A process file read and checked: its objects in the order in which they are made."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

from arengo.blueprint import values
from arengo.blueprint.mistakes import FileRefused, Mistake
from arengo.blueprint.schema import FILE, Column, Section
from arengo.blueprint.source import Source, is_empty, line_of

FORMAT = "1"
SLUG_LENGTH = 50
PROCESSES = Path(__file__).resolve().parent.parent / "processes"


@dataclass
class Item:
    """One object of the file. Values are by leaf: "title.it", "starts_at"; references are addresses."""

    section: Section
    address: str
    key: str
    line: int
    parent: "Item | None"
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def line_of(self, leaf: str) -> int:
        """The line of a field, or of the object when it has none of its own."""
        return self.lines.get(leaf) or self.lines.get(leaf.partition(".")[0]) or self.line


@dataclass(frozen=True)
class Blueprint:
    """A process file without mistakes."""

    file: str
    digest: str
    process: str
    items: tuple[Item, ...]


def bundled(name: str = "torino-2024-2026") -> Path:
    """The path of a process file that comes with Arengo."""
    return PROCESSES / f"{name}.yaml"


def load(path: str | Path) -> Blueprint:
    """Read a process file. Raises FileRefused with all its mistakes at once."""
    path = Path(path)
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        said = _("un file che si possa leggere (%(reason)s)") % {"reason": error.strerror}
        raise FileRefused(str(path), [Mistake(0, "", said)]) from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        said = _("testo in UTF-8: salva il file con questa codifica")
        raise FileRefused(path.name, [Mistake(line, "", said)]) from error
    reader = _Reader()
    items = reader.file(text)
    if reader.source.mistakes:
        raise FileRefused(path.name, reader.source.mistakes)
    process = next(item.key for item in items if item.section.name == "process")
    return Blueprint(path.name, hashlib.sha256(data).hexdigest(), process, tuple(items))


@dataclass
class _Reference:
    item: Item
    column: Column
    names: list[tuple[str, int]]


class _Reader:
    def __init__(self) -> None:
        self.source = Source()
        self.zone = ZoneInfo(settings.TIME_ZONE)
        self.languages = [settings.LANGUAGE_CODE]
        self.found: dict[str, list[Item]] = {}
        self.by_address: dict[str, Item] = {}
        self.singles: dict[str, Item] = {}
        self.references: list[_Reference] = []
        self.unique: dict[tuple[str, str, Any], Item] = {}

    def file(self, text: str) -> list[Item]:
        """All objects of the file, those that hold before those that are held."""
        root = self.source.parse(text)
        if not isinstance(root, yaml.MappingNode):
            if root is not None:
                self.source.mapping(root, "", ())
            return []
        top = {section.name.partition(".")[0] for section in FILE}
        parts = self.source.mapping(root, "", {"arengo", "time_zone", "languages", *top})
        self._settings(root, parts)
        groups: dict[str, dict[str, yaml.Node]] = {}
        for section in FILE:
            group, _dot, name = section.name.partition(".")
            if group not in parts or is_empty(parts[group]):
                continue
            if name and group not in groups:
                names = {other.name.partition(".")[2] for other in FILE} - {""}
                groups[group] = self.source.mapping(parts[group], group, names)
            node = groups[group].get(name) if name else parts[group]
            if node is not None:
                self._section(section, node, self.singles.get(section.parent), section.name)
        for needed in ("body", "process"):
            if needed not in parts or is_empty(parts[needed]):
                self.source.wrong(root, needed, _("questa parte, che manca"))
        self._resolve()
        ordered = (section for top_level in FILE for section in top_level.everywhere())
        return [item for section in ordered for item in self.found.get(_path(section), [])]

    def _settings(self, root: yaml.Node, parts: dict[str, yaml.Node]) -> None:
        if "arengo" not in parts:
            said = _("la versione di questo formato: «arengo: %(format)s»") % {"format": FORMAT}
            self.source.wrong(root, "arengo", said)
        elif self.source.text(parts["arengo"], "arengo") != FORMAT:
            self.source.wrong(parts["arengo"], "arengo", FORMAT)
        if "time_zone" in parts:
            name = self.source.text(parts["time_zone"], "time_zone") or ""
            try:
                self.zone = ZoneInfo(name)
            except (KeyError, ValueError, OSError):
                said = _("un fuso orario, per esempio Europe/Rome")
                self.source.wrong(parts["time_zone"], "time_zone", said)
        if "languages" in parts:
            given = [
                self.source.text(node, "languages")
                for node in self.source.items(parts["languages"], "languages")
            ]
            self.languages = [language for language in given if language]
            if not self.languages:
                said = _("almeno una lingua, per esempio [it, en]")
                self.source.wrong(parts["languages"], "languages", said)

    def _section(self, section: Section, node: yaml.Node, parent: Item | None, base: str) -> None:
        if section.single:
            self._item(section, node, parent, base, 1)
            return
        for place, one in enumerate(self.source.items(node, base), start=1):
            self._item(section, one, parent, base, place)

    def _item(
        self, section: Section, node: yaml.Node, parent: Item | None, base: str, place: int
    ) -> None:
        children = {child.name: child for child in section.children}
        allowed = {section.key, *section.columns, *children}
        where = f"{base}.{self.source.peek(node, section.key) or f'#{place}'}"
        parts = self.source.mapping(node, where, allowed)
        if not isinstance(node, yaml.MappingNode):
            return
        key = self._key(section, node, parts.pop(section.key, None), where)
        item = Item(section, f"{base}.{key}" if key else where, key, line_of(node), parent)
        if section.single:
            self.singles[section.name] = item
        if item.address in self.by_address:
            first = self.by_address[item.address].line
            said = _("una chiave diversa: c'è già alla riga %(line)d") % {"line": first}
            self.source.wrong(node, f"{item.address}.{section.key}", said)
        elif key:
            self.by_address[item.address] = item
            self.found.setdefault(_path(section), []).append(item)
        self._values(item, parts, place)
        for name, child in children.items():
            if name in parts:
                self._section(child, parts[name], item, f"{item.address}.{name}")

    def _key(self, section: Section, node: yaml.Node, given: yaml.Node | None, base: str) -> str:
        where = f"{base}.{section.key}"
        text = self.source.text(given, where) if given is not None else None
        if text is None:
            self.source.wrong(node, where, _("la chiave, che manca: distingue questa voce"))
            return ""
        try:
            value = values.read(section.key_field, text, self.zone)
        except values.Unexpected as error:
            self.source.wrong(given or node, where, _with_what_is_there(error, text))
            return ""
        return str(value)

    def _values(self, item: Item, parts: dict[str, yaml.Node], place: int) -> None:
        for name, column in item.section.columns.items():
            node = parts.get(name)
            if node is not None and not is_empty(node):
                item.lines[name] = line_of(node)
                self._value(item, column, node)
        if item.section.ordered:
            item.values["position"] = place
        self._slugs(item)
        self._required(item)
        for name, expected in item.section.check(item.values):
            self.source.wrong(item.line_of(name), f"{item.address}.{name}", expected)

    def _value(self, item: Item, column: Column, node: yaml.Node) -> None:
        name = column.spec.name
        where = f"{item.address}.{name}"
        if column.is_localized:
            self._texts(item, column, node, where)
        elif column.spec.refers_to:
            self._names(item, column, node, where)
        elif isinstance(column.model_field, models.JSONField):
            item.values[name] = self._options(node, where)
        elif (text := self.source.text(node, where)) is not None:
            flag = column.spec.month_flag
            if flag:
                item.values[flag] = values.is_month(text)
                text = f"{text}-01" if item.values[flag] else text
            try:
                item.values[name] = values.read(column.model_field, text, self.zone)
            except values.Unexpected as error:
                self.source.wrong(node, where, _with_what_is_there(error, text))

    def _texts(self, item: Item, column: Column, node: yaml.Node, where: str) -> None:
        for language, (text, line) in self._by_language(node, where).items():
            item.values[f"{column.spec.name}.{language}"] = text
            item.lines[f"{column.spec.name}.{language}"] = line

    def _by_language(self, node: yaml.Node, where: str) -> dict[str, tuple[str, int]]:
        """(text, line) in each language of the file; one that is missing is a mistake."""
        if isinstance(node, yaml.ScalarNode) and len(self.languages) == 1:
            return {self.languages[0]: (str(node.value).strip(), line_of(node))}
        if not isinstance(node, yaml.MappingNode):
            languages = ", ".join(f"{language}: ..." for language in self.languages)
            said = _("un testo per lingua: {%(languages)s}") % {"languages": languages}
            self.source.wrong(node, where, said)
            return {}
        texts = self.source.mapping(node, where, self.languages)
        found = {}
        for language in self.languages:
            one = texts.get(language)
            text = self.source.text(one, f"{where}.{language}") if one is not None else None
            if text:
                found[language] = (text, line_of(one or node))
            else:
                self.source.wrong(node, f"{where}.{language}", _("il testo in questa lingua"))
        return found

    def _options(self, node: yaml.Node, where: str) -> list[dict[str, Any]]:
        """The answers to choose from, in the order of the file, each with a key of its own."""
        options: dict[str, dict[str, Any]] = {}
        for place, one in enumerate(self.source.items(node, where), start=1):
            here = f"{where}.#{place}"
            parts = self.source.mapping(one, here, ("key", "label"))
            key = self.source.text(parts["key"], f"{here}.key") if "key" in parts else None
            texts = self._by_language(parts["label"], f"{here}.label") if "label" in parts else {}
            if not key or "label" not in parts:
                self.source.wrong(one, here, _("una chiave e un testo: {key: ..., label: ...}"))
            elif key in options:
                self.source.wrong(one, f"{here}.key", _("una chiave diversa: c'è già qui sopra"))
            else:
                label = {language: text for language, (text, _line) in texts.items()}
                options[key] = {"key": key, "label": label}
        return list(options.values())

    def _names(self, item: Item, column: Column, node: yaml.Node, where: str) -> None:
        nodes = list(self.source.items(node, where)) if column.is_many else [node]
        names = [(self.source.text(one, where), line_of(one)) for one in nodes]
        given = [(name, line) for name, line in names if name]
        self.references.append(_Reference(item, column, given))
        # So that the rules between fields know that it is there; _resolve() puts the addresses.
        item.values[column.spec.name] = [name for name, _line in given]

    def _slugs(self, item: Item) -> None:
        for spec in item.section.fields:
            if spec.slug_of and spec.name not in item.values and spec.slug_of in item.values:
                item.values[spec.name] = slugify(item.values[spec.slug_of])[:SLUG_LENGTH]
        for name, column in item.section.columns.items():
            if not (column.model_field.unique and name in item.values):
                continue
            taken = (item.section.name, name, item.values[name])
            first = self.unique.setdefault(taken, item)
            if first is not item:
                said = _("un valore diverso: «%(value)s» c'è già alla riga %(line)d") % {
                    "value": item.values[name],
                    "line": first.line,
                }
                self.source.wrong(item.line_of(name), f"{item.address}.{name}", said)

    def _required(self, item: Item) -> None:
        named = {leaf.partition(".")[0] for leaf in item.values} | set(item.lines)
        columns = item.section.columns
        has_companion = any(columns[name].of_companion for name in named & set(columns))
        for name, column in columns.items():
            is_called_for = not column.of_companion or has_companion or column.spec.required
            if column.is_required and is_called_for and name not in named:
                self.source.wrong(item.line, f"{item.address}.{name}", _("questo campo, che manca"))

    def _resolve(self) -> None:
        """Put addresses in the place of the names by which objects refer to each other."""
        process = self.singles.get("process")
        around = {"process": process.address if process else "", "plan": ""}
        for reference in self.references:
            self._resolve_one(reference, around)
            if process is not None and reference.item is process:
                around["plan"] = process.values.get("plan_in_force") or ""

    def _resolve_one(self, reference: _Reference, around: dict[str, str]) -> None:
        item, column = reference.item, reference.column
        parent = item.parent
        within = {
            "parent": parent.address if parent else "",
            "holder": parent.parent.address if parent and parent.parent else "",
        }
        addresses = []
        for name, line in reference.names:
            address = column.spec.refers_to.format(name, **within, **around)
            if address in self.by_address:
                addresses.append(address)
                continue
            self.source.wrong(line, f"{item.address}.{column.spec.name}", self._missing(address))
        if column.is_many:
            item.values[column.spec.name] = addresses
        else:
            item.values[column.spec.name] = addresses[0] if addresses else None

    def _missing(self, address: str) -> str:
        base, _dot, name = address.rpartition(".")
        keys = [
            other.key for key, other in self.by_address.items() if key.rpartition(".")[0] == base
        ]
        if not keys:
            return _("una voce di «%(base)s», che non c'è in questo file") % {"base": base}
        known = ", ".join(keys[:12]) + (", …" if len(keys) > 12 else "")
        return _("una di queste chiavi: %(known)s («%(name)s» non c'è)") % {
            "known": known,
            "name": name,
        }


def _with_what_is_there(error: values.Unexpected, text: str) -> str:
    there = text if len(text) <= 40 else f"{text[:39]}…"
    return _("%(expected)s (qui c'è «%(there)s»)") % {"expected": error.expected, "there": there}


def _path(section: Section) -> str:
    # Two sections may have one name within different ones; a model has one section.
    return section.model._meta.label
