"""Taking out of an index for good what was deleted from its table."""

from django.db import connection

from arengo.core.full_text.schema import index_of


def drop_what_is_gone(table: str) -> None:
    """Write the index of a table anew without the stems that are no longer in it.

    FTS5 only marks them as deleted, until pieces of its index happen to be merged; when there is
    nothing to merge, nothing is written. PostgreSQL does it by itself (autovacuum).
    """
    if connection.vendor == "sqlite":
        index = connection.ops.quote_name(index_of(table))
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608
