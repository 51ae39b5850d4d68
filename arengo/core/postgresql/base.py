"""What Django's backend for PostgreSQL leaves out: a statement has room for 65,535 values.

Django sends a column as one value where it can; a table with bytes in it, as the ledger is, gets a
value for each row and column. The protocol counts them in two bytes, so five thousand entries at
once were refused. SQLite's backend knows its own limit.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import base, features, operations
from django.db.models import Field

MOST_VALUES = 2**16 - 1


class DatabaseFeatures(features.DatabaseFeatures):
    """Says the limit where Django asks for it."""

    max_query_params = MOST_VALUES


class DatabaseOperations(operations.DatabaseOperations):
    """Rows that are written together go in as many statements as that takes."""

    def bulk_batch_size(self, fields: Sequence[Field[Any, Any]], objs: Sequence[Any]) -> int:
        """How many of these rows, with these fields, one statement has room for.

        An update in bulk binds the key beside each field, so the room is for two values each.
        """
        return MOST_VALUES // (2 * len(fields)) if fields else len(objs)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection, with the two above."""

    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
