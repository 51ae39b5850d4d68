"""Importing a sheet into the address book: upload, columns, preview, confirm."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from arengo.core import spreadsheets
from arengo.core.refusals import Refusal
from arengo.invitations import importing, operations
from arengo.invitations.importing import Preview
from arengo.invitations.models import AddressBookEntry, AddressBookSheet
from arengo.invitations.refusals import PreviewIsStale, SheetNotThere
from arengo.people.models import User
from arengo.people.rules import Right, require
from arengo.web.desk.forms.address_book import MappingForm, SheetForm
from arengo.web.desk.views.address_book import by

SHOWN = 12


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a sheet; a POST reads it and goes to its columns."""
    require(request.user, Right.WRITE)
    form = SheetForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = spreadsheets.read(file.read())
            sheet = operations.keep_sheet(table=table, file_name=file.name)
        except Refusal as refusal:
            form.add_error("file", str(refusal.sentence))
        else:
            return redirect("desk:address-book-sheet", sheet.pk)
    status = 422 if form.is_bound else 200
    columns = [column.label for column in importing.COLUMNS]
    context = {"form": form, "columns": columns}
    return render(request, "desk/address_book/upload.html", context, status=status)


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Columns guessed and what would change; "conferma" imports exactly that."""
    user = require(request.user, Right.WRITE)
    row = _sheet(number)
    if request.method == "POST" and "lascia" in request.POST:
        operations.drop_sheet(sheet=row)
        return redirect("desk:address-book")
    form = _mapping_form(request, row)
    if not form.is_valid():
        return _page(request, row, form, None, 422)
    try:
        if "conferma" in request.POST:
            return _confirm(request, row, form, user)
    except PreviewIsStale as refusal:
        messages.warning(request, str(refusal.sentence))
    return _page(request, row, form, _preview(row, form))


def _sheet(number: str) -> AddressBookSheet:
    try:
        return AddressBookSheet.objects.get(pk=number)
    except (AddressBookSheet.DoesNotExist, ValidationError) as error:
        raise SheetNotThere from error


def _mapping_form(request: HttpRequest, row: AddressBookSheet) -> MappingForm:
    if request.method == "POST":
        return MappingForm(request.POST, headers=row.headers)
    guessed = importing.guess_mapping(row.headers)
    return MappingForm(
        {**guessed, "default_kind": AddressBookEntry.Kind.OTHER}
        if "kind" in guessed
        else {**guessed, "default_kind": _likely_kind(row)},
        headers=row.headers,
    )


def _likely_kind(row: AddressBookSheet) -> str:
    """Without a column of kinds: municipalities when most rows name one, else associations."""
    mapping = importing.guess_mapping(row.headers)
    if "name" not in mapping:
        return AddressBookEntry.Kind.OTHER
    towns = importing.preview(
        importing.rows_of(row), mapping, default_kind=AddressBookEntry.Kind.MUNICIPALITY
    )
    drafts = [*towns.new, *towns.unchanged, *(change.draft for change in towns.changed)]
    known = sum("municipality" in draft.fields for draft in drafts)
    is_towns = bool(known) and known >= len(drafts) / 2
    return AddressBookEntry.Kind.MUNICIPALITY if is_towns else AddressBookEntry.Kind.OTHER


def _preview(row: AddressBookSheet, form: MappingForm) -> Preview | None:
    try:
        return importing.preview(
            importing.rows_of(row),
            form.mapping(),
            default_kind=form.cleaned_data["default_kind"],
        )
    except Refusal as refusal:
        form.add_error("name", str(refusal.sentence))
    return None


def _confirm(
    request: HttpRequest, row: AddressBookSheet, form: MappingForm, user: User
) -> HttpResponse:
    done = operations.import_entries(
        sheet=row,
        mapping=form.mapping(),
        default_kind=form.cleaned_data["default_kind"],
        fingerprint=request.POST.get("fingerprint", ""),
        by=by(user),
    )
    new = ngettext("%(n)s voce nuova", "%(n)s voci nuove", len(done.new)) % {"n": len(done.new)}
    count = len(done.changed)
    changed = ngettext("%(n)s cambiata", "%(n)s cambiate", count) % {"n": count}
    messages.success(
        request, _("Importato: %(new)s, %(changed)s.") % {"new": new, "changed": changed}
    )
    return redirect("desk:address-book")


def _page(
    request: HttpRequest,
    row: AddressBookSheet,
    form: MappingForm,
    preview: Preview | None,
    status: int = 200,
) -> HttpResponse:
    labels = {column.field: column.label for column in importing.COLUMNS}
    changes = preview.changed if preview else []
    context = {
        "sheet": row,
        "form": form,
        "preview": preview,
        "new": preview.new[:SHOWN] if preview else [],
        "changed": [(c.draft.row, c.entry, _told(c, labels)) for c in changes[:SHOWN]],
        "shown": SHOWN,
        "left_out": sum(problem.leaves_out for problem in preview.problems) if preview else 0,
    }
    return render(request, "desk/address_book/sheet.html", context, status=status)


def _told(
    change: importing.Change, labels: Mapping[str, object]
) -> list[tuple[object, object, object]]:
    return [(labels.get(name, name), now, then) for name, (now, then) in change.fields.items()]
