"""How the desk's views get what they show, and how they act: refusals become sentences on the page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise

from arengo.core import codes
from arengo.core.refusals import Refusal
from arengo.meetings.models import Meeting
from arengo.people.models import User
from arengo.registrations.models import Registration


def actor(user: User) -> str:
    """How operations and ledger name a member of the office."""
    return f"staff:{user.pk}"


def get_meeting(slug: str) -> Meeting:
    """A meeting, drafts too. Raises Http404."""
    meetings = Meeting.objects.select_related("process__body").prefetch_related("venues")
    return get_object_or_404(meetings, slug=slug)


def get_registration(code: str) -> Registration:
    """A registration by its code, however it was typed. Raises Http404."""
    try:
        tidy = codes.read(code)
    except codes.BadCode as error:
        raise Http404 from error
    registrations = Registration.objects.select_related(
        "meeting__process__body",
        "person__contact",
        "venue",
        "municipality",
        "seat__venue",
        "invitation__entry",
    )
    return get_object_or_404(registrations, code=tidy)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, or nothing on a page that is only opened."""
    return request.POST if request.method == "POST" else None


def attempt(request: HttpRequest, act: Callable[[], Any], done: str | Promise) -> bool:
    """Do `act` and say `done`; when it is refused, say why instead. True when it was done."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
        return False
    messages.success(request, str(done))
    return True
