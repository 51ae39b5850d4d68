"""`arengo classify`: how right the suggested labels are, learned from one sheet and tried on another."""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from arengo.cli.show import say
from arengo.core import spreadsheets
from arengo.core.refusals import Refusal
from arengo.core.spreadsheets import SheetRefused
from arengo.gateways.embedder import embedder
from arengo.gateways.embedder.contract import signature
from arengo.suggestions.evaluation import measure
from arengo.suggestions.learning import learn

# What a workbook begins with; only the text of a CSV can be in a wrong encoding.
ARCHIVE: Final = b"PK"
DECIMALS: Final = 4


class ExamplesRefused(Refusal):
    """A sheet of examples cannot be used; the sentence says which, why, and what to do."""


@dataclass(frozen=True)
class Examples:
    """The texts of a sheet and the label of each."""

    texts: list[str]
    labels: list[str]


def run(options: argparse.Namespace) -> int:
    """Learn, try, print the figures; returns the exit code."""
    start = time.process_time()
    train = read_examples(Path(options.train), options.text, options.label)
    test = read_examples(Path(options.test), options.text, options.label)
    figures = _figures(train, test)
    figures["cpu_seconds"] = round(time.process_time() - start, 2)
    say(json.dumps(figures, ensure_ascii=False, indent=2) if options.json else _words(figures))
    return 0


def read_examples(path: Path, text: str, label: str) -> Examples:
    """The rows of a sheet that have a label. Raises ExamplesRefused when it cannot be read as that."""
    table = _table(path)
    for column in (text, label):
        if column not in table.headers:
            told = {"file": path, "column": column, "headers": ", ".join(table.headers)}
            wrong = _("Nel file «%(file)s» non c'è la colonna «%(column)s»; ci sono: %(headers)s.")
            raise ExamplesRefused(wrong % told)
    rows = [row for row in table.rows if row[label]]
    if not rows:
        wrong = _("Nel file «%(file)s» nessuna riga ha un'etichetta.")
        raise ExamplesRefused(wrong % {"file": path})
    return Examples([row[text] for row in rows], [row[label] for row in rows])


def _table(path: Path) -> spreadsheets.Table:
    told = {"file": path}
    try:
        data = path.read_bytes()
        if not data.startswith(ARCHIVE):
            # Read as something else it would be measured on letters that nobody wrote.
            data.decode("utf-8")
        return spreadsheets.read(data)
    except OSError as error:
        raise ExamplesRefused(_("Il file «%(file)s» non si può leggere.") % told) from error
    except UnicodeDecodeError as error:
        wrong = _("Il file «%(file)s» non è in UTF-8: salvalo come «CSV UTF-8», oppure come .xlsx.")
        raise ExamplesRefused(wrong % told) from error
    except SheetRefused as refusal:
        raise ExamplesRefused(f"{path}: {refusal.sentence}") from refusal


def _figures(train: Examples, test: Examples) -> dict[str, Any]:
    chosen = embedder()
    by = chosen if chosen.knows_meaning else None
    learned = learn(
        train.texts,
        train.labels,
        vectors=by.embed(train.texts) if by else None,
        made_by=signature(by) if by else "",
    )
    suggestions = learned.suggest(test.texts, by.embed(test.texts) if by else None)
    measured = measure(suggestions, test.labels)
    return {
        "accuracy": round(measured.accuracy, DECIMALS),
        "macro_f1": round(measured.macro_f1, DECIMALS),
        "abstention": {
            "coverage": round(measured.coverage, DECIMALS),
            "accuracy": _rounded(measured.accuracy_covered),
            "threshold": _rounded(learned.threshold),
        },
        "method": learned.method,
        "version": learned.version,
        "embedder": signature(by) if by else None,
        "labels": list(learned.labels),
        "train": len(train.texts),
        "test": len(test.texts),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, DECIMALS)


def _words(figures: dict[str, Any]) -> str:
    """The figures for people."""
    abstention = figures["abstention"]
    is_silent = abstention["accuracy"] is None
    told = {
        "accuracy": _percent(figures["accuracy"]),
        "f1": number_format(figures["macro_f1"], decimal_pos=3),
        "coverage": _percent(abstention["coverage"]),
        "covered": "" if is_silent else _percent(abstention["accuracy"]),
        "seconds": number_format(figures["cpu_seconds"], decimal_pos=1),
    }
    lines = [
        _("Imparato da %(train)d righe, provato su %(test)d.") % figures,
        _("Suggerimenti giusti, se li desse sempre: %(accuracy)s (F1 media %(f1)s).") % told,
        _("Non è mai abbastanza sicuro: non si pronuncia mai.")
        if is_silent
        else _("Si pronuncia sul %(coverage)s dei testi; di questi sono giusti il %(covered)s.")
        % told,
        _("Metodo %(method)s, versione %(version)s.") % figures,
        _("%(seconds)s secondi di CPU.") % told,
    ]
    return "\n".join(lines)


def _percent(share: float) -> str:
    return f"{number_format(share * 100, decimal_pos=1)}%"
