"""Answers by letter: who is owed one, all of them printed together, and the sheet for a mail merge."""

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_POST, require_safe

from arengo.feedback import letters_paper, operations
from arengo.feedback.models import PaperLetter
from arengo.feedback.queries import letters_of, letters_owed, letters_printed
from arengo.people.rules import Right, require
from arengo.web.desk.getting import actor, attempt
from arengo.web.desk.views.voices import the_process

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Who is owed a letter, and what was printed."""
    require(request.user, Right.CONTACTS)
    process = the_process()
    context = {
        "owed": list(letters_owed(process)),
        "printed": letters_printed(process),
        "number": uuid4(),
    }
    return render(request, "desk/replies/letters.html", context)


@require_POST
def print_letters(request: HttpRequest) -> HttpResponse:
    """All that are owed are printed together, once."""
    user = require(request.user, Right.EXPORT)
    process = the_process()
    number = _number(request.POST.get("numero", ""))
    attempt(
        request,
        lambda: operations.print_letters(process=process, number=number, by=actor(user)),
        _("Preparate: apri il PDF e stampalo, o usa il foglio per la stampa unione."),
    )
    return redirect("desk:letters")


@require_safe
def letters_file(request: HttpRequest, number: UUID) -> HttpResponse:
    """The letters of one run as PDF, as often as one likes."""
    require(request.user, Right.EXPORT)
    content = letters_paper.pdf(_of(number), get_language() or "it")
    return _download(content, PDF, f"{_('lettere')}.pdf")


@require_safe
def letters_sheet(request: HttpRequest, number: UUID) -> HttpResponse:
    """The same as a sheet, for who puts letters together with a word processor."""
    require(request.user, Right.EXPORT)
    return _download(letters_paper.mail_merge(_of(number)), XLSX, f"{_('lettere')}.xlsx")


def _of(number: UUID) -> list[PaperLetter]:
    rows = letters_of(the_process(), number)
    if not rows:
        raise Http404
    return rows


def _number(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        return uuid4()


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
