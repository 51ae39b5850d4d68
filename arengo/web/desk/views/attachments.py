"""The files beside a voice, as the office has them: looked at, shown to everybody or to nobody else."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arengo.contributions import operations
from arengo.core import codes
from arengo.people.rules import Right, require
from arengo.web.desk.editing import editor, told
from arengo.web.desk.views.voices import files_for, here, voice_with
from arengo.web.shared.attachments import handed_over


@require_safe
def file(request: HttpRequest, code: str, number: UUID) -> FileResponse:
    """The file itself, under the code of its voice."""
    user = require(request.user, Right.SEE)
    row = voice_with(code)
    return handed_over(get_object_or_404(files_for(user, row), pk=number), codes.show(row.code))


@require_POST
def show(request: HttpRequest, code: str, number: UUID) -> HttpResponse:
    """Everybody sees it from now on; with `atto=nascondi` nobody else does."""
    by = editor(request)
    row = voice_with(code)
    found = get_object_or_404(row.attachments, pk=number)
    if request.POST.get("atto") == "nascondi":
        operations.hide_attachment(attachment=found, by=by)
        return told(request, _("Non si vede più nel sito."), here(row))
    operations.publish_attachment(attachment=found, by=by)
    return told(request, _("Si vede nel sito, quando si leggono le parole."), here(row))
