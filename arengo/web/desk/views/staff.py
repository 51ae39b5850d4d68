"""Settings, and who works here: for administrators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arengo.core.refusals import Refusal
from arengo.people import operations
from arengo.people.models import User
from arengo.people.rules import Right, require
from arengo.web.desk import access as desk_access, getting
from arengo.web.desk.forms.writing import ROLES_IN_WORDS, RoleForm, StaffForm


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """What is set once: one's own second factor, the people, and what others have added."""
    require(request.user, Right.SEE)
    return render(request, "desk/settings.html", {"places": desk_access.settings(request.user)})


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody of the office, those who left too."""
    require(request.user, Right.STAFF)
    rows = User.objects.order_by("-is_active", "name")
    return render(request, "desk/staff/list.html", {"people": rows, "roles": ROLES_IN_WORDS})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Somebody new: they sign in with a code by e-mail from now on."""
    user = require(request.user, Right.STAFF)
    form = StaffForm(getting.posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.create_staff(**form.cleaned_data, by=getting.actor(user))
        except Refusal as refusal:
            form.add_error("email", str(refusal.sentence))
        else:
            name = {"name": made.name}
            messages.success(request, _("%(name)s può entrare con la sua e-mail.") % name)
            return redirect("desk:staff")
    return render(request, "desk/staff/new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The role of one person."""
    user = require(request.user, Right.STAFF)
    row = get_object_or_404(User, pk=pk)
    form = RoleForm(getting.posted(request), initial={"role": row.role})
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]
        try:
            operations.change_role(user=row, role=role, by=getting.actor(user))
        except Refusal as refusal:
            form.add_error("role", str(refusal.sentence))
        else:
            messages.success(request, _("Ruolo salvato."))
            return redirect("desk:staff")
    return render(request, "desk/staff/person.html", {"person": row, "form": form})


@require_POST
def access(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody's access away, or give it back."""
    user = require(request.user, Right.STAFF)
    row = get_object_or_404(User, pk=pk)
    by = getting.actor(user)
    if row.is_active:
        done = _("%(name)s non può più entrare. Quello che ha fatto resta nel registro.")
        getting.attempt(
            request, lambda: operations.deactivate(user=row, by=by), done % {"name": row}
        )
    else:
        done = _("%(name)s può entrare di nuovo.")
        getting.attempt(
            request, lambda: operations.reactivate(user=row, by=by), done % {"name": row}
        )
    return redirect("desk:staff")
