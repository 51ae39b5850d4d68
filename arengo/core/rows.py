"""Rows on the way that many take at once: the statement is composed once, not at each row.

`save(force_insert=True)` composes the same INSERT anew every time, which costs more than to run it.
"""

import functools
from collections.abc import Sequence
from typing import Any

from django.db import connections, router
from django.db.models import Field, Model
from django.db.models.sql import InsertQuery


def insert(row: Model, *, unless_there: str = "") -> None:
    """Write a new row and give it its key. Raises IntegrityError as `save` does.

    With `unless_there`, the name of a unique field, a row that has the same value stays as it is
    and `row` gets its key.
    """
    using = router.db_for_write(type(row))
    connection = connections[using]
    statement, fields = _statement(type(row), using, unless_there)
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection=connection)
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (key,) = cursor.fetchone()
    # A key that the database does not number is in the row already.
    if row.pk is None:
        row.pk = key
    row._state.adding, row._state.db = False, using


@functools.cache
def _statement(
    model: type[Model], using: str, unless_there: str
) -> tuple[str, list[Field[Any, Any]]]:
    meta = model._meta
    fields = [field for field in meta.local_concrete_fields if field is not meta.auto_field]
    query = InsertQuery(model)
    query.insert_values(fields, [model()])
    ((statement, _values),) = query.get_compiler(using=using).as_sql()
    quote = connections[using].ops.quote_name
    if unless_there:
        column = quote(_column(model, unless_there))
        # To set it to what it is: DO NOTHING would give no key back.
        statement += f" ON CONFLICT ({column}) DO UPDATE SET {column} = EXCLUDED.{column}"
    return f"{statement} RETURNING {quote(_column(model, meta.pk.name))}", fields


def _column(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]  # a field of its own


def update(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write these fields of rows that are there: one statement, sent for each with its values.

    `bulk_update` asks of each column which of thousands of keys it is, and costs many times that.
    """
    if not rows:
        return
    meta = rows[0]._meta
    connection = connections[router.db_for_write(type(rows[0]))]
    quote = connection.ops.quote_name
    fields: list[Any] = [*(meta.get_field(name) for name in names), meta.pk]
    values = [
        [
            field.get_db_prep_save(getattr(row, field.attname), connection=connection)
            for field in fields
        ]
        for row in rows
    ]
    *columns, key = (f"{quote(field.column)} = %s" for field in fields)
    statement = f"UPDATE {quote(meta.db_table)} SET {', '.join(columns)} WHERE {key}"  # noqa: S608  names of our own
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
