"""Writes a difference, kind by kind: the number of queries does not grow with the objects."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models

from arengo.blueprint import values
from arengo.blueprint.difference import Difference, FieldChange
from arengo.blueprint.load import Blueprint, Item
from arengo.blueprint.models import AppliedObject
from arengo.blueprint.schema import FILE, Section
from arengo.blueprint.standing import Row, Standing
from arengo.core.localized import Localized

Changes = dict[str, list[FieldChange]]
# A row, and the names of its columns that are to be written.
Touched = tuple[models.Model, list[str]]


class Writer:
    """Writes what a difference says, and remembers what the file gave."""

    def __init__(self, blueprint: Blueprint, standing: Standing, difference: Difference) -> None:
        self.blueprint = blueprint
        self.standing = standing
        self.difference = difference
        self.objects = {address: row.object for address, row in standing.rows.items()}
        self.made: dict[str, list[Item]] = defaultdict(list)
        for item in difference.made:
            self.made[item.section.model._meta.label].append(item)
        self.changed: dict[str, Changes] = defaultdict(lambda: defaultdict(list))
        for change in [*difference.changed, *difference.overwritten]:
            label = change.item.section.model._meta.label
            self.changed[label][change.item.address].append(change)

    def write(self) -> None:
        """Write everything, in the caller's transaction."""
        for top_level in FILE:
            for section in top_level.everywhere():
                label = section.model._meta.label
                self._make(section, self.made[label])
                self._change(section, self.changed[label])
        self._remember()

    def _make(self, section: Section, items: list[Item]) -> None:
        if not items:
            return
        made = []
        for item in items:
            one = section.model()
            if section.parent and item.parent:
                setattr(one, section.parent, self.objects[item.parent.address])
            setattr(one, section.key, section.key_field.to_python(item.key))
            self._fill(one, item, item.values, of_companion=False)
            made.append(one)
        _all(section.model).bulk_create(made)
        self.objects.update(zip((item.address for item in items), made, strict=True))
        for item, one in zip(items, made, strict=True):
            self._name_many(one, item, item.values)
        if section.companion:
            self._make_companions(section, items)

    def _make_companions(self, section: Section, items: list[Item]) -> None:
        companion = section.companion
        if companion is None:
            return
        made = []
        for item in items:
            if any(section.column(leaf).of_companion for leaf in item.values):
                one = companion.model(**{companion.link: self.objects[item.address]})
                self._fill(one, item, item.values, of_companion=True)
                made.append(one)
        _all(companion.model).bulk_create(made)

    def _change(self, section: Section, changes: Changes) -> None:
        touched: list[Touched] = []
        new_rows: list[models.Model] = []
        for address, of_object in changes.items():
            row, item = self.standing.rows[address], of_object[0].item
            own, others = _parted(section, [change.leaf for change in of_object])
            self._fill(row.object, item, own, of_companion=False)
            self._name_many(row.object, item, own)
            touched.append((row.object, _attributes(section, own)))
            if others:
                touched += self._change_companion(row, item, others, new_rows)
        _update(touched)
        if section.companion:
            _all(section.companion.model).bulk_create(new_rows)

    def _change_companion(
        self, row: Row, item: Item, leaves: list[str], new_rows: list[models.Model]
    ) -> list[Touched]:
        """Change the row that goes with an object, or add one; gives what is to be updated."""
        companion, one = row.section.companion, row.companion
        if companion is None:
            return []
        touched: list[Touched] = []
        since, until = companion.history or ("", "")
        if one is None:
            one = companion.model(**{companion.link: row.object})
            new_rows.append(one)
        elif since in leaves and item.values[since]:
            setattr(one, until, item.values[since])
            touched = [(one, [until])]
            one = _copy(one, without=until)
            new_rows.append(one)
        else:
            touched = [(one, _attributes(row.section, leaves))]
        self._fill(one, item, leaves, of_companion=True)
        return touched

    def _fill(
        self, one: models.Model, item: Item, leaves: Iterable[str], *, of_companion: bool
    ) -> None:
        """Set the values of `leaves` on a row; those of the other row, and lists, are left out."""
        for leaf in leaves:
            column = item.section.column(leaf)
            if column.of_companion != of_companion or column.is_many:
                continue
            value = item.values[leaf]
            if column.is_localized:
                language = leaf.partition(".")[2]
                value = Localized({**getattr(one, column.attribute), language: value})
            elif column.spec.refers_to:
                value = self.objects[value] if value else None
            setattr(one, column.attribute, value)

    def _name_many(self, one: models.Model, item: Item, leaves: Iterable[str]) -> None:
        for leaf in leaves:
            column = item.section.column(leaf)
            if column.is_many:
                getattr(one, column.attribute).set(
                    [self.objects[address] for address in item.values[leaf]]
                )

    def _remember(self) -> None:
        """Keep what the file gave, except where the desk's value stands against it."""
        unsettled = {(change.item.address, change.leaf) for change in self.difference.conflicts}
        absent = self._absent()
        rows = []
        for item in self.blueprint.items:
            if item.address in absent:
                continue
            before = self.standing.memory.get(item.address)
            given = {
                leaf: values.plain(value)
                for leaf, value in item.values.items()
                if (item.address, leaf) not in unsettled
            }
            now = {**(before or {}), **given}
            if now != before or item.address not in self.standing.of_process:
                process = self.blueprint.process
                rows.append(AppliedObject(address=item.address, process=process, values=now))
        AppliedObject.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["address"],
            update_fields=["process", "values"],
        )

    def _absent(self) -> set[str]:
        return {item.address for item in self.blueprint.items if item.address not in self.objects}


def _all(model: type[models.Model]) -> models.Manager[Any]:
    return model._default_manager


def _parted(section: Section, leaves: list[str]) -> tuple[list[str], list[str]]:
    """The leaves of the object, and those of the row that goes with it."""
    others = [leaf for leaf in leaves if section.column(leaf).of_companion]
    return [leaf for leaf in leaves if leaf not in others], others


def _attributes(section: Section, leaves: list[str]) -> list[str]:
    columns = [section.column(leaf) for leaf in leaves]
    return sorted({column.attribute for column in columns if not column.is_many})


def _copy(one: models.Model, *, without: str) -> models.Model:
    kept = {
        field.attname: getattr(one, field.attname)
        for field in one._meta.concrete_fields
        if not field.primary_key and field.name != without
    }
    return type(one)(**kept)


def _update(touched: list[Touched]) -> None:
    """One update for each set of columns: a column that did not change is never written back."""
    groups: dict[tuple[type[models.Model], tuple[str, ...]], list[models.Model]] = {}
    for one, names in touched:
        if names:
            groups.setdefault((type(one), tuple(names)), []).append(one)
    for (model, columns), rows in groups.items():
        _all(model).bulk_update(rows, columns)
