"""The documents of the process: uploaded, or pointed to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arengo.core.editing import version_of
from arengo.meetings.operations import remove_document
from arengo.process import operations
from arengo.process.models import Document
from arengo.process.operations import DOCUMENT_FIELDS
from arengo.web.desk.editing import Values, confirm_page, edit_page, editor, initial_of, told
from arengo.web.desk.forms.process import DocumentForm
from arengo.web.desk.views.process import the_process, to_process


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """One more document."""
    by = editor(request)
    process = the_process()

    def write(values: Values) -> HttpResponse:
        upload = values.pop("upload")
        row = operations.save_document(process=process, values=values, upload=upload, by=by)
        return told(request, _("Documento aggiunto: %s.") % row.title, to_process("documenti")[1])

    return edit_page(
        request,
        DocumentForm(request.POST or None, request.FILES or None),
        write,
        heading=_("Nuovo documento"),
        back=to_process("documenti"),
        button=_("Aggiungi il documento"),
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """One document."""
    by = editor(request)
    row = _document(key)
    version = version_of(row, DOCUMENT_FIELDS)
    form = DocumentForm(
        request.POST or None, request.FILES or None, initial=initial_of(row, DOCUMENT_FIELDS)
    )

    def write(values: Values) -> HttpResponse:
        upload = values.pop("upload")
        operations.save_document(
            process=row.process,
            document=row,
            values=values,
            upload=upload,
            version=version,
            by=by,
        )
        return told(request, _("Documento salvato."), to_process("documenti")[1])

    return edit_page(
        request,
        form,
        write,
        heading=row.title,
        back=to_process("documenti"),
        template="desk/process/document.html",
        document=row,
        remove_url=reverse("desk:document-remove", args=[key]),
    )


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Take a document away, with its file."""
    by = editor(request)
    row = _document(key)

    def act(_values: Values) -> HttpResponse:
        remove_document(document=row, by=by)
        return told(request, _("Documento tolto."), to_process("documenti")[1])

    return confirm_page(
        request,
        act,
        heading=_("Togliere il documento «%s»?") % row.title,
        lede=_("Il file caricato qui si cancella."),
        back=to_process("documenti"),
        button=_("Togli il documento"),
    )


def _document(key: str) -> Document:
    documents = Document.objects.select_related("process")
    return get_object_or_404(documents, process=the_process(), key=key)
