"""The pages of a PDF of ours, drawn once for each file that is uploaded; no act of anybody."""

import hashlib
import shutil
import tempfile
from functools import partial
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from arengo.core import pdf_pages
from arengo.core.guard import refuse_inside_transaction
from arengo.core.pdf_pages import CannotDraw, DrawnPage
from arengo.core.tasks.runner import keep_alive
from arengo.process.models import Document, DocumentPage

Trouble = Document.Trouble


def draw_pages(*, document_id: int, file_name: str) -> int:
    """Draw the pages of a document as long as `file_name` is its file; gives how many there are.

    Twice draws once. What cannot be drawn is written on the document and not tried again. Raises
    DrawingStopped when it can be; InsideTransaction.
    """
    refuse_inside_transaction("the drawing of pages")
    document = Document.objects.filter(pk=document_id, file=file_name).first()
    if document is not None and document.pages_of == file_name:
        return document.page_count
    # What a drawing that was cut short has left.
    forget_pictures(document_id, file_name)
    if document is None:
        return 0
    pages: list[DocumentPage] = []
    trouble = ""
    try:
        pages = _draw(document)
    except CannotDraw as error:
        trouble = error.trouble
    if not _keep(document, pages, trouble) or trouble:
        forget_pictures(document_id, file_name)
        return 0
    return len(pages)


def drop_pages(document: Document) -> None:
    """The pages of the document's file are no more; the row itself is the caller's to save."""
    document.pages.all().delete()
    if document.file:
        transaction.on_commit(partial(forget_pictures, document.pk, str(document.file.name)))
    document.pages_of, document.page_count, document.pages_trouble = "", 0, ""


def forget_pictures(document_id: int, file_name: str) -> None:
    """Delete all pictures that were made of a file, also those that no row names."""
    folder = _folder(document_id, file_name)
    if not default_storage.exists(folder):
        return
    for name in default_storage.listdir(folder)[1]:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)


def _folder(document_id: int, file_name: str) -> str:
    return f"pages/{document_id}-{hashlib.sha256(file_name.encode()).hexdigest()[:12]}"


def _draw(document: Document) -> list[DocumentPage]:
    pages = []
    with tempfile.TemporaryDirectory(prefix="arengo-pages-") as name:
        place = Path(name)
        pdf = place / "document.pdf"
        _copy(document, pdf)
        for drawn in pdf_pages.draw(pdf, place):
            pages.append(_page(document, drawn))
            drawn.picture.unlink()
            keep_alive()
    return pages


def _copy(document: Document, pdf: Path) -> None:
    """The renderer reads a plain file, wherever the storage keeps its own."""
    try:
        source = document.file.open("rb")
    except FileNotFoundError as error:
        raise CannotDraw(Trouble.GONE) from error
    with source, pdf.open("wb") as copy:
        shutil.copyfileobj(source, copy)


def _page(document: Document, drawn: DrawnPage) -> DocumentPage:
    content = drawn.picture.read_bytes()
    folder = _folder(document.pk, str(document.file.name))
    return DocumentPage(
        document=document,
        number=drawn.number,
        picture=default_storage.save(f"{folder}/{drawn.number}.webp", ContentFile(content)),
        width=drawn.width,
        height=drawn.height,
        text=drawn.text,
        digest=hashlib.sha256(content).hexdigest()[:16],
    )


@transaction.atomic
def _keep(document: Document, pages: list[DocumentPage], trouble: str) -> bool:
    """Write what came of it, unless meanwhile the file is another."""
    held = Document.objects.select_for_update(no_key=True).filter(pk=document.pk)
    row = held.filter(file=document.file.name).first()
    if row is None:
        return False
    row.pages.all().delete()
    if not trouble:
        DocumentPage.objects.bulk_create(pages)
    row.pages_of, row.pages_trouble = str(row.file.name), trouble
    row.page_count = 0 if trouble else len(pages)
    row.save(update_fields=["pages_of", "page_count", "pages_trouble"])
    return True
