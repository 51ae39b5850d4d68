"""Permission is how one gets a door, or the conduct of a meeting."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from arengo.core.clock import process_time
from arengo.core.refusals import NotForYou
from arengo.meetings.models import Duty, Meeting, Venue
from arengo.meetings.rules import link_is_over, standing_duties
from arengo.people.models import User
from arengo.people.rules import Right, may, require

# In the session: by the slug of the meeting, code and version of each duty, the newest first.
DUTIES: Final = "duties"


class NeedsDuty(NotForYou):
    """The page belongs to who serves at the meeting, and this browser holds no link for it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Questa pagina è per chi serve all'incontro. Se sei tu, apri di nuovo il link che "
                "l'ufficio ti ha mandato."
            )
        )


@dataclass(frozen=True)
class Conduct:
    """Who runs a page of a meeting: a member of the office, or who holds a duty of it."""

    meeting: Meeting
    by: str
    duty: Duty | None


def get_door(request: HttpRequest, slug: str, venue: str) -> tuple[User, Venue]:
    """Who is at the door, and which. Raises NeedsSignIn, NeedsAnotherRole, Http404."""
    user = require(request.user, Right.DOOR)
    places = Venue.objects.select_related("meeting")
    return user, get_object_or_404(places, meeting__slug=slug, key=venue)


def get_conduct(request: HttpRequest, slug: str, *kinds: str) -> Conduct:
    """Who conducts a meeting by one of these kinds of duty, or as a member of the office.

    Asked of the database each time: what was taken away ends at once. Of several, the newest link.
    Raises NeedsDuty, and for the office Http404.
    """
    meetings = Meeting.objects.select_related("process__body")
    if may(request.user, Right.WRITE):
        meeting = get_object_or_404(meetings, slug=slug)
        return Conduct(meeting, f"staff:{request.user.pk}", None)
    duty = next(iter(_held(request, slug, kinds)), None)
    if duty is None:
        raise NeedsDuty
    return Conduct(duty.meeting, f"duty:{duty.pk}", duty)


def duties_of(request: HttpRequest) -> list[Duty]:
    """All that this browser holds, at whatever meeting, the meetings in their order."""
    held = [duty for slug in _kept(request) for duty in _held(request, slug)]
    return sorted(held, key=lambda duty: (duty.meeting.starts_at, duty.pk))


def keep_duty(request: HttpRequest, duty: Duty) -> None:
    """Have this browser hold `duty`; what no longer stands is let go of."""
    others = [each for each in duties_of(request) if each.pk != duty.pk]
    kept: dict[str, list[list[object]]] = {}
    for each in [duty, *others]:
        kept.setdefault(each.meeting.slug, []).append([each.code, each.version])
    request.session[DUTIES] = kept


def _kept(request: HttpRequest) -> dict[str, list[list[object]]]:
    kept: dict[str, list[list[object]]] = request.session.get(DUTIES, {})
    return kept


def _held(request: HttpRequest, slug: str, kinds: tuple[str, ...] = ()) -> list[Duty]:
    """What stands of what this browser keeps for one meeting, the newest link first."""
    kept = [(code, version) for code, version in _kept(request).get(slug, [])]
    if not kept:
        return []
    rows = standing_duties().filter(meeting__slug=slug, code__in=[code for code, _v in kept])
    rows = rows.filter(kind__in=kinds) if kinds else rows
    now, found = process_time.now(), {(row.code, row.version): row for row in rows}
    held = [found[pair] for pair in kept if pair in found]
    return [duty for duty in held if not link_is_over(duty.meeting, now)]
