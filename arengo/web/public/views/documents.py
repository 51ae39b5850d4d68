"""The files of our documents: handed over to be kept, or page by page as pictures to be looked at."""

from pathlib import PurePath
from typing import Final

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from arengo.core.clock import process_time
from arengo.process import queries
from arengo.process.models import Document

YEAR: Final = 365 * 24 * 3600
MINUTE: Final = 60


@require_safe
def document(request: HttpRequest, pk: int) -> FileResponse:
    """The file of a document that is public today."""
    found = _public_document(pk)
    name = f"{found.key}{PurePath(str(found.file.name)).suffix}"
    # X-Content-Type-Options: nosniff comes with every page (web.shared.middleware).
    return FileResponse(_opened(found.file), as_attachment=True, filename=name)


@require_safe
def document_page(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """The picture of a page; kept for ever when it is asked for by its digest (?v=...)."""
    page = queries.page_of(_public_document(pk), number)
    if page is None:
        raise Http404
    answer = FileResponse(_opened(page.picture), content_type="image/webp")
    is_exact = request.GET.get("v") == page.digest
    age = f"max-age={YEAR}, immutable" if is_exact else f"max-age={MINUTE}"
    answer["Cache-Control"] = f"public, {age}"
    return answer


def _public_document(pk: int) -> Document:
    found = Document.objects.filter(pk=pk).exclude(file="").first()
    if found is None or not queries.is_public(found, process_time.today()):
        raise Http404
    return found


def _opened(file: FieldFile) -> FieldFile:
    try:
        return file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
