"""A body registers a delegation: several named people on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from arengo.core.refusals import Refusal
from arengo.meetings.models import Meeting
from arengo.registrations import operations
from arengo.registrations.models import Registration
from arengo.web.public import open_meeting
from arengo.web.public.forms import (
    delegation as rows_of,
    draft,
    invited,
    municipalities,
    participation,
)
from arengo.web.public.forms.delegation import DelegationForm, Member
from arengo.web.public.meetings import MeetingToday
from arengo.web.public.views import registering
from arengo.web.shared import bots, limits
from arengo.web.shared.limits import AddressLimit

DELEGATIONS = AddressLimit("delegation", per_address=20, per_range=100, seconds=600)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def delegation(request: HttpRequest, slug: str) -> HttpResponse:
    """One form, a row for each person; "more rows" keeps everything and registers nobody."""
    today = open_meeting.read(slug).today
    ways = participation.ways_of(today)
    if today.why_closed or not ways:
        return registering.closed(request, today)
    if request.method != "POST":
        invitation = invited.find(today.meeting, request.GET.get(invited.FIELD, ""))
        form = DelegationForm(ways=ways, initial=invited.initial_of_delegation(invitation))
        rows = rows_of.empty_rows()
        written = draft.read(request.GET.get(draft.FIELD, ""))
        if written:
            form.initial = form.read_typed(written.as_data())
            rows = rows_of.rows_from(written.as_data())
        return _page(request, today, form, rows)
    rows = rows_of.rows_from(request.POST)
    if "more" in request.POST:
        form = DelegationForm(ways=ways)
        form.initial = form.read_typed(request.POST)
        return _page(request, today, form, rows_of.with_more_rows(rows), focus=len(rows) + 1)
    form = DelegationForm(request.POST, ways=ways)
    is_good = rows_of.check_rows(rows) and form.is_valid()
    if is_good and (sentence := registering.why_not_now(request)):
        form.add_error(None, str(sentence))
    elif is_good:
        registered = _register(request, today.meeting, form, rows)
        if registered:
            token = draft.write(request.POST, [one.pk for one in registered])
            sent = reverse("public:register-sent", args=[slug])
            return redirect(f"{sent}?{draft.FIELD}={token}")
    return _page(request, today, form, rows, status=422)


def _register(
    request: HttpRequest, meeting: Meeting, form: DelegationForm, rows: list[Member]
) -> list[Registration]:
    if not limits.allows(request, DELEGATIONS):
        form.add_error(None, str(registering.TOO_MANY))
        return []
    cleaned = form.cleaned_data
    try:
        return operations.register_delegation(
            meeting=meeting,
            organisation=cleaned["organisation"],
            representing=cleaned["representing"],
            members=[(row.name, row.email) for row in rows if not row.is_empty],
            contact_email=cleaned["contact_email"],
            mode=cleaned["participation"].mode,
            venue=cleaned["participation"].venue,
            municipality=cleaned["municipality"],
            invitation=invited.find(meeting, cleaned[invited.FIELD]),
            language=get_language() or "it",
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
    return []


def _page(
    request: HttpRequest,
    today: MeetingToday,
    form: DelegationForm,
    rows: list[Member],
    *,
    focus: int = 0,
    status: int = 200,
) -> HttpResponse:
    context = {
        "today": today,
        "meeting": today.meeting,
        "form": form,
        "invitation": invited.find(today.meeting, form[invited.FIELD].value() or ""),
        "rows": rows,
        "can_add": len(rows) < rows_of.AT_MOST,
        "focus": focus,
        "problems": form.problems() if form.is_bound else [],
        "row_problems": rows_of.problems_of(rows),
        "ways": form.ways,
        "municipalities": municipalities.datalist(),
        "stamp": bots.stamp(request.POST if request.method == "POST" else None),
        "honeypot": bots.HONEYPOT,
    }
    return render(request, "public/delegation.html", context, status=status)
