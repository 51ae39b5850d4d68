"""Documents at the desk: looked at when they come, handed over safely when they go."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from arengo.process.models import Document
from tests.factories import make_meeting, make_process
from tests.web.desk.editors import errors, send, signed_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 example"


@pytest.fixture
def dario(db):
    make_process()
    return signed_in()


def upload(dario, name, content, **more):
    file = SimpleUploadedFile(name, content)
    return send(dario, "document-new", title_it="Il piano", upload=file, **more)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_file_is_kept_under_our_name_and_handed_over_as_an_attachment(dario, client):
    assert upload(dario, "../../etc/Bozza di Dario.PDF", PDF).status_code == 302

    document = Document.objects.get()
    assert document.file.name.startswith("documents/il-piano-")
    assert "Dario" not in document.file.name
    answer = client.get(reverse("public:document", args=[document.pk]))
    assert body(answer) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="il-piano.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def archive(inside: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr(inside, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("pagina.html", b"<script>", "non si può caricare"),
        ("piano.svg", b"<svg/>", "non si può caricare"),
        ("piano.pdf", b"<html><script>", "dentro c'è altro"),
        ("piano.docx", archive("xl/workbook.xml"), "dentro c'è altro"),
        ("piano.docx", b"PK\x03\x04 broken", "dentro c'è altro"),
        ("piano.txt", b"\x00\x01", "dentro c'è altro"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_beside_its_field(
    dario, name, content, sentence
):
    answer = upload(dario, name, content)

    assert sentence in errors(answer)["upload"][0]
    assert "Il piano" in answer.content.decode()
    assert not Document.objects.exists()


def test_a_text_document_of_an_office_is_taken(dario):
    assert upload(dario, "piano.docx", archive("word/document.xml")).status_code == 302


def test_too_large_a_file_is_refused(dario, monkeypatch):
    monkeypatch.setattr("arengo.process.operations.documents.FILE_LIMIT", 4)

    assert "troppo grande" in errors(upload(dario, "piano.pdf", PDF))["upload"][0]


def test_a_document_needs_a_file_or_an_address(dario):
    assert "upload" in errors(send(dario, "document-new", title_it="Il piano"))
    assert (
        send(dario, "document-new", title_it="Il piano", url="https://example.org/x").status_code
        == 302
    )


def test_a_new_file_takes_the_place_of_the_old_one(dario, django_capture_on_commit_callbacks):
    upload(dario, "piano.pdf", PDF)
    before = Path(settings.MEDIA_ROOT, Document.objects.get().file.name)

    with django_capture_on_commit_callbacks(execute=True):
        send(dario, "document", "il-piano", upload=SimpleUploadedFile("b.pdf", PDF + b" 2"))

    assert not before.exists()
    assert Document.objects.get().file.read().endswith(b" 2")


def test_before_its_day_nobody_downloads_it(dario, client, clock):
    upload(dario, "piano.pdf", PDF, published_on="2023-09-20")
    url = reverse("public:document", args=[Document.objects.get().pk])

    assert client.get(url).status_code == 404
    clock.to("2023-09-20 08:00")
    assert body(client.get(url)) == PDF


def test_a_document_in_a_public_page_stays(dario, django_capture_on_commit_callbacks):
    upload(dario, "piano.pdf", PDF)
    document = Document.objects.get()
    meeting = make_meeting()
    meeting.documents.add(document)

    refused = dario.post(reverse("desk:document-remove", args=["il-piano"]))
    assert "pagina di un incontro" in refused.content.decode()
    meeting.documents.clear()
    path = Path(settings.MEDIA_ROOT, document.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        dario.post(reverse("desk:document-remove", args=["il-piano"]))

    assert not Document.objects.exists()
    assert not path.exists()
