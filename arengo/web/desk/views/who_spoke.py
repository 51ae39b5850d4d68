"""Who spoke and how much, at the desk: as it is, and as it would be in public."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arengo.live import figures, operations
from arengo.live.rooms import room_of
from arengo.web.desk import getting
from arengo.web.desk.editing import editor
from arengo.web.shared import voices


@require_safe
def who_spoke(request: HttpRequest, slug: str) -> HttpResponse:
    """What everybody would read, before it is public or as it was made so."""
    editor(request)
    meeting = getting.get_meeting(slug)
    room = room_of(meeting)
    context = {
        "meeting": meeting,
        "room": room,
        "voices": voices.published(meeting) or voices.kept(figures.for_everybody(meeting)),
        "anybody_spoke": figures.anybody_spoke(meeting),
    }
    return render(request, "desk/conduct/who_spoke.html", context)


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """In public, as the figures are now."""
    by = editor(request)
    operations.publish_figures(meeting=getting.get_meeting(slug), by=by)
    messages.success(request, _("Le cifre sono sulla pagina dell'incontro."))
    return redirect("desk:who-spoke", slug=slug)


@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """No longer in public."""
    by = editor(request)
    operations.withdraw_figures(meeting=getting.get_meeting(slug), by=by)
    messages.success(request, _("Le cifre non sono più sulla pagina dell'incontro."))
    return redirect("desk:who-spoke", slug=slug)
