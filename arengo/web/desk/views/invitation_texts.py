"""The one announcement in every form: mail, letter, poster, press note, short text."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from arengo.core.localized import Localized
from arengo.invitations import emails, paper, texts
from arengo.meetings.models import Meeting
from arengo.people.rules import Right, require
from arengo.web.desk.languages import asked_language
from arengo.web.desk.views.invitations import as_pdf


@require_GET
def announcement(request: HttpRequest, slug: str) -> HttpResponse:
    """Every form of the announcement, in the language that was asked for."""
    require(request.user, Right.SEE)
    meeting, language = _meeting(slug), asked_language(request)
    text = texts.announce(meeting, language)
    short = texts.short_text(meeting, language)
    example = _("Nome dell'ente")
    context = {
        "meeting": meeting,
        "language": language,
        "text": text,
        "letter": emails.write(meeting, example, text.url, language, Localized()),
        "subject": emails.subject(meeting, language),
        "press": texts.press_note(meeting, language),
        "short": short,
        "short_length": len(short),
        "formats": paper.FORMATS,
    }
    return render(request, "desk/invitations/texts.html", context)


@require_GET
def press_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The press note as plain text, to download."""
    require(request.user, Right.SEE)
    note = texts.press_note(_meeting(slug), asked_language(request))
    name = f"{_('nota-stampa')}-{slug}.txt"
    return HttpResponse(
        texts.press_text(note),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_GET
def letter_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The letter as an example body would read it."""
    require(request.user, Right.SEE)
    pdf = paper.sample_letter(_meeting(slug), asked_language(request))
    return as_pdf(pdf, f"{_('lettera')}-{slug}")


@require_GET
def poster_file(request: HttpRequest, slug: str, paper_format: str) -> HttpResponse:
    """The poster, A4 or A3."""
    require(request.user, Right.SEE)
    if paper_format not in paper.FORMATS:
        raise Http404
    pdf = paper.poster(_meeting(slug), asked_language(request), paper_format)
    return as_pdf(pdf, f"{_('locandina')}-{slug}-{paper_format}")


def _meeting(slug: str) -> Meeting:
    try:
        return texts.meeting_to_announce(slug)
    except Meeting.DoesNotExist as error:
        raise Http404 from error
