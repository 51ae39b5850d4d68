"""A sheet of municipalities: codes keep their zeros, every row that is wrong is told, nothing is halved."""

from datetime import date

import pytest

from arengo.core import spreadsheets
from arengo.core.columns import Problem
from arengo.core.ledger.models import Entry
from arengo.territory import importing, operations, queries
from arengo.territory.importing import CodeColumnMissing, Preview
from arengo.territory.models import Membership, Municipality, Zone
from tests.factories import make_municipality

pytestmark = pytest.mark.django_db
ELENA = "staff:1"
TODAY = date(2023, 9, 6)
NEW_YEAR = date(2024, 1, 1)
SHEET = """Codice ISTAT;Comune;Abitanti;Zona;Latitudine;Longitudine
001019;Balme;110;7. Valli di Lanzo;45,30;7,22
1003;Ala di Stura;450;7;;
001317;Mappano;7.300;4 - Torino Nord;;
"""


def rows_of(text: str) -> list[spreadsheets.Row]:
    return spreadsheets.read(text.encode()).rows


def seen(text: str = SHEET, **options) -> Preview:
    rows = rows_of(text)
    return importing.preview(rows, importing.guess_mapping(list(rows[0])), **options)


def bring(text: str = SHEET, **options) -> Preview:
    rows = rows_of(text)
    mapping = importing.guess_mapping(list(rows[0]))
    fingerprint = importing.preview(rows, mapping, **options).fingerprint
    return operations.import_municipalities(
        rows=rows, mapping=mapping, fingerprint=fingerprint, by=ELENA, **options
    )


def one(line: str, header: str = "Codice ISTAT;Comune;Abitanti;Zona") -> Preview:
    return seen(f"{header}\n{line}\n")


def sentences(preview: Preview) -> list[str]:
    return [problem.sentence for problem in preview.problems]


def test_an_empty_territory_is_made_from_one_sheet_zones_too() -> None:
    done = bring(makes_zones=True)
    assert (len(done.new), done.new_zones) == (3, {7: "Valli di Lanzo", 4: "Torino Nord"})
    made = queries.territory(TODAY)
    assert [(str(zone), [town.istat for town in towns]) for zone, towns in made.zones] == [
        ("4. Torino Nord", ["001317"]),
        ("7. Valli di Lanzo", ["001003", "001019"]),
    ]
    balme = Municipality.objects.get(istat="001019")
    assert (balme.slug, balme.population, balme.latitude) == ("balme", 110, 45.30)
    assert Municipality.objects.get(istat="001317").population == 7_300
    facts = Entry.objects.get(kind="territory.imported").facts
    assert (facts["new"], facts["new_zones"], facts["count"]) == (3, 2, 3)


def test_before_it_is_confirmed_nothing_is_written() -> None:
    seen(makes_zones=True)
    assert not Municipality.objects.exists()
    assert not Zone.objects.exists()


def test_twice_is_once() -> None:
    bring(makes_zones=True)
    again = bring(makes_zones=True)
    assert (again.new, again.changed, len(again.unchanged)) == ([], [], 3)
    assert Entry.objects.filter(kind="territory.imported").count() == 1


def test_without_being_asked_for_no_zone_is_made_and_the_row_says_so() -> None:
    done = bring()
    assert "Non conosciamo la zona «4 - Torino Nord»" in sentences(done)[2]
    assert (Municipality.objects.count(), Zone.objects.count()) == (3, 0)


def test_a_zone_is_known_by_its_number_or_its_name() -> None:
    make_municipality()
    for stated in ("7", "Zona 7", "zona omogenea n. 7", "7. Valli", "Ciriacese - Valli di Lanzo"):
        preview = one(f"001003;Ala;450;{stated}")
        assert preview.new[0].zone == 7, stated


def test_two_columns_may_tell_the_zone() -> None:
    preview = seen(
        "istat;comune;abitanti;zona;nome zona\n001003;Ala;450;5;Pinerolese\n", makes_zones=True
    )
    assert preview.new_zones == {5: "Pinerolese"}


def test_a_zone_known_only_by_name_gets_the_next_number() -> None:
    make_municipality()
    preview = seen("istat;comune;abitanti;zona\n001003;Ala;450;Pinerolese\n", makes_zones=True)
    assert preview.new_zones == {8: "Pinerolese"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (";Ala;450;", "Manca il codice ISTAT."),
        ("A003;Ala;450;", "«A003» non è un codice ISTAT: ha sei cifre, come 001272."),
        ("0010030;Ala;450;", "«0010030» non è un codice ISTAT: ha sei cifre, come 001272."),
        ("001003;;450;", "È un comune nuovo, e manca: il nome."),
        ("001003;Ala;;", "È un comune nuovo, e manca: quanti abitanti ha."),
        ("001003;;;", "È un comune nuovo, e manca: il nome, quanti abitanti ha."),
    ],
)
def test_a_row_that_cannot_be_used_stays_out_and_says_why(line, said) -> None:
    preview = one(line)
    assert preview.problems == [Problem(2, said, leaves_out=True)]
    assert preview.new == []


def test_a_number_of_inhabitants_that_is_none_is_told() -> None:
    make_municipality()
    preview = one("001019;Balme;circa cento;")
    assert sentences(preview) == ["«circa cento» non è un numero di abitanti: lo saltiamo."]
    assert len(preview.unchanged) == 1


@pytest.mark.parametrize("point", ["45,3;", "x;y", "145;7", "nan;7"])
def test_a_point_that_is_none_is_told(point) -> None:
    preview = one(f"001003;Ala;450;{point}", "istat;comune;abitanti;lat;lon")
    assert "non si legge" in sentences(preview)[0]
    assert "latitude" not in preview.new[0].fields


def test_the_same_code_twice_counts_once_and_the_second_is_told() -> None:
    preview = seen("istat;comune;abitanti\n001003;Ala;450\n1003;Ala;451\n")
    assert sentences(preview) == ["Il codice 001003 è già alla riga 2: vale quella."]
    assert [draft.fields["population"] for draft in preview.new] == [450]


def test_an_empty_cell_changes_nothing_and_who_is_not_in_the_sheet_stays() -> None:
    make_municipality()
    make_municipality("Ala", "001003", 450)
    done = bring("istat;comune;abitanti;zona\n001019;;115;\n")
    assert (done.not_in_sheet, done.changed[0].fields) == (1, {"population": (110, 115)})
    balme = Municipality.objects.get(istat="001019")
    assert (balme.name, balme.population, balme.memberships.get().zone.number) == ("Balme", 115, 7)


def test_who_changes_zone_does_so_from_the_day_that_is_chosen() -> None:
    balme = make_municipality()
    Zone.objects.create(number=4, name="Torino Nord", slug="torino-nord")
    bring("istat;zona\n001019;4\n", since=NEW_YEAR)
    rows = [(m.zone.number, m.since, m.until) for m in balme.memberships.order_by("pk")]
    assert rows == [(7, None, NEW_YEAR), (4, NEW_YEAR, None)]


def test_without_a_day_the_zone_of_before_was_a_mistake() -> None:
    balme = make_municipality()
    Zone.objects.create(number=4, name="Torino Nord", slug="torino-nord")
    bring("istat;zona\n001019;4\n")
    assert [(m.zone.number, m.since, m.until) for m in balme.memberships.all()] == [(4, None, None)]


def test_a_move_before_the_one_that_is_written_is_told_and_left() -> None:
    balme = make_municipality()
    Zone.objects.create(number=4, name="Torino Nord", slug="torino-nord")
    bring("istat;zona\n001019;4\n", since=NEW_YEAR)
    preview = seen("istat;zona\n001019;7\n", since=TODAY)
    assert "dal 01/01/2024, che viene dopo" in sentences(preview)[0]
    assert (preview.changed, balme.memberships.count()) == ([], 2)


def test_who_is_closed_is_not_written() -> None:
    operations.close_municipality(municipality=make_municipality(), on=TODAY, by=ELENA)
    assert sentences(one("001019;Balme;115;")) == [
        "Balme è chiuso: per scriverci qualcosa, prima riaprilo."
    ]


def test_without_the_column_of_the_codes_there_is_no_preview() -> None:
    with pytest.raises(CodeColumnMissing, match="codice ISTAT"):
        importing.preview(rows_of(SHEET), {"name": "Comune"})
    with pytest.raises(CodeColumnMissing, match="«Altro»"):
        importing.preview(rows_of(SHEET), {"istat": "Altro"})


def test_what_is_confirmed_is_what_was_seen() -> None:
    make_municipality()
    text = "istat;abitanti\n001019;115\n"
    rows = rows_of(text)
    fingerprint = seen(text).fingerprint
    Municipality.objects.update(population=115)
    with pytest.raises(operations.PreviewIsStale):
        operations.import_municipalities(
            rows=rows,
            mapping=importing.guess_mapping(list(rows[0])),
            fingerprint=fingerprint,
            by=ELENA,
        )
    assert not Entry.objects.exists()


def test_a_spreadsheet_that_took_the_codes_for_numbers_is_read_too() -> None:
    headers, rows = ["Codice ISTAT", "Comune", "Abitanti"], [[1003, "Ala di Stura", 450]]
    table = spreadsheets.read(spreadsheets.write_xlsx(headers, rows))
    preview = importing.preview(table.rows, importing.guess_mapping(table.headers))
    assert [(each.istat, each.fields["population"]) for each in preview.new] == [("001003", 450)]


def test_many_municipalities_cost_as_many_queries_as_one(django_assert_max_num_queries) -> None:
    def sheet(number: int, first: int) -> str:
        lines = [f"{first + n:06};Comune {first + n};100;{n % 3 + 1}" for n in range(number)]
        return "\n".join(["istat;comune;abitanti;zona", *lines])

    with django_assert_max_num_queries(22) as few:
        bring(sheet(3, 2_000), makes_zones=True)
    with django_assert_max_num_queries(len(few)):
        bring(sheet(90, 3_000), makes_zones=True)
    assert Membership.objects.count() == 93
