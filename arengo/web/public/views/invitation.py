"""The own page of an invited body: it registers people, or says that it does not come."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from arengo.invitations import operations
from arengo.invitations.links import DECLINE_SECTION
from arengo.invitations.models import Invitation
from arengo.invitations.rules import get_invitation_by_code
from arengo.meetings.models import Meeting
from arengo.registrations import coverage
from arengo.web.public.forms import forgery, invited
from arengo.web.public.meetings import MeetingToday
from arengo.web.shared import reading
from arengo.web.shared.errors import csrf_failure
from arengo.web.shared.privately import keep_uncached


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """The body by name, the meeting, and what it can do; a POST says no, or takes it back."""
    row = get_invitation_by_code(code)
    if row.meeting.state == Meeting.State.DRAFT:
        return redirect("public:meeting-list")
    if request.method == "POST":
        if forgery.why_not(request):
            return csrf_failure(request)
        _answer(row, request.POST.get("risposta", ""))
        here = reverse("public:invitation", args=[row.code])
        return redirect(f"{here}#{DECLINE_SECTION}")
    return keep_uncached(render(request, "public/invitation.html", _context(row)))


def _answer(row: Invitation, answer: str) -> None:
    # Only the button does it: a program that posts to every address it finds says nothing.
    if answer == "no":
        operations.decline(invitation=row)
    elif answer == "ancora":
        operations.take_back(invitation=row)


def _context(row: Invitation) -> dict[str, object]:
    meeting = reading.public_meetings().select_related("process__body").get(pk=row.meeting_id)
    return {
        "invitation": row,
        "name": row.entry.name,
        "meeting": meeting,
        "today": MeetingToday(meeting),
        "venues": meeting.venues.all() if meeting.in_person else [],
        "registered": coverage.registered_through(row),
        "has_declined": row.state == Invitation.State.DECLINED,
        "decline_section": DECLINE_SECTION,
        "field": invited.FIELD,
    }
