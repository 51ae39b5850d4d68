"""Sending the invitation in waves: to whom, with which words, a test to oneself, and off it goes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arengo.core.refusals import Refusal
from arengo.invitations import emails, operations, queries, rules, texts
from arengo.invitations.models import Invitation, Wave
from arengo.people.rules import Right, require
from arengo.registrations.coverage import coverage
from arengo.registrations.fullness import how_full
from arengo.web.desk import reach
from arengo.web.desk.forms.invitations import OpeningForm, WaveForm
from arengo.web.desk.languages import asked_language
from arengo.web.desk.views.address_book import by
from arengo.web.desk.views.invitations import get_meeting

NAMES_SHOWN = 40


@require_http_methods(["GET", "POST"])
def new_wave(request: HttpRequest, slug: str) -> HttpResponse:
    """To whom, and with which words; nothing leaves before the next page."""
    user = require(request.user, Right.WRITE)
    meeting = get_meeting(slug)
    form = WaveForm(request.POST or None)
    if form.is_valid():
        invited = Invitation.objects.filter(meeting=meeting).exclude(state="to_send")
        try:
            wave = operations.make_wave(
                meeting=meeting,
                name=form.cleaned_data["name"],
                entries=form.chosen(invited.values("entry")),
                opening=form.cleaned_data["opening"],
                by=by(user),
            )
        except Refusal as refusal:
            form.add_error("kinds", str(refusal.sentence))
        else:
            return redirect("desk:wave", meeting.slug, wave.pk)
    status = 422 if form.is_bound else 200
    context = {"meeting": meeting, "form": form, "how_full": how_full(meeting)}
    return render(request, "desk/invitations/new_wave.html", context, status=status)


@require_http_methods(["GET", "POST"])
def wave(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """How many and who, the mail as they will read it, and the buttons; a POST changes its words."""
    user = require(request.user, Right.WRITE)
    row = _wave(slug, number)
    form = OpeningForm(request.POST or None, initial={"opening": row.opening})
    if form.is_valid():
        operations.change_opening(wave=row, opening=form.cleaned_data["opening"], by=by(user))
        messages.success(request, _("Parole d'apertura salvate: qui sotto l'anteprima."))
        return redirect("desk:wave", slug, number)
    language = asked_language(request)
    meeting = texts.meeting_to_announce(slug)
    left_out = _leave_out(row)
    entries = row.entries.exclude(pk__in=left_out)
    bodies = entries.exclude(email="")
    persons = queries.persons_of(entries)
    is_open = row.state != Wave.State.SENT
    count, persons_count = bodies.count(), len(persons)
    if not is_open:
        persons_count = queries.written_persons(row)
    context = {
        "meeting": meeting,
        "wave": row,
        "form": form,
        "count": count,
        "persons_count": persons_count,
        "reach": reach.in_words(count, persons_count),
        "left_out": len(left_out),
        "names": bodies[:NAMES_SHOWN],
        "persons": persons[:NAMES_SHOWN],
        "letter": emails.preview(row, meeting, emails.first_name(row), language),
        "letter_to_person": emails.preview_to_person(row, meeting, persons[0], language)
        if persons
        else None,
        "subject": emails.subject(meeting, language),
        "language": language,
        "quiet": rules.quiet_period(),
        "is_open": is_open,
        "how_full": how_full(meeting) if is_open else "",
    }
    return render(request, "desk/invitations/wave.html", context)


@require_POST
def test_wave(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Send the mail of the wave to oneself."""
    user = require(request.user, Right.WRITE)
    row = _wave(slug, number)
    language = asked_language(request)
    operations.send_test(wave=row, to=user, language=language, by=by(user))
    messages.success(request, _("Prova in partenza verso %(email)s.") % {"email": user.email})
    return redirect("desk:wave", slug, number)


@require_POST
def send_wave(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Off it goes; in a quiet period it waits until that is over."""
    user = require(request.user, Right.WRITE)
    row = _wave(slug, number)
    sent = operations.send_wave(wave=row, leave_out=_leave_out(row), by=by(user))
    bodies = sent.entries.exclude(email="").count()
    to = reach.in_words(bodies, len(queries.persons_of(sent.entries.all())))
    sentence = _("In partenza: a %(reach)s.")
    if sent.state == Wave.State.HELD:
        sentence = _(
            "Trattenuta: parte da sola quando finisce il periodo di silenzio, a %(reach)s."
        )
    messages.success(request, sentence % {"reach": to})
    return redirect("desk:invitations", slug)


@require_POST
def drop_wave(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give up a wave that has not left."""
    user = require(request.user, Right.WRITE)
    operations.drop_wave(wave=_wave(slug, number), by=by(user))
    messages.success(request, _("Spedizione lasciata stare: non è partito niente."))
    return redirect("desk:invitations", slug)


def _wave(slug: str, number: int) -> Wave:
    waves = Wave.objects.select_related("meeting__process__body")
    return get_object_or_404(waves, pk=number, meeting__slug=slug)


def _leave_out(row: Wave) -> list[int]:
    """Who is in a wave for the silent and has answered meanwhile; nobody in another wave."""
    if not row.to_silent or row.state == Wave.State.SENT:
        return []
    chosen = set(row.entries.values_list("pk", flat=True))
    return [pk for pk in coverage(row.meeting).answered if pk in chosen]
