"""The YAML of a process file as nodes, each with its line. Nothing is interpreted yet."""

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from arengo.blueprint.mistakes import Mistake
from arengo.blueprint.schema import NEVER_IN_THE_FILE

# The loader in C is ten times quicker; both give the same nodes.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
EMPTY = {"", "~", "null", "Null", "NULL"}


def line_of(node: yaml.Node) -> int:
    """The line on which a node begins, counted from 1."""
    line: int = node.start_mark.line + 1
    return line


@dataclass
class Source:
    """Reads nodes and gathers what is wrong with them."""

    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, node: yaml.Node | int, where: str, expected: str | Promise) -> None:
        """Add a mistake at a node (or on a line)."""
        line = node if isinstance(node, int) else line_of(node)
        self.mistakes.append(Mistake(line, where, expected))

    def parse(self, text: str) -> yaml.Node | None:
        """The file's root node; None when it is empty or not YAML, which is then a mistake."""
        try:
            root: yaml.Node | None = yaml.compose(text, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            said = _("YAML ben formato (%(problem)s)") % {"problem": error.problem}
            # What is missing at the end of the file is found on a line after the last.
            line = min(mark.line + 1, len(text.splitlines())) if mark else 1
            self.wrong(line, "", said)
            return None
        except yaml.YAMLError as error:
            self.wrong(1, "", _("YAML ben formato (%(problem)s)") % {"problem": error})
            return None
        if root is None:
            self.wrong(1, "", _("un percorso: il file è vuoto"))
        return root

    def mapping(
        self, node: yaml.Node, where: str, allowed: Collection[str]
    ) -> dict[str, yaml.Node]:
        """The fields of a mapping that are among those `allowed`; the others are mistakes."""
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, where, _("campi, uno per riga: «nome: valore»"))
            return {}
        found: dict[str, yaml.Node] = {}
        lines: dict[str, int] = {}
        for key_node, value in node.value:
            key = str(key_node.value)
            if key in lines:
                said = _("una volta sola: c'è già alla riga %(line)d") % {"line": lines[key]}
                self.wrong(key_node, _join(where, key), said)
                continue
            lines[key] = line_of(key_node)
            if key in allowed:
                found[key] = value
            else:
                self.wrong(key_node, _join(where, key), _unknown(key, allowed))
        return found

    def peek(self, node: yaml.Node, key: str) -> str:
        """The single value that a mapping has under `key`, if any: nothing is checked."""
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        found = (value.value for name, value in pairs if name.value == key)
        value = next(found, "")
        return value if isinstance(value, str) else ""

    def items(self, node: yaml.Node, where: str) -> Iterator[yaml.Node]:
        """The nodes of a list; anything else is a mistake."""
        if is_empty(node):
            return
        if not isinstance(node, yaml.SequenceNode):
            self.wrong(node, where, _("un elenco: ogni voce comincia con «- »"))
            return
        yield from node.value

    def text(self, node: yaml.Node, where: str) -> str | None:
        """The text of a single value; None when it is empty, or not single, which is a mistake."""
        if not isinstance(node, yaml.ScalarNode):
            self.wrong(node, where, _("un valore solo, non un elenco né dei campi"))
            return None
        return None if is_empty(node) else str(node.value).strip()


def is_empty(node: yaml.Node) -> bool:
    """True for a field that is named and left without a value."""
    is_plain = isinstance(node, yaml.ScalarNode) and not node.style
    return is_plain and node.value in EMPTY


def _join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _unknown(key: str, allowed: Collection[str]) -> str:
    if key in NEVER_IN_THE_FILE:
        return str(NEVER_IN_THE_FILE[key])
    near = difflib.get_close_matches(key, list(allowed), n=1)
    if near:
        return _("un campo che c'è: forse «%(near)s»?") % {"near": near[0]}
    known = ", ".join(sorted(allowed))
    return _("un campo che c'è: %(known)s") % {"known": known}
