"""What one does on one's own page: write for an axis, confirm or correct what was written of one's words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from arengo.live import operations
from arengo.live.models import Horizon, Note, Statement
from arengo.registrations.models import Registration
from arengo.web.room import own_sheets, stage
from arengo.web.room.acting import done
from arengo.web.room.forms_writing import CorrectionForm, StatementForm
from arengo.web.room.saving import is_by_script, refused, saved


@stage.act_in_the_room
def write(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """A perspective or a priority, for the axis that the form carries."""
    form = StatementForm(request.POST)
    if not form.is_valid():
        if is_by_script(request):
            return refused(form)
        sheets = own_sheets.to_write(registration, form)
        return stage.stage_page(request, registration, token, status=422, **sheets)
    written = operations.write_statement(
        registration=registration,
        line=form.cleaned_data["line"],
        kind=Statement.Kind(form.cleaned_data["kind"]),
        horizon=Horizon(form.cleaned_data["horizon"]),
        text=form.cleaned_data["text"],
    )
    return saved(request, "room:evening", number=written.code, token=token)


@stage.act_in_the_room
def confirm(
    request: HttpRequest, registration: Registration, token: str, code: str
) -> HttpResponse:
    """ "Sì, è giusto"."""
    operations.confirm_note(note=_mine(registration, code))
    return done(request, "room:evening", token=token)


@stage.act_in_the_room
def correct(
    request: HttpRequest, registration: Registration, token: str, code: str
) -> HttpResponse:
    """How one said it."""
    note = _mine(registration, code)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        if is_by_script(request):
            return refused(form)
        return stage.stage_page(request, registration, token, status=422, correction=(code, form))
    operations.correct_note(note=note, text=form.cleaned_data["text"])
    return done(request, "room:evening", token=token)


def _mine(registration: Registration, code: str) -> Note:
    notes = Note.objects.select_related("turn__room__meeting")
    return get_object_or_404(notes, code=code, turn__request__registration=registration)
