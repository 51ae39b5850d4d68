"""Projects from somebody's sheet: upload, columns guessed and confirmed, preview, import."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arengo.core.refusals import Refusal
from arengo.core.spreadsheets import Table
from arengo.projects import columns, operations
from arengo.projects.operations import Preview
from arengo.web.desk import sheets
from arengo.web.desk.editing import editor, told
from arengo.web.desk.forms.projects import ProjectColumnsForm

SHOWN = 30


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The sheet is read, and kept until it is confirmed."""
    editor(request)
    return sheets.upload_page(
        request,
        heading=_("Importa progetti"),
        lede=_("Prima di importare vedi che cosa cambierebbe, riga per riga."),
        back=(_("Progetti"), reverse("desk:projects")),
        to="desk:projects-columns",
    )


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Which column is what, what would change, and the button that does it."""
    by = editor(request)
    table = sheets.table(token)
    if request.method == "GET":
        form = ProjectColumnsForm(_guessed(table), headers=table.headers)
    else:
        form = ProjectColumnsForm(request.POST, headers=table.headers)
    preview = _preview(form, table)
    is_sure = request.POST.get("fingerprint") and request.POST.get("act") == "import"
    if preview and is_sure:
        if request.POST["fingerprint"] == preview.fingerprint:
            return _import(request, preview, token, by, form) or _page(
                request, form, table, preview
            )
        form.add_error(None, _("L'anteprima è cambiata: guardala di nuovo, poi importa."))
    return _page(request, form, table, preview)


def _import(
    request: HttpRequest, preview: Preview, token: str, by: str, form: ProjectColumnsForm
) -> HttpResponse | None:
    try:
        done = operations.apply_import(preview, by=by)
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return None
    sheets.forget(token)
    sentence = _("Progetti importati: %(new)s nuovi, %(changed)s cambiati, %(same)s com'erano.")
    words = {"new": done.new, "changed": done.changed, "same": done.unchanged}
    return told(request, sentence % words, reverse("desk:projects"))


def _page(
    request: HttpRequest, form: ProjectColumnsForm, table: Table, preview: Preview | None
) -> HttpResponse:
    context = {
        "form": form,
        "rows": len(table.rows),
        "preview": preview,
        "new": preview.new[:SHOWN] if preview else [],
        "changed": preview.changed[:SHOWN] if preview else [],
        "left_out": [p for p in preview.problems if p.leaves_out] if preview else [],
        "back": (_("Progetti"), reverse("desk:projects")),
        "remarks": [p for p in preview.problems if not p.leaves_out][:SHOWN] if preview else [],
    }
    status = 422 if form.errors else 200
    return render(request, "desk/projects/columns.html", context, status=status)


def _preview(form: ProjectColumnsForm, table: Table) -> Preview | None:
    if not form.is_valid():
        return None
    try:
        return operations.preview_import(table.rows, form.mapping(), defaults=form.defaults())
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
    return None


def _guessed(table: Table) -> dict[str, str]:
    mapping = columns.guess_mapping(table.headers)
    guessed = {f"column_{field}": header for field, header in mapping.items()}
    defaults = columns.guess_defaults(mapping)
    return {**guessed, **{f"default_{name}": value for name, value in defaults.items()}}
