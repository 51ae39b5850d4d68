"""The resoconto at the desk: made from what happened, given to read, corrected, approved."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arengo.contributions.published import told_otherwise
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.live import minutes_content, operations
from arengo.live.models import Correction, Minutes
from arengo.live.operations.reporting import FRAME
from arengo.live.rooms import room_of
from arengo.meetings.models import Meeting
from arengo.web.desk import getting
from arengo.web.desk.editing import (
    Values,
    confirm_page,
    edit_page,
    editor,
    initial_of,
    told,
)
from arengo.web.desk.forms.minutes import ApprovalForm, DecisionForm, FrameForm
from arengo.web.shared import minutes_page, minutes_paper
from arengo.web.shared.forms import OfficeForm
from arengo.web.shared.minutes_files import as_file

State = Minutes.State


@require_safe
def minutes(request: HttpRequest, slug: str) -> HttpResponse:
    """Where it stands, what can be done now, and the corrections with what became of them."""
    editor(request)
    meeting = getting.get_meeting(slug)
    row = _find(meeting)
    context = {
        "meeting": meeting,
        "room": room_of(meeting),
        "minutes": row,
        "state": minutes_paper.state_in_words(row) if row else "",
        "may_approve": row is not None and _can_be_approved(row),
        "corrections": _corrections(row),
        "proof": minutes_page.proof_of(row) if row else None,
    }
    return render(request, "desk/conduct/minutes.html", context)


@require_POST
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """From what happened, for the first time or anew."""
    by = editor(request)
    meeting = getting.get_meeting(slug)
    getting.attempt(
        request,
        lambda: operations.make_minutes(meeting=meeting, by=by),
        _("La bozza è pronta: leggila prima di mandarla in lettura."),
    )
    return redirect("desk:minutes", slug=slug)


@require_http_methods(["GET", "POST"])
def frame(request: HttpRequest, slug: str) -> HttpResponse:
    """What the office says before and after."""
    by = editor(request)
    row = _get(slug)
    version = editing.version_of(row, FRAME)

    def write(values: Values) -> HttpResponse:
        operations.frame_minutes(
            minutes=row,
            opening=values["opening"],
            closing=values["closing"],
            by=by,
            version=version,
        )
        return told(request, _("Salvato."), _here(slug))

    return edit_page(
        request,
        FrameForm(getting.posted(request), initial=initial_of(row, FRAME)),
        write,
        heading=_("Inizio e fine del resoconto"),
        lede=_("Quello che sta in mezzo viene da quello che è successo."),
        back=_back(slug),
    )


@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """As it will be read; a draft says that it is one."""
    editor(request)
    row = _get(slug)
    context = {
        "meeting": row.meeting,
        "minutes": row,
        "blocks": minutes_page.blocks(row),
        "state": minutes_paper.state_in_words(row),
        "proof": minutes_page.proof_of(row),
    }
    return render(request, "desk/conduct/minutes_preview.html", context)


@require_safe
def paper(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """As PDF or DOCX, drafts too."""
    editor(request)
    return as_file(_get(slug), kind)


@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks once; then it is public, and who came is written to."""
    by = editor(request)
    row = _get(slug)

    def act(values: Values) -> HttpResponse:
        operations.share_minutes(meeting=row.meeting, by=by)
        return told(request, _("Fatto: è in lettura, e chi c'era riceve la mail."), _here(slug))

    return confirm_page(
        request,
        act,
        heading=_("Mandare il resoconto in lettura?"),
        lede=_(
            "Diventa pubblico, e a chi ha partecipato parte una mail con il link per correggerlo: hanno "
            "sette giorni. Da quel momento la bozza non si rifà da capo."
        ),
        button=_("Sì, mandalo in lettura"),
        back=_back(slug),
    )


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, slug: str, number: uuid.UUID) -> HttpResponse:
    """What the office says to one correction."""
    by = editor(request)
    row = _get(slug)
    correction = get_object_or_404(
        Correction.objects.select_related("minutes__meeting"), pk=number, minutes=row
    )
    piece = minutes_content.piece_with_key(row.content, correction.about)

    def act(values: Values) -> HttpResponse:
        operations.decide_correction(
            correction=correction,
            accepts=values["decision"] == "accept",
            text=values["text"],
            answer=values["answer"],
            by=by,
        )
        return told(request, _("Deciso: chi l'ha proposta legge la risposta."), _here(slug))

    return edit_page(
        request,
        DecisionForm(getting.posted(request), initial={"text": correction.text}),
        act,
        heading=_("Una correzione proposta"),
        back=_back(slug),
        button=_("Decidi"),
        template="desk/conduct/correction.html",
        correction=correction,
        piece=piece,
    )


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks once, with the reason for what was not answered; then nothing changes any more."""
    by = editor(request)
    row = _get(slug)
    waiting = row.corrections.filter(decided_at__isnull=True).count()

    def act(values: Values) -> HttpResponse:
        operations.approve_minutes(
            meeting=row.meeting,
            by=by,
            reason=values.get("reason", ""),
            covered=told_otherwise(row.meeting),
        )
        return told(request, _("Approvato: la sua impronta è nel registro."), _here(slug))

    form = ApprovalForm if waiting else OfficeForm
    return edit_page(
        request,
        form(getting.posted(request)),
        act,
        heading=_("Approvare il resoconto?"),
        lede=_("Si sigilla com'è adesso: dopo non lo cambia più nessuno, nemmeno l'ufficio."),
        button=_("Sì, approva"),
        back=_back(slug),
        is_danger=True,
    )


def _can_be_approved(row: Minutes) -> bool:
    """The time that was promised to who corrects is over."""
    until = row.corrections_until
    return row.state == State.SHARED and until is not None and process_time.now() >= until


def _find(meeting: Meeting) -> Minutes | None:
    return Minutes.objects.select_related("meeting__process__body").filter(meeting=meeting).first()


def _get(slug: str) -> Minutes:
    row = _find(getting.get_meeting(slug))
    if row is None:
        raise Http404
    return row


def _corrections(row: Minutes | None) -> list[tuple[Correction, str]]:
    """Each with the words that it is about; those without an answer first."""
    if row is None:
        return []
    texts = {piece["key"]: piece["text"] for piece in minutes_content.pieces_of(row.content)}
    found = [(each, texts.get(each.about, "")) for each in row.corrections.all()]
    return sorted(found, key=lambda pair: pair[0].decided_at is not None)


def _here(slug: str) -> str:
    return reverse("desk:minutes", args=[slug])


def _back(slug: str) -> tuple[str, str]:
    return (_("Resoconto"), _here(slug))
