"""Telling those who asked of a next meeting: to how many, who is left out, the mail, and off it goes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from arengo.core.refusals import Refusal
from arengo.invitations import texts
from arengo.invitations.rules import quiet_period
from arengo.meetings.models import Meeting
from arengo.people.rules import Right, require
from arengo.registrations import operations
from arengo.registrations.audience import audience
from arengo.registrations.emails import notice
from arengo.web.desk import getting
from arengo.web.desk.languages import asked_language


@require_safe
def notices(request: HttpRequest, slug: str) -> HttpResponse:
    """To how many, who is left out and why, the mail as they will read it; nothing leaves here."""
    require(request.user, Right.WRITE)
    getting.get_meeting(slug)
    meeting = texts.meeting_to_announce(slug)
    language = asked_language(request)
    context = {
        "meeting": meeting,
        "audience": audience(meeting),
        "why_not": why_not(meeting),
        "letter": notice.preview(meeting, language),
        "subject": notice.subject(meeting, language),
        "language": language,
        "quiet": quiet_period(),
    }
    return render(request, "desk/invitations/notices.html", context)


@require_POST
def test(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the notice to oneself."""
    user = require(request.user, Right.WRITE)
    language = asked_language(request)
    by = getting.actor(user)
    done = _("Prova in partenza verso %(email)s.") % {"email": user.email}
    getting.attempt(
        request,
        lambda: operations.send_test_notice(
            meeting=getting.get_meeting(slug), to=user, language=language, by=by
        ),
        done,
    )
    return redirect("desk:notices", slug)


@require_POST
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Off it goes to everybody who is to be told; in a quiet period it waits until that is over."""
    user = require(request.user, Right.WRITE)
    try:
        number = operations.tell_who_asked(
            meeting=getting.get_meeting(slug), by=getting.actor(user)
        )
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("desk:notices", slug)
    if quiet_period():
        text = ngettext(
            "Trattenuto: l'avviso a %(number)s persona parte da solo quando finisce il periodo di "
            "silenzio.",
            "Trattenuto: l'avviso a %(number)s persone parte da solo quando finisce il periodo di "
            "silenzio.",
            number,
        )
    else:
        text = ngettext(
            "Avviso in partenza, a %(number)s persona.",
            "Avviso in partenza, a %(number)s persone.",
            number,
        )
    messages.success(request, text % {"number": number})
    return redirect("desk:notices", slug)


def why_not(meeting: Meeting) -> str:
    """Why nobody can be told of this meeting now, in words; empty when they can."""
    try:
        operations.check_can_be_told(meeting)
    except Refusal as refusal:
        return str(refusal.sentence)
    return ""
