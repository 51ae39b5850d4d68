"""What people write, at the console: one of them taken off the projector, or put back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from arengo.live import operations
from arengo.live.models import Statement
from arengo.web.room.acting import done
from arengo.web.room.console import Kind, conducting
from arengo.web.room.getting import Conduct


@require_POST
@conducting(Kind.ASSISTANT)
def hide(request: HttpRequest, conduct: Conduct, code: str) -> HttpResponse:
    """Off the projector."""
    operations.hide_statement(statement=_statement(conduct, code), by=conduct.by)
    return done(request, "room:console", slug=conduct.meeting.slug)


@require_POST
@conducting(Kind.ASSISTANT)
def unhide(request: HttpRequest, conduct: Conduct, code: str) -> HttpResponse:
    """Back on it."""
    operations.unhide_statement(statement=_statement(conduct, code), by=conduct.by)
    return done(request, "room:console", slug=conduct.meeting.slug)


def _statement(conduct: Conduct, code: str) -> Statement:
    statements = Statement.objects.select_related("room__meeting")
    return get_object_or_404(statements, code=code, room__meeting=conduct.meeting)
