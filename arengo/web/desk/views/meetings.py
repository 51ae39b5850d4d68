"""A meeting at the desk: made, copied, changed, published, or thrown away while it is a draft."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from arengo.core.clock import words
from arengo.core.editing import version_of
from arengo.meetings import operations as meetings
from arengo.meetings.models import Meeting
from arengo.registrations import operations as registrations, states
from arengo.registrations.models import Registration
from arengo.registrations.readiness import lacks
from arengo.web.desk import getting
from arengo.web.desk.editing import Values, confirm_page, edit_page, editor, initial_of, told
from arengo.web.desk.forms.meetings import CopyMeetingForm, MeetingForm, NewMeetingForm, TimeForm
from arengo.web.desk.views.process import the_process

SHOWN = tuple(name for name in MeetingForm.base_fields if name != "version")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new meeting, as a draft."""
    by = editor(request)
    process = the_process()
    form = NewMeetingForm(request.POST or None)

    def write(values: Values) -> HttpResponse:
        meeting = meetings.make_meeting(process=process, values=values, by=by)
        sentence = _("La bozza c'è. Ora la sede, i posti e il programma: nessuno la vede ancora.")
        return told(request, sentence, reverse("desk:meeting-edit", args=[meeting.slug]))

    return edit_page(
        request,
        form,
        write,
        heading=_("Nuovo incontro"),
        lede=_("Bastano il titolo e l'ora: il resto si scrive con calma, in bozza."),
        back=(_("Incontri"), reverse("desk:meetings")),
        button=_("Crea la bozza"),
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """All that the meeting says of itself, and what it still lacks."""
    by = editor(request)
    meeting = getting.get_meeting(slug)
    initial = initial_of(meeting, SHOWN)
    form = MeetingForm(request.POST or None, initial=initial, meeting=meeting)
    version = version_of(meeting, SHOWN)

    def write(values: Values) -> HttpResponse:
        row = meetings.change_meeting(meeting=meeting, values=values, version=version, by=by)
        return told(
            request, _("Salvato: %s.") % row.title, reverse("desk:meeting-edit", args=[row.slug])
        )

    return edit_page(
        request,
        form,
        write,
        heading=meeting.title,
        back=back_to(meeting),
        template="desk/meetings/meeting.html",
        **frame(meeting, "data"),
        lacks=lacks(meeting) if is_draft(meeting) else [],
    )


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """A draft like this one, on another day."""
    by = editor(request)
    meeting = getting.get_meeting(slug)
    form = CopyMeetingForm(request.POST or None, initial={"title": meeting.title})

    def write(values: Values) -> HttpResponse:
        made = registrations.copy_meeting(meeting=meeting, by=by, **values)
        sentence = _("Ecco la copia, in bozza: sedi, posti e programma ci sono già.")
        return told(request, sentence, reverse("desk:meeting-edit", args=[made.slug]))

    return edit_page(
        request,
        form,
        write,
        heading=_("Copia: %s") % meeting.title,
        lede=_("Si copiano testi, sedi, posti, programma e chi interviene. Di chi è iscritto, niente."),
        back=back_to(meeting),
        button=_("Crea la copia"),
    )  # fmt: skip


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """From now on everybody sees it; or the list of what is missing."""
    by = editor(request)
    meeting = getting.get_meeting(slug)
    here = reverse("desk:meeting-edit", args=[slug])
    try:
        registrations.publish_meeting(meeting=meeting, by=by)
    except registrations.MeetingCannotBePublished as refusal:
        context = {"meeting": meeting, "refusal": refusal, **frame(meeting, "data")}
        return render(request, "desk/meetings/not_ready.html", context, status=409)
    return told(request, _("L'incontro è pubblico: è già nella pagina iniziale."), here)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Throw a draft away."""
    by = editor(request)
    meeting = getting.get_meeting(slug)

    def act(_values: Values) -> HttpResponse:
        meetings.remove_meeting(meeting=meeting, by=by)
        return told(request, _("La bozza non c'è più."), reverse("desk:meetings"))

    return confirm_page(
        request,
        act,
        heading=_("Eliminare la bozza «%s»?") % meeting.title,
        lede=_("Se ne vanno anche le sue sedi, i posti e il programma. Non si recupera."),
        back=back_to(meeting),
        button=_("Elimina la bozza"),
    )


@require_http_methods(["GET", "POST"])
def time(request: HttpRequest, slug: str) -> HttpResponse:
    """Other hours for a public meeting: an act, that warns whoever is registered."""
    by = editor(request)
    meeting = getting.get_meeting(slug)
    if is_draft(meeting):
        return redirect("desk:meeting-edit", slug)
    form = TimeForm(request.POST or None, initial=initial_of(meeting, ("starts_at", "ends_at")))

    def write(values: Values) -> HttpResponse:
        row = registrations.change_meeting_time(meeting=meeting, by=by, **values)
        sentence = _("Nuovo orario: %s. Chi è iscritto riceve una mail.") % words.from_to(
            row.starts_at, row.ends_at
        )
        return told(request, sentence, reverse("desk:meeting-edit", args=[slug]))

    return edit_page(
        request,
        form,
        write,
        heading=_("Cambia giorno o orario"),
        lede=who_is_warned(Registration.objects.filter(meeting=meeting)),
        back=back_to(meeting),
        button=_("Cambia e avvisa"),
    )


def back_to(meeting: Meeting) -> tuple[str, str]:
    """The way back to a meeting's own page."""
    return str(meeting.title), reverse("desk:meeting-edit", args=[meeting.slug])


def frame(meeting: Meeting, tab: str) -> dict[str, object]:
    """What the pages of one meeting's editors have in common."""
    return {"meeting": meeting, "editor_tab": tab, "is_draft": is_draft(meeting)}


def is_draft(meeting: Meeting) -> bool:
    """True until it is published."""
    return meeting.state == Meeting.State.DRAFT


def who_is_warned(those: QuerySet[Registration]) -> str:
    """How many people an act writes to, in a sentence."""
    count = those.filter(state__in=states.EXPECTED).count()
    if not count:
        return _("Nessuno è ancora iscritto: il cambiamento si legge nella pagina dell'incontro.")
    return ngettext(
        "%(count)d persona è iscritta: le scriviamo subito, con l'appuntamento nuovo per il calendario.",
        "%(count)d persone sono iscritte: scriviamo subito a tutte, con l'appuntamento nuovo per il calendario.",
        count,
    ) % {"count": count}  # fmt: skip
