"""Tickets: read without a database, refused when a byte is changed, legible in pixels and on paper."""

import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import segno
import zxingcpp
from django.db import transaction
from django.utils import translation
from PIL import Image

from arengo.core.guard import InsideTransaction
from arengo.meetings.models import Meeting
from arengo.people.models import Body, Contact
from arengo.registrations import operations, tickets
from arengo.registrations.models import Registration
from arengo.registrations.tickets import (
    BadTicket,
    NoTicketYet,
    TicketClaim,
    read_ticket,
    ticket_text,
)
from tests.registrations.acts import ONLINE, again, ask
from tests.registrations.occasions import ADA, ada, ada_waits, meeting

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def signed_by(registration: Registration) -> TicketClaim:
    return TicketClaim(registration.code, registration.seat_id, registration.version)


@pytest.fixture
def seat_of_ada(db: None) -> Registration:
    return ada()


def test_a_ticket_is_read_back_with_no_database(
    seat_of_ada: Registration, django_assert_num_queries: Any
) -> None:
    text = ticket_text(seat_of_ada)

    with django_assert_num_queries(0):
        assert read_ticket(text) == signed_by(seat_of_ada)
    assert read_ticket(f"  {text.lower()}\n") == signed_by(seat_of_ada)


def test_every_changed_character_is_refused(seat_of_ada: Registration) -> None:
    text = ticket_text(seat_of_ada)

    for place, sign in enumerate(text):
        forged = text[:place] + ("B" if sign != "B" else "C") + text[place + 1 :]
        with pytest.raises(BadTicket):
            read_ticket(forged)


@pytest.mark.parametrize(
    "text", ["", "AR1", "AR1AAAA", "AR1" + "A" * 119, "https://example.org/", "AR1è", "7K4M-2QWX"]
)
def test_what_is_not_a_ticket_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(BadTicket) as refused:
        read_ticket(text)

    assert "Cerca la persona per nome o per codice" in str(refused.value.sentence)


def test_a_ticket_of_another_installation_is_refused(
    seat_of_ada: Registration, settings: Any, tmp_path: Path
) -> None:
    text = ticket_text(seat_of_ada)
    settings.HOME = tmp_path / "elsewhere"

    with pytest.raises(BadTicket):
        read_ticket(text)


def test_a_revoked_ticket_says_its_old_version(seat_of_ada: Registration) -> None:
    text = ticket_text(seat_of_ada)
    operations.substitute(registration=seat_of_ada, name="Bruno Rossi", email="bruno@example.org")

    assert read_ticket(text).version < again(seat_of_ada).version


@pytest.mark.django_db
def test_who_has_no_seat_has_no_ticket() -> None:
    waiting = ada_waits()
    for registration in (waiting, ask(waiting.meeting, "Bruno Rossi")):
        with pytest.raises(NoTicketYet):
            ticket_text(registration)


def test_the_qr_is_read_from_its_pixels(seat_of_ada: Registration) -> None:
    text = ticket_text(seat_of_ada)
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=3, border=4)
    (found,) = zxingcpp.read_barcodes(Image.open(out))

    assert found.text == text
    assert read_ticket(found.text) == signed_by(seat_of_ada)


def test_the_qr_is_coarse_enough_for_an_arm_s_length(seat_of_ada: Registration) -> None:
    qr = segno.make(ticket_text(seat_of_ada), error="m", micro=False)

    # At 200 pixels of a telephone, 45 modules with the border are more than four pixels each.
    assert qr.version <= 5
    assert qr.error == "M"


def test_the_svg_has_a_title_and_no_style(seat_of_ada: Registration) -> None:
    svg = tickets.qr_svg(seat_of_ada)
    root = ET.fromstring(svg)

    assert root.attrib["role"] == "img"
    code = f"{seat_of_ada.code[:4]}-{seat_of_ada.code[4:]}"
    assert root.find(f"{SVG}title").text == f"Codice QR del biglietto {code}"
    assert not re.search(r"style|class|script|\son\w+=|href", svg)
    assert tickets.qr_svg(seat_of_ada) == svg


def test_the_svg_draws_the_ticket(seat_of_ada: Registration) -> None:
    root = ET.fromstring(tickets.qr_svg(seat_of_ada))
    side = int(root.attrib["viewBox"].split()[2])
    dots = Image.new("L", (side, side), 255)
    x = y = 0
    path = root.findall(f"{SVG}path")[1].attrib["d"]
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(number) for number in numbers.split()]
        if command == "h":
            for step in range(int(values[0])):
                dots.putpixel((int(x) + step, int(y)), 0)
            x += values[0]
        elif command == "M":
            x, y = values
        else:
            x, y = x + values[0], y + values[1]
    (found,) = zxingcpp.read_barcodes(dots.resize((side * 6, side * 6), Image.Resampling.NEAREST))

    assert found.text == ticket_text(seat_of_ada)


def sheet_of(registration: Registration, language: str) -> dict[str, Any]:
    """What the template is given; the PDF is made of it too."""
    assert tickets.ticket_pdf(registration, language).startswith(b"%PDF-1.")
    with translation.override(language):
        return tickets._sheet(registration, language)


def test_the_sheet_says_who_when_where_and_what_to_do(seat_of_ada: Registration) -> None:
    Body.objects.update(phone="011 000 0000")
    sheet = sheet_of(again(seat_of_ada), "it")

    facts = {fact["label"]: fact["text"] for fact in sheet["facts"]}
    assert facts["Nome"] == ADA
    assert facts["Quando"] == "mercoledì 27 settembre 2023, dalle 16 alle 18.30"
    assert facts["Come partecipi"] == "In sala"
    assert facts["Dove"].endswith("Corso Inghilterra 7, Torino")
    assert sheet["code"] == f"{seat_of_ada.code[:4]}-{seat_of_ada.code[4:]}"
    assert sheet["demo"] == ""
    assert [section["heading"] for section in sheet["sections"]] == [
        "Come si entra",
        "Se non puoi venire",
    ]
    assert "011 000 0000" in sheet["sections"][1]["paragraphs"][1]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["it", "en"])
def test_the_sheet_for_online_is_made_in_both_languages(language: str, settings: Any) -> None:
    settings.DEMO = True
    sheet = sheet_of(ada(ONLINE, language), language)

    assert sheet["language"] == language
    assert sheet["demo"]
    assert "secret-room" not in str(sheet)
    assert len(sheet["facts"]) == 4


def test_who_has_no_mailbox_is_told_to_telephone_not_to_open_a_page(
    seat_of_ada: Registration,
) -> None:
    Contact.objects.update(email="")
    sheet = sheet_of(again(seat_of_ada), "it")

    (paragraph,) = sheet["sections"][1]["paragraphs"]
    assert paragraph.startswith("Avvisa l'ufficio (piano@example.org)")


@pytest.mark.django_db
def test_a_long_name_and_title_stay_on_one_page() -> None:
    registration = ada()
    Contact.objects.update(name="Maria Antonietta " * 7)
    Meeting.objects.update(title={"it": "Verso il nuovo Piano Strategico Metropolitano " * 4})
    pdf = tickets.ticket_pdf(again(registration), "it")

    assert b"/Type/Pages/Count 1/" in pdf


def test_no_ticket_is_printed_inside_a_transaction(seat_of_ada: Registration) -> None:
    with transaction.atomic(), pytest.raises(InsideTransaction):
        tickets.ticket_pdf(seat_of_ada, "it")


@pytest.mark.django_db
def test_the_claim_holds_every_pool_and_version_there_can_be() -> None:
    registration = Registration(
        meeting=meeting(), code="ZZZZZZZZ", version=65535, state="attended", seat_id=2**24 - 1
    )

    assert read_ticket(ticket_text(registration)) == TicketClaim("ZZZZZZZZ", 2**24 - 1, 65535)
