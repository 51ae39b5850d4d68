"""Projects from somebody's sheet: upload, columns guessed and confirmed, preview, import."""

from datetime import timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arengo.core import spreadsheets
from arengo.core.refusals import Refusal
from arengo.core.spreadsheets import Table
from arengo.people.rules import Right, require
from arengo.projects import columns, operations
from arengo.projects.models import Project
from arengo.projects.operations import Preview
from arengo.web.desk.editing import editor, told
from arengo.web.desk.forms.projects import ColumnsForm, SheetForm

FOLDER = "imports"
# How long a sheet that nobody confirmed waits.
KEPT = timedelta(days=1)
SHOWN = 30


class SheetIsGone(Refusal):
    """The sheet was imported already, or waited for too long."""

    def __init__(self) -> None:
        super().__init__(_("Il foglio non c'è più: caricalo di nuovo."))


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """How many there are, by status, and the way to more."""
    require(request.user, Right.SEE)
    counts = [
        (label, Project.objects.filter(status=status).count())
        for status, label in Project.Status.choices
    ]
    total = sum(count for _label, count in counts)
    return render(request, "desk/process/projects.html", {"counts": counts, "total": total})


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The sheet is read, and kept until it is confirmed."""
    editor(request)
    form = SheetForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data["sheet"].read()
        try:
            spreadsheets.read(data)
        except Refusal as refusal:
            form.add_error("sheet", str(refusal.sentence))
        else:
            return redirect("desk:projects-columns", _keep(data))
    context = {"form": form, "heading": _("Importa progetti"), "button": _("Leggi il foglio")}
    context["lede"] = _("Prima di importare vedi che cosa cambierebbe, riga per riga.")
    context["back"] = (_("Progetti"), reverse("desk:projects"))
    context["is_upload"] = True
    status = 422 if form.is_bound else 200
    return render(request, "desk/meetings/edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Which column is what, what would change, and the button that does it."""
    by = editor(request)
    name = _name(token)
    table = _table(name)
    if request.method == "GET":
        form = ColumnsForm(_guessed(table), headers=table.headers)
    else:
        form = ColumnsForm(request.POST, headers=table.headers)
    preview = _preview(form, table)
    is_sure = request.POST.get("fingerprint") and request.POST.get("act") == "import"
    if preview and is_sure:
        if request.POST["fingerprint"] == preview.fingerprint:
            return _import(request, preview, name, by, form) or _page(request, form, table, preview)
        form.add_error(None, _("L'anteprima è cambiata: guardala di nuovo, poi importa."))
    return _page(request, form, table, preview)


def _import(
    request: HttpRequest, preview: Preview, name: str, by: str, form: ColumnsForm
) -> HttpResponse | None:
    try:
        done = operations.apply_import(preview, by=by)
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return None
    default_storage.delete(name)
    sentence = _("Progetti importati: %(new)s nuovi, %(changed)s cambiati, %(same)s com'erano.")
    words = {"new": done.new, "changed": done.changed, "same": done.unchanged}
    return told(request, sentence % words, reverse("desk:projects"))


def _page(
    request: HttpRequest, form: ColumnsForm, table: Table, preview: Preview | None
) -> HttpResponse:
    context = {
        "form": form,
        "rows": len(table.rows),
        "preview": preview,
        "new": preview.new[:SHOWN] if preview else [],
        "changed": preview.changed[:SHOWN] if preview else [],
        "left_out": [p for p in preview.problems if p.leaves_out] if preview else [],
        "remarks": [p for p in preview.problems if not p.leaves_out][:SHOWN] if preview else [],
    }
    status = 422 if form.errors else 200
    return render(request, "desk/process/projects_columns.html", context, status=status)


def _preview(form: ColumnsForm, table: Table) -> Preview | None:
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


def _keep(data: bytes) -> str:
    _forget_the_old()
    name = default_storage.save(f"{FOLDER}/{get_random_string(20)}", ContentFile(data))
    return signing.dumps(name, salt=FOLDER)


def _name(token: str) -> str:
    try:
        return str(signing.loads(token, salt=FOLDER, max_age=KEPT))
    except signing.BadSignature as error:
        raise SheetIsGone from error


def _table(name: str) -> Table:
    try:
        with default_storage.open(name) as file:
            return spreadsheets.read(file.read())
    except FileNotFoundError as error:
        raise SheetIsGone from error


def _forget_the_old() -> None:
    if not default_storage.exists(FOLDER):
        return
    before = timezone.now() - KEPT
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        if default_storage.get_modified_time(path) < before:
            default_storage.delete(path)
