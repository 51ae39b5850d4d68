"""The assistant reads what was asked, and runs the polls; the chair says when results are shown."""

import uuid
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from arengo.live import operations
from arengo.live.asked import version_of_poll
from arengo.live.models import AskedQuestion, Poll
from arengo.live.refusals import LiveRefusal, PollChanged
from arengo.web.room.acting import done
from arengo.web.room.console import Kind, conducting
from arengo.web.room.forms_asking import PollForm
from arengo.web.room.getting import Conduct

QUESTION_VERBS: Final = {
    "pubblica": operations.publish_question,
    "ha-avuto-risposta": operations.note_question_answered,
    "riprendi": operations.reopen_question,
    "sullo-schermo": operations.show_question,
}
POLL_VERBS: Final = {
    "apri": operations.open_poll,
    "chiudi": operations.close_poll,
    "sullo-schermo": operations.show_poll,
}
RESULT_VERBS: Final = {
    "mostra": operations.show_results,
    "nascondi": operations.hide_results,
}


@require_POST
@conducting(Kind.ASSISTANT)
def question_act(
    request: HttpRequest, conduct: Conduct, number: uuid.UUID, what: str
) -> HttpResponse:
    """Publish, answered, taken in hand again, on the screen."""
    if what not in QUESTION_VERBS:
        raise Http404
    QUESTION_VERBS[what](question=_question(conduct, number), by=conduct.by)
    return _done(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT)
def question_refuse(request: HttpRequest, conduct: Conduct, number: uuid.UUID) -> HttpResponse:
    """Not published, and why."""
    reason = request.POST.get(f"{number}-reason", "")
    operations.refuse_question(question=_question(conduct, number), reason=reason, by=conduct.by)
    return _done(request, conduct)


@conducting(Kind.ASSISTANT)
def poll_new(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """Prepare a poll, on the day or before."""
    if request.method != "POST":
        return _poll_page(request, conduct, PollForm(initial={"number": uuid.uuid4()}))
    form = PollForm(request.POST)
    if form.is_valid():
        try:
            number = form.cleaned_data["number"]
            operations.make_poll(
                meeting=conduct.meeting, number=number, **form.as_poll, by=conduct.by
            )
        except LiveRefusal as refusal:
            form.add_error("options", str(refusal.sentence))
        else:
            return redirect("room:console", slug=conduct.meeting.slug)
    return _poll_page(request, conduct, form, status=422)


@conducting(Kind.ASSISTANT)
def poll_change(request: HttpRequest, conduct: Conduct, number: uuid.UUID) -> HttpResponse:
    """Write a prepared poll anew; of two who do so at once, the second sees it and says so again."""
    poll = _poll(conduct, number)
    if request.method != "POST":
        return _poll_page(request, conduct, PollForm(initial=PollForm.values_of(poll)))
    form = PollForm(request.POST)
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            operations.change_poll(poll=poll, **form.as_poll, by=conduct.by, version=version)
        except PollChanged as refusal:
            sent = request.POST.copy()
            sent["version"] = version_of_poll(poll)
            form.data = sent
            form.add_error(None, str(refusal.sentence))
        except LiveRefusal as refusal:
            form.add_error("options", str(refusal.sentence))
        else:
            return redirect("room:console", slug=conduct.meeting.slug)
    return _poll_page(request, conduct, form, status=422)


@require_POST
@conducting(Kind.ASSISTANT)
def poll_act(request: HttpRequest, conduct: Conduct, number: uuid.UUID, what: str) -> HttpResponse:
    """Open, close, on the screen."""
    if what not in POLL_VERBS:
        raise Http404
    POLL_VERBS[what](poll=_poll(conduct, number), by=conduct.by)
    return _done(request, conduct)


@require_POST
@conducting(Kind.CHAIR, Kind.ASSISTANT)
def poll_results(
    request: HttpRequest, conduct: Conduct, number: uuid.UUID, what: str
) -> HttpResponse:
    """On everybody's page, or no longer."""
    if what not in RESULT_VERBS:
        raise Http404
    RESULT_VERBS[what](poll=_poll(conduct, number), by=conduct.by)
    is_chair = conduct.duty is not None and conduct.duty.kind == Kind.CHAIR
    page = "room:chair" if is_chair else "room:console"
    return done(request, page, slug=conduct.meeting.slug)


def _question(conduct: Conduct, number: uuid.UUID) -> AskedQuestion:
    asked = AskedQuestion.objects.select_related("room__meeting")
    return get_object_or_404(asked, pk=number, room__meeting=conduct.meeting)


def _poll(conduct: Conduct, number: uuid.UUID) -> Poll:
    polls = Poll.objects.select_related("room__meeting")
    return get_object_or_404(polls, pk=number, room__meeting=conduct.meeting)


def _done(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    return done(request, "room:console", slug=conduct.meeting.slug)


def _poll_page(
    request: HttpRequest, conduct: Conduct, form: PollForm, *, status: int = 200
) -> HttpResponse:
    context = {"conduct": conduct, "meeting": conduct.meeting, "form": form}
    return render(request, "room/poll.html", context, status=status)
