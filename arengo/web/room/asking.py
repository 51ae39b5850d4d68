"""What one asks, supports and votes from one's own page of the evening."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from arengo.live import operations
from arengo.live.models import AskedQuestion, Poll
from arengo.live.refusals import LiveRefusal
from arengo.registrations.models import Registration
from arengo.web.room.acting import done
from arengo.web.room.forms_asking import AskForm, SupportForm, VoteForm
from arengo.web.room.stage import act_in_the_room, stage_page
from arengo.web.shared.middleware import BY_SCRIPT


@act_in_the_room
def ask(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """A question, to be read by the assistant first. What was typed stays, whatever is wrong with it."""
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            operations.ask_question(registration=registration, **form.cleaned_data)
        except LiveRefusal as refusal:
            if request.headers.get("X-Requested-With") == BY_SCRIPT:
                raise
            form.add_error("text", str(refusal.sentence))
        else:
            return done(request, "room:evening", token=token)
    return stage_page(request, registration, token, ask_form=form, status=422)


@act_in_the_room
def support(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """ "Anche per me", given or taken back."""
    form = SupportForm(request.POST)
    number = form.number if form.is_valid() else None
    question = get_object_or_404(AskedQuestion, pk=number, room__meeting=registration.meeting_id)
    act = operations.withdraw_support if form.is_withdrawn else operations.support_question
    act(registration=registration, question=question)
    return done(request, "room:evening", token=token)


@act_in_the_room
def vote(
    request: HttpRequest, registration: Registration, token: str, number: uuid.UUID
) -> HttpResponse:
    """One tap, one vote; another tap, another vote instead."""
    poll = get_object_or_404(Poll, pk=number, room__meeting=registration.meeting_id)
    form = VoteForm(request.POST)
    option = form.cleaned_data["option"] if form.is_valid() else 0
    operations.cast_ballot(registration=registration, poll=poll, option=option)
    return done(request, "room:evening", token=token)
