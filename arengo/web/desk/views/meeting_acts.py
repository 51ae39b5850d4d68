"""Acts on a whole meeting. Each page says in words what will happen and to how many; one POST does it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from arengo.core.refusals import Refusal
from arengo.meetings.models import Meeting
from arengo.people.rules import Right, require
from arengo.registrations import figures, operations, states
from arengo.registrations.models import Hall, Mode, Registration, SeatPool
from arengo.registrations.operations.office_mail import who_can_be_written_to
from arengo.web.desk import getting
from arengo.web.desk.forms.meeting_acts import CapacityForm, PostponeForm, ReasonForm
from arengo.web.desk.forms.places import name_of
from arengo.web.shared.forms import OfficeForm

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_AND_POST
def postpone(request: HttpRequest, slug: str) -> HttpResponse:
    """To a new date, or to one that is still to be set."""
    user = require(request.user, Right.WRITE)
    meeting = getting.get_meeting(slug)
    form = PostponeForm(getting.posted(request))

    def act() -> None:
        names = ("starts_at", "ends_at", "reason")
        values = {name: form.cleaned_data[name] for name in names}
        operations.postpone_meeting(meeting=meeting, **values, by=getting.actor(user))

    page = {
        "page_title": _("Rinvia l'incontro"),
        "button": _("Rinvia e avvisa tutti"),
        "consequences": [
            *_told(meeting),
            _("Ogni iscrizione resta valida, con il suo posto o il suo ordine in lista."),
            _("I calendari di chi ha il posto si aggiornano da soli."),
            _("Senza una nuova data non si offrono posti, e nessuna offerta scade."),
        ],
    }
    return _page(request, meeting, form, act, page, _("Incontro rinviato: le mail partono ora."))


@GET_AND_POST
def online_only(request: HttpRequest, slug: str) -> HttpResponse:
    """Nobody in the hall: everybody online, those in line too."""
    user = require(request.user, Right.WRITE)
    meeting = getting.get_meeting(slug)
    form = ReasonForm(getting.posted(request))

    def act() -> None:
        reason = form.cleaned_data["reason"]
        operations.move_online_only(meeting=meeting, reason=reason, by=getting.actor(user))

    moved = figures.active(meeting).filter(mode=Mode.IN_PERSON).count()
    page = {
        "page_title": _("Tieni l'incontro solo online"),
        "button": _("Solo online, e avvisa tutti"),
        "is_done": not meeting.in_person,
        "consequences": [
            ngettext(
                "%(number)s persona iscritta per la sala, o in lista, passa online con il suo posto.",
                "%(number)s persone iscritte per la sala, o in lista, passano online con il loro posto.",
                moved,
            )
            % {"number": moved},
            *_told(meeting),
            _("Da qui non si torna indietro: per riaprire la sala serve un incontro nuovo."),
        ],
    }
    return _page(request, meeting, form, act, page, _("L'incontro ora è solo online."))


@GET_AND_POST
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """The meeting will not be held."""
    user = require(request.user, Right.WRITE)
    meeting = getting.get_meeting(slug)
    form = ReasonForm(getting.posted(request))

    def act() -> None:
        reason = form.cleaned_data["reason"]
        operations.cancel_meeting(meeting=meeting, reason=reason, by=getting.actor(user))

    page = {
        "page_title": _("Annulla l'incontro"),
        "button": _("Annulla l'incontro e avvisa tutti"),
        "is_done": meeting.state == Meeting.State.CANCELLED,
        "is_dangerous": True,
        "consequences": [
            *_told(meeting),
            _("L'incontro resta sul sito, segnato come annullato, con il motivo che scrivi."),
            _("L'appuntamento sparisce dai calendari."),
            _("Non si può tornare indietro: se può servire una nuova data, usa «Rinvia»."),
        ],
    }
    return _page(request, meeting, form, act, page, _("Incontro annullato: le mail partono ora."))


@GET_AND_POST
def capacity(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How many places of a pool are open to registration, beside what is safe."""
    user = require(request.user, Right.WRITE)
    meeting = getting.get_meeting(slug)
    pool = get_object_or_404(SeatPool.objects.select_related("venue"), pk=pk, meeting=meeting)
    hall = Hall.objects.filter(venue=pool.venue_id).first() if pool.venue_id else None
    form = CapacityForm(getting.posted(request), pool=pool)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["capacity"]
        done = _("Ora i posti aperti sono %(number)s.") % {"number": number}
        by = getting.actor(user)
        if getting.attempt(
            request, lambda: operations.change_capacity(pool=pool, capacity=number, by=by), done
        ):
            return redirect("desk:meeting", slug=slug)
    context = {
        "meeting": meeting,
        "pool": pool,
        "pool_name": name_of(pool),
        "hall": hall,
        "form": form,
        "tab": "dashboard",
    }
    return render(request, "desk/meeting/capacity.html", context)


def _page(
    request: HttpRequest,
    meeting: Meeting,
    form: OfficeForm,
    act: Callable[[], Any],
    page: dict[str, Any],
    done: str,
) -> HttpResponse:
    """The page of an act: words first, then the button."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, done)
            return redirect("desk:meeting", slug=meeting.slug)
    context = {"meeting": meeting, "form": form, "tab": "dashboard", **page}
    return render(request, "desk/meeting/act.html", context)


def _told(meeting: Meeting) -> list[str]:
    """How many will get a mail, and how many have to be telephoned."""
    expected = Registration.objects.filter(meeting=meeting, state__in=states.EXPECTED)
    with_mail = who_can_be_written_to(expected).count()
    without = expected.count() - with_mail
    sentences = [
        ngettext(
            "%(number)s persona riceve una mail con il motivo che scrivi qui sotto.",
            "%(number)s persone ricevono una mail con il motivo che scrivi qui sotto.",
            with_mail,
        )
        % {"number": with_mail}
    ]
    if without:
        text = ngettext(
            "%(number)s persona non ha un'e-mail: va avvisata per telefono.",
            "%(number)s persone non hanno un'e-mail: vanno avvisate per telefono.",
            without,
        )
        sentences.append(text % {"number": without})
    return sentences
