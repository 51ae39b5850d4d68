"""One's own page, and what one may do there. Every act is a POST; a GET changes nothing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from arengo.core.clock import process_time
from arengo.people.identity import people_of_mailbox
from arengo.people.models import Consent
from arengo.registrations import calendar, operations, tickets
from arengo.registrations.models import Registration
from arengo.registrations.rules import LINE_RULE
from arengo.web.public import receipts
from arengo.web.public.forms import forgery
from arengo.web.public.forms.my_place import LostLinkForm
from arengo.web.public.own_place import OwnPlace
from arengo.web.public.personal import back_to, personal_page
from arengo.web.shared import limits
from arengo.web.shared.limits import AddressLimit, Limit
from arengo.web.shared.privately import keep_private

LOST_LINKS = AddressLimit("lost-link", per_address=30, per_range=150, seconds=600)
LOST_LINKS_OF_ONE = Limit("lost-link-mailbox", times=3, seconds=1800)
State = Registration.State


@personal_page
def my_place(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """The ticket, or what is still to do, and everything one can change."""
    context = {
        "place": place,
        "registration": place.registration,
        "meeting": place.meeting,
        "line_rule": LINE_RULE,
        "receipts": [(entry, receipts.in_words(entry)) for entry in place.entries],
        "full_halls": place.lines_to_join,
    }
    return render(request, "public/my_place/page.html", context)


@personal_page
def confirm(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """Confirm, with the one button of the page."""
    if request.method == "POST" and place.state == State.TO_CONFIRM:
        operations.confirm(registration=place.registration)
    return back_to(place)


@personal_page
def cancel(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """ "Non posso venire": the place goes to who waits."""
    if request.method == "POST" and place.state != State.CANCELLED:
        operations.cancel(registration=place.registration)
        return back_to(place)
    return back_to(place, section="non-posso-venire")


@personal_page
def come_back(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """Register again after cancelling."""
    if request.method == "POST" and place.state == State.CANCELLED:
        operations.come_back(registration=place.registration)
    return back_to(place)


@personal_page
def line(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """Join the line of a full hall, keeping the place one has; or leave the line."""
    if request.method != "POST":
        return back_to(place, section="lista")
    if request.POST.get("act") == "leave":
        if place.line:
            operations.leave_line(registration=place.registration, pool=place.line.pool)
            messages.success(request, _("Sei fuori dalla lista d'attesa."))
        return back_to(place)
    wanted = request.POST.get("pool", "")
    pool = next((pool for pool in place.lines_to_join if pool.key == wanted), None)
    if pool:
        operations.join_line(registration=place.registration, pool=pool)
        messages.success(request, _("Sei in lista: ti scriviamo appena si libera un posto."))
    return back_to(place)


@personal_page
def offer(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """Accept the place that became free, or leave it to the next."""
    if request.method == "POST" and place.line and place.is_offered:
        act = request.POST.get("act")
        if act == "accept":
            operations.accept_offer(waiting_place=place.line)
        elif act == "decline":
            operations.decline_offer(waiting_place=place.line)
            messages.success(request, _("Va bene: il posto passa a chi segue."))
    return back_to(place)


@personal_page
def consent(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """Take back the consent to hear of the next meetings."""
    if request.method == "POST" and place.wants_news:
        operations.withdraw_consent(
            person=place.registration.person, kind=Consent.Kind.NEXT_MEETINGS
        )
        messages.success(request, _("Fatto: non ti scriveremo più dei prossimi incontri."))
        return back_to(place)
    return back_to(place, section="avvisi")


@personal_page
def my_calendar(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """The meeting as a calendar file, with one's own link."""
    content = calendar.calendar_for(place.registration)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{place.meeting.slug}.ics"'
    return response


@personal_page
def my_qr(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """The QR code of the ticket, as an image."""
    if not place.has_ticket:
        return HttpResponse(status=404)
    return HttpResponse(tickets.qr_svg(place.registration), content_type="image/svg+xml")


@personal_page
def my_ticket(request: HttpRequest, place: OwnPlace) -> HttpResponse:
    """The ticket as a PDF, to print."""
    if not place.has_ticket:
        return back_to(place)
    content = tickets.ticket_pdf(place.registration, request.LANGUAGE_CODE)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{place.meeting.slug}.pdf"'
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def lost_link(request: HttpRequest) -> HttpResponse:
    """Have one's link sent again by typing the address. The answer is the same for everybody."""
    form = LostLinkForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        if sentence := forgery.why_not(request):
            form.add_error(None, str(sentence))
        elif not limits.allows(request, LOST_LINKS):
            form.add_error(None, _("Dalla tua rete arrivano troppe richieste: riprova tra poco."))
            status = 429
        else:
            _send_links(form.cleaned_data["email"])
            return keep_private(redirect(f"{request.path}?esito=mandato"))
    context = {
        "form": form,
        "is_sent": request.GET.get("esito") == "mandato",
        "is_wrong_link": False,
        "problems": form.problems() if form.is_bound else [],
    }
    return keep_private(render(request, "public/my_place/lost_link.html", context, status=status))


def _send_links(email: str) -> None:
    if not limits.take(email.lower(), LOST_LINKS_OF_ONE):
        return
    lively = (
        Registration.objects.exclude(state=State.CANCELLED)
        .filter(person__in=people_of_mailbox(email), meeting__ends_at__gte=process_time.now())
        .select_related("meeting", "person__contact")
    )
    for registration in lively:
        operations.resend_link(registration=registration)
