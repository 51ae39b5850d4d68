"""What stands in the database where a process file speaks: one query for each kind of object."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from arengo.blueprint import values
from arengo.blueprint.load import Blueprint
from arengo.blueprint.models import AppliedObject
from arengo.blueprint.schema import FILE, Column, Section
from arengo.core.localized import LocalizedField


@dataclass
class Row:
    """An object that stands, with the row that goes with it."""

    section: Section
    address: str
    object: models.Model
    companion: models.Model | None = None

    def holder(self, column: Column) -> models.Model | None:
        """The row that keeps a column."""
        return self.companion if column.of_companion else self.object


@dataclass
class Standing:
    """Rows by address, the addresses of all objects, and what files gave them last."""

    rows: dict[str, Row] = field(default_factory=dict)
    addresses: dict[tuple[type[models.Model], Any], str] = field(default_factory=dict)
    memory: dict[str, dict[str, Any]] = field(default_factory=dict)
    # Addresses that this process's file once had.
    of_process: set[str] = field(default_factory=set)

    def value(self, row: Row, leaf: str) -> Any:
        """What stands for a leaf ("title.it", "starts_at"), plainly written."""
        column = row.section.column(leaf)
        holder = row.holder(column)
        if holder is None:
            return None
        if column.is_localized:
            return values.plain(getattr(holder, column.attribute).get(leaf.partition(".")[2]))
        if column.is_many:
            return values.plain(
                [self._address(one) for one in getattr(holder, column.attribute).all()]
            )
        if column.spec.refers_to:
            target = column.model_field.related_model
            return self._name(target, getattr(holder, column.model_field.attname))
        return values.plain(getattr(holder, column.attribute))

    def _address(self, one: models.Model) -> str:
        return self._name(type(one), one.pk) or ""

    def _name(self, model: Any, pk: Any) -> str | None:
        if pk is None:
            return None
        # What the desk made under another process has no address here: it is told by its number.
        return self.addresses.get((model, pk), f"{model._meta.model_name}#{pk}")


def look(blueprint: Blueprint, *, lock: bool) -> Standing:
    """Read what stands. With `lock`, rows are held until the transaction ends (PostgreSQL)."""
    standing = Standing()
    for applied in AppliedObject.objects.all():
        standing.memory[applied.address] = applied.values
        if applied.process == blueprint.process:
            standing.of_process.add(applied.address)
    named = {item.address for item in blueprint.items}
    for section in FILE:
        rows = _locked(section.model._default_manager.all(), lock)
        _take(standing, section, ((section.name, one) for one in rows), lock)
        _look_within(standing, section, named, lock)
    return standing


def _look_within(standing: Standing, section: Section, named: set[str], lock: bool) -> None:
    for child in section.children:
        holders = {
            row.object.pk: row.address
            for row in standing.rows.values()
            if row.section is section and row.address in named
        }
        if holders:
            query = child.model._default_manager.filter(**{f"{child.parent}__in": list(holders)})
            link = f"{child.parent}_id"
            found = (
                (f"{holders[getattr(one, link)]}.{child.name}", one) for one in _locked(query, lock)
            )
            _take(standing, child, found, lock)
        _look_within(standing, child, named, lock)


def _locked(query: Any, lock: bool) -> Any:
    many = [field.name for field in query.model._meta.many_to_many]
    query = query.prefetch_related(*many)
    return query.select_for_update(no_key=True) if lock else query


def _take(
    standing: Standing,
    section: Section,
    found: Iterable[tuple[str, models.Model]],
    lock: bool,
) -> None:
    by_pk: dict[Any, Row] = {}
    for base, one in found:
        row = Row(section, f"{base}.{getattr(one, section.key)}", one)
        standing.rows[row.address] = row
        standing.addresses[type(one), one.pk] = row.address
        by_pk[one.pk] = row
    companion = section.companion
    if companion and by_pk:
        query = companion.model._default_manager.filter(
            **companion.current, **{f"{companion.link}__in": list(by_pk)}
        )
        for one in _locked(query, lock):
            by_pk[getattr(one, f"{companion.link}_id")].companion = one


def default(column: Column) -> Any:
    """What a new object has in a column that nobody filled, plainly written."""
    if isinstance(column.model_field, LocalizedField) or column.is_many:
        return None
    return values.plain(column.model_field.get_default())
