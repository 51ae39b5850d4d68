"""The index of a table with stems, made by its migration. Landed migrations call this: it stays as it is.

On SQLite a later migration that makes the table anew drops the triggers, and has to make them again.
"""

from collections.abc import Sequence
from typing import Any

from django.db import migrations

ON_POSTGRESQL = ("CREATE INDEX {index} ON {table} USING gin (stems)",)
# The stems stay in the table itself: FTS5 keeps where each occurs. `ascii` splits at spaces, as nothing
# else in them is not a letter or a digit.
ON_SQLITE = (
    """CREATE VIRTUAL TABLE {index} USING fts5
    (stems, content='{table}', content_rowid='id', tokenize='ascii')""",
    """CREATE TRIGGER {index}_of_new AFTER INSERT ON {table} BEGIN
    INSERT INTO {index} (rowid, stems) VALUES (new.id, new.stems); END""",
    """CREATE TRIGGER {index}_of_gone AFTER DELETE ON {table} BEGIN
    INSERT INTO {index} ({index}, rowid, stems) VALUES ('delete', old.id, old.stems); END""",
    """CREATE TRIGGER {index}_of_changed AFTER UPDATE ON {table} BEGIN
    INSERT INTO {index} ({index}, rowid, stems) VALUES ('delete', old.id, old.stems);
    INSERT INTO {index} (rowid, stems) VALUES (new.id, new.stems); END""",
)
OFF_POSTGRESQL = ("DROP INDEX {index}",)
OFF_SQLITE = (
    "DROP TRIGGER {index}_of_new",
    "DROP TRIGGER {index}_of_gone",
    "DROP TRIGGER {index}_of_changed",
    "DROP TABLE {index}",
)


def index_of(table: str) -> str:
    """The name of the index of a table."""
    return f"{table}_found"


def full_text_index(table: str) -> migrations.RunPython:
    """The operation that makes the index of an empty table with columns `id` and `stems`."""

    def make(_apps: Any, editor: Any) -> None:
        _execute(editor, table, ON_POSTGRESQL, ON_SQLITE)

    def take_away(_apps: Any, editor: Any) -> None:
        _execute(editor, table, OFF_POSTGRESQL, OFF_SQLITE)

    return migrations.RunPython(make, take_away)


def _execute(
    editor: Any, table: str, on_postgresql: Sequence[str], on_sqlite: Sequence[str]
) -> None:
    is_postgresql = editor.connection.vendor == "postgresql"
    for statement in on_postgresql if is_postgresql else on_sqlite:
        editor.execute(statement.format(table=table, index=index_of(table)))
