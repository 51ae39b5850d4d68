"""Who was invited to a meeting and who answered: map, tables, each body; lists and letters."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from arengo.invitations import operations, paper, queries, rules, texts
from arengo.invitations.links import invitation_url
from arengo.invitations.models import Invitation, LetterPrint
from arengo.meetings.models import Meeting
from arengo.people.rules import Right, require
from arengo.registrations.audience import audience
from arengo.registrations.coverage import Answer, BodyAnswer, Coverage, coverage
from arengo.web.desk import coverage_map, openings, reach, to_silent
from arengo.web.desk.views import notices
from arengo.web.desk.views.address_book import as_file, by

ON_A_PAGE = 60
PDF = "application/pdf"
# At the head of a column, of many bodies.
IN_SHORT = {
    Answer.REGISTERED: gettext_lazy("Iscritti"),
    Answer.DECLINED: gettext_lazy("Non vengono"),
    Answer.REFUSED: gettext_lazy("Mail respinta"),
    Answer.SILENT: gettext_lazy("Tacciono"),
    Answer.TO_INVITE: gettext_lazy("Da invitare"),
}
NAME_FOR_THE_SILENT = gettext_lazy("A chi tace, %(day)s")


def get_meeting(slug: str) -> Meeting:
    """The meeting with its process and body. Raises Http404."""
    return get_object_or_404(Meeting.objects.select_related("process__body"), slug=slug)


@require_GET
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Who answered: figures, map, tables by zone and kind, the waves, and every body."""
    require(request.user, Right.SEE)
    meeting = get_meeting(slug)
    state = coverage(meeting)
    wanted = {name: request.GET.get(name, "") for name in ("risposta", "zona", "tipo")}
    bodies = [body for body in state.bodies if _is_wanted(body, wanted)]
    total = state.total
    silent = state.silent
    persons = queries.persons_of(body.entry for body in silent)
    waves = list(queries.waves(meeting))
    asked, why_not = audience(meeting), notices.why_not(meeting)
    context = {
        "meeting": meeting,
        "state": state,
        "total": total,
        "answers": [(answer, IN_SHORT[answer], total.counts.get(answer, 0)) for answer in Answer],
        "finding": _finding(state),
        "map": coverage_map.draw(bodies),
        "wanted": wanted,
        "page": Paginator(bodies, ON_A_PAGE).get_page(request.GET.get("pagina")),
        "silent_count": len(silent),
        "silent_reach": reach.in_words(sum(bool(b.entry.email) for b in silent), len(persons)),
        "waves": waves,
        "letters_to_silent": to_silent.letters(waves),
        "quiet": rules.quiet_period(),
        "audience": asked,
        "why_not": why_not,
        "is_to_tell": bool(asked.due) and not why_not,
    }
    return render(request, "desk/invitations/overview.html", context)


def _finding(state: Coverage) -> str:
    """Dei 312 comuni invitati 56 sono iscritti e 241 tacciono: what the map is there to say."""
    towns = next((line for line in state.by_kind if line.key == "municipality"), None)
    if towns is None:
        return ""
    numbers = {answer: towns.counts.get(answer, 0) for answer in Answer}
    return _("Comuni invitati: %(all)s. Iscritti: %(registered)s. Tacciono: %(silent)s.") % {
        "all": towns.bodies,
        "registered": numbers[Answer.REGISTERED],
        "silent": numbers[Answer.SILENT],
    }


def _is_wanted(body: BodyAnswer, wanted: dict[str, str]) -> bool:
    zone = str(body.zone.number) if body.zone else "0"
    return (
        wanted["risposta"] in ("", body.answer)
        and wanted["zona"] in ("", zone)
        and wanted["tipo"] in ("", body.entry.kind)
    )


@require_POST
def write_to_silent(request: HttpRequest, slug: str) -> HttpResponse:
    """The one button: a wave for those who say nothing, to look at before it leaves."""
    user = require(request.user, Right.WRITE)
    meeting = get_meeting(slug)
    wave = operations.make_wave(
        meeting=meeting,
        name=str(NAME_FOR_THE_SILENT) % {"day": texts.today_in_words()},
        entries=[body.entry for body in coverage(meeting).silent],
        opening=openings.for_the_silent(meeting),
        to_silent=True,
        by=by(user),
    )
    return redirect("desk:wave", meeting.slug, wave.pk)


@require_GET
def body(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One invited body: where it stands, its own link, its letter."""
    require(request.user, Right.SEE)
    row = _invitation(slug, code)
    found = next(each for each in coverage(row.meeting).bodies if each.invitation.pk == row.pk)
    context = {
        "meeting": row.meeting,
        "body": found,
        "url": invitation_url(row),
        "waves": queries.waves(row.meeting).filter(entries=row.entry_id),
    }
    return render(request, "desk/invitations/body.html", context)


@require_POST
def answer(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The body told the office that it does not come, or thought again."""
    user = require(request.user, Right.WRITE)
    row = _invitation(slug, code)
    if request.POST.get("risposta") == "no":
        operations.decline(invitation=row, by=by(user))
        messages.success(request, _("Segnato: non partecipa. Non riceverà altri inviti."))
    else:
        operations.take_back(invitation=row, by=by(user))
        messages.success(request, _("Segnato: è di nuovo tra gli invitati."))
    return redirect("desk:invitation-body", slug, row.code)


@require_GET
def body_letter(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The letter of one body, with the QR of its own link."""
    require(request.user, Right.WRITE)
    row = _invitation(slug, code)
    meeting = texts.meeting_to_announce(slug)
    pdf = paper.letters(meeting, [row])
    return as_pdf(pdf, f"{_('lettera')}-{row.entry.key}")


def _invitation(slug: str, code: str) -> Invitation:
    found = rules.get_invitation_by_code(code)
    if found.meeting.slug != slug:
        raise Http404
    return found


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows."""
    disposition = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(content, content_type=PDF, headers=disposition)


@require_GET
def export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The invited bodies as a sheet, for certified mail and the protocol: name, PEC, own link."""
    user = require(request.user, Right.EXPORT)
    meeting = get_meeting(slug)
    headers = [
        *(_("Ente"), _("Tipo"), _("Zona"), _("E-mail"), _("PEC"), _("Indirizzo")),
        *(_("Link dell'ente"), _("Risposta"), _("Persone iscritte"), _("Invitato il")),
    ]
    rows = [_as_row(each) for each in coverage(meeting).bodies]
    operations.note_export(subject=f"meeting:{meeting.slug}", count=len(rows), by=by(user))
    return as_file(kind, headers, rows, f"{_('inviti')}-{meeting.slug}")


def _as_row(each: BodyAnswer) -> list[Any]:
    entry = each.entry
    return [
        *(entry.name, entry.get_kind_display(), str(each.zone or ""), entry.email),
        *(entry.certified_email, entry.address, invitation_url(each.invitation)),
        *(each.answer.label, each.people, each.invitation.invited_at),
    ]


@require_POST
def ask_letters(request: HttpRequest, slug: str) -> HttpResponse:
    """Have one PDF made with the letters to all the invited bodies, those that declined apart."""
    user = require(request.user, Right.EXPORT)
    meeting = get_meeting(slug)
    state: Coverage = coverage(meeting)
    entries = [each.entry for each in state.bodies if each.answer != Answer.DECLINED]
    operations.ask_letters(meeting=meeting, entries=entries, by=by(user))
    return redirect("desk:invitation-letters", meeting.slug)


@require_GET
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """The printed letters: ready, or under way; the page looks again by itself."""
    require(request.user, Right.EXPORT)
    meeting = get_meeting(slug)
    prints = list(queries.letter_prints(meeting))
    is_under_way = any(each.made_at is None for each in prints)
    context = {"meeting": meeting, "prints": prints, "is_under_way": is_under_way}
    response = render(request, "desk/invitations/letters.html", context)
    if is_under_way:
        response["Refresh"] = "3"
    return response


@require_GET
def letters_file(request: HttpRequest, slug: str, number: str) -> FileResponse:
    """One PDF with all the letters."""
    require(request.user, Right.EXPORT)
    found = get_object_or_404(LetterPrint, pk=number, meeting__slug=slug, made_at__isnull=False)
    name = f"{_('lettere')}-{slug}.pdf"
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=name, content_type=PDF)
