"""Oggi: what needs a hand, in order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from arengo.people.rules import Right, may, require
from arengo.registrations import figures
from arengo.web.desk import access, beginning, hands
from arengo.web.desk.views.dashboard import next_meeting


def today(request: HttpRequest) -> HttpResponse:
    """The first page of the desk; who is only at the door goes there."""
    if may(request.user, Right.DOOR) and not may(request.user, Right.SEE):
        return redirect(access.home_of(request.user))
    user = require(request.user, Right.SEE)
    meeting = next_meeting()
    context = {
        "steps": beginning.steps(user),
        "hands": hands.all_of(user),
        "meeting": meeting,
        "totals": figures.totals(meeting) if meeting else None,
        "pools": figures.pools(meeting) if meeting else [],
    }
    return render(request, "desk/today.html", context)
