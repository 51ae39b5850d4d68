"""A process file is read whole: every mistake is told at once, with its line."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from arengo.blueprint.load import load
from arengo.blueprint.mistakes import FileRefused
from arengo.blueprint.schema import FILE
from tests.blueprint.files import SMALL, changed, write


def mistakes(folder: Path, text: str) -> list[tuple[int, str, str]]:
    """(line, field, expected) of each mistake."""
    with pytest.raises(FileRefused) as refused:
        load(write(folder, text))
    return [(m.line, m.field, str(m.expected)) for m in refused.value.mistakes]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_small_file_is_read_in_the_order_in_which_it_is_made(tmp_path) -> None:
    addresses = [item.address for item in load(write(tmp_path)).items]
    assert addresses[0] == "body.ente"
    assert addresses.index("process.percorso.stages.lancio") < addresses.index("meetings.lancio")
    speaker = addresses.index("meetings.lancio.speakers.ada")
    assert speaker < addresses.index("meetings.lancio.sittings.tavola.items.asse-1")


def test_hours_are_those_of_the_place(tmp_path) -> None:
    text = changed(("Europe/Rome", "Atlantic/Azores"))
    meeting = next(i for i in load(write(tmp_path, text)).items if i.section.name == "meetings")
    assert meeting.values["starts_at"] == datetime(2023, 9, 27, 16, 0, tzinfo=UTC)


def test_a_date_may_be_a_month(tmp_path) -> None:
    items = load(write(tmp_path)).items
    guideline = next(item for item in items if item.section.name == "guidelines")
    assert guideline.values["adopted_on"] == date(2023, 5, 1)
    assert guideline.values["date_is_month"] is True


def test_a_code_keeps_its_zeros_even_without_quotation_marks(tmp_path) -> None:
    items = load(write(tmp_path, changed(('"001019"', "001019")))).items
    assert "territory.municipalities.001019" in [item.address for item in items]


def test_all_mistakes_are_told_at_once_each_with_its_line(tmp_path) -> None:
    text = changed(
        ("name: {it: Ente, en: Body}", "name: {it: Ente}"),
        ("population: 113", "population: molti"),
        ("zone: 2", "zone: 3"),
        ("state: in_force", "state: vivo"),
        ("    title: {it: Il lancio, en: The launch}\n", ""),
        ("starts_at: 2023-09-27 16:00", "starts_at: domani"),
        ("capacity: 50", "capacitty: 50"),
    )
    found = mistakes(tmp_path, text)
    where = [(line, field) for line, field, _expected in found]
    assert where == [
        (line_of(text, "name: {it: Ente}"), "body.ente.name.en"),
        (line_of(text, "molti"), "territory.municipalities.001019.population"),
        (line_of(text, "zone: 3"), "territory.municipalities.001020.zone"),
        (line_of(text, "vivo"), "plans.vigente.state"),
        (line_of(text, "slug: lancio"), "meetings.lancio.title"),
        (line_of(text, "domani"), "meetings.lancio.starts_at"),
        (line_of(text, "capacitty"), "meetings.lancio.places.online.capacitty"),
        (line_of(text, "capacitty"), "meetings.lancio.places.online.capacity"),
    ]


def test_the_sentence_names_file_line_field_and_what_was_expected(tmp_path) -> None:
    text = changed(("population: 113", "population: molti"))
    with pytest.raises(FileRefused) as refused:
        load(write(tmp_path, text))
    assert "percorso.yaml:12: territory.municipalities.001019.population: un numero intero" in str(
        refused.value
    )


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ("first_year: 2021", "frist_year: 2021", "plans.vigente.frist_year", "«first_year»"),
        ("plan_in_force: vigente", "plan_in_force: altro", "process.percorso.plan_in_force", "vigente"),
        ("last_year: 2023", "last_year: 2019", "plans.vigente.last_year", "first_year"),
        ("ends_at: 2023-09-27 18:30", "ends_at: 2023-09-27 15:00", "meetings.lancio.ends_at", "starts_at"),
        ("venue: sede,", "", "meetings.lancio.places.sala.venue", "la sede"),
        ("mode: online,", "mode: online, venue: sede,", "meetings.lancio.places.online.venue", "nessuna sede"),
        ("axis: 1,", "axis: 9,", "meetings.lancio.sittings.tavola.items.asse-1.axis", "«9»"),
        ("kind: round_table", "kind: plenary\n        moderator: ada", "meetings.lancio.sittings.tavola.moderator", "kind: round_table"),
        ("kind: round_table", "kind: round_table\n        moderator: bo", "meetings.lancio.sittings.tavola.moderator", "«bo»"),
        ("documents: [invito]", "documents: [invito, foto]", "meetings.lancio.documents", "«foto»"),
        ("https://example.org/invito", "invito.pdf", "process.percorso.documents.invito.url", "URL"),
        ("- {number: 2, name: Piana}", "- {number: 1, name: Piana}", "territory.zones.1.number", "riga 9"),
        ("name: Piana", "name: Valli", "territory.zones.2.slug", "riga 9"),
        ("name: Ada Prova,", "name: Ada, name: Bruno,", "meetings.lancio.speakers.ada.name", "una volta sola"),
        ("in_person: true", "in_person: sì", "meetings.lancio.in_person", "true oppure false"),
        ("2023-09-27 16:00", "2023-03-26 02:30", "meetings.lancio.starts_at", "cambia l'ora"),
        ("2023-09-27 18:30", "2023-10-29 02:30", "meetings.lancio.ends_at", "cambia l'ora"),
        ("name: {it: Sede, en: Seat}", "name: Sede", "meetings.lancio.venues.sede.name", "un testo per lingua"),
        ("en: Speaker", "fr: Oratrice", "meetings.lancio.speakers.ada.role.en", "in questa lingua"),
        ("arengo: 1", "arengo: 2", "arengo", "1"),
        ("arengo: 1", "arengo:", "arengo", "1"),
        ("[it, en]", "[]", "languages", "almeno una lingua"),
        ("Europe/Rome", "Roma", "time_zone", "Europe/Rome"),
        ("lat: 45.29587", "lat: nan", "territory.municipalities.001019.lat", "45.07"),
        ("address: Corso", "inside: 3, address: Corso", "meetings.lancio.venues.sede.inside", "l'ingresso"),
        ("capacity: 50", "capacity: 50, taken: 3", "meetings.lancio.places.online.taken", "le iscrizioni"),
    ],
)  # fmt: skip
def test_a_mistake_says_what_was_expected(tmp_path, old, new, field, expected) -> None:
    text = SMALL.replace(old, new, 1)
    assert text != SMALL
    found = {where: said for _line, where, said in mistakes(tmp_path, text)}
    assert expected in found[field]


def test_the_closing_of_a_stage_is_an_act_and_never_in_the_file(tmp_path) -> None:
    text = changed(("planned_end: 2023-09-27", "closed_at: 2023-09-27"))
    ((_line, field, said),) = mistakes(tmp_path, text)
    assert field == "process.percorso.stages.lancio.closed_at"
    assert "un atto" in said


def test_a_revised_date_needs_its_reason(tmp_path) -> None:
    change = "      changes:\n        - {key: rinviata, kind: revised, start: 2024-07-19}\n"
    text = SMALL.replace("    - key: adozione\n", f"{change}    - key: adozione\n")
    ((_line, field, _said),) = mistakes(tmp_path, text)
    assert field == "process.percorso.stages.lancio.changes.rinviata.reason"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"- uno\n- due\n", 1),
        (b"arengo: 1\nbody: [\nprocess: x\n", 3),
        (b"arengo: 1\nbody: \xe8\n", 2),
        (b"arengo: 1\nbody: {}\n  x: 1\n", 3),
        (b"arengo: 1\nbody: {key: a, name: {it: A}}\nprocess:\n", 1),
    ],
)
def test_what_is_not_a_process_file_is_refused_with_a_line(tmp_path, content, line) -> None:
    path = tmp_path / "percorso.yaml"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        load(path)
    assert refused.value.mistakes[0].line == line


def test_a_file_that_is_not_there_is_refused_with_a_sentence(tmp_path) -> None:
    with pytest.raises(FileRefused, match="un file che si possa leggere"):
        load(tmp_path / "manca.yaml")


def test_a_file_in_one_language_may_give_plain_texts(tmp_path) -> None:
    text = (
        "arengo: 1\nlanguages: [it]\nbody: {key: e, name: Ente}\nprocess: {key: p, title: Verso}\n"
    )
    items = load(write(tmp_path, text)).items
    assert items[0].values == {"name.it": "Ente"}


def test_every_field_of_the_table_is_one_of_its_model() -> None:
    for section in (inner for outer in FILE for inner in outer.everywhere()):
        assert section.key_field.name == section.key
        for column in [*section.columns.values(), *section.hidden.values()]:
            owner = section.companion.model if column.of_companion else section.model  # type: ignore[union-attr]
            assert column.model_field.model is owner


def test_every_field_is_in_the_page_that_explains_the_file() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "process-file.md"
    explained = set(re.findall(r"`([\w.]+)`", page.read_text(encoding="utf-8")))
    for section in (inner for outer in FILE for inner in outer.everywhere()):
        assert {section.name, section.key, *section.columns} <= explained, section.name
