"""Registering: one page for both modes, and the page that says where the mail went."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext as _, gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from arengo.core.refusals import Refusal
from arengo.meetings.models import Meeting
from arengo.people.identity import normal_email
from arengo.registrations import operations
from arengo.registrations.models import Registration
from arengo.registrations.refusals import WrongInvitationCode
from arengo.registrations.rules import LINE_RULE
from arengo.web.public import open_meeting
from arengo.web.public.forms import (
    draft,
    forgery,
    invited,
    mail_advice,
    municipalities,
    participation,
)
from arengo.web.public.forms.draft import Draft
from arengo.web.public.forms.participation import Way
from arengo.web.public.forms.register import RegisterForm
from arengo.web.public.meetings import MeetingToday
from arengo.web.public.open_meeting import OpenMeeting
from arengo.web.shared import bots, limits, shells
from arengo.web.shared.limits import AddressLimit, Limit
from arengo.web.shared.privately import keep_uncached

# A municipal network has one address for hundreds of people.
REGISTERING = AddressLimit("register", per_address=60, per_range=300, seconds=600)
ONE_MAILBOX = Limit("register-mailbox", times=30, seconds=3600)
SENDING_AGAIN = Limit("send-again", times=3, seconds=600)
TOO_MANY = gettext_lazy(
    "Dalla tua rete sono arrivate moltissime iscrizioni in pochi minuti. Quello che hai scritto è "
    "ancora qui: aspetta qualche minuto e invia di nuovo."
)
MAILBOX_FULL = gettext_lazy(
    "A questo indirizzo abbiamo già mandato molti messaggi nell'ultima ora. Controlla la posta, "
    "anche tra gli indesiderati, oppure riprova più tardi."
)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """The form for both modes; a POST registers and goes to the page that says where the mail went."""
    meeting = open_meeting.read(slug)
    today, contingents = meeting.today, meeting.contingents
    code = request.POST.get("codice") or request.GET.get("codice", "")
    ways = participation.ways_of(today, participation.opened_by(code, contingents))
    if today.why_closed or not ways:
        return closed(request, today)
    if request.method != "POST":
        if is_blank(request, ways):
            return _blank_page(request, meeting, ways)
        form = RegisterForm(meeting=today.meeting, ways=ways, contingents=contingents)
        _fill_in(request, form)
        page = _page(request, today, form, bots.stamp())
        return keep_uncached(page) if draft.FIELD in request.GET else page
    form = RegisterForm(request.POST, meeting=today.meeting, ways=ways, contingents=contingents)
    status = 422
    # Who still has something to put right is not told off for being quick.
    if form.is_valid() and (sentence := why_not_now(request)):
        form.add_error(None, str(sentence))
    elif form.is_valid() and (sentence := _too_many(request, form.cleaned_data["email"])):
        form.add_error(None, str(sentence))
        status = 429
    elif form.is_valid() and (registration := _register(today.meeting, form)):
        token = draft.write(request.POST, [registration.pk])
        return redirect(f"{reverse('public:register-sent', args=[slug])}?{draft.FIELD}={token}")
    return _page(request, today, form, bots.stamp(request.POST), status)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def register_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the mail went, partly hidden; a POST sends it again. The same for whoever registered."""
    token = request.POST.get(draft.FIELD) or request.GET.get(draft.FIELD, "")
    written = draft.read(token)
    if written is None:
        meeting = open_meeting.read(slug).meeting
        late = render(request, "public/register_sent_late.html", {"meeting": meeting})
        return keep_uncached(late)
    if request.method == "POST":
        here = reverse("public:register-sent", args=[slug])
        outcome = _send_again(request, written)
        return redirect(f"{here}?{draft.FIELD}={token}&esito={outcome}")
    return keep_uncached(_sent_page(request, slug, written, token))


def is_blank(request: HttpRequest, ways: Iterable[Way]) -> bool:
    """True when the form is asked for as everybody sees it, at most with a way chosen beforehand."""
    known = {"", *(f"modo={way.pool.key}" for way in ways)}
    return shells.is_for_everybody(request) and request.META.get("QUERY_STRING", "") in known


def _blank_page(request: HttpRequest, meeting: OpenMeeting, ways: Sequence[Way]) -> HttpResponse:
    """The form before anybody wrote in it: only its stamp and the places left are of this moment."""

    def draw() -> str:
        without_places = [
            replace(way, places=shells.hole(f"places{number}")) for number, way in enumerate(ways)
        ]
        form = RegisterForm(
            meeting=meeting.meeting, ways=without_places, contingents=meeting.contingents
        )
        _fill_in(request, form)
        context = _context(meeting.today, form, shells.hole("stamp"))
        context["csrf_token"] = shells.hole(shells.CSRF)
        return render_to_string("public/register.html", context, request)

    values = ",".join(way.value for way in ways)
    return shells.page(
        request,
        key=f"{request.get_full_path()} {values}",
        version=(meeting.facts, len(meeting.contingents)),
        holes={"stamp": bots.stamp(), **{f"places{n}": w.places for n, w in enumerate(ways)}},
        draw=draw,
    )


def closed(request: HttpRequest, today: MeetingToday) -> HttpResponse:
    """One cannot register here, or not now: the page says why and what one can do."""
    links = [] if today.why_closed else participation.external_links(today)
    context = {"today": today, "meeting": today.meeting, "external_links": links}
    status = 409 if request.method == "POST" else 200
    return render(request, "public/register_closed.html", context, status=status)


def why_not_now(request: HttpRequest) -> str | Promise | None:
    """The sentence for a POST that comes from another page or looks like a program's, or None."""
    return forgery.why_not(request) or bots.why_not(request.POST)


def _too_many(request: HttpRequest, email: str) -> str | Promise | None:
    if not limits.allows(request, REGISTERING):
        return TOO_MANY
    if not limits.take(normal_email(email), ONE_MAILBOX):
        return MAILBOX_FULL
    return None


def _register(meeting: Meeting, form: RegisterForm) -> Registration | None:
    try:
        return operations.register(
            meeting=meeting, language=get_language() or "it", **form.arguments()
        )
    except WrongInvitationCode as refusal:
        form.add_error("codice", str(refusal.sentence))
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
    return None


def _fill_in(request: HttpRequest, form: RegisterForm) -> None:
    written = draft.read(request.GET.get(draft.FIELD, ""))
    if written:
        form.initial = form.read_typed(written.as_data())
        return
    asked = participation.find(form.ways, request.GET.get("modo", ""))
    invitation = invited.find(form.meeting, request.GET.get(invited.FIELD, ""))
    form.initial = {
        **invited.initial_of_person(invitation),
        "participation": asked.value if asked else "",
        "codice": request.GET.get("codice", "")[:40],
    }


def _page(
    request: HttpRequest, today: MeetingToday, form: RegisterForm, stamp: str, status: int = 200
) -> HttpResponse:
    context = _context(today, form, stamp)
    return render(request, "public/register.html", context, status=status)


def _context(today: MeetingToday, form: RegisterForm, stamp: str) -> dict[str, Any]:
    return {
        "today": today,
        "meeting": today.meeting,
        "form": form,
        "invitation": invited.find(today.meeting, form[invited.FIELD].value() or ""),
        "problems": form.problems() if form.is_bound else [],
        "ways": form.ways,
        "external_links": participation.external_links(today),
        "email_advice": mail_advice.for_address(form["email"].value() or ""),
        "mail_rules": mail_advice.rules_for_browser(),
        "municipalities": municipalities.datalist(),
        "stamp": stamp,
        "honeypot": bots.HONEYPOT,
        "has_full": any(way.is_full for way in form.ways),
        "line_rule": LINE_RULE,
    }


def _sent_page(request: HttpRequest, slug: str, written: Draft, token: str) -> HttpResponse:
    context = _sent_context(request, written, token)
    is_plain = set(request.GET) == {draft.FIELD} and not context["is_delegation"]
    if not (is_plain and shells.is_for_everybody(request)) or context["advice"]:
        context["meeting"] = open_meeting.read(slug).meeting
        return render(request, "public/register_sent.html", context)
    # The links to the other languages carry the query along.
    holes = {"token": token, "email": context["email"], "query": request.META["QUERY_STRING"]}

    def draw() -> str:
        anybody = copy(request)
        anybody.META = {**request.META, "QUERY_STRING": shells.hole("query")}
        shared = {name: shells.hole(name) for name in ("token", "email")}
        own = {"meeting": open_meeting.read(slug).meeting, "csrf_token": shells.hole(shells.CSRF)}
        return render_to_string("public/register_sent.html", {**context, **shared, **own}, anybody)

    return shells.page(request, key=request.path, holes=holes, draw=draw)


def _sent_context(request: HttpRequest, written: Draft, token: str) -> dict[str, Any]:
    email = written.first("email") or written.first("contact_email")
    is_passed = "passato" in request.GET
    return {
        "heading": _("Posto passato") if is_passed else _("Manca un passo: controlla la posta"),
        "token": token,
        "email": mail_advice.hidden(email),
        "advice": mail_advice.for_address(email),
        "outcome": request.GET.get("esito", ""),
        "is_delegation": bool(written.first("organisation")),
        "passed_to": written.first("name") if is_passed else "",
        "people": len(written.registrations),
    }


def _send_again(request: HttpRequest, written: Draft) -> str:
    if forgery.why_not(request):
        return "riprova"
    who = ",".join(str(number) for number in written.registrations)
    if not limits.take(who, SENDING_AGAIN):
        return "aspetta"
    for registration in Registration.objects.filter(pk__in=written.registrations):
        operations.resend_link(registration=registration)
    return "di-nuovo"
