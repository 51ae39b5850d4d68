"""How far a sheet reaches, told from its XML a piece at a time: before anybody unpacks what may not fit."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

PIECE = 1024 * 1024
XLSX_ELEMENT = re.compile(rb"<(?:\w+:)?(c|row)\b([^<>]*)>")
XLSX_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)(\d+)[\"']")
ODS_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
ODS_VALUE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"


def of_xlsx(stream: Any) -> tuple[int, int]:
    """The last row and column with something in it; cells may leave out where they stand."""
    rows = columns = row = column = 0
    for tag, attributes in _xlsx_elements(stream):
        place = XLSX_PLACE.search(attributes)
        number = int(place.group(2)) if place else 0
        if tag == b"row":
            row, column = number or row + 1, 0
            continue
        letters = place.group(1) if place else b""
        row, column = number or row, _column_number(letters) or column + 1
        if not attributes.endswith(b"/"):
            rows, columns = max(rows, row), max(columns, column)
    return rows, columns


def _xlsx_elements(stream: Any) -> Iterator[tuple[bytes, bytes]]:
    """Each row and cell of a sheet, as name and attributes, a piece of the file at a time."""
    rest = b""
    while chunk := stream.read(PIECE):
        text = rest + chunk
        cut = text.rfind(b"<")
        for element in XLSX_ELEMENT.finditer(text[:cut]):
            yield element.group(1), element.group(2)
        rest = text[cut:]


def _column_number(letters: bytes) -> int:
    """0 for no letters, 1 for A, 26 for Z, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def of_ods(stream: Any) -> tuple[int, int]:
    """The last row and column with something in it, repetitions counted."""
    rows = columns = row = column = filled = 0
    # expat itself stops entities that multiply.
    for event, element in ElementTree.iterparse(stream, events=("start", "end")):  # noqa: S314
        tag = element.tag.removeprefix(ODS_TABLE)
        if event == "start":
            row = 0 if tag == "table" else row
            column, filled = (0, 0) if tag == "table-row" else (column, filled)
        elif tag in ("table-cell", "covered-table-cell"):
            column += int(element.get(f"{ODS_TABLE}number-columns-repeated", 1))
            filled = column if len(element) or element.get(ODS_VALUE) else filled
        elif tag == "table-row":
            row += int(element.get(f"{ODS_TABLE}number-rows-repeated", 1))
            rows, columns = (max(rows, row), max(columns, filled)) if filled else (rows, columns)
            element.clear()
    return rows, columns
