"""Letters and posters: PDF/UA with text that can be read, one page each, a QR that says the right address."""

import io
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
import segno
import zxingcpp
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from arengo.core.guard import InsideTransaction
from arengo.core.ledger.models import Entry
from arengo.core.tasks import runner
from arengo.invitations import operations, paper, tasks, texts
from arengo.invitations.models import Invitation, LetterPrint
from arengo.invitations.refusals import NobodyToInvite
from arengo.meetings.models import Meeting
from tests.factories import make_meeting
from tests.invitations.books import add_programme, make_invitation, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    meeting = make_meeting(summary="Vi invitiamo tutti.", online_advice="Meglio un computer.")
    add_programme(meeting)
    return texts.meeting_to_announce(meeting.slug)


def pages(pdf: bytes) -> list[str]:
    return [" ".join(p.extract_text().split()) for p in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def is_accessible(pdf: bytes) -> bool:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    marked = reader.trailer["/Root"].get("/MarkInfo", {}).get("/Marked")
    return bool(marked) and b"pdfuaid" in reader.xmp_metadata.stream.get_data()


def test_a_letter_is_one_accessible_page_with_the_bodys_own_address(meeting) -> None:
    invitation = make_invitation(meeting, make_town(address="Via Capoluogo 1"))
    pdf = paper.letters(meeting, [invitation])
    (page,) = pages(pdf)
    assert "Comune di Balme" in page
    assert "Via Capoluogo 1" in page
    assert "Ada Esempio, Sindaca metropolitana" in page
    assert f"/invito/{invitation.code}/" in page.replace(" ", "")
    assert is_accessible(pdf)


def test_each_body_has_its_own_letter_in_its_language(meeting) -> None:
    first = make_invitation(meeting, make_town())
    second = make_invitation(meeting, make_town("Ala di Stura", "001003", language="en"))
    one, two = pages(paper.letters(meeting, [first, second]))
    assert "Verso il nuovo piano" in one
    assert "Towards the new plan" in two


@pytest.mark.parametrize("paper_format", paper.FORMATS)
def test_a_poster_is_one_accessible_page_of_its_format(meeting, paper_format) -> None:
    pdf = paper.poster(meeting, "it", paper_format)
    (page,) = pypdf.PdfReader(io.BytesIO(pdf)).pages
    width = round(float(page.mediabox.width) / 72 * 25.4)
    assert width == {"a4": 210, "a3": 297}[paper_format]
    assert "mercoledì 27 settembre 2023" in " ".join(page.extract_text().split())
    assert is_accessible(pdf)


def test_a_very_long_title_still_fits_one_page(meeting) -> None:
    meeting.title["it"] = "Verso il nuovo piano strategico di tutta la città metropolitana " * 4
    assert len(pages(paper.poster(meeting, "it", "a4"))) == 1


def test_the_qr_says_the_address_that_stands_beside_it() -> None:
    data = paper._qr("http://testserver/invito/7K4M2QWX/", "Codice")
    assert data["qr"].startswith("<?xml") or data["qr"].startswith("<svg")
    assert decoded(data["url"]) == data["url"]


def decoded(url: str) -> str:
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="png", scale=4, border=2)
    return zxingcpp.read_barcodes(Image.open(out))[0].text


@override_settings(DEMO=True)
def test_in_the_demo_every_sheet_says_so(meeting) -> None:
    for pdf in (paper.sample_letter(meeting, "it"), paper.poster(meeting, "it", "a3")):
        assert "Dimostrazione: non è un servizio della Città metropolitana" in pages(pdf)[0]


def test_no_paper_is_made_inside_a_transaction(meeting) -> None:
    with pytest.raises(InsideTransaction), transaction.atomic():
        paper.sample_letter(meeting, "it")


def test_an_unknown_format_is_refused(meeting) -> None:
    with pytest.raises(ValueError, match="a5"):
        paper.poster(meeting, "it", "a5")


@pytest.mark.django_db(transaction=True)
def test_all_the_letters_are_made_by_the_worker_once(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    meeting = make_meeting()
    entries = [make_town(), make_town("Ala di Stura", "001003", email="")]
    asked = operations.ask_letters(meeting=meeting, entries=entries, by="staff:1")
    assert asked.made_at is None
    assert Invitation.objects.count() == 2
    while runner.run_due():
        continue
    asked.refresh_from_db()
    assert asked.pages == 2
    with asked.file.open("rb") as file:
        assert len(pages(file.read())) == 2
    assert tasks.print_letters.call(str(asked.pk)) == 0


def test_letters_to_nobody_are_refused() -> None:
    with pytest.raises(NobodyToInvite):
        operations.ask_letters(meeting=make_meeting(), entries=[], by="staff:1")
    assert not LetterPrint.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_when_the_meeting_is_over_the_printed_letters_go_file_and_row(
    settings, tmp_path, clock
) -> None:
    settings.MEDIA_ROOT = tmp_path
    meeting = make_meeting()
    asked = operations.ask_letters(meeting=meeting, entries=[make_town()], by="staff:1")
    while runner.run_due():
        continue
    LetterPrint.objects.update(asked_at=timezone.now() - timedelta(days=2))
    asked.refresh_from_db()
    file = Path(asked.file.path)

    clock.to("2023-09-27 18:29")
    assert operations.forget_letters() == 0
    assert file.exists()
    clock.to("2023-09-27 18:30")
    assert [operations.forget_letters() for _run in range(2)] == [1, 0]

    assert not file.exists()
    assert not LetterPrint.objects.exists()
    assert Entry.objects.get(kind="letters.forgotten").facts["count"] == 1


@pytest.mark.parametrize(("state", "gone"), [("cancelled", 1), ("postponed", 0), ("published", 0)])
def test_letters_go_at_once_with_a_meeting_that_is_cancelled_not_with_one_put_off(
    state, gone
) -> None:
    meeting = make_meeting()
    operations.ask_letters(meeting=meeting, entries=[make_town()], by="staff:1")
    LetterPrint.objects.update(asked_at=timezone.now() - timedelta(days=2))
    Meeting.objects.update(state=state)
    assert operations.forget_letters() == gone


def test_whoever_asked_for_letters_has_a_day_to_fetch_them(clock) -> None:
    meeting = make_meeting()
    operations.ask_letters(meeting=meeting, entries=[make_town()], by="staff:1")
    clock.to("2023-10-01 09:00")
    assert operations.forget_letters() == 0
