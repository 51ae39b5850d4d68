"""The desk says whether the pages of a document can be shown, and what to do when they cannot."""

import pytest
from django.urls import reverse

from arengo.process.models import Document
from arengo.process.operations import draw_pages
from tests.factories import make_meeting
from tests.process.papers import locked, make_document, pdf_of
from tests.web.desk.editors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def drawn(pdf: bytes) -> Document:
    document = make_document(pdf)
    draw_pages(document_id=document.pk, file_name=document.file.name)
    return document


def said(document: Document) -> str:
    return signed_in().get(reverse("desk:document", args=[document.key])).content.decode()


def test_pages_that_are_ready_are_counted():
    assert "2 pagine pronte per lo schermo." in said(drawn(pdf_of("= Uno", "= Due")))


def test_one_page_is_one():
    assert "1 pagina pronta per lo schermo." in said(drawn(pdf_of("= Uno")))


def test_what_cannot_be_drawn_says_why_and_what_to_do():
    text = said(drawn(locked(pdf_of("= Uno"))))

    assert "non si possono mostrare" in text
    assert "protetto da una password: salvalo senza e caricalo di nuovo" in text


def test_pages_to_come_are_promised_only_to_a_public_meeting():
    document = make_document(pdf_of("= Uno"))
    assert "quando il documento è nella pagina di un incontro pubblicato" in said(document)

    make_meeting().documents.add(document)
    assert "si stanno preparando" in said(document)


def test_what_is_no_pdf_is_asked_for_as_one():
    text = said(make_document(b"PK", name="slide.pptx"))
    assert "caricalo come PDF" in text


def test_of_a_document_elsewhere_nothing_is_said():
    document = make_document(pdf_of("= Uno"), url="https://example.org/slide.pdf")
    Document.objects.update(file="")
    assert "schermo" not in said(document)
