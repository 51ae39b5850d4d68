"""What the terminal shows of a difference."""

import pytest
from django.utils import translation

from arengo.blueprint.load import bundled
from arengo.blueprint.operations import apply_file
from arengo.blueprint.text import WIDTH, render
from arengo.meetings.models import Meeting, Speaker
from tests.blueprint.files import SMALL, changed, write
from tests.factories import moment

pytestmark = pytest.mark.django_db


def test_no_change_is_one_line(tmp_path) -> None:
    path = write(tmp_path)
    apply_file(path)
    assert render(apply_file(path)) == "percorso.yaml: nessun cambiamento."


def test_a_dry_run_says_that_nothing_was_written(tmp_path) -> None:
    text = render(apply_file(write(tmp_path), dry_run=True))
    assert text.endswith("nuovi 19, cambiati 0. Prova: non è stato scritto niente.")


def test_what_is_new_is_shown_whole_and_long_lists_as_one_line() -> None:
    text = render(apply_file(bundled()))
    assert "312 (001001 … 001318)" in text
    assert len(text.splitlines()) < 16
    assert max(len(line) for line in text.splitlines()) <= WIDTH
    assert "meetings.lancio  " in text


def test_what_is_new_stands_in_one_column(tmp_path) -> None:
    lines = render(apply_file(write(tmp_path), dry_run=True)).splitlines()
    columns = {
        line.index(title)
        for line in lines
        for title in ("Valli", "Piano vigente", "Ente")
        if title in line
    }
    assert len(columns) == 1


def test_a_change_shows_the_old_value_over_the_new(tmp_path) -> None:
    apply_file(write(tmp_path))
    text = render(apply_file(write(tmp_path, changed(("2023-09-27 18:30", "2023-09-27 19:00")))))
    assert text == (
        "Cambia\n"
        "  ~ meetings.lancio.ends_at\n"
        "      era   2023-09-27 18:30\n"
        "      sarà  2023-09-27 19:00\n"
        "\n"
        "percorso.yaml: nuovi 0, cambiati 1. Applicato."
    )


def test_a_conflict_shows_both_values_and_how_to_take_the_file_s(tmp_path) -> None:
    path = write(tmp_path)
    apply_file(path)
    Meeting.objects.update(starts_at=moment("2023-09-27 15:00"))
    text = render(apply_file(path))
    assert "scrivania  2023-09-27 15:00" in text
    assert "file       2023-09-27 16:00" in text
    assert "--overwrite meetings.lancio.starts_at" in text
    assert text.endswith("nessun cambiamento. 1 differenza resta come alla scrivania.")


def test_what_was_removed_what_is_gone_and_what_was_misspelt_are_told(tmp_path) -> None:
    apply_file(write(tmp_path))
    Speaker.objects.all().delete()
    text = SMALL.replace("    - key: adozione\n      title: {it: Adozione, en: Adoption}\n", "")
    shown = render(apply_file(write(tmp_path, text), overwrite=["meetings.lanci.title"]))
    assert "! meetings.lancio.speakers.ada" in shown
    assert "= process.percorso.stages.adozione" in shown
    assert "? meetings.lanci.title" in shown


def test_titles_are_in_the_language_that_is_active(tmp_path) -> None:
    path = write(tmp_path)
    with translation.override("en"):
        assert "Plan in force" in render(apply_file(path, dry_run=True))
    with translation.override("it"):
        assert "Piano vigente" in render(apply_file(path, dry_run=True))
