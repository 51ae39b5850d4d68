"""The meetings: the list, one of them, and their calendar."""

from datetime import datetime
from itertools import groupby, zip_longest
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from arengo.core.clock import process_time
from arengo.meetings import calendar
from arengo.meetings.models import Sitting
from arengo.registrations import rules
from arengo.web.public.events import event
from arengo.web.public.meetings import MeetingToday
from arengo.web.shared import minutes_page, reading, shells, voices
from arengo.web.shared.context import site_of
from arengo.web.shared.stages import Progress
from arengo.web.shared.templatetags.arengo import part_name


class SittingToday(NamedTuple):
    """A sitting, and whether it is done, now or next."""

    sitting: Sitting
    progress: Progress


class Part(NamedTuple):
    """A part of a meeting's programme."""

    title: str
    sittings: list[SittingToday]


def meeting_list(request: HttpRequest) -> HttpResponse:
    """The meetings to come, the next first, and those that were held, the latest first."""
    process = site_of(request).process
    meetings = reading.public_meetings().filter(process=process).prefetch_related("venues")
    now = process_time.now()
    to_come = [meeting for meeting in meetings if meeting.ends_at > now]
    past = [meeting for meeting in reversed(meetings) if meeting.ends_at <= now]
    return render(request, "public/meeting_list.html", {"to_come": to_come, "past": past})


@shells.for_a_moment
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting: when, where, the places left, what will happen, who speaks."""
    today = MeetingToday(reading.get_meeting(slug))
    meeting = today.meeting
    context = {
        "today": today,
        "meeting": meeting,
        "parts": _parts(today),
        "speakers": meeting.announced_speakers,
        "venues": meeting.venues.all(),
        "documents": meeting.documents.all(),
        "entry_opens_at": rules.entry_opens_at(meeting),
        "changes_until": meeting.changes_close_at or meeting.starts_at,
        "line_rule": rules.LINE_RULE,
        "event": event(today, request),
        "voices": voices.published(meeting),
        "left": minutes_page.left_of(meeting) if today.is_over else None,
    }
    return render(request, "public/meeting.html", context)


def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The meetings as a calendar to subscribe to: no personal link is in it."""
    process = site_of(request).process
    if process is None:
        raise Http404
    meetings = reading.public_meetings().filter(process=process).prefetch_related("venues")
    return HttpResponse(calendar.feed(meetings), content_type="text/calendar; charset=utf-8")


def _parts(today: MeetingToday) -> list[Part]:
    return [
        Part(part_name(number), list(group))
        for number, group in groupby(_sittings(today), key=lambda each: each.sitting.part)
    ]


def _sittings(today: MeetingToday) -> list[SittingToday]:
    """The sittings in order; one without an end lasts until the next one, or the meeting's end."""
    sittings = list(today.meeting.sittings.all())
    starts = [sitting.starts_at for sitting in sittings[1:]]
    return [
        SittingToday(sitting, _progress(sitting, sitting.ends_at or following, today))
        for sitting, following in zip_longest(sittings, starts)
    ]


def _progress(sitting: Sitting, ends_at: datetime | None, today: MeetingToday) -> Progress:
    now = process_time.now()
    if today.is_over or (ends_at and ends_at <= now):
        return Progress.DONE
    if sitting.starts_at and sitting.starts_at <= now:
        return Progress.NOW
    return Progress.NEXT
