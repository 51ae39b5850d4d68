"""A difference for the terminal: plain, aligned, in the language that is active."""

import textwrap
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from arengo.blueprint.difference import Difference, FieldChange
from arengo.blueprint.load import Item
from arengo.core.localized import Localized

WIDTH = 100
# New objects of one list beyond so many are one line.
FEW = 8
# Beyond so many lines, a list says how many more there are.
SHOWN = 60


def render(difference: Difference) -> str:
    """The whole difference, ending with one line that says how it went."""
    blocks = [
        _made(difference),
        _changes(_("Cambia"), "~", difference.changed),
        _changes(_("Torna come nel file (--overwrite)"), "~", difference.overwritten),
        _conflicts(difference),
        _removed(difference),
        _addresses(_("Non è più nel file, resta"), "=", difference.not_in_file),
        _addresses(
            _("--overwrite non ha trovato conflitti con questo nome"),
            "?",
            difference.needless_overwrites,
        ),
    ]
    return "\n\n".join([*("\n".join(block) for block in blocks if block), summary(difference)])


def summary(difference: Difference) -> str:
    """One line: what was done, or would be."""
    counts = difference.counts
    if not difference.has_changes:
        said = _("%(file)s: nessun cambiamento.")
    elif difference.dry_run:
        said = _("%(file)s: %(done)s. Prova: non è stato scritto niente.")
    else:
        said = _("%(file)s: %(done)s. Applicato.")
    done = _("nuovi %(made)d, cambiati %(changed)d") % {
        "made": counts["made"],
        "changed": counts["changed"] + counts["overwritten"],
    }
    line = said % {"file": difference.file, "done": done}
    if counts["conflicts"]:
        line += " " + ngettext(
            "%(count)d differenza resta come alla scrivania.",
            "%(count)d differenze restano come alla scrivania.",
            counts["conflicts"],
        ) % {"count": counts["conflicts"]}
    return line


def _made(difference: Difference) -> list[str]:
    """What is new; what is within something new is counted there, a long list is one line."""
    new = {item.address for item in difference.made}
    groups: dict[str, list[Item]] = defaultdict(list)
    within: dict[str, int] = defaultdict(int)
    for item in difference.made:
        top = item
        while top.parent and top.parent.address in new and not _is_apart(top):
            top = top.parent
        if top is item:
            groups[item.address.rpartition(".")[0]].append(item)
        else:
            within[top.address] += 1
    rows = []
    for base, items in groups.items():
        if len(items) > FEW:
            rows.append((base, f"{len(items)} ({items[0].key} … {items[-1].key})"))
        else:
            rows += [(item.address, _with(item, within[item.address])) for item in items]
    return _table(_("Nuovo"), "+", rows)


def _is_apart(item: Item) -> bool:
    # A meeting belongs to the process, but stands by itself in the file.
    return item.parent is not None and not item.address.startswith(f"{item.parent.address}.")


def _with(item: Item, count: int) -> str:
    title = _title(item)
    if not count:
        return title
    inside = ngettext("e %(count)d voce", "e %(count)d voci", count) % {"count": count}
    return f"{title} ({inside})"


def _changes(head: str, mark: str, changes: list[FieldChange]) -> list[str]:
    lines = [head] if changes else []
    for change in changes:
        lines.append(f"  {mark} {change.address}")
        lines += _pair(change, _("era"), _("sarà"))
    return lines


def _conflicts(difference: Difference) -> list[str]:
    changes = difference.conflicts
    head = _("Cambiato alla scrivania: resta così")
    lines = [head] if changes else []
    for change in changes:
        lines.append(f"  ! {change.address}")
        lines += _pair(change, _("scrivania"), _("file"))
    if changes:
        said = _("Per prendere invece il valore del file: --overwrite %(address)s")
        lines.append("  " + said % {"address": changes[0].address})
    return lines


def _removed(difference: Difference) -> list[str]:
    rows = [(item.address, _title(item)) for item in difference.removed_at_desk]
    lines = _table(
        _("Tolto alla scrivania, o lì ha un'altra chiave: non è stato rifatto"), "!", rows
    )
    if rows:
        said = _("Per rifarlo: --overwrite %(address)s")
        lines.append("  " + said % {"address": rows[0][0]})
    return lines


def _addresses(head: str, mark: str, addresses: list[str]) -> list[str]:
    return _table(head, mark, [(address, "") for address in addresses])


def _table(head: str, mark: str, rows: list[tuple[str, str]]) -> list[str]:
    if not rows:
        return []
    # One very long address does not push the titles of all the others off the screen.
    column = min(max(len(address) for address, _title in rows), WIDTH // 2)
    lines = [
        _cut(f"  {mark} {address:<{column}}  {title}".rstrip(), WIDTH)
        for address, title in rows[:SHOWN]
    ]
    more = len(rows) - len(lines)
    if more > 0:
        lines.append("  " + ngettext("e un altro", "e altri %(count)d", more) % {"count": more})
    return [head, *lines]


def _pair(change: FieldChange, old: str, new: str) -> Iterator[str]:
    column = max(len(old), len(new))
    for name, value in ((old, change.old), (new, change.new)):
        room = WIDTH - column - 8
        yield f"      {name:<{column}}  {_cut(_shown(change, value), room)}"


def _shown(change: FieldChange, value: Any) -> str:
    """A plain value as people read it; moments in local time."""
    if value is None:
        return _("(vuoto)")
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    if isinstance(value, list):
        # Answers to choose from are told by their keys.
        return ", ".join(each.get("key", "…") if isinstance(each, dict) else each for each in value)
    if isinstance(change.item.section.column(change.leaf).model_field, models.DateTimeField):
        moment = timezone.localtime(datetime.fromisoformat(value))
        return f"{moment:%Y-%m-%d %H:%M}"
    return " ".join(str(value).split())


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else textwrap.wrap(text, width - 1)[0] + "…"


def _title(item: Item) -> str:
    for name in ("title", "name"):
        texts = {
            leaf.partition(".")[2]: text
            for leaf, text in item.values.items()
            if leaf.partition(".")[0] == name
        }
        if texts:
            # A plain name is under "", and is the same in every language.
            return str(Localized(texts))
    return ""
