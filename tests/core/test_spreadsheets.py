"""One reader for what offices send (CSV, XLSX, ODS), one writer that never writes a formula."""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from arengo.core import spreadsheets
from arengo.core.spreadsheets import SheetRefused

ROME = ZoneInfo("Europe/Rome")
DANGEROUS = [
    "=1+1",
    "+39 011 000000",
    "-2+3",
    "@SUM(A1)",
    "\tcmd",
    "\r=cmd",
    "  =HYPERLINK(1)",
    "＝1+1",
]


def workbook(rows: list[list[Any]], *, names: tuple[str, ...] = ("Elenco",)) -> bytes:
    """An XLSX whose last sheet holds `rows`; those before it are empty."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    days = book.add_format({"num_format": "dd/mm/yyyy"})
    for name in names:
        sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, column, value, days)
            else:
                sheet.write(number, column, value)
    book.close()
    return output.getvalue()


def ods(rows: str) -> bytes:
    """An ODS whose one sheet has these table rows."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{office}office:1.0" '
        f'xmlns:table="{office}table:1.0" xmlns:text="{office}text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Elenco">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{office}manifest:1.0"/>',
        )
    return output.getvalue()


def ods_row(*texts: str, rest: str = "") -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )
    return f"<table:table-row>{cells}{rest}</table:table-row>"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_csv_is_read_whatever_separates_its_cells_and_lines(delimiter: str, newline: str) -> None:
    lines = [["Comune", "Abitanti"], ["Agliè", "2548"], ["Balme", "110"]]
    text = newline.join(delimiter.join(line) for line in lines)

    table = spreadsheets.read(text.encode())

    assert table.headers == ["Comune", "Abitanti"]
    assert table.rows == [
        {"Comune": "Agliè", "Abitanti": "2548"},
        {"Comune": "Balme", "Abitanti": "110"},
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_accents_survive_whatever_program_saved_the_file(encoding: str) -> None:
    data = "Città;Costo\nAgliè;1 €\nForno;2\n".encode(encoding)

    table = spreadsheets.read(data)

    assert table.rows[0] == {"Città": "Agliè", "Costo": "1 €"}


def test_bytes_that_only_latin_1_knows_are_read_too() -> None:
    assert spreadsheets.read(b"nome;x\nAgli\xe8 \x81;1\n").rows[0]["nome"] == "Agliè \x81"


def test_nul_bytes_are_left_out() -> None:
    assert spreadsheets.read(b"a,b\n1\0,2\n").rows == [{"a": "1", "b": "2"}]


def test_decimal_commas_do_not_pass_for_separators() -> None:
    data = b"nome;costo;quota\nUno;1,5;0,5\nDue;2,5;1,5\n"

    assert spreadsheets.read(data).rows[1] == {"nome": "Due", "costo": "2,5", "quota": "1,5"}


def test_the_separator_that_excel_writes_on_a_line_of_its_own_is_obeyed() -> None:
    table = spreadsheets.read(b"sep=;\na,b;c\n1,2;3\n")

    assert table.rows == [{"a,b": "1,2", "c": "3"}]


def test_a_cell_may_hold_lines_and_quotes_and_the_row_keeps_its_line_number() -> None:
    data = b'nome,nota\n"Uno","due\nrighe ""vere"""\n\nDue,\n'

    first, second = spreadsheets.read(data).rows

    assert first["nota"] == 'due\nrighe "vere"'
    assert (first.number, second.number) == (2, 5)


def test_columns_without_a_name_or_with_the_same_one_are_kept_apart() -> None:
    table = spreadsheets.read(b"nome,,nome\nA,B,C,D\n")

    assert table.headers == ["nome", "Colonna 2", "nome (2)", "Colonna 4"]
    assert list(table.rows[0].values()) == ["A", "B", "C", "D"]


def test_a_short_row_is_filled_with_nothing() -> None:
    assert spreadsheets.read(b"a,b,c\n1\n").rows == [{"a": "1", "b": "", "c": ""}]


def test_a_header_alone_is_a_table_without_rows() -> None:
    assert spreadsheets.read(b"a,b\n").rows == []


def test_a_workbook_gives_texts_whole_numbers_and_days_as_people_wrote_them() -> None:
    data = workbook(
        [
            ["istat", "abitanti", "quota", "dal", "attivo"],
            ["001019", 110, 1.5, date(2023, 9, 27), True],
        ]
    )

    table = spreadsheets.read(data)

    assert list(table.rows[0].values()) == ["001019", "110", "1.5", "2023-09-27", "sì"]
    assert table.rows[0].number == 2


def test_the_first_sheet_with_something_in_it_is_read_and_another_can_be_named() -> None:
    data = workbook([["a"], ["1"]], names=("Copertina", "Dati"))

    assert spreadsheets.read(data).sheets == ["Copertina", "Dati"]
    assert spreadsheets.read(data, sheet="Dati").rows == [{"a": "1"}]
    with pytest.raises(SheetRefused, match="Altro"):
        spreadsheets.read(data, sheet="Altro")
    with pytest.raises(SheetRefused, match="non contiene righe"):
        spreadsheets.read(data, sheet="Copertina")


def test_an_ods_is_read_with_the_millions_of_empty_cells_that_libreoffice_writes() -> None:
    blank = '<table:table-cell table:number-columns-repeated="16382"/>'
    tail = (
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    data = ods(ods_row("istat", "nome", rest=blank) + ods_row("001019", "Balme", rest=blank) + tail)

    assert spreadsheets.read(data).rows == [{"istat": "001019", "nome": "Balme"}]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "vuoto"),
        (b"\n \n", "vuoto"),
        (b",,\n,,\n", "non contiene righe"),
        (b"%PDF-1.7\n1 0 obj", "foglio di calcolo"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(1, 200)), "foglio di calcolo"),
        (b"<html><table><tr><td>a</td></tr></table></html>", "pagina web"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, ".xlsx"),
        (b"PK\x03\x04 rotto", "rovinato"),
        (workbook([["a"], ["1"]])[:-40], "rovinato"),
    ],
)
def test_what_is_no_sheet_is_refused_with_what_to_do(data: bytes, sentence: str) -> None:
    with pytest.raises(SheetRefused, match=re.escape(sentence)):
        spreadsheets.read(data)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("lettera.txt", "ciao")

    with pytest.raises(SheetRefused, match="rovinato"):
        spreadsheets.read(output.getvalue())


def test_a_quote_that_is_never_closed_is_told_with_its_line() -> None:
    data = b'a,b\n1,2\n3,"4\n' + b"5,6\n" * 10_000

    with pytest.raises(SheetRefused, match="riga 3"):
        spreadsheets.read(data)


def test_a_file_too_heavy_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_BYTES", 10)

    with pytest.raises(SheetRefused, match="troppo grande"):
        spreadsheets.read(b"a,b\n1,2\n3,4\n")


def test_a_small_file_that_unpacks_into_a_huge_one_is_refused() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"0" * (spreadsheets.MAX_UNPACKED_BYTES + 1))

    with pytest.raises(SheetRefused, match="una volta aperto"):
        spreadsheets.read(output.getvalue())


@pytest.mark.parametrize(
    "body",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="XFD9"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>',
        "<row>" + "<c><v>1</v></c>" * 300 + "</row>",
    ],
)
def test_a_stray_cell_far_away_is_refused_before_it_fills_the_memory(body: str) -> None:
    """Read as it is, such a file asks for hundreds of gigabytes and ends the server."""
    with pytest.raises(SheetRefused, match="Il foglio"):
        spreadsheets.read(with_sheet(body))


def test_cells_that_are_only_formatted_do_not_count() -> None:
    body = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>'
        '<row r="2"><c r="A2"><v>2</v></c></row><row r="1048576"><c r="A1048576" s="1"/></row>'
    )

    assert spreadsheets.read(with_sheet(body)).rows == [{"1": "2"}]


def with_sheet(body: str) -> bytes:
    """A workbook whose sheet has exactly these rows."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([["a"]]))) as old, zipfile.ZipFile(output, "w") as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                rows = f"<sheetData>{body}</sheetData>".encode()
                data = re.sub(rb"<sheetData>.*</sheetData>", rows, data)
                data = re.sub(rb"<dimension[^>]*>", b"", data)
            new.writestr(member.filename, data)
    return output.getvalue()


@pytest.mark.parametrize(
    "rows",
    [
        ods_row("a", rest='<table:table-cell table:number-columns-repeated="1000"/>').replace(
            "</table:table-row>",
            "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row>",
        ),
        ods_row("x").replace(
            "<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">'
        ),
        '<table:table-row table:number-rows-repeated="100000"/>' + ods_row("b"),
    ],
)
def test_an_ods_with_a_stray_cell_far_away_is_refused_too(rows: str) -> None:
    with pytest.raises(SheetRefused, match="Il foglio"):
        spreadsheets.read(ods(ods_row("a") + rows))


def test_more_rows_or_columns_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_ROWS", 3)
    monkeypatch.setattr(spreadsheets, "MAX_COLUMNS", 3)
    spreadsheets.read(b"a,b,c\n" + b"1,2,3\n" * 3)

    with pytest.raises(SheetRefused, match="riga"):
        spreadsheets.read(b"a\n" + b"1\n" * 4)
    with pytest.raises(SheetRefused, match="4 colonne"):
        spreadsheets.read(b"a,b,c,d\n")


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_of_a_csv_is_taken_for_a_formula(text: str) -> None:
    data = spreadsheets.write_csv(["nome", text], [["Ada", text]])

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [["nome", f"'{text}"], ["Ada", f"'{text}"]]


def test_numbers_below_zero_stay_numbers_in_a_csv() -> None:
    assert spreadsheets.write_csv(["a"], [[-2], [Decimal("-1.50")]]).endswith(
        b"\r\n-2\r\n-1.50\r\n"
    )


@pytest.mark.parametrize("text", [*DANGEROUS, "https://example.org", "mailto:ada@example.org"])
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(text: str) -> None:
    data = spreadsheets.write_xlsx(["nome", text], [["Ada", text]], sheet="Iscrizioni")

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert spreadsheets.read(data).rows[0]["nome"] == "Ada"


def test_what_is_written_is_read_back_the_same() -> None:
    headers = ["istat", "nome", "euro", "giorno", "vero", "ora", "niente"]
    at = datetime(2023, 9, 27, 16, 0, tzinfo=ROME)
    row = ["001019", "Agliè «x»", Decimal("1234.50"), date(2023, 9, 27), True, at, None]
    expected = ["001019", "Agliè «x»", "1234.5", "2023-09-27", "sì", "2023-09-27 16:00:00", ""]

    book = spreadsheets.read(spreadsheets.write_xlsx(headers, [row], sheet="Un/nome: [lungo]"))
    text = spreadsheets.read(spreadsheets.write_csv(headers, [row]))

    assert list(book.rows[0].values()) == expected
    assert text.rows[0]["istat"] == "001019"
    assert text.rows[0]["euro"] == "1234.50"
    assert text.rows[0]["ora"] == "2023-09-27 16:00:00"


def test_a_text_longer_than_a_cell_says_that_it_is_cut() -> None:
    row = ["x" * 40_000, "y" * spreadsheets.EXCEL_CELL]
    for more, end in (({}, " …"), ({"cut": "… (continua)"}, "… (continua)")):
        data = spreadsheets.write_xlsx(["a", "b"], [row], **more)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        cut, whole = sheet.to_python()[1]
        assert len(cut) == spreadsheets.EXCEL_CELL
        assert cut.lstrip("x") == end
        assert whole == row[1]


def test_an_export_without_rows_has_its_header() -> None:
    assert spreadsheets.read(spreadsheets.write_xlsx(["a", "b"], [])).headers == ["a", "b"]
    assert spreadsheets.read(spreadsheets.write_csv(["a", "b"], [])).headers == ["a", "b"]
