"""A sheet of projects: looked at, imported, imported again."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.utils.translation import override

from arengo.core import spreadsheets
from arengo.core.ledger.models import Entry
from arengo.plan.models import Axis, Strategy
from arengo.projects import columns, operations, queries
from arengo.projects.models import Project
from arengo.projects.operations import ColumnMissing, Imported, PreviewIsStale
from arengo.projects.queries import Filters
from tests.factories import make_municipality
from tests.projects.portfolio import (
    BRIDGE,
    CLOUD,
    HEADERS,
    LINES,
    REAL,
    SCHOOL,
    import_sheet,
    make_project,
    make_territory,
    preview,
    sheet,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def territory() -> None:
    make_territory()


def with_cell(line: list[str], header: str, text: str) -> list[str]:
    return [text if name == header else cell for name, cell in zip(HEADERS, line, strict=True)]


def sentences(rows) -> list[tuple[int, str, bool]]:
    return [(each.row, each.sentence, each.leaves_out) for each in preview(rows).problems]


def test_a_preview_says_what_would_happen_and_writes_nothing() -> None:
    found = preview()

    assert (len(found.new), len(found.changed), len(found.unchanged)) == (3, 0, 0)
    assert (found.totals.rows, found.totals.projects, found.totals.municipalities) == (4, 3, 3)
    assert found.problems == []
    assert not Project.objects.exists()
    assert not Entry.objects.exists()


def test_money_counts_once_per_cup_whatever_the_number_of_municipalities() -> None:
    found = preview()
    import_sheet()

    totals = queries.totals(queries.find(Filters()))
    assert found.totals.cost == totals.cost == Decimal("1300000.50")
    assert found.totals.funding == totals.funding == Decimal("900000.50")
    of_the_zone = queries.totals(queries.find(Filters(zone="valli-di-lanzo")))
    assert (of_the_zone.projects, of_the_zone.cost) == (2, Decimal("1300000.50"))


def test_what_the_sheet_says_of_a_project_is_kept() -> None:
    import_sheet(funding_source="PNRR", source="Italia Domani")

    bridge = Project.objects.get(cup=BRIDGE)
    assert (bridge.slug, str(bridge.title)) == (BRIDGE.lower(), "Ponte di esempio")
    assert (bridge.status, bridge.stated_status) == (Project.Status.UNDER_WAY, "Attivo")
    assert (bridge.axis.number, bridge.programme) == (3, "Strade di valle")
    assert (bridge.cost, bridge.funding) == (Decimal("1000000.50"), Decimal("600000.50"))
    assert (bridge.funding_source, bridge.source) == ("PNRR", "Italia Domani")
    assert bridge.source_date.isoformat() == "2023-02-21"
    assert [place.name for place in bridge.municipalities.all()] == ["Ala di Stura", "Balme"]
    school, cloud = Project.objects.get(cup=SCHOOL), Project.objects.get(cup=CLOUD)
    assert school.status == Project.Status.DONE
    assert (cloud.status, cloud.cost) == (Project.Status.NOT_STATED, None)


def test_importing_twice_changes_nothing_and_writes_no_second_entry() -> None:
    assert import_sheet() == Imported(new=3, changed=0, unchanged=0)
    assert import_sheet() == Imported(new=0, changed=0, unchanged=3)

    entry = Entry.objects.get(kind="project.imported")
    assert entry.by == "staff:1"
    assert (entry.facts["new"], entry.facts["count"]) == (3, 3)


def test_a_change_shows_what_is_now_and_what_would_be() -> None:
    import_sheet()
    rows = sheet([with_cell(LINES[2], "Finanziamento Totale", "350000.0")])

    found = preview(rows)

    (change,) = found.changed
    assert change.fields == {"cost": (Decimal("300000.00"), Decimal("350000.00"))}
    assert operations.apply_import(found, by="staff:1") == Imported(0, 1, 0)
    assert Project.objects.get(cup=SCHOOL).cost == Decimal("350000.00")


def test_municipalities_that_changed_are_replaced_and_can_be_searched() -> None:
    import_sheet()
    rows = sheet([with_cell(LINES[2], "istat_comune", "001019")])

    import_sheet(rows)

    school = Project.objects.get(cup=SCHOOL)
    assert [place.name for place in school.municipalities.all()] == ["Balme"]
    assert school in queries.find(Filters(text="scuola BALME"))
    assert Project.objects.get(cup=BRIDGE).municipalities.count() == 2


def test_an_empty_cell_never_empties_what_is_known_and_absent_projects_stay() -> None:
    import_sheet()
    line = with_cell(with_cell(LINES[2], "Finanziamento Totale", ""), "istat_comune", "")

    assert import_sheet(sheet([with_cell(line, "comune", "")])) == Imported(0, 0, 1)
    assert Project.objects.count() == 3
    assert Project.objects.get(cup=SCHOOL).municipalities.count() == 1


def test_a_change_of_another_language_stays() -> None:
    import_sheet()
    school = Project.objects.get(cup=SCHOOL)
    school.title = {"it": "Scuola", "en": "School"}
    school.save(update_fields=["title"])

    import_sheet()

    assert Project.objects.get(cup=SCHOOL).title == {"it": "Scuola di esempio", "en": "School"}


def test_parts_of_a_cup_with_a_code_of_their_own_add_up_and_are_told() -> None:
    second = with_cell(LINES[2], "Codice Locale Progetto", "B2")

    found = preview(sheet([LINES[2], second, second]))

    assert found.totals.cost == Decimal("600000.00")
    assert [(each.row, SCHOOL in each.sentence) for each in found.problems] == [(2, True)]


def test_another_amount_for_the_same_part_is_told_and_not_added() -> None:
    other = with_cell(LINES[0], "Finanziamento Totale", "2000000")

    found = preview(sheet([LINES[0], other]))

    assert found.totals.cost == Decimal("1000000.50")
    assert [each.row for each in found.problems] == [3]


@pytest.mark.parametrize(
    ("header", "text", "words", "leaves_out"),
    [
        ("Titolo progetto", "", "Manca il titolo", True),
        ("CUP", "Z99", "non è un CUP", True),
        ("Finanziamento PNRR", "900000", "supera il costo", True),
        ("Finanziamento Totale", "tanti", "non è un importo", False),
        ("Stato CUP", "chissà", "stato «chissà»", False),
        ("Missione", "M9", "asse «M9»", False),
        ("istat_comune", "999999", "comune «", False),
        ("Data aggiornamento", "ieri", "non è una data", False),
    ],
)
def test_a_problem_is_told_in_a_sentence_with_its_row(header, text, words, leaves_out) -> None:
    line = with_cell(with_cell(LINES[2], "comune", "Paperopoli"), header, text)

    told = [each for each in sentences(sheet([LINES[0], line])) if words in each[1]]

    assert [(row, out) for row, _sentence, out in told] == [(3, leaves_out)]
    assert len(preview(sheet([LINES[0], line])).new) == (1 if leaves_out else 2)


def test_a_code_that_lost_its_zeros_is_found_and_so_is_a_name_without_code() -> None:
    short = with_cell(LINES[0], "istat_comune", "1019")
    named = with_cell(with_cell(LINES[2], "istat_comune", ""), "comune", "Balme; ALA DI STURA")

    found = preview(sheet([short, named]))

    assert [len(draft.municipalities) for draft in found.new] == [1, 2]
    assert found.problems == []


def test_without_a_cup_a_project_is_known_by_title_and_owner() -> None:
    headers = ["Titolo", "Ente", "Stato"]
    rows = sheet([["Un bosco", "Comune di Balme", "Previsto"]], headers)

    assert import_sheet(rows) == Imported(1, 0, 0)
    assert import_sheet(rows) == Imported(0, 0, 1)
    with_cup = sheet([["Un bosco", "Comune di Balme", CLOUD]], ["Titolo", "Ente", "CUP"])
    assert import_sheet(with_cup) == Imported(0, 1, 0)
    assert Project.objects.get().cup == CLOUD


def test_a_title_that_is_an_address_of_ours_gets_another() -> None:
    import_sheet(sheet([["Territorio"], ["Presentazione"], ["!?"]], ["Titolo"]))

    slugs = set(Project.objects.values_list("slug", flat=True))
    assert len(slugs) == 3
    assert not slugs & {"territorio", "presentazione", "asse", ""}


def test_a_strategy_gives_its_axis_and_one_of_another_axis_is_told() -> None:
    axis = Axis.objects.get(number=2)
    Strategy.objects.create(axis=axis, number=1, name="Metropoli verde")
    headers = ["Titolo", "Strategia", "Asse"]
    rows = sheet(
        [["Bosco", "2.1", ""], ["Lago", "metropoli VERDE", ""], ["Via", "2.1", "5"]], headers
    )

    found = preview(rows)
    operations.apply_import(found, by="staff:1")

    assert [each.row for each in found.problems] == [4]
    assert [project.axis.number for project in Project.objects.order_by("slug")] == [2, 2, 5]
    assert Project.objects.filter(strategy__number=1).count() == 2


def test_a_mapping_without_title_or_with_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(ColumnMissing, match="titolo"):
        operations.preview_import(sheet(), {"cup": "CUP"})
    with pytest.raises(ColumnMissing, match="«Nome»"):
        operations.preview_import(sheet(), {"title": "Nome"})
    with pytest.raises(ColumnMissing, match="colore"):
        operations.preview_import(sheet(), {"title": "Titolo progetto", "colore": "CUP"})


def test_a_preview_that_is_no_longer_true_is_refused_and_nothing_is_written() -> None:
    first, second = preview(), preview()
    operations.apply_import(first, by="staff:1")

    with pytest.raises(PreviewIsStale):
        operations.apply_import(second, by="staff:2")

    assert Entry.objects.count() == 1


def test_the_fingerprint_tells_one_effect_from_another() -> None:
    assert preview().fingerprint == preview().fingerprint
    assert preview(sheet(LINES[:3])).fingerprint != preview().fingerprint


def test_all_projects_of_a_sheet_can_be_marked_as_examples_and_taken_out_again() -> None:
    import_sheet(is_example="sì")
    make_project("vero", is_example=False)
    examples = Project.objects.filter(is_example=True).values_list("slug", flat=True)

    assert operations.remove_projects(slugs=examples, by="staff:1") == 3
    assert operations.remove_projects(slugs=["mai-esistito"], by="staff:1") == 0

    assert [project.slug for project in Project.objects.all()] == ["vero"]
    assert Entry.objects.filter(kind="project.removed").count() == 1


@pytest.mark.parametrize("times", [1, 3])
def test_an_import_asks_as_many_queries_for_one_project_as_for_three(
    django_assert_num_queries, times: int
) -> None:
    rows = sheet([["Bosco di " + name, "Balme"] for name in "ABC"[:times]], ["Titolo", "Comune"])
    found = preview(rows)

    # Savepoint and release, projects and places, names, two inserts, the entry.
    with django_assert_num_queries(8):
        operations.apply_import(found, by="staff:1")


def test_the_real_portfolio_is_imported_once_per_cup() -> None:
    if not REAL.exists():
        pytest.skip("the PNRR portfolio is not in ../shared/data/portfolio on this machine")
    table = spreadsheets.read(REAL.read_bytes())
    codes = {row["istat_comune"]: row["comune"] for row in table.rows}
    for istat, name in codes.items():
        make_municipality(name.title(), istat)
    mapping = columns.guess_mapping(table.headers)

    found = operations.preview_import(table.rows, mapping)
    imported = operations.apply_import(found, by="staff:1")

    assert imported == Imported(new=1188, changed=0, unchanged=0)
    assert (found.totals.rows, found.totals.municipalities) == (1337, 264)
    # 795,111,794.82 counts one part only of the four CUP that have two.
    assert found.totals.cost == Decimal("803152100.12")
    assert found.totals.funding == Decimal("710297782.99")
    assert len(found.problems) == 4
    assert queries.totals(queries.find(Filters())).cost == found.totals.cost
    assert len(queries.municipality_counts(Filters())) == 264
    assert queries.axis_counts(Filters()) == {1: 842, 2: 36, 3: 1, 4: 131, 5: 85, 6: 93}
    again = operations.preview_import(table.rows, mapping)
    assert (len(again.new), len(again.changed)) == (0, 0)


def test_labels_of_columns_are_texts_in_the_language_of_the_page() -> None:
    with override(settings.LANGUAGE_CODE):
        assert all(str(column.label) for column in columns.COLUMNS)
