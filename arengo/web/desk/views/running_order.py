"""The running order at the desk: on the screen, and on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_safe

from arengo.web.desk import getting, running_order_sheet
from arengo.web.desk.editing import editor
from arengo.web.desk.views.invitations import as_pdf


@require_safe
def running_order(request: HttpRequest, slug: str) -> HttpResponse:
    """Line by line: who, when, which slides, which microphone."""
    editor(request)
    meeting = getting.get_meeting(slug)
    parts = running_order_sheet.parts(meeting)
    lines = [line for part in parts for line in part.lines]
    context = {
        "meeting": meeting,
        "parts": parts,
        "has_example_hours": any(line.sitting.hours_are_example for line in lines),
        "has_unknown_hours": any(line.starts_at is None for line in lines),
    }
    return render(request, "desk/conduct/running_order.html", context)


@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The same on paper."""
    editor(request)
    pdf = running_order_sheet.pdf(getting.get_meeting(slug), get_language() or "it")
    return as_pdf(pdf, f"{_('scaletta')}-{slug}")
