"""The words of PDF, Word, LibreOffice, text and photographs; and files made to do harm."""

from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from PIL import Image

from arengo.core import confined
from arengo.core.guard import InsideTransaction
from arengo.core.reading import Kind, ReadingStopped, Trouble
from arengo.core.spreadsheets import write_xlsx
from tests.core.reading.files import archive, docx, odt, photograph, raw_docx, spoilt_docx
from tests.process.papers import endless_pdf, locked, pdf_of


def test_a_pdf_gives_its_pages_with_their_words_and_pictures(read) -> None:
    found = read(pdf_of("= Il treno\nPiù corse", "= La valle"))

    assert (found.kind, found.trouble) == (Kind.PDF, None)
    first, second = found.pages
    assert found.text[second.start :] == second.text == "La valle"
    assert found.text.startswith(first.text)
    assert first.picture.read_bytes().startswith(b"RIFF")


def test_all_the_words_of_a_full_page_are_there(read) -> None:
    small = "#set page(width: 595pt, height: 842pt)\n#set text(size: 6pt)\n"
    found = read(pdf_of("parola " * 900, setup=small))

    assert found.text.split() == ["parola"] * 900
    # The edge of the paper ends no paragraph.
    assert "\n" not in found.text


def test_a_pdf_of_pictures_has_pages_to_look_at_and_says_to_type(read) -> None:
    found = read(pdf_of("#rect(width: 3cm)", "#rect(width: 3cm)"))

    assert found.trouble == Trouble.NO_WORDS
    assert (len(found.pages), found.text) == (2, "")


@pytest.mark.parametrize(
    ("pdf", "trouble"),
    [
        (locked(pdf_of("= Riservato")), Trouble.ENCRYPTED),
        (b"%PDF-1.7 and no more", Trouble.BROKEN),
    ],
)
def test_a_pdf_that_does_not_open_says_why(read, pdf: bytes, trouble: Trouble) -> None:
    assert read(pdf).trouble == trouble


def test_a_pdf_that_takes_the_machine_does_not(read, monkeypatch) -> None:
    monkeypatch.setattr("arengo.core.pdf_pages.PAGE_SECONDS", 2)
    assert read(endless_pdf(12)).trouble == Trouble.HEAVY


def test_what_a_script_in_a_pdf_would_do_is_not_done(read) -> None:
    script = b"/Root 1 0 R/OpenAction<</S/JavaScript/JS(app.alert\\('ciao'\\))>>"
    found = read(pdf_of("= Il treno").replace(b"/Type/Catalog", b"/Type/Catalog" + script[11:]))
    assert (found.text, found.trouble) == ("Il treno", None)


def test_a_word_document_gives_its_paragraphs(read) -> None:
    found = read(docx("Più treni", "Meno attese"))
    assert (found.kind, found.text) == (Kind.WORD, "Più treni\nMeno attese")


def test_of_a_word_document_what_was_struck_out_and_what_comes_twice_is_left(read) -> None:
    box = "<c:Fallback xmlns:c='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
    body = (
        "<w:p><w:r><w:t>Più</w:t><w:tab/><w:t>treni</w:t></w:r>"
        "<w:del><w:r><w:delText>cari</w:delText><w:t>cari</w:t></w:r></w:del></w:p>"
        f"{box}<w:p><w:r><w:t>Più</w:t></w:r></w:p></c:Fallback>"
    )
    assert read(raw_docx(body)).text == "Più treni"


def test_a_libreoffice_document_gives_its_paragraphs(read) -> None:
    body = (
        "<text:h>Il treno</text:h><text:p>Più<text:s/>corse<text:line-break/>la "
        "<text:span>sera</text:span></text:p><office:annotation><text:p>chi lo dice?</text:p>"
        "</office:annotation>"
    )
    found = read(odt(body))
    assert (found.kind, found.text) == (Kind.OPEN_DOCUMENT, "Il treno\nPiù corse\nla sera")


def test_a_libreoffice_document_behind_a_password_says_so(read) -> None:
    assert read(odt("", b"<manifest:encryption-data/>")).trouble == Trouble.ENCRYPTED


def test_a_zip_that_grows_without_end_is_left_closed(read) -> None:
    words = b"<w:t>" + b"a" * (150 * 1024 * 1024)
    bomb = archive(word__document_xml=words)
    assert len(bomb) < 1024 * 1024
    assert read(bomb).trouble in (Trouble.HEAVY, Trouble.BROKEN)


def test_entities_that_multiply_or_ask_for_a_file_give_nothing(read) -> None:
    lol = "<!ENTITY a0 'lol'>" + "".join(
        f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)
    )
    assert read(raw_docx("<w:t>&a9;</w:t>", f"<!DOCTYPE x [{lol}]>")).trouble == Trouble.BROKEN
    file = "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
    assert "root" not in read(raw_docx("<w:p><w:t>Ciao &f;</w:t></w:p>", file)).text


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (b"", Trouble.EMPTY),
        (b" \n\n ", Trouble.EMPTY),
        (docx(), Trouble.EMPTY),
        (b"PK\x03\x04 and no more", Trouble.BROKEN),
        (raw_docx("<w:p>"), Trouble.BROKEN),
        (archive(foto_txt=b"ciao"), Trouble.ARCHIVE),
        (b"Rar!\x1a\x07\x00", Trouble.ARCHIVE),
        (write_xlsx(["Testo"], [["Più treni"]]), Trouble.SHEET),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Trouble.OLD),
        (b"{\\rtf1 ciao}", Trouble.OLD),
        (b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", Trouble.SIGNED),
        (bytes(range(32)) * 40, Trouble.UNKNOWN),
        (b"\xff\xd8\xff and no picture", Trouble.UNKNOWN),
    ],
)
def test_what_cannot_be_read_says_why(read, data: bytes, trouble: Trouble) -> None:
    found = read(data)
    assert (found.trouble, found.text) == (trouble, "")
    assert str(trouble.label).endswith(".")


@pytest.mark.parametrize(
    "data",
    [
        "Città più verde".encode(),
        "\ufeffCittà più verde".encode(),
        "Città più verde".encode("cp1252"),
        "Città più verde".encode("utf-16"),
        "Città più verde".encode("utf-16-le"),
        "Città più verde".encode("utf-16-be"),
        # Spoilt by a program before us.
        "Città più verde".encode().decode("cp1252").encode(),
    ],
)
def test_accents_are_read_however_they_were_saved(read, data: bytes) -> None:
    assert read(data).text == "Città più verde"


def test_what_only_looks_spoilt_stays(read) -> None:
    words = "L'Âge d'or â pied: Ãsa"
    assert read(words.encode()).text == words


@pytest.mark.parametrize(
    ("spoilt", "trouble"),
    [
        ({"flags": 1}, Trouble.ENCRYPTED),
        ({"method": 99}, Trouble.BROKEN),
        ({"content": b"\xff" * 40}, Trouble.BROKEN),
    ],
    ids=["password", "unknown packing", "broken inside"],
)
def test_a_word_document_that_does_not_unpack_says_why(
    read, spoilt: dict[str, Any], trouble: Trouble
) -> None:
    assert read(spoilt_docx(**spoilt)).trouble == trouble


def test_a_text_of_ten_thousand_lines_is_read(read) -> None:
    lines = [f"Riga {number}: più treni per la valle." for number in range(10_000)]
    assert read("\r\n".join(lines).encode()).text == "\n".join(lines)


def test_a_text_without_end_says_to_divide_it(read, monkeypatch) -> None:
    monkeypatch.setattr("arengo.core.reading.reading.MAX_LETTERS", 100)
    assert read(b"parola " * 50).trouble == Trouble.LONG


def test_what_is_too_big_is_not_opened(read, monkeypatch) -> None:
    monkeypatch.setattr("arengo.core.reading.reading.MAX_BYTES", 10)
    assert read(b"parola " * 50).trouble == Trouble.BIG


def test_a_web_page_gives_its_words_alone(read) -> None:
    page = b"<!DOCTYPE html><html><head><title>x</title><script>alert(1)</script></head>"
    page += b"<body><p>Pi&ugrave; treni<br>la sera</p><ul><li>uno</li></ul></body></html>"
    assert read(page).text == "Più treni\nla sera\n\n- uno"


def test_a_photograph_is_a_page_to_be_typed_and_tells_no_place(read) -> None:
    found = read(photograph(4000, 3000))

    assert (found.kind, found.trouble) == (Kind.PICTURE, Trouble.NO_WORDS)
    (page,) = found.pages
    assert (page.width, page.height) == (1600, 1200)
    with Image.open(BytesIO(page.picture.read_bytes())) as picture:
        assert not picture.getexif()


def test_a_picture_of_too_many_points_is_left_closed(read) -> None:
    data = BytesIO()
    Image.new("1", (30_000, 30_000)).save(data, "PNG")
    assert read(data.getvalue()).trouble == Trouble.HEAVY


def test_a_reading_that_was_stopped_says_nothing_of_the_file(read, monkeypatch, tmp_path) -> None:
    stopping = tmp_path / "reader"
    stopping.write_text("#!/bin/sh\nkill -TERM $$\n")
    stopping.chmod(0o755)
    monkeypatch.setattr(confined.sys, "executable", str(stopping))
    with pytest.raises(ReadingStopped):
        read(b"ciao")


@pytest.mark.django_db(transaction=True)
def test_no_file_is_read_inside_a_transaction(read) -> None:
    with transaction.atomic(), pytest.raises(InsideTransaction):
        read(b"ciao")
