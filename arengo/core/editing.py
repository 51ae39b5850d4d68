"""Rows that an office edits: only what changed is written, and never over somebody else unseen.

A form compares what its author read with the row; the `version` that it hands to the verb closes
the moment in between. Also here: keys made from titles, and what stands in an order, moved by one.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from arengo.core.refusals import Refusal

Row = TypeVar("Row", bound=models.Model)
KEY_LENGTH = 50
# Words that stand in addresses of the desk where a key may stand.
NOT_KEYS = {"nuovo", "nuova", "nuove", "aggiungi", "togli"}


class FieldRefused(Refusal):
    """A field cannot hold this: `field` says which, so that the sentence stands beside it."""

    status = 400

    def __init__(self, field: str, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.field = field


class ChangedMeanwhile(Refusal):
    """Somebody else saved since the row was read; `row` is how it stands now."""

    def __init__(self, row: models.Model) -> None:
        super().__init__(
            _(
                "In questo stesso momento qualcun altro ha salvato la stessa pagina. Quello che hai "
                "scritto è ancora qui: salva di nuovo e vedrai le due versioni, una accanto all'altra."
            )
        )
        self.row = row


class GoneMeanwhile(Refusal):
    """Somebody else took it away."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("Nel frattempo qualcun altro l'ha tolto: torna all'elenco."))


def version_of(row: models.Model, names: Iterable[str]) -> str:
    """A short digest of some fields of a row: different as soon as one of them is."""
    values = {name: _plain(row, name) for name in names}
    text = json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_version(row: models.Model, names: Iterable[str], version: str) -> None:
    """Raise ChangedMeanwhile unless `version` is that of the row now; an empty one is not looked at."""
    if version and version != version_of(row, names):
        raise ChangedMeanwhile(row)


def put(row: models.Model, values: Mapping[str, Any]) -> list[str]:
    """Set on a row the values that differ from what it holds; gives the names of those fields."""
    changed = []
    for name, value in values.items():
        field = row._meta.get_field(name)
        if isinstance(field, models.Field) and not field.is_relation:
            value = field.to_python(value)
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed.append(name)
    return sorted(changed)


def current(model: type[Row], pk: Any) -> Row:
    """The row as it stands, locked to the end of the transaction. Raises GoneMeanwhile."""
    row = model._default_manager.select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        raise GoneMeanwhile
    return row


def alone(model: type[Row], pk: Any) -> Row:
    """The row, held so that nobody can begin to name it either: for who takes it away.

    Raises GoneMeanwhile.
    """
    row = model._default_manager.select_for_update().filter(pk=pk).first()
    if row is None:
        raise GoneMeanwhile
    return row


def free_key(text: str, taken: Iterable[str], fallback: str) -> str:
    """A key made from `text` that is not in `taken`: "lancio", else "lancio-2"."""
    others = {*taken, *NOT_KEYS}
    base = slugify(text)[:KEY_LENGTH].strip("-") or fallback
    key, number = base, 1
    while key in others:
        number += 1
        tail = f"-{number}"
        key = f"{base[: KEY_LENGTH - len(tail)]}{tail}"
    return key


def number(rows: Sequence[Any]) -> None:
    """Write the `position` of rows, from 0, in the order in which they come: one query."""
    moved = []
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            moved.append(row)
    if moved:
        type(moved[0])._default_manager.bulk_update(moved, ["position"])


def swap(rows: Sequence[Row], row: Row, *, up: bool) -> list[Row]:
    """`rows` with `row` one place up, or down; as they were when it is at the end."""
    order = list(rows)
    here = next((place for place, each in enumerate(order) if each.pk == row.pk), None)
    if here is None:
        raise GoneMeanwhile
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    return order


def _plain(row: models.Model, name: str) -> Any:
    field = row._meta.get_field(name)
    if field.many_to_many:
        return sorted(getattr(row, name).values_list("pk", flat=True)) if row.pk else []
    if field.is_relation:
        return getattr(row, f"{name}_id")
    value = getattr(row, name)
    return value.name if isinstance(field, models.FileField) else value
