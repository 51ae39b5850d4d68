"""Sheets of people's own making, in and out: CSV, XLSX and ODS read the same way, and no formula written.

Everything read is text: leading zeros stay, dates are ISO, whole numbers have no decimals.
"""

import csv
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, Any
from xml.etree import ElementTree

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from arengo.core import sheet_extents
from arengo.core.decoding import decoded, is_text
from arengo.core.refusals import Refusal

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
MAX_UNPACKED_BYTES = 100 * MEGABYTE
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 20_000
# What Excel holds in one cell; XlsxWriter drops longer texts without a word.
EXCEL_CELL = 32_767
CUT = " …"
AS_THEY_ARE = {"strings_to_formulas": False, "strings_to_urls": False}
DELIMITERS = ",;\t|"
SNIFFED_ROWS = 30
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"

FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")


class SheetRefused(Refusal):
    """The file cannot be read as a sheet; the sentence says why and what to do."""

    status = 400


class Row(dict[str, str]):
    """A row by header; `number` is the line at which a person finds it in the file, from 1."""

    number: int = 0


@dataclass(frozen=True)
class Table:
    """What a file holds: its headers in order, its rows that are not empty, the names of its sheets."""

    headers: list[str]
    rows: list[Row]
    sheets: list[str] = field(default_factory=list)


def read(data: bytes, *, sheet: str = "") -> Table:
    """The table in a CSV, XLSX or ODS file, told apart by content and not by name.

    `sheet` names the sheet of a workbook; without it, the first visible one that is not empty.
    Raises SheetRefused with a sentence for people.
    """
    if not data.strip():
        raise SheetRefused(_("Il file è vuoto."))
    if len(data) > MAX_BYTES:
        raise SheetRefused(
            _("Il file è troppo grande: al massimo %(limit)s MB. Togli i fogli che non servono.")
            % {"limit": MAX_BYTES // MEGABYTE}
        )
    if data.startswith(b"PK"):
        names, lines = _workbook_lines(data, sheet)
        return _table(lines, names)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetRefused(
            _("È un vecchio file .xls, o è protetto da password: salvalo come .xlsx e riprova.")
        )
    return _table(_csv_lines(_text_of(data)), [])


def _table(lines: Iterable[tuple[int, list[str]]], sheets: list[str]) -> Table:
    filled = [(number, cells) for number, cells in lines if any(cells)]
    if not filled:
        raise SheetRefused(_("Il file non contiene righe."))
    width = max(len(cells) for _number, cells in filled)
    headers = _headers(filled[0][1], width)
    return Table(headers, [_row(number, headers, cells) for number, cells in filled[1:]], sheets)


def _headers(cells: list[str], width: int) -> list[str]:
    """One name per column, all different: a column without a name gets its number."""
    headers: list[str] = []
    for index in range(width):
        given = " ".join(cells[index].split()) if index < len(cells) else ""
        name = given or _("Colonna %(number)s") % {"number": index + 1}
        copies = 1
        while name in headers:
            copies += 1
            name = f"{given} ({copies})"
        headers.append(name)
    return headers


def _row(number: int, headers: list[str], cells: list[str]) -> Row:
    padded = [*cells, *[""] * (len(headers) - len(cells))]
    row = Row(zip(headers, padded, strict=True))
    row.number = number
    return row


def _check_size(rows: int, columns: int) -> None:
    if rows > MAX_ROWS + 1:
        raise SheetRefused(
            _(
                "Il foglio arriva alla riga %(rows)s: se ne leggono al massimo %(limit)s. "
                "Togli le righe in fondo, anche se sembrano vuote, o dividi il file."
            )
            % {"rows": rows, "limit": MAX_ROWS + 1}
        )
    if columns > MAX_COLUMNS:
        raise SheetRefused(
            _(
                "Il foglio ha %(columns)s colonne: se ne leggono al massimo %(limit)s. "
                "Togli quelle che non servono, anche se sembrano vuote."
            )
            % {"columns": columns, "limit": MAX_COLUMNS}
        )


def _text_of(data: bytes) -> str:
    """The text, whatever Excel, LibreOffice or an old program saved it as."""
    text = decoded(data)
    if not is_text(text) or text.startswith("%PDF"):
        raise SheetRefused(_("Non è un foglio di calcolo: serve un file CSV, XLSX oppure ODS."))
    if text.lstrip()[:1] == "<":
        raise SheetRefused(
            _("È una pagina web, non un foglio di calcolo: aprila e salvala come .xlsx.")
        )
    return text


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0].strip()
    delimiter = _delimiter(text)
    if re.fullmatch(r"sep=.", first):
        delimiter = first[-1]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    try:
        for count, cells in enumerate(reader):
            number, start = start, reader.line_num + 1
            if count == 0 and first.startswith("sep="):
                continue
            _check_size(count + 1, len(cells))
            yield number, [_checked(cell, number) for cell in cells]
    except csv.Error as error:
        raise SheetRefused(_quotes_are_open(start)) from error


def _checked(cell: str, number: int) -> str:
    if len(cell) > MAX_CELL:
        raise SheetRefused(_quotes_are_open(number))
    return cell.strip()


def _quotes_are_open(number: int) -> str:
    return _(
        "Alla riga %(number)s c'è una cella lunghissima: forse mancano le virgolette che la chiudono."
    ) % {"number": number}


def _delimiter(text: str) -> str:
    """The sign that cuts most of the first rows in as many pieces as the header."""
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            widths = [len(row) for row, _i in zip(reader, range(SNIFFED_ROWS), strict=False) if row]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        score = (round(widths.count(widths[0]) / len(widths), 1), widths[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _workbook_lines(data: bytes, sheet: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    try:
        # Calamine lays out every cell up to the farthest one: a stray cell in the last column of
        # the last row asks for 500 GB and ends the whole process, so the extent is read first.
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [
            meta.name
            for meta in workbook.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet and "Visible" in str(meta.visible)
        ]
        if sheet and sheet not in names:
            raise SheetRefused(_("Nel file non c'è un foglio «%(name)s».") % {"name": sheet})
        for name in [sheet] if sheet else names:
            found = workbook.get_sheet_by_name(name)
            if found.height:
                return names, _sheet_lines(found.to_python(skip_empty_area=False))
    except (CalamineError, zipfile.BadZipFile, ElementTree.ParseError, ValueError) as error:
        raise SheetRefused(
            _(
                "Il file è rovinato, o non è un foglio XLSX o ODS: aprilo, salvalo di nuovo e riprova."
            )
        ) from error
    raise SheetRefused(_("Il file non contiene righe."))


def _sheet_lines(rows: list[list[Any]]) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(rows, start=1):
        yield number, [_checked(_as_text(cell), number) for cell in cells]


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        at_midnight = value.time() == time.min
        return value.date().isoformat() if at_midnight else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if not isinstance(value, timedelta) else str(value.total_seconds())


def _check_archive(archive: zipfile.ZipFile) -> None:
    """Refuses what would not fit in memory, before anybody unpacks it."""
    members = archive.infolist()
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise SheetRefused(
            _("Il file, una volta aperto, è troppo grande: tieni solo il foglio che serve.")
        )
    for member in members:
        with archive.open(member) as stream:
            _check_member(member.filename, stream)


def _check_member(name: str, stream: Any) -> None:
    if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name, re.IGNORECASE):
        _check_size(*sheet_extents.of_xlsx(stream))
    elif name == "content.xml":
        _check_size(*sheet_extents.of_ods(stream))
    # Reading to the end checks that the declared size and checksum are true.
    while stream.read(MEGABYTE):
        pass


def without_formula(value: Any) -> Any:
    """A text that no program takes for a formula: an apostrophe goes before it. Numbers stay."""
    if not isinstance(value, str) or not value.lstrip(" ").startswith(FORMULA_STARTS):
        return value
    return f"'{value}"


def write_csv(
    headers: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ","
) -> bytes:
    """A CSV in UTF-8 with a mark, so that Excel reads the accents; no cell can be a formula."""
    return b"".join(csv_lines(headers, rows, delimiter=delimiter))


def csv_lines(
    headers: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ","
) -> Iterator[bytes]:
    """The same a line at a time, for what is too long to be held whole."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, delimiter=delimiter)
    yield b"\xef\xbb\xbf"
    for row in itertools.chain([headers], rows):
        writer.writerow([without_formula(_plain(value)) for value in row])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def write_xlsx(
    headers: Sequence[str], rows: Iterable[Sequence[Any]], *, sheet: str = "", cut: str = CUT
) -> bytes:
    """An XLSX with one sheet, its header fixed and filters on; texts stay texts, numbers numbers.

    A text longer than Excel holds in a cell ends with `cut`, which says so.
    """
    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True, **AS_THEY_ARE})
    _fill(workbook, headers, rows, sheet, cut)
    return output.getvalue()


def write_xlsx_to(
    file: IO[bytes],
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    sheet: str = "",
    cut: str = CUT,
) -> None:
    """The same into a file, a row at a time, for what is too long to be held whole."""
    workbook = xlsxwriter.Workbook(file, {"constant_memory": True, **AS_THEY_ARE})
    _fill(workbook, headers, rows, sheet, cut)


def _fill(
    workbook: Any,
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    sheet: str,
    cut: str,
) -> None:
    worksheet = workbook.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", sheet)[:31] or None)
    formats = {
        datetime: workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
        Decimal: workbook.add_format({"num_format": "#,##0.00"}),
    }
    widths = [len(header) for header in headers]
    worksheet.write_row(0, 0, headers, workbook.add_format({"bold": True}))
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, value in enumerate(_in_cell(value, cut) for value in row):
            widths[column] = max(widths[column], len(str(value)))
            _write_cell(worksheet, last, column, value, formats)
    for column, width in enumerate(widths):
        worksheet.set_column(column, column, min(width + 2, 60))
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, last, max(len(headers) - 1, 0))
    workbook.close()


def _in_cell(value: Any, cut: str) -> Any:
    """A value as a cell of Excel holds it."""
    plain = _plain(value)
    if isinstance(plain, str) and len(plain) > EXCEL_CELL:
        return plain[: EXCEL_CELL - len(cut)] + cut
    return plain


def _write_cell(
    worksheet: Any, row: int, column: int, value: Any, formats: dict[type, Any]
) -> None:
    if isinstance(value, str):
        worksheet.write_string(row, column, value)
    elif isinstance(value, datetime | date):
        worksheet.write_datetime(row, column, value, formats[type(value)])
    else:
        worksheet.write_number(row, column, value, formats.get(type(value)))


def _plain(value: Any) -> Any:
    """A value as a sheet holds it: text, number, date, or local time without a zone."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, int | float | Decimal | date):
        return value
    return str(value)
