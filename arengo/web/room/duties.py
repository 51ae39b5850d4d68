"""Who serves at a meeting opens a link, and is at work: no account, no password."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from arengo.meetings.models import Duty
from arengo.meetings.rules import DutyLinkNotValid, get_duty_by_link
from arengo.web.room.getting import NeedsDuty, duties_of, keep_duty
from arengo.web.shared.duties import WHAT_IT_DOES, page_of
from arengo.web.shared.privately import keep_private


@dataclass(frozen=True)
class Service:
    """A duty as its holder reads it; `page` is empty while it has none."""

    duty: Duty
    what_it_does: str | Promise
    page: str


@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link that the office sent: this browser now holds the duty. Nothing else happens."""
    try:
        duty = get_duty_by_link(token)
    except DutyLinkNotValid as refusal:
        context = {"sentence": refusal.sentence}
        return keep_private(render(request, "room/duty_lost.html", context, status=refusal.status))
    keep_duty(request, duty)
    return keep_private(redirect(page_of(duty.kind, duty.meeting.slug) or _on_the_hub(duty)))


@require_safe
def hub(request: HttpRequest) -> HttpResponse:
    """All the services that this browser holds, each with what it does and its page."""
    duties = duties_of(request)
    if not duties:
        raise NeedsDuty
    services = [
        Service(duty, WHAT_IT_DOES[duty.kind], page_of(duty.kind, duty.meeting.slug))
        for duty in duties
    ]
    return keep_private(render(request, "room/duty.html", {"services": services}))


def _on_the_hub(duty: Duty) -> str:
    return f"{reverse('room:duties')}#servizio-{duty.pk}"
