"""The field that holds the stems of a text, and the question whether they are those of a search."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler

from arengo.core.full_text.asking import Asked, asked
from arengo.core.full_text.schema import index_of
from arengo.core.full_text.words import GAP


class StemsField(models.Field):
    """What `words.stems` gives, as each database looks it up; asked with `matches`, never read back."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        return _vector(value) if connection.vendor == "postgresql" else " ".join(value)


@StemsField.register_lookup
class Matches(Lookup[Any]):
    """`stems__matches="treni la sera"`: the rows in which all of it occurs."""

    lookup_name = "matches"
    rhs: Asked

    def get_prep_lookup(self) -> Asked:
        return asked(str(self.rhs))

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[str]]:
        """Where the index says so; it knows its rows by number."""
        self._must_ask()
        model, quoted = self.lhs.target.model, connection.ops.quote_name
        index = quoted(index_of(model._meta.db_table))
        number = f"{quoted(self.lhs.alias)}.{quoted(model._meta.pk.column)}"
        found = f"SELECT rowid FROM {index} WHERE {index} MATCH %s"  # noqa: S608  a table's name
        return f"{number} IN ({found})", [self.rhs.for_sqlite()]

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[str]]:
        """The operator for which there is an index."""
        self._must_ask()
        left, _none = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", [self.rhs.for_postgresql()]

    def _must_ask(self) -> None:
        """Without a word, nothing is found: Django asks the database no more."""
        if not self.rhs.terms:
            raise EmptyResultSet


def _vector(stems: Sequence[str]) -> str:
    """As PostgreSQL writes a tsvector: each stem once, with its places."""
    places = defaultdict(list)
    for place, stem in enumerate(stems, start=1):
        if stem != GAP:
            places[stem].append(str(place))
    return " ".join(f"'{stem}':{','.join(where)}" for stem, where in places.items())
