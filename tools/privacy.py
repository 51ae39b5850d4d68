"""Write the table of docs/privacy.md from its map, docs/privacy.toml.

python tools/privacy.py            write the table
python tools/privacy.py --check    fail when the table is stale, or a field of a model is in no row
"""

import os
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MAP, DOC = ROOT / "docs" / "privacy.toml", ROOT / "docs" / "privacy.md"
COLUMNS = ["data", "where", "purpose", "who reads it", "kept until", "what ends it"]
BEGINS, ENDS = "<!-- from here to the next mark:", "<!-- end -->"
# A number that only counts rows says nothing.
NUMBERS = {"AutoField", "BigAutoField"}
Fields = set[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """What is kept for one purpose: a line of the table."""

    data: str
    purpose: str
    readers: str
    kept: str
    ends: str
    fields: dict[str, str]
    elsewhere: str = ""

    @property
    def named(self) -> Fields:
        """(model, field) of each."""
        return {(model, name) for model, names in self.fields.items() for name in names.split()}

    @property
    def cells(self) -> dict[str, str]:
        """By the title of its column."""
        where = [
            f"`{model}`: {', '.join(f'`{name}`' for name in names.split())}"
            for model, names in self.fields.items()
        ]
        if self.elsewhere:
            where.append(self.elsewhere)
        words = [self.data, "; ".join(where), self.purpose, self.readers, self.kept, self.ends]
        return dict(zip(COLUMNS, words, strict=True))


def rows() -> list[Row]:
    """The map's rows, in their order."""
    return [Row(**{"fields": {}, **each}) for each in _map()["rows"]]


def about_nobody() -> set[str]:
    """The models of which no field is about anybody."""
    return {name for names in _map()["about_nobody"].values() for name in names}


def _map() -> dict[str, Any]:
    return tomllib.loads(MAP.read_text(encoding="utf-8"))


def fields_of(model: Any) -> Fields:
    """Its own columns and the lists it holds."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return {(model.__name__, f.name) for f in fields if f.get_internal_type() not in NUMBERS}


def written() -> str:
    """The document with the table as the map has it; the words around it stay."""
    before, _mark, rest = DOC.read_text(encoding="utf-8").partition(BEGINS)
    mark, _end, after = rest.partition(ENDS)
    lines = [COLUMNS, ["---"] * len(COLUMNS), *(list(row.cells.values()) for row in rows())]
    first, *_old = mark.splitlines()
    table = [f"| {' | '.join(cells)} |" for cells in lines]
    table[1] = "|" + "---|" * len(COLUMNS)
    return "\n".join([f"{before}{BEGINS}{first}", "", *table, "", f"{ENDS}{after}"])


def faults(models: list[Any]) -> list[str]:
    """What does not hold between the map, these models and the document."""
    nobody, told = about_nobody(), [name for row in rows() for name in row.named]
    known: Fields = set().union(*(fields_of(m) for m in models if m.__name__ not in nobody))
    named = [f"{model}.{field}" for model, field in sorted(known - set(told))]
    gone = [f"{model}.{field}" for model, field in sorted(set(told) - known)]
    twice = [
        f"{model}.{field}" for model, field in sorted(set(told)) if told.count((model, field)) > 1
    ]
    return [
        *(f"{name} is in no row of docs/privacy.toml" for name in named),
        *(f"docs/privacy.toml has {name}, which is gone or about nobody" for name in gone),
        *(f"docs/privacy.toml has {name} twice" for name in twice),
        *(f"{name} is a model no more" for name in sorted(nobody - {m.__name__ for m in models})),
        *(["docs/privacy.md is stale: run `make privacy`"] if _is_stale() else []),
    ]


def _is_stale() -> bool:
    return written() != DOC.read_text(encoding="utf-8")


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arengo.settings")
    if "--check" not in sys.argv:
        DOC.write_text(written(), encoding="utf-8")
        return 0
    import django

    django.setup()
    from django.apps import apps

    found = faults(list(apps.get_models()))
    print("\n".join(found) or "privacy: every field has its row, the table is fresh")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
