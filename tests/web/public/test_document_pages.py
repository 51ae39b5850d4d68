"""A page of a document: its picture at an address, and the piece that shows it."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from arengo.process.models import Document, DocumentPage
from arengo.process.operations import draw_pages
from tests.process.papers import make_document, pdf_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = make_document(pdf_of("= Sei assi\nPiù \\<verde\\> & vicina", "#rect(width: 3cm)"))
    draw_pages(document_id=made.pk, file_name=made.file.name)
    made.refresh_from_db()
    return made


def picture(client, document, number=1, **query):
    return client.get(reverse("public:document-page", args=[document.pk, number]), query)


def test_the_picture_of_a_page_is_at_its_address(client, document):
    assert reverse("public:document-page", args=[7, 3]) == "/documenti/7/pagine/3.webp"
    answer = picture(client, document)

    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content).startswith(b"RIFF")


def test_asked_for_by_its_digest_it_is_kept_for_ever_else_for_a_minute(client, document):
    digest = document.pages.get(number=1).digest

    exact = picture(client, document, v=digest)
    assert exact["Cache-Control"] == "public, max-age=31536000, immutable"
    for answer in (picture(client, document), picture(client, document, v="0" * 16)):
        assert answer["Cache-Control"] == "public, max-age=60"


def test_a_page_that_is_not_there_is_not_found(client, document):
    assert picture(client, document, 0).status_code == 404
    assert picture(client, document, 3).status_code == 404
    document.pages.get(number=1).picture.storage.delete(document.pages.get(number=1).picture.name)
    assert picture(client, document, 1).status_code == 404
    document.pk += 1
    assert picture(client, document, 2).status_code == 404


def test_before_the_documents_day_nobody_sees_its_pages(client, document, clock):
    Document.objects.update(published_on="2023-09-20")

    assert picture(client, document).status_code == 404
    clock.to("2023-09-20 08:00")
    assert picture(client, document).status_code == 200


def test_a_picture_is_asked_for_in_three_queries_at_most(
    client, document, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        picture(client, document)


def shown(document: Document, page: DocumentPage) -> str:
    return render_to_string("components/slide.html", {"document": document, "page": page})


def test_who_does_not_see_the_picture_hears_which_page_it_is_and_reads_its_words(document):
    page = document.pages.get(number=1)
    html = shown(document, page)

    assert 'alt="Pagina 1 di 2: Le slide della serata"' in html
    assert "Leggi il testo della pagina" in html
    assert '<div lang="it"><p>Sei assi<br>Più &lt;verde&gt; &amp; vicina</p></div>' in html


def test_a_page_without_words_offers_none_to_read(document):
    html = shown(document, document.pages.get(number=2))

    assert 'alt="Pagina 2 di 2: Le slide della serata"' in html
    assert "<details" not in html


def test_its_place_is_known_before_the_picture_comes(document):
    page = document.pages.get(number=1)
    address = reverse("public:document-page", args=[document.pk, 1])

    html = shown(document, page)

    assert 'width="1600" height="900"' in html
    assert f'src="{address}?v={page.digest}"' in html


def test_in_english_the_words_around_are_english(document):
    with translation.override("en"):
        html = shown(document, document.pages.get(number=1))

    assert 'alt="Page 1 of 2: Le slide della serata"' in html
    assert "Read the text of the page" in html


def test_the_piece_stands_among_the_others_once_there_is_a_picture(client, document, settings):
    settings.DEMO = True
    assert "page-figure" in client.get("/componenti/").content.decode()
    DocumentPage.objects.all().delete()
    assert "page-figure" not in client.get("/componenti/").content.decode()
