"""What the door's script asks for: the list to keep, and to be told what happened meanwhile."""

import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from arengo.core.clock import process_time
from arengo.meetings.models import Venue
from arengo.people.models import User
from arengo.registrations.operations.door import Telling
from arengo.web.room import acts, keeping
from arengo.web.room.door import Outcome
from arengo.web.room.forms import ActForm, WalkInForm
from arengo.web.room.getting import get_door

ACTS_AT_ONCE = 50
Kind = ActForm.Kind


@require_GET
@never_cache
def to_keep(request: HttpRequest, slug: str, venue: str) -> HttpResponse:
    """Who is expected, for a telephone to keep until the evening is over."""
    _user, place = get_door(request, slug, venue)
    return JsonResponse(keeping.to_keep(place))


@require_POST
def tell(request: HttpRequest, slug: str, venue: str) -> HttpResponse:
    """Take in what a telephone tells, once however often it tells it, and say how each ended."""
    user, place = get_door(request, slug, venue)
    try:
        told = json.loads(request.body)["acts"][:ACTS_AT_ONCE]
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"outcomes": []}, status=400)
    outcomes = [
        {"nonce": act.get("nonce"), **asdict(_done(act, place, user))}
        for act in told
        if isinstance(act, dict)
    ]
    return JsonResponse({"outcomes": outcomes})


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The script that answers in place of the server; from here, for it to hold for these pages."""
    found = finders.find("js/door-worker.js")
    if not isinstance(found, str):
        raise Http404
    return HttpResponse(Path(found).read_bytes(), content_type="text/javascript")


def _done(act: dict[str, Any], place: Venue, user: User) -> Outcome:
    form = ActForm(act)
    if not form.is_valid():
        return _not_understood()
    said = form.cleaned_data
    at = process_time.now() - timedelta(seconds=said["seconds_ago"])
    telling = Telling(said["nonce"], at)
    if said["kind"] == Kind.TICKET:
        return acts.scanned(said["text"], place, user, telling)
    if said["kind"] == Kind.COMPANION:
        return acts.accompanied(place, user, telling)
    if said["kind"] == Kind.WALK_IN:
        walk_in = WalkInForm(act)
        return acts.walked_in(walk_in, place, user, telling) if walk_in.is_valid() else _no_name()
    registration = acts.registrations(place).filter(code=said["code"]).first()
    if registration is None:
        return _not_understood()
    return acts.admitted(registration, place, user, after_a_look=True, telling=telling)


def _not_understood() -> Outcome:
    sentence = _("Non abbiamo riconosciuto questa persona: cercala di nuovo per nome.")
    return Outcome(colour="red", word=_("No"), sentence=sentence)


def _no_name() -> Outcome:
    sentence = str(WalkInForm.base_fields["name"].error_messages["required"])
    return Outcome(colour="red", word=_("No"), sentence=sentence)
