"""Which column of somebody's sheet says what of a project."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from arengo.core.columns import Column, guess, plain

# The order is that of the form in which the office confirms; the first header that is there wins.
COLUMNS = [
    Column("cup", _("CUP"), ("cup", "codice cup", "codice unico di progetto")),
    Column(
        "local_code",
        _("Codice locale, che distingue le parti di un CUP"),
        ("codice locale progetto", "codice locale", "local code"),
    ),
    Column(
        "title",
        _("Titolo"),
        ("titolo progetto", "titolo", "nome progetto", "progetto", "denominazione", "title", "name",
         "project title", "project"),
    ),
    Column(
        "summary",
        _("Sintesi"),
        ("sintesi progetto", "sintesi", "descrizione progetto", "descrizione", "summary",
         "description", "abstract"),
    ),
    Column(
        "status",
        _("Stato"),
        ("stato progetto", "stato di avanzamento", "stato avanzamento", "stato", "stato cup", "status",
         "state", "progress"),
    ),
    Column("stated_status", _("Stato con le parole della fonte"), ("stato nella fonte",)),
    Column("axis", _("Asse"), ("asse", "asse strategico", "missione", "axis", "mission")),
    Column("strategy", _("Strategia"), ("strategia", "strategy")),
    Column(
        "programme",
        _("Misura o programma"),
        ("descrizione submisura", "descrizione misura", "misura", "programma", "linea di finanziamento",
         "bando", "measure", "programme", "program"),
    ),
    Column(
        "owner",
        _("Soggetto attuatore"),
        ("soggetto attuatore", "attuatore", "ente attuatore", "ente", "responsabile", "beneficiario",
         "owner", "implementing body", "lead partner"),
    ),
    Column(
        "municipality_code",
        _("Codice ISTAT del comune"),
        ("istat comune", "codice istat", "codice istat comune", "istat", "cod istat", "istat code"),
    ),
    Column(
        "municipality_name",
        _("Comune"),
        ("comune", "comuni", "nome comune", "territorio", "municipality", "municipalities", "town"),
    ),
    Column(
        "cost",
        _("Costo totale, in euro"),
        ("finanziamento totale", "costo totale", "costo", "importo totale", "importo", "totale",
         "total cost", "cost", "budget", "total amount", "amount"),
    ),
    Column(
        "funding",
        _("Di cui finanziato, in euro"),
        ("finanziamento pnrr", "finanziamento", "contributo", "importo finanziato", "quota pnrr",
         "funding", "grant"),
    ),
    Column(
        "funding_source",
        _("Chi finanzia"),
        ("fonte di finanziamento", "fonte finanziamento", "fondo", "funding source", "fund"),
    ),
    Column("source", _("Fonte del dato"), ("fonte", "fonte del dato", "source", "link", "url")),
    Column(
        "source_date",
        _("Data della fonte"),
        ("data aggiornamento", "data fonte", "aggiornato al", "data di aggiornamento", "updated",
         "last update", "source date"),
    ),
]  # fmt: skip
FIELDS = [column.field for column in COLUMNS]
FUNDS = ("PNRR", "PNC", "FESR", "FSE", "FSC", "FEASR")


def guess_mapping(headers: Sequence[str]) -> dict[str, str]:
    """Field -> header, as far as the headers tell; each header is used once."""
    return guess(headers, COLUMNS)


def guess_defaults(mapping: dict[str, str]) -> dict[str, str]:
    """What holds for every row and stands in a header only: who funds, in "Finanziamento PNRR"."""
    words = plain(mapping.get("funding", "")).upper().split()
    funds = [fund for fund in FUNDS if fund in words]
    return {"funding_source": funds[0]} if funds and "funding_source" not in mapping else {}
