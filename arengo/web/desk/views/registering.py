"""Registering somebody who telephones: confirmed at once, with a ticket to print."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arengo.core.refusals import Refusal
from arengo.people.rules import Right, require
from arengo.registrations import operations
from arengo.registrations.models import Registration
from arengo.web.desk import getting
from arengo.web.desk.forms.registration import NewRegistrationForm


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """One form; what the operation refuses stands on it, with all that was typed."""
    user = require(request.user, Right.WRITE)
    meeting = getting.get_meeting(slug)
    form = NewRegistrationForm(getting.posted(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            registration = operations.register_by_office(
                meeting=meeting, **form.arguments(), by=getting.actor(user)
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _done(registration))
            return redirect("desk:registration", code=registration.code)
    context = {"meeting": meeting, "form": form, "tab": "registrations"}
    return render(request, "desk/registrations/new.html", context)


def _done(registration: Registration) -> str:
    name = {"name": registration.person.contact.name}
    if registration.state == Registration.State.CONFIRMED:
        return _("%(name)s ha il suo posto. Qui sotto puoi stampare il biglietto.") % name
    return _("%(name)s è in lista d'attesa: appena c'è un posto la avvisiamo.") % name
