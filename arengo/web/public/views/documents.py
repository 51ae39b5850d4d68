"""The files of our documents: always handed over to be kept, never opened as pages of the site."""

from pathlib import PurePath

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from arengo.core.clock import process_time
from arengo.process.models import Document


@require_safe
def document(request: HttpRequest, pk: int) -> FileResponse:
    """The file of a document that is public today."""
    found = Document.objects.filter(pk=pk).exclude(file="").first()
    if found is None:
        raise Http404
    if found.published_on and found.published_on > process_time.today():
        raise Http404
    name = f"{found.key}{PurePath(str(found.file.name)).suffix}"
    try:
        opened = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    # X-Content-Type-Options: nosniff comes with every page (web.shared.middleware).
    return FileResponse(opened, as_attachment=True, filename=name)
