"""The guidelines and their sections."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arengo.core.editing import version_of
from arengo.process import operations
from arengo.process.models import Guideline, GuidelineSection
from arengo.process.operations import GUIDELINE_FIELDS, SECTION_FIELDS
from arengo.web.desk.editing import Values, confirm_page, edit_page, editor, initial_of, told
from arengo.web.desk.forms.process import GuidelineForm, SectionForm
from arengo.web.desk.views.process import the_process, to_process


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """New guidelines; their sections come after."""
    by = editor(request)
    process = the_process()

    def write(values: Values) -> HttpResponse:
        row = operations.save_guideline(process=process, values=values, by=by)
        return told(request, _("Ci sono. Ora le sezioni."), _here(row.key))

    return edit_page(
        request,
        GuidelineForm(request.POST or None, process=process),
        write,
        heading=_("Nuove linee di indirizzo"),
        back=to_process("linee"),
        button=_("Aggiungi"),
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The act, and the list of its sections."""
    by = editor(request)
    row = _guideline(key)
    version = version_of(row, GUIDELINE_FIELDS)
    initial = initial_of(row, GUIDELINE_FIELDS)

    def write(values: Values) -> HttpResponse:
        operations.save_guideline(
            process=row.process, guideline=row, values=values, version=version, by=by
        )
        return told(request, _("Linee di indirizzo salvate."), _here(key))

    return edit_page(
        request,
        GuidelineForm(request.POST or None, initial=initial, process=row.process),
        write,
        heading=row.title,
        back=to_process("linee"),
        template="desk/process/guideline.html",
        guideline=row,
        sections=row.sections.all(),
    )


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Take guidelines away."""
    by = editor(request)
    row = _guideline(key)

    def act(_values: Values) -> HttpResponse:
        operations.remove_guideline(guideline=row, by=by)
        return told(request, _("Linee di indirizzo tolte."), to_process("linee")[1])

    return confirm_page(
        request,
        act,
        heading=_("Togliere «%s»?") % row.title,
        lede=_("Se ne vanno anche le sezioni, e chi ne ha l'indirizzo non le trova più."),
        back=(str(row.title), _here(key)),
        button=_("Togli"),
    )


@require_http_methods(["GET", "POST"])
def new_section(request: HttpRequest, key: str) -> HttpResponse:
    """One more section, at the end."""
    by = editor(request)
    holder = _guideline(key)

    def write(values: Values) -> HttpResponse:
        row = operations.save_section(guideline=holder, values=values, by=by)
        return told(request, _("Sezione aggiunta: %s.") % row.title, f"{_here(key)}#sezioni")

    return edit_page(
        request,
        SectionForm(request.POST or None),
        write,
        heading=_("Nuova sezione"),
        back=(str(holder.title), _here(key)),
        button=_("Aggiungi la sezione"),
    )


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, key: str, section_key: str) -> HttpResponse:
    """One section; its address stays."""
    by = editor(request)
    row = _section(key, section_key)
    version = version_of(row, SECTION_FIELDS)

    def write(values: Values) -> HttpResponse:
        operations.save_section(
            guideline=row.guideline, section=row, values=values, version=version, by=by
        )
        return told(request, _("Sezione salvata."), f"{_here(key)}#sezioni")

    return edit_page(
        request,
        SectionForm(request.POST or None, initial=initial_of(row, SECTION_FIELDS)),
        write,
        heading=row.title,
        back=(str(row.guideline.title), _here(key)),
        remove_url=reverse("desk:section-remove", args=[key, section_key]),
    )


@require_POST
def move_section(request: HttpRequest, key: str, section_key: str, way: str) -> HttpResponse:
    """One place up or down."""
    by = editor(request)
    operations.move_section(section=_section(key, section_key), up=way == "su", by=by)
    return redirect(f"{_here(key)}#sezione-{section_key}")


@require_http_methods(["GET", "POST"])
def remove_section(request: HttpRequest, key: str, section_key: str) -> HttpResponse:
    """Take a section away."""
    by = editor(request)
    row = _section(key, section_key)

    def act(_values: Values) -> HttpResponse:
        operations.remove_section(section=row, by=by)
        return told(request, _("Sezione tolta."), f"{_here(key)}#sezioni")

    return confirm_page(
        request,
        act,
        heading=_("Togliere la sezione «%s»?") % row.title,
        lede=_("Chi ne ha l'indirizzo non la trova più."),
        back=(str(row.guideline.title), _here(key)),
        button=_("Togli la sezione"),
    )


def _guideline(key: str) -> Guideline:
    guidelines = Guideline.objects.select_related("process", "document")
    return get_object_or_404(guidelines, process=the_process(), key=key)


def _section(key: str, section_key: str) -> GuidelineSection:
    sections = GuidelineSection.objects.select_related("guideline")
    process = the_process()
    return get_object_or_404(
        sections, guideline__process=process, guideline__key=key, key=section_key
    )


def _here(key: str) -> str:
    return reverse("desk:guideline", args=[key])
