"""Which column of somebody's sheet is what: guessed from the headers, confirmed by a person.

A package that imports sheets lists its columns; what could not be read is told by row.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Column:
    """Something that a sheet may say, and the headers under which it is found."""

    field: str
    label: "str | _StrPromise"
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """What could not be read, at which line of the file; `leaves_out` when the row is not imported."""

    row: int
    sentence: str
    leaves_out: bool = False


def plain(text: str) -> str:
    """Small letters without accents or signs, single spaces: "Città_Metropolitana" is the same."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"[^\W_]+", letters.encode("ascii", "ignore").decode()))


def guess(headers: Sequence[str], columns: Iterable[Column]) -> dict[str, str]:
    """Field -> header, as far as the headers tell; each header is used once, the first name wins."""
    known = {plain(header): header for header in reversed(headers)}
    mapping: dict[str, str] = {}
    for column in columns:
        names = (
            name for name in column.headers if known.get(name) not in (None, *mapping.values())
        )
        found = next(names, None)
        if found is not None:
            mapping[column.field] = known[found]
    return mapping


def not_there(mapping: Mapping[str, str], headers: Iterable[str]) -> tuple[str, str] | None:
    """The first (field, header) that names a column which the sheet does not have; None when all do."""
    there = set(headers)
    return next(((field, name) for field, name in mapping.items() if name not in there), None)
