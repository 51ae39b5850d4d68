"""The meetings, and the dashboard of one: places, who comes, who is missing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arengo.core.clock import process_time
from arengo.live.conference import TOLD_BEFORE, Carrying, carrying
from arengo.live.rooms import room_of
from arengo.meetings.models import Meeting
from arengo.people.rules import Right, require
from arengo.registrations import figures
from arengo.registrations.figures import Territory
from arengo.web.desk import bars, getting, selection


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """All the meetings, those to come first, drafts too."""
    require(request.user, Right.SEE)
    now = process_time.now()
    rows = list(Meeting.objects.annotate(registered=figures.number_of_active()))
    to_come = [meeting for meeting in rows if meeting.ends_at > now]
    over = [meeting for meeting in reversed(rows) if meeting.ends_at <= now]
    return render(request, "desk/meeting/list.html", {"to_come": to_come, "over": over})


@require_safe
def dashboard(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting in figures; each picture has its table."""
    require(request.user, Right.SEE)
    meeting = getting.get_meeting(slug)
    territory = figures.territory(meeting)
    days = figures.per_day(meeting)
    context = {
        "meeting": meeting,
        "totals": figures.totals(meeting),
        "pools": figures.pools(meeting),
        "representing": _representing(meeting),
        "territory": territory,
        "finding": finding(territory),
        "days": days,
        "columns": bars.per_day(days),
        "carrying": _carrying(meeting),
        "is_heard": room_of(meeting).closed_at is not None,
        "tab": "dashboard",
    }
    return render(request, "desk/meeting/dashboard.html", context)


def _carrying(meeting: Meeting) -> Carrying | None:
    """How many the conference carries, from a week before an online meeting until its end."""
    now = process_time.now()
    is_near = meeting.starts_at - TOLD_BEFORE <= now < meeting.ends_at
    return carrying(meeting) if meeting.online and is_near else None


@require_safe
def all_registrations(request: HttpRequest) -> HttpResponse:
    """Straight to the list of the meeting that one works on: the next, else the last."""
    require(request.user, Right.SEE)
    meeting = next_meeting()
    if meeting is None:
        return redirect("desk:meetings")
    return redirect("desk:registrations", slug=meeting.slug)


def next_meeting() -> Meeting | None:
    """The first meeting that is not over, else the last one."""
    now = process_time.now()
    to_come = Meeting.objects.filter(ends_at__gt=now).order_by("starts_at").first()
    return to_come or Meeting.objects.order_by("-starts_at").first()


def finding(territory: Territory) -> str:
    """What the picture of the zones shows, as its title."""
    if not territory.registered:
        return _("Ancora nessun iscritto dai comuni del territorio")
    missing = territory.most_missing
    if missing is None:
        return _("Le zone si iscrivono in proporzione ai loro abitanti")
    words = {
        "zone": missing.zone.name,
        "population": bars.in_percent(missing.population_share),
        "share": bars.in_percent(missing.share),
    }
    return _("%(zone)s: %(population)s degli abitanti, %(share)s degli iscritti") % words


def _representing(meeting: Meeting) -> list[tuple[str, str, int]]:
    short = selection.representing_in_short()
    return [(key, short[key], number) for key, _words, number in figures.by_representing(meeting)]
