"""docs/privacy.md is the promise: every field about somebody has its purpose, reader and end there."""

import re
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, Model

from arengo.cli.worker import JOBS
from arengo.live.operations import forgetting
from arengo.registrations import retention
from tests.web.public.reading import read

ROOT = Path(__file__).resolve().parent.parent
DOC = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
COLUMNS = ["data", "where", "purpose", "who reads it", "kept until", "what ends it"]

# Models that hold nothing about anybody: texts, places, numbers of the process. One that is new has
# to be put here, knowing why, or into docs/privacy.md.
ABOUT_NOBODY = {
    *("Group", "Permission", "ContentType"),
    *("AppliedObject", "Block", "ClockOffset", "Heartbeat", "StreamEvent"),
    *("Axis", "Action", "Plan", "Strategy", "Project"),
    *(
        "Document",
        "DocumentPage",
        "Guideline",
        "GuidelineSection",
        "Process",
        "Stage",
        "StageChange",
    ),
    *("Membership", "Municipality", "Zone"),
    *("AgendaItem", "Meeting", "Sitting", "Venue"),
    *("Hall", "MailText", "SeatPool"),
    *("Room", "SoundCheck", "Span", "SpeakerQueue"),
    *("Poll", "PollOption"),
    *("Question", "QuestionSet"),
    *("News", "QuietPeriod", "Wave"),
    *("ColumnChoice", "LexiconEntry"),
}


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    cells: dict[str, str]

    @property
    def fields(self) -> set[tuple[str, str]]:
        """(model, field) of each: a name in capitals opens a model, those after it are its fields."""
        found, model = set(), ""
        for name in re.findall(r"`([^`]+)`", self.cells["where"]):
            if name[0].isupper():
                model = name
            else:
                found.add((model, name))
        return found


def table() -> list[Row]:
    lines = [line for line in DOC.splitlines() if line.startswith("| ")]
    assert [cell.strip() for cell in lines[0].strip("| ").split(" | ")] == COLUMNS
    rows = []
    for line in lines[1:]:
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        assert len(cells) == len(COLUMNS), line[:80]
        rows.append(Row(dict(zip(COLUMNS, cells, strict=True))))
    return rows


ROWS = table()
TOLD = set().union(*(row.fields for row in ROWS))


def about_people() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__name__ not in ABOUT_NOBODY]


def fields_of(model: type[Model]) -> set[tuple[str, str]]:
    """Its own columns and the lists it holds; a number that only counts rows says nothing."""
    fields: list[Field] = [*model._meta.concrete_fields, *model._meta.many_to_many]
    numbers = {"AutoField", "BigAutoField"}
    return {
        (model.__name__, field.name) for field in fields if field.get_internal_type() not in numbers
    }


@pytest.mark.parametrize("model", about_people(), ids=lambda model: model.__name__)
def test_every_field_about_somebody_has_its_row(model: type[Model]) -> None:
    assert fields_of(model) - TOLD == set()


def test_no_row_is_about_a_field_that_is_gone() -> None:
    known = set().union(*(fields_of(model) for model in about_people()))
    assert TOLD - known == set()


def test_what_is_said_to_be_about_nobody_is_still_there() -> None:
    assert ABOUT_NOBODY - {model.__name__ for model in apps.get_models()} == set()


def test_each_field_stands_in_one_row_only() -> None:
    assert sum(len(row.fields) for row in ROWS) == len(TOLD)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.cells["data"][:40])
def test_a_row_says_purpose_reader_and_end_and_names_the_code_that_ends_it(row: Row) -> None:
    assert all(row.cells.values())
    named = re.findall(r"`([^`]+)`", row.cells["what ends it"])
    code = [name for name in named if "." in name]
    assert code
    for name in code:
        assert exists(name), name


def exists(name: str) -> bool:
    """True for a file of ours, or a function of ours by its dotted path."""
    if "/" in name:
        return (ROOT / name).is_file()
    module, _dot, function = name.rpartition(".")
    return callable(getattr(import_module(f"arengo.{module}"), function, None))


def test_every_job_that_lets_go_of_something_stands_in_the_table() -> None:
    names = {job.__name__ for job, _seconds in JOBS}
    lets_go = {name for name in names if name.startswith(("forget_", "purge_", "clear_"))}
    told = set(re.findall(r"\.((?:forget|purge|clear)_\w+)`", DOC))
    assert lets_go == told


def test_the_numbers_of_the_promise_are_those_of_the_code() -> None:
    assert timedelta(days=7) == retention.ACCESS_NEEDS_KEPT
    assert timedelta(days=30) == retention.UNCONFIRMED_KEPT
    assert "seven days after the meeting" in DOC
    assert "30 days after registering" in DOC
    assert "12 months after the end of the last meeting one registered for" in DOC


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "promises"),
    [
        (
            "/privacy/",
            [
                "12 mesi dopo l'ultimo incontro",
                "30 giorni se non",
                "Sette giorni dopo l'incontro",
                "nell'elenco delle voci il tuo nome non c'è",
                "Di chi è un voto lo sappiamo per sette giorni",
            ],
        ),
        (
            "/en/privacy/",
            [
                "12 months after the last meeting",
                "30 days if you",
                "Seven days after the meeting",
                "in the list of voices your name is not there",
                "Whose a vote is we know for seven days",
            ],
        ),
    ],
)
def test_the_public_page_promises_the_same_and_says_how(client, path, promises) -> None:
    page = read(client, path)
    for promise in promises:
        assert promise in page
    assert "/i/" in client.get(path).content.decode()


def test_the_evening_lets_go_when_the_public_page_says() -> None:
    assert forgetting.STATEMENTS_KEPT == forgetting.SPEAKING_KEPT == timedelta(days=30)
    assert forgetting.BALLOTS_KEPT == forgetting.HELP_KEPT == timedelta(days=7)
