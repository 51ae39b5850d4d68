"""Voices from a sheet that others collected: upload, columns confirmed, preview, import."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arengo.contributions import importing, operations
from arengo.contributions.importing import Preview
from arengo.contributions.queries import columns_chosen
from arengo.core import spreadsheets
from arengo.core.clock import process_time
from arengo.core.refusals import Refusal
from arengo.core.spreadsheets import Table
from arengo.process.models import Process
from arengo.web.desk import sheets
from arengo.web.desk.editing import editor, told
from arengo.web.desk.forms.voices_import import VoiceColumnsForm
from arengo.web.desk.views.voices import the_process
from arengo.web.shared.templatetags.arengo import short_day

SHOWN = 12
LEFT_OUT_SHOWN = 50
# In the language of the names of columns; no address, so that nobody is written to by an example.
EXAMPLES: Final[Sequence[Mapping[str, str]]] = (
    {
        "text": "Esempio da cancellare: serve un autobus che torni la sera.",
        "kind": "proposta",
        "axis": "3",
        "horizon": "medio termine",
        "representing": "cittadina",
        "language": "italiano",
        "identifier": "1",
    },
    {
        "text": "Esempio da cancellare: manca un medico.",
        "kind": "bisogno",
        "representing": "associazione",
        "identifier": "2",
    },
)


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The sheet is read, and kept until it is confirmed."""
    editor(request)
    the_process()
    return sheets.upload_page(
        request,
        heading=_("Importa voci raccolte da altri"),
        lede=_(
            "Ogni riga del foglio è una voce: ha il suo codice, si legge e riceve una risposta. "
            "Prima di importare vedi che cosa succederebbe, riga per riga."
        ),
        back=(_("Voci"), reverse("desk:voices")),
        to="desk:voices-columns",
        columns=importing.COLUMNS,
        example="desk:voices-example",
    )


@require_safe
def example(request: HttpRequest) -> HttpResponse:
    """A sheet that has every column under the first of its names, to be filled in."""
    editor(request)
    headers = [column.headers[0] for column in importing.COLUMNS]
    rows = [[told.get(column.field, "") for column in importing.COLUMNS] for told in EXAMPLES]
    data = spreadsheets.write_csv(headers, rows, delimiter=";")
    answer = HttpResponse(data, content_type=spreadsheets.CSV_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="voci-esempio.csv"'
    return answer


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Which column is what, what would be received, and the button that does it."""
    by = editor(request)
    process = the_process()
    table = sheets.table(token)
    options: dict[str, Any] = {"headers": table.headers, "process": process}
    if request.method == "GET":
        form = VoiceColumnsForm(_guessed(process, table), **options)
    else:
        form = VoiceColumnsForm(request.POST, **options)
    preview = _preview(form, table, process)
    if preview and request.POST.get("act") == "import":
        if request.POST.get("fingerprint") == preview.fingerprint:
            done = _import(request, form, table, preview, token, by)
            return done or _page(request, form, table, preview, token)
        form.add_error(None, _("L'anteprima è cambiata: guardala di nuovo, poi importa."))
    return _page(request, form, table, preview, token)


@require_POST
def left_out(request: HttpRequest, token: str) -> HttpResponse:
    """The lines that are not imported, each with why, as a sheet to correct and import by itself."""
    editor(request)
    process = the_process()
    table = sheets.table(token)
    form = VoiceColumnsForm(request.POST, headers=table.headers, process=process)
    preview = _preview(form, table, process)
    reasons = {each.row: each.sentence for each in preview.left_out} if preview else {}
    rows = [[*row.values(), reasons[row.number]] for row in table.rows if row.number in reasons]
    data = spreadsheets.write_xlsx([*table.headers, _("Perché no")], rows, sheet=_("Da correggere"))
    answer = HttpResponse(data, content_type=spreadsheets.XLSX_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="da-correggere.xlsx"'
    return answer


def _import(
    request: HttpRequest,
    form: VoiceColumnsForm,
    table: Table,
    preview: Preview,
    token: str,
    by: str,
) -> HttpResponse | None:
    try:
        source = operations.import_voices(
            process=the_process(),
            stage=form.cleaned_data["default_stage"],
            preview=preview,
            upload=sheets.upload(token, "raccolta"),
            title=form.cleaned_data["default_title"],
            headers=table.headers,
            choices=form.choices(),
            by=by,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return None
    sheets.forget(token)
    count = source.voices.count()
    words = ngettext(
        "%(number)s voce ricevuta: ora si legge.",
        "%(number)s voci ricevute: ora si leggono.",
        count,
    )
    here = f"{reverse('desk:voices')}?fonte={source.pk}"
    return told(request, words % {"number": count}, here)


def _page(
    request: HttpRequest,
    form: VoiceColumnsForm,
    table: Table,
    preview: Preview | None,
    token: str,
) -> HttpResponse:
    context = {
        "form": form,
        "rows": len(table.rows),
        "preview": preview,
        "new": preview.new[:SHOWN] if preview else [],
        "known": preview.known[:SHOWN] if preview else [],
        "left_out": preview.left_out[:LEFT_OUT_SHOWN] if preview else [],
        "remarks": preview.remarks[:LEFT_OUT_SHOWN] if preview else [],
        "back": (_("Voci"), reverse("desk:voices")),
        "token": token,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/voices/columns.html", context, status=status)


def _preview(form: VoiceColumnsForm, table: Table, process: Process) -> Preview | None:
    if not form.is_valid():
        return None
    try:
        return importing.preview(
            table.rows, form.mapping(), process=process, defaults=form.defaults()
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
    return None


def _guessed(process: Process, table: Table) -> dict[str, Any]:
    """As it was said of the last sheet with the same columns; else as the headers tell."""
    day = short_day(process_time.today())
    begin = {
        "default_language": "it",
        "default_title": _("Raccolta del %(day)s") % {"day": day},
        "default_stage": process.stages.filter(voices_from__isnull=False).last(),
    }
    chosen = columns_chosen(process, table.headers)
    if chosen:
        return {**begin, **chosen}
    mapping = importing.guess_mapping(table.headers)
    return {**begin, **{f"column_{name}": header for name, header in mapping.items()}}
