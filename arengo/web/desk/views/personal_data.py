"""What is kept about a person, when they ask by telephone or letter: given to them, or erased."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arengo.invitations.queries import persons_named
from arengo.people.rules import Right, require
from arengo.registrations import links, operations, queries
from arengo.registrations.models import Registration
from arengo.registrations.own_data import OwnData
from arengo.web.desk import getting, ledger_words
from arengo.web.shared import own_data


@require_safe
def data(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that is kept, as the person would read it; with it, what they need: health data."""
    require(request.user, Right.ACCESS_NEEDS)
    row = getting.get_registration(code)
    context = {**_about(row), "data": _data(row)}
    return render(request, "desk/registrations/data.html", context)


@require_POST
def data_file(request: HttpRequest, code: str) -> HttpResponse:
    """The same as one file, to send to the person; that it was taken is written down."""
    user = require(request.user, Right.EXPORT)
    require(request.user, Right.ACCESS_NEEDS)
    row = getting.get_registration(code)
    operations.note_data_given(person=row.person, by=getting.actor(user))
    content = _data(row, with_receipts=True).as_dict()
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="dati-{row.code}.json"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, code: str) -> HttpResponse:
    """Says first, in words, what goes, what stays and which places are given up; then erases."""
    user = require(request.user, Right.WRITE)
    row = getting.get_registration(code)
    if request.method == "POST":
        operations.erase_person(person=row.person, by=getting.actor(user))
        messages.success(request, _("Fatto: i dati di questa persona non ci sono più."))
        return redirect("desk:registration", code=row.code)
    if row.person.erased_at is not None:
        return redirect("desk:registration", code=row.code)
    contact = links.contact_of(row)
    in_the_book = persons_named(name=contact.name, email=contact.email) if contact else []
    registrations = Registration.objects.filter(person=row.person).select_related("meeting")
    context = {
        **_about(row),
        "registrations": registrations.order_by("meeting__starts_at", "id"),
        "standing": queries.standing_of(row.person),
        "in_the_book": in_the_book,
    }
    return render(request, "desk/registrations/erase.html", context)


def _about(row: Registration) -> dict[str, object]:
    return {"registration": row, "meeting": row.meeting, "contact": links.contact_of(row)}


def _data(row: Registration, *, with_receipts: bool = False) -> OwnData:
    return own_data.of_person(
        row.person,
        act_in_words=ledger_words.act,
        with_receipts=with_receipts,
    )
