"""Sheets to write on by hand, at the desk: printed, once."""

import io

import pypdf
import pytest
from django.core.cache import cache

from arengo.contributions.models import SheetPrint
from arengo.people.models import User
from arengo.process.models import Process
from tests.conftest import Clock
from tests.factories import make_municipality, make_process
from tests.feedback.acts import open_to_voices
from tests.web.desk.cast import form_data, signed_in
from tests.web.public.reading import words

pytestmark = pytest.mark.django_db
LIST = "/ufficio/fogli/"
PRINT = f"{LIST}stampa/"


@pytest.fixture
def process(clock: Clock) -> Process:
    cache.clear()
    clock.to("2023-10-02 10:00")
    found = make_process()
    open_to_voices(found)
    return found


def test_sheets_are_printed_once_and_their_pdf_waits_in_the_list(process: Process) -> None:
    desk = signed_in()
    assert "Ancora nessun foglio." in words(desk.get(LIST))
    form = desk.get(PRINT)
    data = form_data(form, count=4, place="Biblioteca", municipality=make_municipality().pk)
    said = "Fatto: i fogli sono 4. Apri il PDF e stampalo fronte e retro."
    assert said in words(desk.post(PRINT, data, follow=True))
    page = words(desk.post(PRINT, data, follow=True))
    assert "4 fogli (PDF)" in page
    assert "Biblioteca Balme" in page
    assert "0 su 4" in page
    run = SheetPrint.objects.get()
    answer = desk.get(f"{LIST}{run.pk}/fogli.pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="fogli-ascolto-4.pdf"'
    assert len(pypdf.PdfReader(io.BytesIO(answer.content)).pages) == 8


def test_too_many_are_refused_beside_their_field(process: Process) -> None:
    desk = signed_in()
    data = form_data(desk.get(PRINT), count=999)
    answer = desk.post(PRINT, data)
    assert answer.status_code == 422
    assert "Al massimo 200 per volta" in words(answer)
    assert not SheetPrint.objects.exists()


def test_a_stage_whose_time_is_over_is_not_offered(process: Process, clock: Clock) -> None:
    desk = signed_in()
    data = form_data(desk.get(PRINT))
    clock.to("2023-12-04 10:00")
    assert list(desk.get(PRINT).context["form"].fields["stage"].queryset) == []
    assert desk.post(PRINT, data).status_code == 422


def test_who_only_looks_sees_how_many_and_no_file(process: Process) -> None:
    signed_in().post(PRINT, form_data(signed_in().get(PRINT)))
    page = words(signed_in(User.Role.VIEWER).get(LIST))
    assert "0 su 20" in page
    assert "(PDF)" not in page
