"""Sheets to write on by hand: printed here, with what came back of them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arengo.contributions import operations, paper
from arengo.contributions.models import ScanFile, SheetPrint
from arengo.contributions.sheets import not_recognised, prints_of, still_out, to_type, typed
from arengo.core.clock import process_time
from arengo.people.rules import Right, require
from arengo.process.queries import stage_taking_voices, stage_to_take_voices
from arengo.web.desk.editing import Values, edit_page, editor, told
from arengo.web.desk.forms.paper import PrintForm
from arengo.web.desk.getting import posted
from arengo.web.desk.views.voices import the_process

PDF = "application/pdf"
TROUBLED_SHOWN = 20


@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """What was printed, what came back, what waits to be typed; while files are read it looks again."""
    require(request.user, Right.SEE)
    process = the_process()
    files = ScanFile.objects.filter(process=process)
    reading = list(files.filter(read_at__isnull=True))
    context = {
        "prints": prints_of(process),
        "reading": reading,
        "troubled": list(files.exclude(trouble="").exclude(file_name="")[:TROUBLED_SHOWN]),
        "to_type": to_type(process).count(),
        "unknown": list(not_recognised(process)),
        "again": typed(process).filter(again_at__isnull=False).count(),
        "typed": typed(process).count(),
        "out": still_out(process).count(),
    }
    response = render(request, "desk/paper/sheets.html", context)
    if reading:
        response["Refresh"] = "3"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def print_sheets(request: HttpRequest) -> HttpResponse:
    """How many, for which stage, to be left where; then their PDF waits in the list."""
    by = editor(request)
    process = the_process()
    now = process_time.now()
    stage = stage_taking_voices(process, now) or stage_to_take_voices(process, now)
    form = PrintForm(posted(request), process=process, initial={"stage": stage})
    to = reverse("desk:sheets")

    def write(values: Values) -> HttpResponse:
        run = operations.print_sheets(**values, by=by)
        sentence = _("Fatto: i fogli sono %(count)s. Apri il PDF e stampalo fronte e retro.")
        return told(request, sentence % {"count": run.count}, to)

    return edit_page(
        request,
        form,
        write,
        heading=_("Stampa fogli da scrivere a mano"),
        back=(_("Fogli di carta"), to),
        button=_("Prepara i fogli"),
        lede=_(
            "Due facciate in bianco e nero: righe per scrivere, e sotto la ricevuta da staccare, con il "
            "codice della voce."
        ),
    )


@require_safe
def sheets_file(request: HttpRequest, number: UUID) -> HttpResponse:
    """The sheets of a print as PDF: as often as one likes, the codes are the same."""
    require(request.user, Right.WRITE)
    run = get_object_or_404(SheetPrint, pk=number)
    answer = HttpResponse(paper.sheets(run), content_type=PDF)
    name = f"{_('fogli')}-{run.stage.key}-{run.count}.pdf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
