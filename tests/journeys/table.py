"""docs/announcement.md, read as the table that it is."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "announcement.md"
GOES_ON = "↳"
TO_COME = "to come"
ADDRESS = re.compile(r"`(/[^`]*)`")


@dataclass(frozen=True)
class Row:
    """A sentence of the invitation, the page that fulfils it, its words, the test that proves it."""

    sentence: str
    page: str
    italian: tuple[str, ...]
    english: tuple[str, ...]
    test: str
    words: str

    @property
    def is_to_come(self) -> bool:
        return self.page == TO_COME

    @property
    def is_public(self) -> bool:
        """The desk and the door are the office's: their words are given in Italian only."""
        return not self.page.startswith(("/ufficio/", "/accoglienza/", "/regia/"))

    def __str__(self) -> str:
        return f"{self.page} {self.italian[0] if self.italian else self.words}"[:60]


def rows() -> list[Row]:
    """The rows of the table in order, each with the sentence that it belongs to."""
    found: list[Row] = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = _cells(line)
        if len(cells) != 4 or cells[1] == "page" or set(cells[1]) <= {"-"}:
            continue
        sentence = found[-1].sentence if cells[0] == GOES_ON else cells[0]
        found.append(_row(sentence, *cells[1:]))
    return found


def sentences() -> list[str]:
    """The first column: the invitation in its own words, in its order."""
    told: list[str] = []
    for row in rows():
        if not told or told[-1] != row.sentence:
            told.append(row.sentence)
    return told


def _row(sentence: str, page: str, words: str, test: str) -> Row:
    address = ADDRESS.fullmatch(page)
    return Row(
        sentence=sentence,
        page=address.group(1) if address else page,
        italian=tuple(re.findall("«([^»]+)»", words)),
        english=tuple(re.findall("“([^”]+)”", words)),
        test=test.strip("`"),
        words=words,
    )


def _cells(line: str) -> list[str]:
    if not line.startswith("|"):
        return []
    inner = re.split(r"(?<!\\)\|", line.strip())[1:-1]
    return [cell.replace("\\|", "|").strip() for cell in inner]
