"""The home and the privacy notice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from arengo.core.clock import process_time
from arengo.feedback.balance import total
from arengo.meetings.models import Meeting
from arengo.process.models import Document, Process
from arengo.web.public import balance_page
from arengo.web.public.meetings import MeetingToday
from arengo.web.shared import reading, shells
from arengo.web.shared.context import site_of
from arengo.web.shared.stages import here, stages_today

LATEST = 4
LATEST_NEWS = 3


@shells.for_a_moment
def home(request: HttpRequest) -> HttpResponse:
    """What is being decided, and the one thing to do now."""
    site = site_of(request)
    process = site.process
    if process is None:
        return render(request, "public/home_empty.html")
    announced = list(reading.meetings_to_come(process))
    meetings = [each for each in announced if each.state != Meeting.State.CANCELLED]
    stages = stages_today(process)
    plan = process.plan_in_force
    voices = total(process) if site.frame.has_voices else None
    context = {
        "process": process,
        "voices": voices,
        "voices_sentence": balance_page.sentence(voices) if voices else "",
        "next": MeetingToday(meetings[0]) if meetings else None,
        "later": meetings[1:],
        "cancelled": [each for each in announced if each.state == Meeting.State.CANCELLED],
        "stages": stages,
        "here": here(stages),
        "writing": next((each for each in stages if each.takes_voices), None),
        "plan": plan,
        "axes": plan.axes.all() if plan else [],
        "documents": _latest_documents(process),
        "news": reading.news()[:LATEST_NEWS] if site.frame.has_news else [],
    }
    return render(request, "public/home.html", context)


def privacy(request: HttpRequest) -> HttpResponse:
    """Which data are taken, what for, how long they stay, and whom to ask."""
    return render(request, "public/privacy.html")


def _latest_documents(process: Process) -> list[Document]:
    return list(reading.documents(process, process_time.today())[:LATEST])
