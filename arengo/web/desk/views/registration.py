"""One registration: all that may be read of it, its history, and what the office can do for it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arengo.core.refusals import Refusal
from arengo.people.rules import Right, may, require
from arengo.questions import forms as question_forms
from arengo.registrations import links, operations, queries, tickets
from arengo.registrations.models import Registration
from arengo.web.desk import getting, history
from arengo.web.desk.forms.registration import (
    ContactForm,
    DetailsForm,
    ModeForm,
    NoteForm,
    initial_about,
    questions_of,
)

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])
Saves = Callable[[], Any]


@require_safe
def registration(request: HttpRequest, code: str) -> HttpResponse:
    """Everything the role may read, and the acts that the state allows."""
    require(request.user, Right.CONTACTS)
    row = getting.get_registration(code)
    place = queries.live_place(row)
    context = {
        "registration": row,
        "meeting": row.meeting,
        "contact": links.contact_of(row),
        "place": place,
        "position": queries.position_in_line(place) if place else 0,
        "needs": _needs(request, row),
        "answers": _answers(row),
        "history": history.of_registration(row),
        "mails": history.mails_of(row),
        "note_form": NoteForm(initial={"note": row.note}),
        "can": _can(row),
        "tab": "registrations",
    }
    return render(request, "desk/registrations/registration.html", context)


@GET_AND_POST
def details(request: HttpRequest, code: str) -> HttpResponse:
    """What the person told of themselves."""
    user = require(request.user, Right.WRITE)
    row = getting.get_registration(code)
    initial = initial_about(row, questions_of(row.meeting))
    form = DetailsForm(getting.posted(request), meeting=row.meeting, initial=initial)

    def write() -> None:
        operations.change_details(registration=row, **form.about(), by=getting.actor(user))

    title = _("Cambia i dati")
    return _edit(request, row, form, write, title=title, done=_("Dati salvati."))


@GET_AND_POST
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """Name and address, when they were mistyped or misheard."""
    user = require(request.user, Right.WRITE)
    row = getting.get_registration(code)
    person = links.contact_of(row)
    names = ("name", "email", "phone", "language")
    form = ContactForm(
        getting.posted(request), initial={name: getattr(person, name, "") for name in names}
    )

    def write() -> None:
        values = {name: form.cleaned_data[name] for name in names}
        operations.correct_contact(registration=row, **values, by=getting.actor(user))

    title = _("Correggi nome e recapito")
    return _edit(request, row, form, write, title=title, done=_("Nome e recapito salvati."))


@GET_AND_POST
def mode(request: HttpRequest, code: str) -> HttpResponse:
    """Another way to take part; where it is full, a place in its line."""
    user = require(request.user, Right.WRITE)
    row = getting.get_registration(code)
    form = ModeForm(getting.posted(request), registration=row)

    def write() -> None:
        pool = form.pools[form.cleaned_data["place"]]
        by = getting.actor(user)
        if pool.waiting or pool.taken >= pool.capacity:
            operations.join_line(registration=row, pool=pool, by=by)
        else:
            keep = form.cleaned_data.get("keep_place_in_line", False)
            operations.change_mode(
                registration=row, mode=pool.mode, venue=pool.venue, keep_place_in_line=keep, by=by
            )

    title = _("Cambia modo di partecipare")
    return _edit(
        request, row, form, write, title=title, done=_("Fatto: la persona riceve la mail.")
    )


@GET_AND_POST
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Asks first, in words; the seat goes to who is next."""
    user = require(request.user, Right.WRITE)
    row = getting.get_registration(code)
    if request.method == "POST":
        return _act(request, row, operations.cancel, user.pk, _("Iscrizione annullata."))
    context = {"registration": row, "meeting": row.meeting, "contact": links.contact_of(row)}
    return render(request, "desk/registrations/cancel.html", context)


@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Confirmed by telephone, for who cannot open the mail."""
    user = require(request.user, Right.WRITE)
    row = getting.get_registration(code)
    return _act(request, row, operations.confirm, user.pk, _("Confermata per telefono."))


@require_POST
def come_back(request: HttpRequest, code: str) -> HttpResponse:
    """A cancelled registration again, as if registering now."""
    user = require(request.user, Right.WRITE)
    row = getting.get_registration(code)
    return _act(request, row, operations.come_back, user.pk, _("Iscrizione ripresa."))


@require_POST
def resend_link(request: HttpRequest, code: str) -> HttpResponse:
    """The personal link once more."""
    user = require(request.user, Right.WRITE)
    row = getting.get_registration(code)
    done = _("Il link riparte fra poco, al massimo uno ogni dieci minuti.")
    return _act(request, row, operations.resend_link, user.pk, done)


@GET_AND_POST
def note(request: HttpRequest, code: str) -> HttpResponse:
    """The office's note; two who write it at once see both versions."""
    user = require(request.user, Right.WRITE)
    row = getting.get_registration(code)
    form = NoteForm(getting.posted(request), initial={"note": row.note})

    def write() -> None:
        text = form.cleaned_data["note"]
        operations.write_note(registration=row, note=text, by=getting.actor(user))

    title = _("Nota dell'ufficio")
    return _edit(request, row, form, write, title=title, done=_("Nota salvata."))


@require_safe
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """The ticket to print for somebody without e-mail."""
    require(request.user, Right.CONTACTS)
    row = getting.get_registration(code)
    pdf = tickets.ticket_pdf(row, get_language() or "it")
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="biglietto-{row.code}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _edit(
    request: HttpRequest,
    row: Registration,
    form: Any,
    write: Saves,
    *,
    title: str,
    done: str | Promise,
) -> HttpResponse:
    """Bind, save, say so; what is refused stands on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            write()
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, str(done))
            return redirect("desk:registration", code=row.code)
    context = {
        "registration": row,
        "meeting": row.meeting,
        "contact": links.contact_of(row),
        "form": form,
        "page_title": title,
    }
    return render(request, "desk/registrations/edit.html", context)


def _act(
    request: HttpRequest, row: Registration, operation: Callable[..., Any], user_id: int, done: str
) -> HttpResponse:
    getting.attempt(request, lambda: operation(registration=row, by=f"staff:{user_id}"), done)
    return redirect("desk:registration", code=row.code)


def _can(row: Registration) -> dict[str, bool]:
    """Which buttons make sense now; the operations decide in the end."""
    state = Registration.State
    contact = links.contact_of(row)
    has_email = bool(contact and contact.email)
    return {
        "confirm": row.state == state.TO_CONFIRM,
        "cancel": row.state not in (state.CANCELLED, state.ATTENDED),
        "come_back": row.state == state.CANCELLED,
        "change_mode": row.state in (state.CONFIRMED, state.WAITING, state.OFFERED),
        "change": row.state != state.CANCELLED,
        "resend": has_email and row.state != state.CANCELLED,
        "print": row.state in tickets.WITH_A_TICKET,
    }


def _needs(request: HttpRequest, row: Registration) -> Any:
    """What the person needs, for who may read it."""
    return getattr(row, "access_needs", None) if may(request.user, Right.ACCESS_NEEDS) else None


def _answers(row: Registration) -> list[tuple[str, str]]:
    """The office's questions with the person's answers, in words."""
    return question_forms.answers_in_words(questions_of(row.meeting), row.answers)
