"""What headers and cells of other people's sheets mean."""

from datetime import date
from decimal import Decimal

import pytest

from arengo.projects import columns, values
from arengo.projects.models import Project
from tests.projects.portfolio import HEADERS

Status = Project.Status


def test_the_columns_of_italia_domani_are_recognised() -> None:
    mapping = columns.guess_mapping(HEADERS)

    assert mapping == {
        "cup": "CUP",
        "local_code": "Codice Locale Progetto",
        "title": "Titolo progetto",
        "summary": "Sintesi progetto",
        "status": "Stato CUP",
        "axis": "Missione",
        "programme": "Descrizione Submisura",
        "owner": "Soggetto attuatore",
        "municipality_code": "istat_comune",
        "municipality_name": "comune",
        "cost": "Finanziamento Totale",
        "funding": "Finanziamento PNRR",
        "source_date": "Data aggiornamento",
    }
    assert columns.guess_defaults(mapping) == {"funding_source": "PNRR"}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["TITOLO", "Stato", "Asse"], {"title": "TITOLO", "status": "Stato", "axis": "Asse"}),
        (
            ["Title", "Status", "Total cost"],
            {"title": "Title", "status": "Status", "cost": "Total cost"},
        ),
        (["Titolo progetto", "Titolo"], {"title": "Titolo progetto"}),
        (["note", "varie"], {}),
    ],
)
def test_italian_and_english_headers_are_recognised_whatever_their_case(headers, expected) -> None:
    assert columns.guess_mapping(headers) == expected


def test_no_column_is_used_twice() -> None:
    mapping = columns.guess_mapping(["Progetto", "Comune", "Importo", "Descrizione"])

    assert len(set(mapping.values())) == len(mapping) == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Attivo", Status.UNDER_WAY),
        ("ATTIVO", Status.UNDER_WAY),
        ("in  corso", Status.UNDER_WAY),
        ("Chiuso", Status.DONE),
        ("completed", Status.DONE),
        ("Da avviare", Status.PLANNED),
        ("boh", None),
    ],
)
def test_a_status_is_read_from_the_words_of_the_source(text: str, expected: Status | None) -> None:
    assert values.status(text) is expected


def test_every_status_can_be_read_back_from_its_own_label() -> None:
    assert [values.status(str(status.label)) for status in Status] == list(Status)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C81F22003040001", "C81F22003040001"),
        ("c81f22003040001 ", "C81F22003040001"),
        ("C81F2200304000", None),
        ("081F22003040001", None),
        ("", None),
    ],
)
def test_a_cup_has_fifteen_signs_in_their_place(text: str, expected: str | None) -> None:
    assert values.cup(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("M6", 6), ("6", 6), ("Asse 6", 6), ("6. Salute", 6), ("Missione 6", 6), ("Salute", None)],
)
def test_the_number_of_an_axis_is_read_however_it_is_written(
    text: str, expected: int | None
) -> None:
    assert values.axis_number(text) == expected


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["1.234,56", "1.234"], ["1234.56", "1234.00"]),
        (["1,234.56", "1,234"], ["1234.56", "1234.00"]),
        (["5.5129925e+06", "47427.0"], ["5512992.50", "47427.00"]),
        (["1.234", "2.500"], ["1234.00", "2500.00"]),
        (["1.234.567"], ["1234567.00"]),
        (["€ 1.500", "12,5 euro"], ["1500.00", "12.50"]),
        (["1'500.50"], ["1500.50"]),
        (["0"], ["0.00"]),
    ],
)
def test_amounts_are_read_as_their_column_writes_them(
    column: list[str], expected: list[str]
) -> None:
    sign = values.decimal_sign(column)

    assert [values.amount(text, sign) for text in column] == [Decimal(each) for each in expected]


@pytest.mark.parametrize("text", ["-5", "molti", "NaN", "Infinity", "1e30", "12 o 13"])
def test_what_is_no_amount_is_no_amount(text: str) -> None:
    assert values.amount(text, ",") is None


@pytest.mark.parametrize("text", ["2023-02-21", "21/02/2023", "21.02.2023", "2023-02-21 10:00:00"])
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert values.day(text) == date(2023, 2, 21)


def test_a_day_that_does_not_exist_is_not_read() -> None:
    assert values.day("31/02/2023") is None
