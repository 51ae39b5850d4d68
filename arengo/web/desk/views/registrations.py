"""The registrations of a meeting: the list, what is taken away from it, the door's list on paper."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from arengo.meetings.models import Meeting
from arengo.people.rules import Right, may, require
from arengo.registrations import exports, figures
from arengo.web.desk import door_list, getting
from arengo.web.desk.selection import ORDERS, Selection, representing_in_short

ON_A_PAGE = 50


@require_safe
def registrations(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, as the address asks for it. Names only for who may read them."""
    require(request.user, Right.SEE)
    meeting = getting.get_meeting(slug)
    chosen = _selection(request, meeting)
    totals = figures.totals(meeting)
    related = ["person__contact", "venue", "municipality", "seat"]
    page = Paginator(chosen.rows.select_related(*related), ON_A_PAGE).get_page(
        request.GET.get("pagina")
    )
    context = {
        "meeting": meeting,
        "chosen": chosen,
        "totals": totals,
        "groups": chosen.groups(totals.by_state),
        "orders": [(key, label) for key, (label, _fields) in ORDERS.items()],
        "page": page,
        "in_short": representing_in_short(),
        "filters": without_page(request.GET),
        "tab": "registrations",
    }
    return render(request, "desk/registrations/list.html", context)


@require_POST
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """The registrations of the list's filters as a file. Needs only when asked for, and allowed."""
    user = require(request.user, Right.EXPORT)
    meeting = getting.get_meeting(slug)
    wants_needs = request.POST.get("esigenze") == "si"
    if wants_needs:
        require(request.user, Right.ACCESS_NEEDS)
    chosen = _selection(request, meeting)
    file = exports.export_registrations(
        meeting=meeting,
        registrations=chosen.rows,
        format="csv" if request.POST.get("formato") == "csv" else "xlsx",
        with_access_needs=wants_needs,
        by=getting.actor(user),
    )
    return _download(file.content, file.mimetype, file.name)


@require_POST
def door_list_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The names in order with a box to tick, hall by hall: when there is no network at the door."""
    user = require(request.user, Right.CONTACTS)
    meeting = getting.get_meeting(slug)
    rows = door_list.expected(meeting)
    exports.note_door_list(meeting=meeting, registrations=rows, by=getting.actor(user))
    pdf = door_list.pdf(meeting, rows, get_language() or "it")
    return _download(pdf, "application/pdf", f"{meeting.slug}-ingresso.pdf")


def _selection(request: HttpRequest, meeting: Meeting) -> Selection:
    return Selection(
        meeting,
        request.GET,
        sees_names=may(request.user, Right.CONTACTS),
        sees_needs=may(request.user, Right.ACCESS_NEEDS),
    )


def without_page(params: QueryDict) -> str:
    """The filters of a list as the end of an address."""
    copy = params.copy()
    copy.pop("pagina", None)
    return copy.urlencode()


def _download(content: bytes, mimetype: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=mimetype)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
