"""docs/privacy.md is the promise: every field about somebody has its purpose, reader and end there."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import models

from arengo.cli.worker import JOBS
from arengo.live import retention as evening
from arengo.registrations import retention
from tests.web.public.reading import read
from tools import privacy

DOC = privacy.DOC.read_text(encoding="utf-8")
ROWS = privacy.rows()


class Stranger(models.Model):
    """A model that nobody thought of: of an app of its own, so that no other test meets it."""

    name = models.CharField()

    class Meta:
        app_label = "strangers"


def test_the_build_finds_nothing_to_mend() -> None:
    assert privacy.faults(list(apps.get_models())) == []


def test_the_build_fails_for_a_field_that_is_in_no_row() -> None:
    found = privacy.faults([*apps.get_models(), Stranger])
    assert found == ["Stranger.name is in no row of docs/privacy.toml"]


def test_the_build_fails_for_a_model_that_is_gone_and_a_table_that_was_changed_by_hand(
    monkeypatch, tmp_path
) -> None:
    changed = tmp_path / "privacy.md"
    changed.write_text(DOC.replace("| 12 months after", "| 13 months after"), encoding="utf-8")
    monkeypatch.setattr(privacy, "DOC", changed)
    gone = {"Signal", "Zone"}
    found = privacy.faults([each for each in apps.get_models() if each.__name__ not in gone])
    assert "docs/privacy.toml has Signal.payload, which is gone or about nobody" in found
    assert "Zone is a model no more" in found
    assert "docs/privacy.md is stale: run `make privacy`" in found
    assert privacy.written() == DOC


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.data[:40])
def test_a_row_says_purpose_reader_and_end_and_names_the_code_that_ends_it(
    row: privacy.Row,
) -> None:
    assert all(row.cells.values())
    named = re.findall(r"`([^`]+)`", row.ends)
    code = [name for name in named if "." in name]
    assert code
    for name in code:
        assert exists(name), name


def exists(name: str) -> bool:
    """True for a file of ours, or a function of ours by its dotted path."""
    if "/" in name:
        return (privacy.ROOT / name).is_file()
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
    assert evening.STATEMENTS_KEPT == evening.SPEAKING_KEPT == timedelta(days=30)
    assert evening.BALLOTS_KEPT == evening.HELP_KEPT == timedelta(days=7)
