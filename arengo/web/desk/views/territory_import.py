"""Municipalities from a sheet: columns guessed and confirmed, a preview, and only then the import."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arengo.core.refusals import Refusal
from arengo.core.spreadsheets import Table
from arengo.people.rules import Right
from arengo.territory import importing, operations
from arengo.territory.importing import Preview
from arengo.territory.models import Zone
from arengo.web.desk import sheets
from arengo.web.desk.editing import editor, told
from arengo.web.desk.forms.territory import TerritoryColumnsForm
from arengo.web.desk.views.territory import to_territory

SHOWN = 30


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The sheet is read, and kept until it is confirmed."""
    editor(request, Right.INSTITUTION)
    return sheets.upload_page(
        request,
        heading=_("Importa i comuni"),
        lede=_("Serve il codice ISTAT di ciascuno; di uno nuovo anche il nome e gli abitanti. Prima di importare vedi che cosa cambierebbe."),
        back=to_territory(),
        to="desk:territory-columns",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Which column is what, what would change, and the button that does it."""
    by = editor(request, Right.INSTITUTION)
    table = sheets.table(token)
    if request.method == "GET":
        form = TerritoryColumnsForm(_guessed(table), headers=table.headers)
    else:
        form = TerritoryColumnsForm(request.POST, headers=table.headers)
    is_right = form.is_valid()
    if is_right and request.POST.get("act") == "import":
        done = _import(request, form, table, by)
        if done is not None:
            sheets.forget(token)
            return told(request, _told(done), to_territory()[1])
    # A refused import leaves its sentence, and shows what would happen now.
    return _page(request, form, table, _preview(form, table) if is_right else None)


def _import(
    request: HttpRequest, form: TerritoryColumnsForm, table: Table, by: str
) -> Preview | None:
    try:
        return operations.import_municipalities(
            rows=table.rows,
            mapping=form.mapping(),
            fingerprint=request.POST.get("fingerprint", ""),
            by=by,
            **form.options(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
    return None


def _preview(form: TerritoryColumnsForm, table: Table) -> Preview | None:
    try:
        return importing.preview(table.rows, form.mapping(), **form.options())
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
    return None


def _guessed(table: Table) -> dict[str, object]:
    mapping = importing.guess_mapping(table.headers)
    guessed: dict[str, object] = {f"column_{name}": header for name, header in mapping.items()}
    # On the first day the sheet brings the zones too.
    return {**guessed, "default_makes_zones": not Zone.objects.exists()}


def _page(
    request: HttpRequest, form: TerritoryColumnsForm, table: Table, preview: Preview | None
) -> HttpResponse:
    labels = {column.field: column.label for column in importing.COLUMNS}
    context = {
        "form": form,
        "rows": len(table.rows),
        "preview": preview,
        "new": preview.new[:SHOWN] if preview else [],
        "changed": [
            (change, [(labels[name], now, then) for name, (now, then) in change.fields.items()])
            for change in (preview.changed[:SHOWN] if preview else [])
        ],
        "new_zones": sorted(preview.new_zones.items()) if preview else [],
        "left_out": [p for p in preview.problems if p.leaves_out] if preview else [],
        "remarks": [p for p in preview.problems if not p.leaves_out] if preview else [],
        "back": to_territory(),
    }
    status = 422 if form.errors else 200
    return render(request, "desk/territory/columns.html", context, status=status)


def _told(done: Preview) -> str:
    sentence = _("Comuni importati: %(new)s nuovi, %(changed)s cambiati, %(same)s com'erano.")
    words = {"new": len(done.new), "changed": len(done.changed), "same": len(done.unchanged)}
    return sentence % words
