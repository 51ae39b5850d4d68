"""A small sheet of projects, made up and marked as examples, in the columns of Italia Domani."""

from pathlib import Path
from typing import Any

from arengo.core.spreadsheets import Row
from arengo.plan.models import Axis, Plan
from arengo.projects import columns, operations
from arengo.projects.models import Project
from tests.factories import make_municipality, make_process

REAL = Path(__file__).parents[3] / "shared" / "data" / "portfolio" / "pnrr_torino_projects.csv"
BRIDGE, SCHOOL, CLOUD = "Z99Z99000000001", "Z99Z99000000002", "Z99Z99000000003"

HEADERS = [
    "CUP", "Codice Locale Progetto", "Missione", "Descrizione Submisura", "Stato CUP",
    "Titolo progetto", "Sintesi progetto", "Finanziamento PNRR", "Finanziamento Totale",
    "Soggetto attuatore", "Data aggiornamento", "istat_comune", "comune",
]  # fmt: skip
LINES = [
    [BRIDGE, "A", "M3", "Strade di valle", "Attivo", "Ponte di esempio", "Ponte*XXX*Balme",
     "600000.5", "1000000.5", "COMUNE DI BALME", "2023-02-20", "001019", "BALME"],
    [BRIDGE, "A", "M3", "Strade di valle", "Attivo", "Ponte di esempio", "Ponte*XXX*Balme",
     "600000.5", "1000000.5", "COMUNE DI BALME", "2023-02-21", "001003", "ALA DI STURA"],
    [SCHOOL, "B", "M4", "Scuole nuove", "Chiuso", "Scuola di esempio", "",
     "300000.0", "300000.0", "COMUNE DI AGLIE'", "2023-02-21", "001001", "AGLIE'"],
    [CLOUD, "C", "M1", "Servizi digitali", "", "Servizi in rete di esempio", "",
     "", "", "CITTA' DI ESEMPIO", "2023-02-21", "", ""],
]  # fmt: skip


def make_territory() -> None:
    """Three municipalities: Balme and Ala di Stura in one zone, Agliè in the same, as `factories` does."""
    make_process()
    make_municipality()
    make_municipality("Ala di Stura", "001003", 440)
    make_municipality("Agliè", "001001", 2548)


def sheet(lines: list[list[str]] | None = None, headers: list[str] | None = None) -> list[Row]:
    """Rows as the reader of spreadsheets gives them; the header is line 1."""
    rows = []
    for number, line in enumerate(LINES if lines is None else lines, start=2):
        row = Row(zip(headers or HEADERS, line, strict=True))
        row.number = number
        rows.append(row)
    return rows


def preview(rows: list[Row] | None = None, **defaults: str) -> operations.Preview:
    """The preview of a sheet with the mapping guessed from its headers."""
    rows = sheet() if rows is None else rows
    mapping = columns.guess_mapping(list(rows[0]))
    return operations.preview_import(rows, mapping, defaults=defaults)


def import_sheet(rows: list[Row] | None = None, **defaults: str) -> operations.Imported:
    return operations.apply_import(preview(rows, **defaults), by="staff:1")


def make_project(slug: str = "ponte", **fields: Any) -> Project:
    """A project of the plan in force; `axis` may be a number, `municipalities` a list."""
    places = fields.pop("municipalities", [])
    if isinstance(number := fields.get("axis"), int):
        fields["axis"] = Axis.objects.get(plan__state=Plan.State.IN_FORCE, number=number)
    values: dict[str, Any] = {"title": f"Progetto {slug}", "is_example": True, **fields}
    values.setdefault("search_text", columns.plain(f"{values['title']} {values.get('owner', '')}"))
    project = Project.objects.create(slug=slug, **values)
    project.municipalities.set(places)
    return project
