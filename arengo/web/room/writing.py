"""For who asked to speak and was not reached: to write it, until a day."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from arengo.core.clock import process_time
from arengo.live import operations
from arengo.live.models import InvitationToWrite
from arengo.registrations import rules
from arengo.registrations.refusals import LinkNotValid, PersonErased
from arengo.web.room.forms import WriteForm
from arengo.web.shared.privately import keep_uncached


def write(request: HttpRequest, token: str) -> HttpResponse:
    """What one wanted to say; it can be changed until the day. Who was heard has nothing to do here."""
    try:
        registration = rules.get_registration_by_link(token)
    except (LinkNotValid, PersonErased):
        return keep_uncached(redirect("public:my-place", token=token))
    invitation = (
        InvitationToWrite.objects.select_related("request__queue")
        .filter(request__registration=registration)
        .first()
    )
    if invitation is None:
        return keep_uncached(redirect("public:my-place", token=token))
    form = WriteForm(request.POST or None, initial={"text": invitation.text})
    if request.method == "POST" and form.is_valid():
        operations.write_instead(invitation=invitation, text=form.cleaned_data["text"])
        messages.success(request, _("Ricevuto. È con quello che è stato detto quella sera."))
        return keep_uncached(redirect("room:evening-write", token=token))
    context = {
        "form": form,
        "invitation": invitation,
        "meeting": registration.meeting,
        "token": token,
        "is_late": process_time.now() >= invitation.write_until,
    }
    status = 422 if form.errors else 200
    return keep_uncached(render(request, "room/write.html", context, status=status))
