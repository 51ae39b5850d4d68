"""Everybody's page of the evening, by one's personal link: online, and on the phone in the hall."""

import uuid
from collections.abc import Callable
from functools import wraps

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from arengo.live import operations, queries, rooms, rules
from arengo.live.asked import my_asking
from arengo.live.models import HelpRequest, SpeakingRequest
from arengo.live.refusals import NotInTheRoom
from arengo.live.speakers import my_floor
from arengo.registrations import stays
from arengo.registrations.models import Registration
from arengo.registrations.refusals import LinkNotValid, PersonErased
from arengo.web.room import own_sheets, parts_conference, parts_speaking
from arengo.web.room.acting import done
from arengo.web.room.forms import HelpForm, SpeakForm
from arengo.web.room.forms_asking import AskForm
from arengo.web.room.stream import drawn
from arengo.web.shared.privately import keep_uncached

View = Callable[..., HttpResponse]


def in_the_room(view: View) -> View:
    """The view of somebody in the room: it gets the registration and the token of the link.

    Who cannot be here goes to the personal page, which knows why and what to do instead.
    """

    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: object, **kwargs: object) -> HttpResponse:
        try:
            registration = rules.get_place_in_room(token)
        except (LinkNotValid, PersonErased, NotInTheRoom):
            return keep_uncached(redirect("public:my-place", token=token))
        if not rules.is_in_hall(registration) and not rules.is_present(registration):
            return keep_uncached(redirect("public:my-room", token=token))
        return keep_uncached(view(request, registration, token, *args, **kwargs))

    return guarded


def act_in_the_room(view: View) -> View:
    """As `in_the_room`, for what is done there: who does something is here."""

    @require_POST
    @in_the_room
    @wraps(view)
    def acted(
        request: HttpRequest, registration: Registration, *args: object, **kwargs: object
    ) -> HttpResponse:
        operations.note_here(registration=registration)
        return view(request, registration, *args, **kwargs)

    return acted


@in_the_room
def stage(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """What is on, what comes next, slides, captions, questions, polls, help; it goes on by itself."""
    operations.note_page_read(registration=registration)
    return stage_page(request, registration, token)


@in_the_room
def mine(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """The part of the page that is one's own, fetched again when something of it may have changed."""
    return render(request, "room/stage/mine.html", _mine(registration, token))


@act_in_the_room
def here(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """The page is open: its script says so every few minutes; without script a button draws it again."""
    return done(request, "room:evening", token=token)


@require_POST
@in_the_room
def gone(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """The page was left, says its script."""
    operations.note_gone(registration=registration)
    return HttpResponse(status=204)


@act_in_the_room
def ask_help(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """ "Aiuto": it reaches a person."""
    form = HelpForm(request.POST)
    if not form.is_valid():
        return stage_page(request, registration, token, help_form=form, status=422)
    operations.ask_for_help(registration=registration, **form.cleaned_data)
    return done(request, "room:evening", token=token)


@act_in_the_room
def withdraw_help(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """It is no longer needed."""
    asked = get_object_or_404(
        HelpRequest.objects.select_related("room__meeting", "registration"),
        pk=_told_number(request),
        registration=registration,
    )
    operations.withdraw_help(request=asked)
    return done(request, "room:evening", token=token)


@act_in_the_room
def ask_to_speak(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """ "Alza la mano"."""
    form = SpeakForm(request.POST)
    if not form.is_valid():
        raise Http404
    operations.ask_to_speak(registration=registration, **form.cleaned_data)
    return done(request, "room:evening", token=token)


@act_in_the_room
def withdraw_request(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """ "Ci ripenso"."""
    asked = get_object_or_404(
        SpeakingRequest.objects.select_related("queue__room__meeting"),
        pk=_told_number(request),
        registration=registration,
    )
    operations.withdraw_request(request=asked, by="person")
    return done(request, "room:evening", token=token)


def stage_page(
    request: HttpRequest,
    registration: Registration,
    token: str,
    *,
    help_form: HelpForm | None = None,
    ask_form: AskForm | None = None,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """The whole page, with the form that was sent when something is wrong with it.

    `more` is what was typed and could not be done, in the place of empty fields.
    """
    context = {
        **drawn(registration.meeting, "stage", get_language()),
        **_mine(registration, token),
        **own_sheets.to_write(registration),
        "help_form": help_form or HelpForm(),
        "help_number": _number(help_form),
        "ask_form": ask_form or AskForm(),
        "ask_number": _number(ask_form),
        **more,
    }
    return render(request, "room/stage.html", context, status=status)


def _told_number(request: HttpRequest) -> uuid.UUID:
    """The number that the page sent. Raises Http404 for what is none."""
    try:
        return uuid.UUID(request.POST.get("number", ""))
    except ValueError as error:
        raise Http404 from error


def _number(form: Form | None) -> object:
    """The number under which the form was sent, or a new one."""
    return (form and form.data.get("number")) or uuid.uuid4()


def _mine(registration: Registration, token: str) -> dict[str, object]:
    is_closed = rooms.room_of(registration.meeting).closed_at is not None
    return {
        "is_closed": is_closed,
        "meeting": registration.meeting,
        "registration": registration,
        "token": token,
        "in_hall": rules.is_in_hall(registration),
        "is_present": rules.is_present(registration),
        "is_measured": stays.is_measured(registration),
        "my_help": queries.my_help(registration),
        "my_floor": my_floor(registration),
        "floor_number": uuid.uuid4(),
        "own_tag": parts_speaking.tag_of(registration),
        "asking": my_asking(registration),
        **own_sheets.my_turns(registration),
        **({} if is_closed else parts_conference.on_the_stage(registration)),
    }
