"""Meetings that people hold by themselves: how it is done, and a page on which to tell what was said."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from arengo.contributions import operations
from arengo.contributions.links import (
    author_token,
    is_report_authors,
    report_author_token,
    report_of,
    report_to_confirm,
    report_token,
    writer_token,
)
from arengo.contributions.models import Contribution, Source
from arengo.contributions.queries import own_meetings
from arengo.contributions.refusals import CannotConfirm
from arengo.core import codes
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.core.refusals import Refusal
from arengo.people.identity import normal_email
from arengo.process.queries import stage_taking_voices, stage_to_take_voices
from arengo.web.public import own_meeting_kit
from arengo.web.public.forms import forgery, mail_advice, municipalities
from arengo.web.public.forms.report import ReportForm
from arengo.web.public.views.writing import MAILBOX_FULL, ONE_MAILBOX, TOO_MANY
from arengo.web.shared import bots, limits, reading
from arengo.web.shared.limits import AddressLimit
from arengo.web.shared.privately import keep_private, keep_uncached

REPORTING = AddressLimit("report", per_address=20, per_range=60, seconds=600)


@require_safe
def own_meetings_page(request: HttpRequest) -> HttpResponse:
    """How a meeting is held in a village or an association, what to print, and those that were told."""
    process = reading.processes().first()
    now = process_time.now()
    context = {
        "stage": stage_taking_voices(process, now) if process else None,
        "coming": stage_to_take_voices(process, now) if process else None,
        "told": own_meetings(process) if process else [],
        "steps": own_meeting_kit.steps(),
        "has_kit": process is not None,
    }
    return render(request, "public/own_meetings.html", context)


@require_safe
def kit(request: HttpRequest) -> HttpResponse:
    """The guide, the poster and the sheets for notes, to print."""
    process = reading.processes().first()
    if process is None:
        raise Http404
    data = own_meeting_kit.pdf(process, get_language() or "it")
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="incontro-da-voi.pdf"'
    return answer


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form; a first POST shows which voices come of it, the button "invia" sends them."""
    process = reading.processes().first()
    stage = stage_taking_voices(process, process_time.now()) if process else None
    if process is None or (stage is None and request.method != "POST"):
        return redirect("public:own-meetings")
    if request.method != "POST":
        form = ReportForm(process=process, initial={"number": uuid.uuid4()})
        return keep_uncached(_page(request, form))
    form = ReportForm(request.POST, process=process)
    if not form.is_valid():
        return keep_uncached(_page(request, form, 422))
    if not form.things():
        form.add_error(_first_box(form), _("Scrivi almeno una cosa che si è detta."))
        return keep_uncached(_page(request, form, 422))
    if "invia" not in request.POST:
        return keep_uncached(_page(request, form, seen=True))
    if sentence := forgery.why_not(request) or bots.why_not(request.POST):
        form.add_error(None, str(sentence))
        return keep_uncached(_page(request, form, 422, seen=True))
    if sentence := _too_many(request, form.cleaned_data["email"]):
        form.add_error(None, str(sentence))
        return keep_uncached(_page(request, form, 429, seen=True))
    source = _receive(form)
    if source is None:
        return keep_uncached(_page(request, form, 422))
    own = reverse("public:own-report", args=[report_token(source.pk)])
    return keep_private(redirect(f"{own}?inviato"))


@require_safe
def own_report(request: HttpRequest, token: str) -> HttpResponse:
    """What came of it, for whoever told it: each voice with its code, and the page that is its author's.

    Once it is confirmed from the mail all that is by the link to which that led; the one that was seen at
    once has the codes.
    """
    source = _source(report_of(token))
    if source is None:
        return keep_private(_no_such(request))
    rows = source.voices.order_by("source_start")
    is_theirs = is_report_authors(token)
    is_only_seen = source.confirmed_at is not None and not is_theirs
    own = author_token if is_theirs else writer_token
    context = {
        "source": source,
        "voices": [
            (row, codes.show(row.code), _address(row, "" if is_only_seen else own(row.pk)))
            for row in rows
        ],
        "is_only_seen": is_only_seen,
        "data_token": _data_token(source) if is_theirs else "",
        "is_just_sent": "inviato" in request.GET,
        "waits_for_mail": source.person_id is not None and source.confirmed_at is None,
    }
    return keep_private(render(request, "public/own_report.html", context))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail. Opening it does nothing, for programs open links too: a button does.

    The address is the key: whoever does not hold it can post nothing, so no other token is asked for.
    """
    source = _source(report_to_confirm(token))
    if source is None:
        return keep_private(_no_such(request))
    trouble = ""
    if request.method == "POST":
        try:
            operations.confirm_report(source=source)
        except CannotConfirm as refusal:
            trouble = str(refusal.sentence)
        else:
            token = report_author_token(source.pk)
            return keep_private(redirect("public:own-report", token=token))
    context = {"source": source, "trouble": trouble, "count": source.voices.count()}
    status = 409 if trouble else 200
    return keep_private(render(request, "public/report_confirm.html", context, status=status))


def _address(row: Contribution, token: str) -> str:
    """Of the page of who wrote a voice; without a token, of everybody's."""
    if token:
        return reverse("public:my-voice", args=[token])
    return reverse("public:voice", args=[codes.show(row.code)])


def _data_token(source: Source) -> str:
    """The link of a voice by which one sees what is kept about who told it; empty once they are erased."""
    row = source.voices.filter(person=source.person_id).first() if source.person_id else None
    return author_token(row.pk) if row is not None and row.has_known_author else ""


def _receive(form: ReportForm) -> Source | None:
    try:
        return operations.report_meeting(
            process=form.process, language=get_language() or "it", **form.arguments()
        )
    except FieldRefused as refusal:
        name = refusal.field if refusal.field in form.fields else _first_box(form)
        form.add_error(name, str(refusal.sentence))
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
    return None


def _page(
    request: HttpRequest, form: ReportForm, status: int = 200, *, seen: bool = False
) -> HttpResponse:
    things = form.things() if seen else []
    context: dict[str, Any] = {
        "stage": stage_taking_voices(form.process, process_time.now()),
        "form": form,
        "problems": form.problems() if form.is_bound else [],
        "number": form["number"].value() or uuid.uuid4(),
        "things": things,
        "email_advice": mail_advice.for_address(form["email"].value() or ""),
        "mail_rules": mail_advice.rules_for_browser(),
        "municipalities": municipalities.datalist(),
        "stamp": bots.stamp(request.POST if form.is_bound else None),
        "honeypot": bots.HONEYPOT,
    }
    return render(request, "public/report.html", context, status=status)


def _too_many(request: HttpRequest, email: str) -> str | Promise | None:
    if not limits.allows(request, REPORTING):
        return TOO_MANY
    if email and not limits.take(normal_email(email), ONE_MAILBOX):
        return MAILBOX_FULL
    return None


def _first_box(form: ReportForm) -> str:
    _target, _label, box = form.boxes()[0]
    return str(box.name)


def _source(key: uuid.UUID | None) -> Source | None:
    if key is None:
        return None
    return Source.objects.filter(pk=key, kind=Source.Kind.OWN_MEETING).first()


def _no_such(request: HttpRequest) -> HttpResponse:
    context = {"trouble": _("Questo link non è completo: aprilo dalla mail, o copialo per intero.")}
    return render(request, "public/report_confirm.html", context, status=404)
