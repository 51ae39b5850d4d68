"""What is read of a process: the documents that are public, and their pages."""

from datetime import date

from arengo.process.models import Document, DocumentPage


def is_public(document: Document, day: date) -> bool:
    """True when anybody may open the document on `day`."""
    return document.published_on is None or document.published_on <= day


def pages_of(document: Document) -> list[DocumentPage]:
    """The pages of a document in order; none when it is no PDF or they are not drawn (yet)."""
    return list(document.pages.all())


def page_of(document: Document, number: int) -> DocumentPage | None:
    """The page with this number, from 1; None when there is none."""
    return document.pages.filter(number=number).first()
