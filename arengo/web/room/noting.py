"""The page of who takes notes: the turn that is on, those before, and the tidy-up."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from arengo.live import operations
from arengo.live.models import Horizon, Note, Turn
from arengo.live.said import axes_of, turns_said
from arengo.web.room.console import Kind, conducting
from arengo.web.room.forms_writing import NoteForm, TidyForm
from arengo.web.room.getting import Conduct
from arengo.web.room.saving import is_by_script, refused, saved
from arengo.web.room.stream import drawn

# The keys of the tidy-up, in the order of the choices: the same in every language, and on the page.
KIND_KEYS = "qwertyu"
HORIZON_KEYS = "ml"
PLAN_KEY, PROCESS_KEY = "p", "o"


@conducting(Kind.NOTE_TAKER, Kind.ASSISTANT)
def notes(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """The turn that is on, with up to three sentences; those before, which can still be written."""
    return _page(request, conduct)


@require_POST
@conducting(Kind.NOTE_TAKER, Kind.ASSISTANT)
def write(request: HttpRequest, conduct: Conduct, turn: int, place: int) -> HttpResponse:
    """One sentence of a turn, from the field of that place."""
    turns = Turn.objects.select_related("room__meeting", "span__sitting", "span__item__axis")
    row = get_object_or_404(turns, pk=turn, room__meeting=conduct.meeting)
    text = request.POST.get(f"t{turn}-{place}", request.POST.get("text", ""))
    form = NoteForm({"number": request.POST.get("number", ""), "text": text})
    if not form.is_valid():
        if is_by_script(request):
            return refused(form)
        return _page(request, conduct, status=422, form=form)
    note = operations.write_note(
        turn=row,
        number=form.cleaned_data["number"] or uuid.uuid4(),
        text=form.cleaned_data["text"],
        by=conduct.by,
    )
    return saved(request, "room:notes", number=note.pk, slug=conduct.meeting.slug)


@conducting(Kind.NOTE_TAKER, Kind.ASSISTANT)
def tidy_up(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """Each note with what kind of voice it is, about what, how far it looks: a matter of minutes."""
    turns = [said for said in turns_said(conduct.meeting) if said.notes]
    context = {
        "conduct": conduct,
        "meeting": conduct.meeting,
        "turns": turns,
        "left": sum(not note.is_tidy for said in turns for note in said.notes),
        "kinds": list(zip(KIND_KEYS, Note.Kind.choices, strict=True)),
        "axes": axes_of(conduct.meeting),
        "wholes": [
            (PLAN_KEY, Note.About.PLAN.value, Note.About.PLAN.label),
            (PROCESS_KEY, Note.About.PROCESS.value, Note.About.PROCESS.label),
        ],
        "horizons": list(zip(HORIZON_KEYS, Horizon.choices, strict=True)),
    }
    return render(request, "room/notes_tidy.html", context)


@require_POST
@conducting(Kind.NOTE_TAKER, Kind.ASSISTANT)
def tidy(request: HttpRequest, conduct: Conduct, number: uuid.UUID) -> HttpResponse:
    """What one of them is."""
    rows = Note.objects.select_related("turn__room__meeting")
    note = get_object_or_404(rows, pk=number, turn__room__meeting=conduct.meeting)
    form = TidyForm(request.POST, meeting=conduct.meeting)
    if not form.is_valid():
        return refused(form)
    operations.tidy_note(note=note, by=conduct.by, **form.tidied)
    return saved(request, "room:notes-tidy-up", number=note.pk, slug=conduct.meeting.slug)


def _page(
    request: HttpRequest, conduct: Conduct, *, form: NoteForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        **drawn(conduct.meeting, "notes", get_language()),
        "conduct": conduct,
        "meeting": conduct.meeting,
        "form": form,
    }
    return render(request, "room/notes.html", context, status=status)
