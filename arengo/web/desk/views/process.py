"""The process: what it says of itself, and the way to its stages, guidelines, documents."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arengo.core.editing import version_of
from arengo.core.refusals import Refusal
from arengo.process import operations
from arengo.process.models import Process
from arengo.questions.models import QuestionSet
from arengo.web.desk.editing import Values, edit_page, editor, initial_of, told
from arengo.web.desk.forms.process import ProcessForm
from arengo.web.desk.views.body import the_body
from arengo.web.shared import reading
from arengo.web.shared.stages import stages_today

SHOWN = tuple(name for name in ProcessForm.base_fields if name != "version")


class NoProcessYet(Refusal):
    """Nothing can be written into a process that is not there."""

    def __init__(self) -> None:
        super().__init__(
            _("Prima viene il percorso: apri «Percorso» nel menu, scrivi come si chiama, e poi torna qui.")
        )  # fmt: skip


def the_process() -> Process:
    """The process that the site shows, as it is now. Raises NoProcessYet."""
    process = reading.processes().first()
    if process is None:
        raise NoProcessYet
    return process


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything that the process holds, with what can be done to each thing beside it."""
    editor(request)
    process = reading.processes().first()
    if process is None:
        return render(request, "desk/process/none.html", {"body": the_body()})
    context = {
        "process": process,
        "stages": stages_today(process),
        "guidelines": process.guidelines.prefetch_related("sections"),
        "documents": process.documents.all(),
        "question_sets": QuestionSet.objects.prefetch_related("questions"),
    }
    return render(request, "desk/process/overview.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The first process of an installation: the site begins with it."""
    by = editor(request)
    holder = the_body()
    if holder is None or reading.processes().exists():
        return redirect("desk:process")

    def write(values: Values) -> HttpResponse:
        operations.make_process(body=holder, values=values, by=by)
        sentence = _("Il percorso c'è, e il sito lo mostra. Ora le sue tappe.")
        return told(request, sentence, reverse("desk:process"))

    return edit_page(
        request,
        ProcessForm(request.POST or None),
        write,
        heading=_("Il percorso"),
        lede=_("Basta il titolo: il resto si scrive con calma."),
        back=to_process(),
        button=_("Crea il percorso"),
    )


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
