"""Documents: accessible PDF, data that is never markup, and no rendering inside a transaction."""

from pathlib import Path
from typing import Any

import pytest
import typst
from django.db import transaction

from arengo.core import documents
from arengo.core.guard import InsideTransaction

SHEET = """
#import "/core/typst/sheet.typ": sheet
#let data = json(bytes(sys.inputs.data))
#show: sheet.with(title: data.title, lang: "it", demo: "", sender: "", footer: "")
= #data.title
#data.text
"""


@pytest.fixture
def template(settings: Any, tmp_path: Path) -> Path:
    """A template beside a copy of the shared sheet: the package is the root that it sees."""
    sheet = settings.PACKAGE / "core" / "typst" / "sheet.typ"
    settings.PACKAGE = tmp_path
    (tmp_path / "core" / "typst").mkdir(parents=True)
    (tmp_path / "core" / "typst" / "sheet.typ").write_text(sheet.read_text())
    path = tmp_path / "page.typ"
    path.write_text(SHEET)
    return path


def made(template: Path, text: str) -> bytes:
    return documents.compile(template, {"title": "Titolo", "text": text})


def test_a_document_is_pdf_ua_with_our_type_and_its_language(template: Path) -> None:
    pdf = made(template, "Ci vediamo in sala.")

    assert pdf.startswith(b"%PDF-1.")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"TitilliumWeb" in pdf
    assert b"/Lang(it)" in pdf
    assert b"/StructTreeRoot" in pdf


@pytest.mark.parametrize(
    "text",
    [
        "D'Angelo <b> #panic() *forte* `codice` $x$ @nota \\ [blocco] // commento",
        '"virgolette" e \\"barre\\"',
        '#import "/core/typst/sheet.typ"',
        "riga\nriga\tcolonna",
    ],
)
def test_what_people_typed_is_never_markup(template: Path, text: str) -> None:
    assert made(template, text).startswith(b"%PDF")


@pytest.mark.parametrize(
    "text",
    ["Владимир Đặng Ελένη", "李小龙 🙂", "با سلام", "क्षत्रिय", "a\x07b\x00c\u202ed", "\u20e3x"],
)
def test_a_writing_that_our_type_lacks_does_not_stop_the_document(
    template: Path, text: str
) -> None:
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made(template, text)


def test_a_long_text_of_unknown_signs_does_not_stop_it_either(template: Path) -> None:
    private_use = "".join(chr(0x13000 + number) for number in range(200))

    assert made(template, private_use).startswith(b"%PDF")


def test_a_picture_without_words_is_refused(template: Path) -> None:
    template.write_text(
        SHEET + '#image(bytes("<svg xmlns=\\"http://www.w3.org/2000/svg\\"/>"), format: "svg")'
    )

    with pytest.raises(typst.TypstError, match="alt"):
        made(template, "Testo")


def test_a_template_sees_nothing_outside_the_package(template: Path) -> None:
    outside = template.parent.parent / "secret.txt"
    outside.write_text("secret")
    template.write_text(SHEET + '#read("../secret.txt")')

    with pytest.raises(typst.TypstError):
        made(template, "Testo")


@pytest.mark.django_db
def test_no_document_is_made_inside_a_transaction(template: Path) -> None:
    with transaction.atomic(), pytest.raises(InsideTransaction):
        made(template, "Testo")
