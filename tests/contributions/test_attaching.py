"""Files beside a voice: its author's until it is read; everybody's only once the office says so."""

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image

from arengo.contributions.models import Attachment, Contribution
from arengo.contributions.operations import (
    attach,
    detach,
    forget_authors,
    hide_attachment,
    hold_back,
    publish_attachment,
    take_back,
)
from arengo.contributions.queries import shown_files
from arengo.contributions.refusals import AlreadyRead, TakenBack, TooManyFiles
from arengo.core.editing import FieldRefused
from arengo.core.guard import InsideTransaction
from arengo.core.pictures import LONGEST_SIDE, NotAPicture, plain_picture
from arengo.feedback.own_data import sections_of
from arengo.people.models import Person
from arengo.process.models import Process
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.factories import make_process
from tests.feedback.acts import dario, read_all, send_from_the_site

# Drawing a picture is refused inside a transaction.
pytestmark = pytest.mark.django_db(transaction=True)
PDF = b"%PDF-1.7\nciao"
GPS = 0x8825
# A picture of 60,000 by 60,000 in a few bytes.
BOMB = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (60_000).to_bytes(4) * 2 + b"\x08\x02" + b"\x00" * 7


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    return make_process()


@pytest.fixture
def voice(process: Process) -> Contribution:
    return send_from_the_site(process, email="ada@example.org")


def paper(data: bytes = PDF, name: str = "Ada Rossi.pdf") -> ContentFile[bytes]:
    return ContentFile(data, name=name)


def photograph(width: int = 40, height: int = 20, *, turned: bool = False) -> bytes:
    """A telephone's: it says where it was taken, and that it is to be turned."""
    picture = Image.new("RGB", (width, height), "green")
    exif = Image.Exif()
    exif[0x0110] = "Telefono di Ada"
    if turned:
        exif[0x0112] = 6
    exif.get_ifd(GPS)[2] = (45.0, 4.0, 12.0)
    output = io.BytesIO()
    picture.save(output, "JPEG", exif=exif)
    return output.getvalue()


def added(voice: Contribution, **changes: Any) -> Attachment:
    return attach(contribution=voice, upload=changes.pop("upload", None) or paper(), **changes)


def test_its_author_adds_a_paper_and_nobody_else_sees_it(voice: Contribution) -> None:
    file = added(voice, description="  La mappa   del bus ")
    assert (file.kind, file.description) == ("pdf", "La mappa del bus")
    assert file.file.read() == PDF
    assert "Ada" not in file.file.name
    read_all()
    assert not shown_files(voice.code)


def test_the_same_file_twice_is_once(voice: Contribution) -> None:
    assert added(voice) == added(voice)
    row = Attachment.objects.get()
    row.pk = voice.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_fourth_file_is_refused_with_what_to_do(voice: Contribution) -> None:
    for number in range(3):
        added(voice, upload=paper(PDF + bytes([number])))
    with pytest.raises(TooManyFiles) as refusal:
        added(voice, upload=paper(PDF + b"altro"))
    assert "togline uno" in str(refusal.value.sentence)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "x.pdf", "vuoto"),
        (b"MZ\x90", "x.exe", "non si può caricare"),
        (b"<html>", "x.pdf", "dentro c'è altro"),
        (b"PK\x03\x04rotto", "x.docx", "dentro c'è altro"),
        (PDF + b"x" * (10 * 1024 * 1024), "x.pdf", "al massimo 10 MB"),
        (b"<svg/>", "x.svg", "non si può caricare"),
    ],
)
def test_what_cannot_be_kept_gets_a_sentence(
    voice: Contribution, data: bytes, name: str, words: str
) -> None:
    with pytest.raises(FieldRefused) as refusal:
        added(voice, upload=paper(data, name))
    assert words in str(refusal.value.sentence)
    assert not Attachment.objects.exists()


def test_a_photograph_says_nothing_but_what_it_shows(voice: Contribution) -> None:
    file = added(voice, upload=paper(photograph(turned=True), "IMG_1.JPG"))
    kept = Image.open(file.file)
    assert not kept.getexif()
    assert kept.size == (20, 40)
    assert b"Telefono" not in default_storage.open(file.file.name).read()


def test_a_large_photograph_is_made_as_wide_as_a_screen() -> None:
    kept = Image.open(io.BytesIO(plain_picture(photograph(5000, 2500))))
    assert kept.size == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_what_is_transparent_lies_on_white() -> None:
    output = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(output, "PNG")
    kept = Image.open(io.BytesIO(plain_picture(output.getvalue())))
    assert kept.getpixel((1, 1)) == (255, 255, 255)


def test_of_a_palette_with_a_transparent_colour_the_rest_keeps_its_colours() -> None:
    output = io.BytesIO()
    drawn = Image.new("P", (4, 4), 1)
    drawn.putpalette([0, 0, 0, 200, 0, 0])
    drawn.putpixel((0, 0), 0)
    drawn.save(output, "PNG", transparency=0)
    kept = Image.open(io.BytesIO(plain_picture(output.getvalue())))
    assert kept.getpixel((3, 3))[0] > 150


def test_a_small_file_that_unpacks_to_hundreds_of_megabytes_is_not_opened() -> None:
    output = io.BytesIO()
    Image.new("1", (6000, 4000)).save(output, "PNG")
    with pytest.raises(NotAPicture):
        plain_picture(output.getvalue())


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xffnonsense",
        b"\x89PNG\r\n\x1a\nnonsense",
        BOMB,
    ],
    ids=["jpeg", "png", "bomb"],
)
def test_what_is_no_picture_gets_a_sentence(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        plain_picture(data)


def test_no_picture_is_drawn_inside_a_transaction() -> None:
    with pytest.raises(InsideTransaction), transaction.atomic():
        plain_picture(photograph())


def test_once_it_is_read_nothing_is_added_or_taken_away(voice: Contribution) -> None:
    file = added(voice)
    read_all()
    with pytest.raises(AlreadyRead):
        added(voice, upload=paper(PDF + b"2"))
    with pytest.raises(AlreadyRead):
        detach(attachment=file)


def test_its_author_takes_it_away_and_the_file_goes(voice: Contribution) -> None:
    file = added(voice)
    name = file.file.name
    detach(attachment=file)
    assert not default_storage.exists(name)
    detach(attachment=file)


def test_the_office_lets_everybody_see_it_and_takes_it_off_again(voice: Contribution) -> None:
    file = added(voice)
    publish_attachment(attachment=file, by=dario())
    publish_attachment(attachment=file, by=dario())
    assert not shown_files(voice.code), "nobody reads the words yet"
    read_all()
    assert list(shown_files(voice.code)) == [file]
    hide_attachment(attachment=file, by=dario())
    hide_attachment(attachment=file, by=dario())
    assert not shown_files(voice.code)


def test_what_is_held_back_shows_no_file(voice: Contribution) -> None:
    publish_attachment(attachment=added(voice), by=dario())
    read_all()
    hold_back(contribution=voice, by=dario())
    assert not shown_files(voice.code)


def test_with_the_words_that_are_taken_back_the_file_goes(voice: Contribution) -> None:
    name = added(voice).file.name
    take_back(contribution=voice)
    assert not default_storage.exists(name)
    assert not Attachment.objects.exists()
    with pytest.raises(TakenBack):
        added(voice)


def test_erasing_its_author_takes_the_file_and_leaves_the_words(voice: Contribution) -> None:
    name = added(voice).file.name
    read_all()
    erase_person(person=Person.objects.get(), by=dario())
    forget_authors()
    assert not default_storage.exists(name)
    voice.refresh_from_db()
    assert voice.text


def test_it_is_in_the_data_of_its_author(voice: Contribution) -> None:
    Contribution.objects.update(confirmed_at=voice.received_at)
    added(voice)
    (section,) = sections_of(Person.objects.get())
    assert "Ada Rossi.pdf" in str(section)
