"""The process: what it says of itself, and the way to its stages, guidelines, documents."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arengo.core.editing import version_of
from arengo.process import operations
from arengo.process.models import Process
from arengo.questions.models import QuestionSet
from arengo.web.desk.editing import Values, edit_page, editor, initial_of, told
from arengo.web.desk.forms.process import ProcessForm
from arengo.web.shared import reading
from arengo.web.shared.stages import stages_today

SHOWN = tuple(name for name in ProcessForm.base_fields if name != "version")


def the_process() -> Process:
    """The process that the site shows, as it is now. Raises Http404 when there is none yet."""
    process = reading.processes().first()
    if process is None:
        raise Http404
    return process


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything that the process holds, with what can be done to each thing beside it."""
    editor(request)
    process = the_process()
    context = {
        "process": process,
        "stages": stages_today(process),
        "guidelines": process.guidelines.prefetch_related("sections"),
        "documents": process.documents.all(),
        "question_sets": QuestionSet.objects.prefetch_related("questions"),
    }
    return render(request, "desk/process/overview.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Title, period, summary, plans."""
    by = editor(request)
    process = the_process()
    version = version_of(process, SHOWN)

    def write(values: Values) -> HttpResponse:
        operations.save_process(process=process, values=values, version=version, by=by)
        return told(request, _("Percorso salvato."), reverse("desk:process"))

    return edit_page(
        request,
        ProcessForm(request.POST or None, initial=initial_of(process, SHOWN)),
        write,
        heading=_("Il percorso"),
        back=to_process(),
    )


def to_process(anchor: str = "") -> tuple[str, str]:
    """The way back to the process's page."""
    return _("Percorso"), reverse("desk:process") + (f"#{anchor}" if anchor else "")
