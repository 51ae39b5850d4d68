"""The documents of the process: uploaded, or pointed to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from arengo.core.editing import version_of
from arengo.meetings.operations import remove_document
from arengo.meetings.queries import documents_to_show
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
        pages=_about_pages(row),
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


def _about_pages(document: Document) -> str:
    """Whether the pages can be shown on a screen, and what to do when not; nothing without a file."""
    if not document.file:
        return ""
    if document.page_count:
        return ngettext(
            "%(number)d pagina pronta per lo schermo.",
            "%(number)d pagine pronte per lo schermo.",
            document.page_count,
        ) % {"number": document.page_count}
    if document.pages_trouble:
        why = document.get_pages_trouble_display()
        return _("Le sue pagine non si possono mostrare sullo schermo. %s") % why
    if not str(document.file.name).lower().endswith(".pdf"):
        return _("Per mostrarne le pagine sullo schermo, caricalo come PDF.")
    if documents_to_show().filter(pk=document.pk).exists():
        return _("Le pagine per lo schermo si stanno preparando: torna tra qualche minuto.")
    return _(
        "Le pagine per lo schermo si preparano da sole quando il documento è nella pagina di un "
        "incontro pubblicato."
    )
