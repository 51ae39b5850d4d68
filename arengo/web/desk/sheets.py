"""Sheets on their way in: uploaded, kept a day at most until somebody confirms what they would do."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from arengo.core import spreadsheets
from arengo.core.columns import Column
from arengo.core.refusals import Refusal
from arengo.core.spreadsheets import Table
from arengo.web.desk.forms.sheets import SheetForm

FOLDER: Final = "imports"
# How long a sheet that nobody confirmed waits.
KEPT: Final = timedelta(days=1)


class SheetIsGone(Refusal):
    """The sheet was imported already, or waited for too long."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Il foglio non c'è più: è già stato importato, o ha aspettato più di un giorno. Se "
                "serve, caricalo di nuovo: quello che c'è già non entra due volte."
            )
        )


def upload_page(
    request: HttpRequest,
    *,
    heading: str | Promise,
    back: tuple[str | Promise, str],
    to: str,
    lede: str | Promise,
    columns: Sequence[Column] = (),
    example: str = "",
) -> HttpResponse:
    """Where one gives the file: it is read, kept, and goes on to its columns at the route `to`.

    `columns`: those that are recognised, told before; `example`: the route of a sheet that has them.
    """
    form = SheetForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data["sheet"].read()
        try:
            spreadsheets.read(data)
        except Refusal as refusal:
            form.add_error("sheet", str(refusal.sentence))
        else:
            return redirect(to, keep(data))
    context: dict[str, Any] = {"form": form, "heading": heading, "back": back, "lede": lede}
    context |= {"button": _("Leggi il foglio"), "columns": columns, "example": example}
    status = 422 if form.is_bound else 200
    return render(request, "desk/sheets/upload.html", context, status=status)


def keep(data: bytes) -> str:
    """Keep a sheet; gives the token by which it is found again."""
    _forget_the_old()
    name = default_storage.save(f"{FOLDER}/{get_random_string(20)}", ContentFile(data))
    return signing.dumps(name, salt=FOLDER)


def table(token: str) -> Table:
    """What a kept sheet holds. Raises SheetIsGone."""
    return spreadsheets.read(upload(token, "").read())


def upload(token: str, name: str) -> ContentFile[bytes]:
    """The file of a kept sheet as it came, under this name. Raises SheetIsGone."""
    try:
        with default_storage.open(_name(token)) as file:
            return ContentFile(file.read(), name=name)
    except FileNotFoundError as error:
        raise SheetIsGone from error


def forget(token: str) -> None:
    """The sheet was imported: it is not needed any more."""
    default_storage.delete(_name(token))


def _name(token: str) -> str:
    try:
        return str(signing.loads(token, salt=FOLDER, max_age=KEPT))
    except signing.BadSignature as error:
        raise SheetIsGone from error


def _forget_the_old() -> None:
    if not default_storage.exists(FOLDER):
        return
    before = timezone.now() - KEPT
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        if default_storage.get_modified_time(path) < before:
            default_storage.delete(path)
