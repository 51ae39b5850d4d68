"""The pages of a document: drawn once, gone with the file that they were made of."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from arengo.core.guard import InsideTransaction
from arengo.core.tasks.runner import LeaseLost
from arengo.process import queries
from arengo.process.models import Document, DocumentPage
from arengo.process.operations import draw_pages, mark_document_removed, save_document
from tests.process.papers import endless_pdf, joined, locked, make_document, pdf_of

pytestmark = pytest.mark.django_db
DARIO = "staff:7"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """A place of its own for the files of each test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def draw(document: Document) -> int:
    return draw_pages(document_id=document.pk, file_name=document.file.name)


def pictures(media: Path) -> list[str]:
    return sorted(path.name for path in media.glob("pages/*/*"))


def replace(document: Document, pdf: bytes) -> Document:
    upload = SimpleUploadedFile("nuovo.pdf", pdf)
    return save_document(
        process=document.process, document=document, values={}, upload=upload, by=DARIO
    )


def test_each_page_has_its_picture_its_size_and_its_words(media):
    document = make_document(pdf_of("= Uno", "= Due", "= Tre"))

    assert draw(document) == 3
    document.refresh_from_db()
    pages = queries.pages_of(document)
    assert [(page.number, page.text) for page in pages] == [(1, "Uno"), (2, "Due"), (3, "Tre")]
    assert {(page.width, page.height) for page in pages} == {(1600, 900)}
    assert len({page.digest for page in pages}) == 3
    assert document.page_count == 3
    assert pictures(media) == ["1.webp", "2.webp", "3.webp"]
    assert pages[0].picture.read().startswith(b"RIFF")


def test_drawing_twice_draws_once(media):
    document = make_document(pdf_of("= Uno"))
    draw(document)
    first = DocumentPage.objects.get()
    changed = Path(media, first.picture.name).stat().st_mtime_ns

    assert draw(document) == 1
    assert DocumentPage.objects.get().pk == first.pk
    assert Path(media, first.picture.name).stat().st_mtime_ns == changed


def test_a_page_is_found_by_its_number():
    document = make_document(pdf_of("= Uno", "= Due"))
    draw(document)

    assert queries.page_of(document, 2).text == "Due"
    assert queries.page_of(document, 0) is None
    assert queries.page_of(document, 3) is None


@pytest.mark.parametrize("count", [1, 3])
def test_reading_the_pages_is_one_query(count, django_assert_num_queries):
    document = make_document(pdf_of(*["= Pagina"] * count))
    draw(document)

    with django_assert_num_queries(1):
        assert len(queries.pages_of(document)) == count


@pytest.mark.parametrize("kind", ["encrypted", "broken", "gone"])
def test_what_cannot_be_drawn_is_remembered_and_not_tried_again(kind, media):
    content = locked(pdf_of("= Uno")) if kind == "encrypted" else b"%PDF-1.7 broken"
    document = make_document(content)
    if kind == "gone":
        document.file.storage.delete(document.file.name)

    assert draw(document) == 0
    document.refresh_from_db()
    assert document.pages_trouble == kind
    assert document.pages_of == document.file.name
    assert pictures(media) == []
    # What would be drawn now is not looked at: this file was tried.
    document.file.storage.delete(document.file.name)
    document.file.storage.save(document.file.name, SimpleUploadedFile("x", pdf_of("= Uno")))
    assert draw(document) == 0


def test_one_page_that_cannot_be_drawn_leaves_none(media):
    document = make_document(joined(pdf_of("= Uno", "= Due"), endless_pdf(12)))

    assert draw(document) == 0
    document.refresh_from_db()
    assert document.pages_trouble == Document.Trouble.HEAVY
    assert (document.page_count, queries.pages_of(document), pictures(media)) == (0, [], [])


def test_a_new_file_has_new_pages_and_the_old_pictures_go(
    media, django_capture_on_commit_callbacks
):
    document = make_document(pdf_of("= Uno", "= Due"))
    draw(document)
    old = set(media.glob("pages/*"))

    with django_capture_on_commit_callbacks(execute=True):
        document = replace(document, pdf_of("= Nuova"))

    assert (document.page_count, queries.pages_of(document)) == (0, [])
    assert not any(folder.exists() for folder in old)
    assert draw(document) == 1
    assert [page.text for page in queries.pages_of(document)] == ["Nuova"]


def test_a_new_file_after_a_broken_one_is_tried():
    document = make_document(b"%PDF-1.7 broken")
    draw(document)

    document = replace(document, pdf_of("= Uno"))

    assert document.pages_trouble == ""
    assert draw(document) == 1


def test_words_that_change_leave_the_pages():
    document = make_document(pdf_of("= Uno"))
    draw(document)

    save_document(process=document.process, document=document, values={"title": "B"}, by=DARIO)

    document.refresh_from_db()
    assert (document.page_count, len(queries.pages_of(document))) == (1, 1)


def test_a_file_that_changes_while_it_is_drawn_gives_no_page(media, monkeypatch):
    document = make_document(pdf_of("= Uno", "= Due"))
    # The worker says that it is alive after each page: at that moment Dario uploads another.
    uploads = [pdf_of("= Nuova")]
    monkeypatch.setattr(
        "arengo.process.operations.pages.keep_alive",
        lambda: replace(document, uploads.pop()) if uploads else None,
    )

    assert draw(document) == 0
    document = Document.objects.get()
    assert (document.pages_of, queries.pages_of(document), pictures(media)) == ("", [], [])


def test_a_drawing_that_was_cut_short_is_done_again_from_the_beginning(media, monkeypatch):
    document = make_document(pdf_of("= Uno", "= Due"))

    def lose() -> None:
        raise LeaseLost("another worker has it")

    with monkeypatch.context() as patch:
        patch.setattr("arengo.process.operations.pages.keep_alive", lose)
        with pytest.raises(LeaseLost):
            draw(document)
    assert pictures(media) == ["1.webp"]
    document.refresh_from_db()
    assert (document.pages_of, document.pages_trouble) == ("", "")

    assert draw(document) == 2
    assert pictures(media) == ["1.webp", "2.webp"]


def test_of_a_file_that_is_no_more_nothing_is_drawn_and_what_was_left_goes(media):
    document = make_document(pdf_of("= Uno"))
    draw(document)
    name = document.file.name
    Document.objects.update(file="documents/altro.pdf")

    assert draw_pages(document_id=document.pk, file_name=name) == 0
    assert pictures(media) == []


def test_with_the_document_its_pages_and_pictures_go(media, django_capture_on_commit_callbacks):
    document = make_document(pdf_of("= Uno"))
    draw(document)

    with django_capture_on_commit_callbacks(execute=True):
        mark_document_removed(document=document)

    assert not DocumentPage.objects.exists()
    assert pictures(media) == []
    assert list(media.glob("pages/*")) == []


def test_nothing_is_drawn_inside_a_transaction():
    document = make_document(pdf_of("= Uno"))

    with transaction.atomic(), pytest.raises(InsideTransaction):
        draw(document)


def page(document: Document, **values) -> DocumentPage:
    return DocumentPage(
        **{"document": document, "number": 1, "width": 16, "height": 9, "digest": "a", **values}
    )


def test_constraint_page_number_in_document():
    document = make_document(pdf_of("= Uno"))
    page(document).save()
    with pytest.raises(IntegrityError):
        page(document).save()


@pytest.mark.parametrize("values", [{"number": 0}, {"width": 0}, {"height": 0}])
def test_constraints_page_number_starts_at_one_and_page_has_a_size(values):
    with pytest.raises(IntegrityError):
        page(make_document(pdf_of("= Uno")), **values).save()


def test_constraint_document_in_trouble_has_no_pages():
    make_document(pdf_of("= Uno"))
    with pytest.raises(IntegrityError):
        Document.objects.update(pages_trouble="broken", page_count=1)
