"""A sheet of paper: printed, photographed, recognised, typed, read, answered, and the letter printed."""

import io
import uuid
import zipfile
from typing import Any

import pypdf
import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from arengo.contributions import paper
from arengo.contributions.models import Contribution, SheetScan
from arengo.contributions.operations import forget_sources, print_sheets
from arengo.core import codes, spreadsheets
from arengo.core.ledger.operations import seal
from arengo.core.outbox.models import Message
from arengo.core.tasks import runner
from arengo.feedback.balance import Line, total
from arengo.feedback.models import PaperLetter
from arengo.feedback.operations import (
    forget_paper_letters,
    forget_sheet_pictures,
    print_letters,
)
from arengo.feedback.refusals import NoLetters
from arengo.feedback.verification import differences
from arengo.people.models import Contact
from arengo.process.models import Process
from arengo.registrations.operations import erase_person
from tests.conftest import Clock
from tests.contributions.photographing import photographed, sides, written_on
from tests.factories import make_process
from tests.feedback.acts import dario, open_to_voices, published, read_all, send_from_the_site
from tests.web.desk.cast import elena, form_data
from tests.web.public.reading import read, words

pytestmark = pytest.mark.django_db(transaction=True)
BUS = "Un bus la domenica, anche d'inverno."
SHEETS, LETTERS = "/ufficio/fogli/", "/ufficio/risposte/lettere/"


@pytest.fixture
def process(clock: Clock, settings: Any, tmp_path: Any) -> Process:
    settings.MEDIA_ROOT = tmp_path
    clock.to("2023-10-27 10:00")
    cache.clear()
    found = make_process()
    open_to_voices(found)
    return found


def typed_by_hand(process: Process, **fields: str) -> Contribution:
    """A sheet goes all the way from the printer to a voice, through the desk's own pages."""
    run = print_sheets(stage=process.stages.get(), number=uuid.uuid4(), count=1, by=dario())
    front, _back = sides(paper.sheets(run))
    photo = SimpleUploadedFile(f"{run.pk}.jpg", photographed(written_on(front), turned=7))
    desk = elena()
    desk.post(f"{SHEETS}consegna/", {"scans": [photo]})
    while runner.run_due():
        continue
    page = desk.post(f"{SHEETS}prossimo/", follow=True)
    (here, _status) = page.redirect_chain[-1]
    answer = desk.post(here, form_data(page, words=BUS, poi="basta", **fields))
    assert answer.status_code == 302
    return Contribution.objects.get(code=run.sheets.get().code)


ADA = {"name": "Ada Rossi", "address": "Via Roma 1\n10070 Balme TO"}


def test_from_the_printer_to_the_letter(process: Process, clock: Clock) -> None:
    voice = typed_by_hand(process, **ADA)
    shown = codes.show(voice.code)
    assert "Da un foglio scritto a mano" in read(Client(), f"/voce/{shown}/")
    read_all([voice])
    clock.to("2023-11-20 10:00")
    published([voice])
    assert not Message.objects.exists()
    desk = elena()
    assert "1 risposta da mandare per lettera" in words(desk.get("/ufficio/"))
    page = desk.get(LETTERS)
    assert "Ada Rossi, Via Roma 1" in words(page)
    number = str(page.context["number"])
    for _twice in range(2):
        desk.post(f"{LETTERS}prepara/", {"numero": number})
    assert PaperLetter.objects.exclude(run=None).count() == 1
    pdf = pypdf.PdfReader(io.BytesIO(desk.get(f"{LETTERS}{number}.pdf").content))
    (text,) = (" ".join(page.extract_text().split()) for page in pdf.pages)
    for said in ("Ada Rossi", "10070 Balme TO", shown, BUS, "Accolta", "strategia 1.2"):
        assert said in text
    (row,) = spreadsheets.read(desk.get(f"{LETTERS}{number}.xlsx").content).rows
    assert row["Nome"] == "Ada Rossi"
    assert row["Indirizzo 1"] == "Via Roma 1"
    assert row["Indirizzo 2"] == "10070 Balme TO"
    assert row["Codice"] == shown
    assert "Accolta" in read(Client(), f"/voce/{shown}/")
    assert total(process) == Line("", received=1, answered=1)
    seal(1000)
    assert differences() == []


def test_who_left_nothing_is_owed_no_letter_and_who_left_an_email_gets_the_mail(
    process: Process,
) -> None:
    nobody = typed_by_hand(process)
    mail = typed_by_hand(process, email="bruno@example.org")
    read_all([nobody, mail])
    published([nobody, mail])
    assert not PaperLetter.objects.exists()
    assert Message.objects.filter(key__startswith="replies:").count() == 1
    with pytest.raises(NoLetters):
        print_letters(process=process, number=uuid.uuid4(), by=dario())
    assert "Nessuna lettera da stampare." in words(elena().get(LETTERS))


def test_one_letter_for_all_that_came_out_together(process: Process) -> None:
    first = typed_by_hand(process, **ADA)
    second = send_from_the_site(process, text="Una panchina.", person=first.person)
    read_all([first, second])
    published([first, second])
    letter = PaperLetter.objects.get()
    number = print_letters(process=process, number=uuid.uuid4(), by=dario())
    letter.refresh_from_db()
    assert letter.run == number
    content = elena().get(f"{LETTERS}{number}.pdf").content
    text = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "Le risposte alle tue voci" in " ".join(text.split())


def test_a_letter_may_hold_a_formula_and_stays_a_text(process: Process) -> None:
    voice = typed_by_hand(process, name="=1+1", address="@SUM(1)\nBalme")
    read_all([voice])
    published([voice])
    number = print_letters(process=process, number=uuid.uuid4(), by=dario())
    content = elena().get(f"{LETTERS}{number}.xlsx").content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    (row,) = spreadsheets.read(content).rows
    assert row["Nome"] == "=1+1"


def test_erasing_who_wrote_takes_address_pictures_and_letters(process: Process) -> None:
    voice = typed_by_hand(process, **ADA)
    read_all([voice])
    published([voice])
    number = print_letters(process=process, number=uuid.uuid4(), by=dario())
    picture = SheetScan.objects.get().source.pages.get().picture.name
    assert default_storage.exists(picture)
    assert voice.person is not None
    erase_person(person=voice.person)
    assert elena().get(f"{LETTERS}{number}.pdf").status_code == 404
    assert "Ada" not in words(elena().get(LETTERS))
    assert forget_sources() == 1
    assert forget_paper_letters() == 1
    assert not default_storage.exists(picture)
    assert not Contact.objects.exists()
    assert not PaperLetter.objects.exists()
    assert Contribution.objects.get().text == BUS


def test_pictures_go_ninety_days_after_the_answer(process: Process, clock: Clock) -> None:
    voice = typed_by_hand(process, **ADA)
    picture = SheetScan.objects.get().source.pages.get().picture.name
    clock.to("2024-06-01 10:00")
    assert forget_sheet_pictures() == 0
    read_all([voice])
    published([voice])
    clock.to("2024-08-30 09:00")
    assert forget_sheet_pictures() == 0
    clock.to("2024-08-30 10:00")
    assert forget_sheet_pictures() == 1
    assert not default_storage.exists(picture)
    assert forget_sheet_pictures() == 0
    page = words(elena().get(f"{SHEETS}{SheetScan.objects.get().pk}/"))
    assert "Le immagini di questo foglio non ci sono più" in page
    assert BUS in page
