"""Sheets to write on by hand: printed with the code of their voice, and followed from the receipt."""

import io
import uuid

import pypdf
import pytest
import zxingcpp
from django.db import IntegrityError, transaction
from django.test import override_settings

from arengo.contributions import paper
from arengo.contributions.models import SHEETS_AT_MOST, PaperSheet, SheetPrint
from arengo.contributions.operations import forget_paper_sheets, print_sheets
from arengo.contributions.refusals import NoSheetsForThisStage
from arengo.core import codes
from arengo.core.editing import FieldRefused
from arengo.core.guard import InsideTransaction
from arengo.core.ledger.models import Entry
from arengo.core.sheet_layout import is_mark
from arengo.people.models import Body
from arengo.process.models import Stage
from tests.conftest import Clock
from tests.contributions.photographing import sides
from tests.factories import make_municipality, make_process, moment
from tests.feedback.acts import open_to_voices, send_from_the_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(clock: Clock) -> Stage:
    clock.to("2023-10-02 10:00")
    return open_to_voices(make_process())


def printed(stage: Stage, count: int = 2, **values: object) -> SheetPrint:
    fields = {"number": uuid.uuid4(), "by": "staff:1", **values}
    return print_sheets(stage=stage, count=count, **fields)


def pages(pdf: bytes) -> list[str]:
    return [" ".join(p.extract_text().split()) for p in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_each_sheet_has_its_own_code_and_the_print_says_where_it_goes(stage: Stage) -> None:
    run = printed(stage, 3, place="  Biblioteca,  banco ", municipality=make_municipality())
    assert (run.place, str(run.municipality)) == ("Biblioteca, banco", "Balme")
    assert run.printed_at == moment("2023-10-02 10:00")
    rows = list(run.sheets.all())
    assert [row.number for row in rows] == [1, 2, 3]
    assert len({codes.read(row.code) for row in rows}) == 3
    entry = Entry.objects.get()
    assert (entry.kind, entry.facts) == ("sheets.printed", {"count": 3, "stage": "ascolto"})


def test_a_double_click_prints_once(stage: Stage) -> None:
    number = uuid.uuid4()
    first = printed(stage, 2, number=number)
    assert printed(stage, 5, number=number) == first
    assert PaperSheet.objects.count() == 2


@pytest.mark.parametrize("count", [0, -1, SHEETS_AT_MOST + 1])
def test_too_few_or_too_many_are_refused(stage: Stage, count: int) -> None:
    with pytest.raises(FieldRefused):
        printed(stage, count)
    with pytest.raises(IntegrityError), transaction.atomic():
        SheetPrint.objects.create(
            stage=stage, count=count, printed_at=moment("2023-10-02 10:00"), by="x"
        )


def test_no_sheets_for_a_stage_whose_time_is_over(stage: Stage, clock: Clock) -> None:
    clock.to("2023-11-30 23:00")
    printed(stage)
    clock.to("2023-12-01 08:00")
    with pytest.raises(NoSheetsForThisStage):
        printed(stage)
    stage.voices_until, stage.closed_at = None, moment("2023-11-30 12:00")
    stage.save()
    with pytest.raises(NoSheetsForThisStage):
        printed(stage)


def test_a_sheet_is_two_accessible_sides_with_all_that_one_needs(stage: Stage) -> None:
    body = Body.objects.get()
    body.phone, body.address = "011 000000", "Corso Inghilterra 7"
    body.save()
    run = printed(stage, 1)
    pdf = paper.sheets(run)
    front, back = pages(pdf)
    code = codes.show(run.sheets.get().code)
    for words in (
        "La tua voce",
        "Che cosa vuoi dire",
        "Proposta",
        "La tua ricevuta",
        "Al telefono: 011 000000, dicendo il codice.",
        "fino a giovedì 30 novembre 2023",
    ):
        assert words in front
    assert front.count(code) == 2
    for words in ("1. Asse 1", "Il percorso stesso", "Per chi parli", "E-mail", "/privacy/"):
        assert words in back
    assert code in back
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()


def test_in_english_it_speaks_english_and_without_a_last_day_it_names_none(stage: Stage) -> None:
    stage.voices_until = None
    stage.save()
    pdf = paper.sheets(printed(stage, 1, language="en"))
    assert pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == "en"
    assert "finché questa tappa" in pages(paper.sheets(printed(stage, 1)))[0]


@override_settings(BASE_URL="https://piano.example")
def test_its_codes_lead_to_the_voice_and_say_which_side_they_are_on(stage: Stage) -> None:
    run = printed(stage, 1)
    url = f"https://piano.example/voce/{codes.show(run.sheets.get().code)}/"
    front, back = (
        sorted(found.text for found in zxingcpp.read_barcodes(page))
        for page in sides(paper.sheets(run))
    )
    assert front == [url, f"{url}?f=1"]
    assert back == [f"{url}?f=2"]
    assert [is_mark(text) for text in front] == [False, True]


def test_the_sheets_of_a_print_are_two_pages_each(stage: Stage) -> None:
    stage.title = {"it": "Ascolto di tutto il territorio, " * 4}
    stage.save()
    assert len(pages(paper.sheets(printed(stage, 3)))) == 6


def test_no_paper_is_made_inside_a_transaction(stage: Stage) -> None:
    run = printed(stage, 1)
    with pytest.raises(InsideTransaction), transaction.atomic():
        paper.sheets(run)


def test_what_never_came_back_is_forgotten_a_year_after_its_stage_closed(
    stage: Stage, clock: Clock
) -> None:
    run = printed(stage, 2)
    first, _second = run.sheets.all()
    voice = send_from_the_site(stage.process)
    voice.code = first.code
    voice.save()
    clock.to("2025-01-01 10:00")
    assert forget_paper_sheets() == 0
    stage.closed_at = moment("2024-01-02 10:00")
    stage.save()
    assert forget_paper_sheets() == 0
    clock.to("2025-01-02 10:00")
    assert forget_paper_sheets() == 1
    assert list(PaperSheet.objects.all()) == [first]
    assert Entry.objects.filter(kind="sheets.forgotten").get().facts["count"] == 1
    assert forget_paper_sheets() == 0
