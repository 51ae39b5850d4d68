"""What a cell says: amounts, statuses, numbers of axes, days. None when it cannot be read."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from arengo.core.columns import plain
from arengo.projects.models import Project

Status = Project.Status
CUP = re.compile(r"[A-Z]\d{2}[A-Z]\d{11}")
CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 12
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y")

WORDS = {
    Status.DONE: (
        "concluso", "conclusa", "chiuso", "chiusa", "completato", "completata", "terminato",
        "terminata", "realizzato", "realizzata", "fatto", "collaudato", "done", "completed",
        "closed", "finished",
    ),
    Status.UNDER_WAY: (
        "in corso", "attivo", "attiva", "avviato", "avviata", "in esecuzione", "in attuazione",
        "in realizzazione", "aperto", "under way", "ongoing", "in progress", "active", "started",
        "running",
    ),
    Status.PLANNED: (
        "previsto", "prevista", "programmato", "programmata", "pianificato", "da avviare",
        "non avviato", "in programmazione", "in progettazione", "planned", "to start", "not started",
    ),
    Status.NOT_STATED: ("non dichiarato", "non noto", "nd", "n d", "sconosciuto", "unknown", "not stated"),
}  # fmt: skip
STATUSES = {word: status for status, words in WORDS.items() for word in words}


def status(text: str) -> Status | None:
    """The status that a word of the source stands for."""
    return STATUSES.get(plain(text))


def cup(text: str) -> str | None:
    """A CUP (law 3/2003, art. 11): a letter, two digits, a letter, eleven digits."""
    code = re.sub(r"\s", "", text).upper()
    return code if CUP.fullmatch(code) else None


def day(text: str) -> date | None:
    """A day as people and programs write it; the hour is left out."""
    for pattern in DAYS:
        try:
            return datetime.strptime(text.split(" ")[0].split("T")[0], pattern).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


def axis_number(text: str) -> int | None:
    """6 for "6", "M6", "Asse 6", "6. Salute"."""
    found = re.match(r"(?:m|asse|axis|missione|mission)?\s*(\d{1,2})(?:\b|$)", plain(text))
    return int(found.group(1)) if found else None


def strategy_number(text: str) -> tuple[int, int] | None:
    """(1, 2) for "1.2", "Strategia 1.2 Costruire"."""
    found = re.search(r"(\d{1,2})\.(\d{1,2})(?!\d)", text)
    return (int(found.group(1)), int(found.group(2))) if found else None


def decimal_sign(texts: Iterable[str]) -> str:
    """Which of "." and "," begins the cents in a column of amounts.

    The first amount that leaves no doubt decides; with "1.234" alone the point parts the thousands,
    as in Italian.
    """
    for text in texts:
        signs = re.findall(r"[.,]", text)
        if len(set(signs)) == 2:
            return signs[-1]
        if len(signs) == 1 and not re.search(r"[.,]\d{3}\D*$", text):
            return signs[0]
        if len(signs) > 1:
            return "," if signs[0] == "." else "."
    return ","


def amount(text: str, sign: str) -> Decimal | None:
    """Euros and cents; `sign` begins the cents. None for what is no amount, or below zero."""
    bare = re.sub(r"[\s€'’_]|eur(o|os)?\b", "", text, flags=re.IGNORECASE)
    other = "." if sign == "," else ","
    try:
        value = Decimal(bare.replace(other, "").replace(sign, "."))
        return value.quantize(CENT) if 0 <= value < LARGEST else None
    except InvalidOperation:
        return None
