"""What somebody finds who holds the receipt of a sheet that has not come to the office yet."""

import uuid

import pytest
from django.test import Client

from arengo.contributions.models import PaperSheet
from arengo.contributions.operations import print_sheets
from arengo.core import codes
from arengo.people.models import Body
from arengo.process.models import Stage
from tests.conftest import Clock
from tests.factories import make_process, moment
from tests.feedback.acts import open_to_voices
from tests.web.public.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(clock: Clock) -> PaperSheet:
    clock.to("2023-10-02 10:00")
    stage = open_to_voices(make_process())
    return print_sheets(stage=stage, number=uuid.uuid4(), count=1, by="staff:1").sheets.get()


def page(sheet: PaperSheet) -> str:
    return read(Client(), f"/voce/{codes.show(sheet.code)}/")


def test_it_says_that_the_sheet_is_printed_and_how_to_hand_it_in(sheet: PaperSheet) -> None:
    body = Body.objects.get()
    body.phone, body.office = "011 000000", {"it": "Pianificazione strategica"}
    body.save()
    text = page(sheet)
    assert "Questo foglio è stato stampato, e non è ancora arrivato a noi" in text
    assert "portalo o spediscilo qui: Pianificazione strategica" in text
    assert "fino a giovedì 30 novembre 2023" in text
    assert "Al telefono: 011 000000" in text


def test_the_code_read_from_either_side_or_typed_leads_there(sheet: PaperSheet) -> None:
    shown = codes.show(sheet.code)
    assert "stampato" in read(Client(), f"/voce/{shown}/?f=1")
    answer = Client().get("/voce/", {"codice": shown.lower()})
    assert answer["Location"] == f"/voce/{shown}/"


def test_once_the_time_is_over_it_says_whom_to_ask(sheet: PaperSheet, clock: Clock) -> None:
    clock.to("2023-12-04 10:00")
    assert "chiedi all'ufficio con questo codice" in page(sheet)
    clock.to("2023-11-04 10:00")
    Stage.objects.update(closed_at=moment("2023-11-03 10:00"))
    assert "Il tempo per consegnarlo è finito" in page(sheet)


def test_a_code_that_was_never_printed_is_nobodys(sheet: PaperSheet) -> None:
    other = codes.new_code()
    assert "Nessuna voce ha questo codice" in read(Client(), f"/voce/{other}/", status=404)
