"""The assistant's console: start, pause, extend, next; what the projector shows; who needs help."""

from collections.abc import Callable
from functools import wraps
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_POST

from arengo.live import operations
from arengo.live.models import HelpRequest, Room
from arengo.live.refusals import NothingWritten
from arengo.meetings.models import Duty
from arengo.process.models import Document
from arengo.web.room.acting import done
from arengo.web.room.forms import AnswerForm, MessageForm
from arengo.web.room.getting import Conduct, get_conduct
from arengo.web.room.parts import PLAIN_SHOWINGS
from arengo.web.room.stream import drawn
from arengo.web.shared.duties import PAGES
from arengo.web.shared.privately import keep_uncached

View = Callable[..., HttpResponse]
Kind = Duty.Kind


def conducting(*kinds: Duty.Kind) -> Callable[[View], View]:
    """A view of who serves as one of these at the meeting; it gets a Conduct instead of the slug."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(
            request: HttpRequest, slug: str, *args: object, **kwargs: object
        ) -> HttpResponse:
            conduct = get_conduct(request, slug, *kinds)
            return keep_uncached(view(request, conduct, *args, **kwargs))

        return guarded

    return decorate


@conducting(Kind.ASSISTANT)
def console(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """The page; everything on it goes on by the stream."""
    return _page(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT)
def begin(request: HttpRequest, conduct: Conduct, seen: int) -> HttpResponse:
    """A line of the programme is on from now."""
    key = request.POST.get("line", "")
    operations.begin(meeting=conduct.meeting, key=key, seen=seen or None, by=conduct.by)
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT)
def act(request: HttpRequest, conduct: Conduct, what: str, seen: int) -> HttpResponse:
    """Next, pause, resume, stop: on what is on, as the page showed it."""
    if what not in VERBS:
        raise Http404
    VERBS[what](meeting=conduct.meeting, seen=seen or None, by=conduct.by)
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT)
def extend(request: HttpRequest, conduct: Conduct, minutes: int, seen: int) -> HttpResponse:
    """Some minutes more."""
    operations.extend(meeting=conduct.meeting, minutes=minutes, seen=seen or None, by=conduct.by)
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT)
def close(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """The evening is over."""
    operations.close_meeting(meeting=conduct.meeting, by=conduct.by)
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT)
def reopen(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """It was not."""
    operations.reopen_meeting(meeting=conduct.meeting, by=conduct.by)
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT)
def show(request: HttpRequest, conduct: Conduct, showing: str) -> HttpResponse:
    """What the projector shows from now."""
    if showing not in PLAIN_SHOWINGS:
        raise Http404
    operations.show(meeting=conduct.meeting, showing=Room.Showing(showing), by=conduct.by)
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT)
def show_message(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """Some words on the projector."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, conduct, message_form=form, status=422)
    operations.show_message(
        meeting=conduct.meeting, message=form.cleaned_data["message"], by=conduct.by
    )
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT, Kind.TECHNICIAN)
def show_page(request: HttpRequest, conduct: Conduct, pk: int, page: int) -> HttpResponse:
    """A page of a document, on the projector and on everybody's page."""
    document = get_object_or_404(Document, pk=pk, process=conduct.meeting.process_id)
    operations.show_page(meeting=conduct.meeting, document=document, page=page, by=conduct.by)
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT, Kind.STEWARD, Kind.TECHNICIAN)
def take_help(request: HttpRequest, conduct: Conduct, number: str) -> HttpResponse:
    """ "Ci penso io"."""
    operations.take_help(request=_help(conduct, number), by=conduct.by)
    return back(request, conduct)


@require_POST
@conducting(Kind.ASSISTANT, Kind.STEWARD, Kind.TECHNICIAN)
def answer_help(request: HttpRequest, conduct: Conduct, number: str) -> HttpResponse:
    """The answer that who asked reads."""
    form = AnswerForm(request.POST, prefix=str(number))
    if not form.is_valid():
        raise NothingWritten(_("Scrivi la risposta: la legge chi ha chiesto aiuto."))
    operations.answer_help(
        request=_help(conduct, number), answer=form.cleaned_data["answer"], by=conduct.by
    )
    return back(request, conduct)


VERBS: Final = {
    "avanti": operations.go_on,
    "pausa": operations.pause,
    "riprendi": operations.resume,
    "ferma": operations.stop,
}


def _help(conduct: Conduct, number: str) -> HelpRequest:
    asked = HelpRequest.objects.select_related("room__meeting", "registration")
    return get_object_or_404(asked, pk=number, room__meeting=conduct.meeting)


def back(request: HttpRequest, conduct: Conduct) -> HttpResponse:
    """Back to the page of who did it."""
    page = PAGES.get(conduct.duty.kind, "console") if conduct.duty else "console"
    return done(request, f"room:{page}", slug=conduct.meeting.slug)


def _page(
    request: HttpRequest,
    conduct: Conduct,
    *,
    message_form: MessageForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **drawn(conduct.meeting, "console", get_language()),
        "conduct": conduct,
        "meeting": conduct.meeting,
        "message_form": message_form or MessageForm(),
    }
    return render(request, "room/console.html", context, status=status)
