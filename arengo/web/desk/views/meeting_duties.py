"""Services and direction: who serves at a meeting, and the links to hand out."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arengo.core import documents
from arengo.core.clock import process_time
from arengo.core.editing import version_of
from arengo.meetings import operations as meetings
from arengo.meetings.links import duty_url
from arengo.meetings.models import Duty, Meeting
from arengo.meetings.rules import link_is_over
from arengo.web.desk import duty_sheet, getting
from arengo.web.desk.editing import Values, confirm_page, edit_page, editor, saved, told
from arengo.web.desk.forms.duties import DutyForm, DutyNameForm
from arengo.web.desk.views.invitations import as_pdf
from arengo.web.shared.duties import WHAT_IT_DOES, page_of
from arengo.web.shared.privately import keep_private, keep_uncached


@dataclass(frozen=True)
class Link:
    """A duty with the address that opens it."""

    duty: Duty
    url: str
    qr: str


@dataclass(frozen=True)
class Service:
    """A kind of duty: what it is for, to whom it was given, the page that the office may open too."""

    kind: str
    label: str
    what_it_does: str | Promise
    page: str
    links: list[Link]


@require_http_methods(["GET", "POST"])
def duties(request: HttpRequest, slug: str) -> HttpResponse:
    """Each kind of service with its links, and the form that gives one."""
    by = editor(request)
    meeting = getting.get_meeting(slug)
    kind = request.GET.get("servizio", "")
    initial = {"kind": kind if kind in Duty.Kind.values else Duty.Kind.ASSISTANT}
    form = DutyForm(getting.posted(request), initial=initial, meeting=meeting)

    def write(values: Values) -> HttpResponse:
        duty = meetings.assign_duty(meeting=meeting, by=by, **values)
        said = _("%s: il link è pronto. Copialo, o stampa il foglio.")
        return told(request, said % duty.get_kind_display(), _to(duty))

    done = saved(form, write)
    if done is not None:
        return done
    services = _services(meeting)
    context = {
        "meeting": meeting,
        "services": services,
        "form": form,
        "is_over": link_is_over(meeting, process_time.now()),
        "has_links": any(service.links for service in services),
    }
    status = 422 if form.is_bound else 200
    return keep_uncached(render(request, "desk/conduct/duties.html", context, status=status))


@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The links on paper, one to cut out for each."""
    editor(request)
    meeting = getting.get_meeting(slug)
    rows = [link.duty for service in _services(meeting) for link in service.links]
    pdf = duty_sheet.pdf(meeting, rows, get_language() or "it")
    return keep_private(as_pdf(pdf, f"{_('servizi')}-{slug}"))


@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """To whom it was given."""
    by = editor(request)
    duty = _duty(slug, pk)
    form = DutyNameForm(getting.posted(request), initial={"name": duty.name})
    version = version_of(duty, ["name"])

    def write(values: Values) -> HttpResponse:
        meetings.rename_duty(duty=duty, version=version, by=by, **values)
        return told(request, _("Salvato."), _to(duty))

    heading = _("A chi è dato: %s") % duty.get_kind_display()
    return edit_page(request, form, write, heading=heading, back=_back(slug))


@require_POST
def renew(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A new link in the place of the one on the page."""
    by = editor(request)
    duty = _duty(slug, pk)
    seen = request.POST.get("seen", "")
    meetings.renew_duty(duty=duty, seen=int(seen) if seen.isdecimal() else 0, by=by)
    said = _("Ecco il nuovo link. Quello di prima non apre più niente.")
    return told(request, said, _to(duty))


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a service away."""
    by = editor(request)
    duty = _duty(slug, pk)

    def act(_values: Values) -> HttpResponse:
        meetings.revoke_duty(duty=duty, by=by)
        return told(request, _("Servizio tolto: il link non apre più niente."), _back(slug)[1])

    return confirm_page(
        request,
        act,
        heading=_("Togliere «%s»?")
        % " · ".join(filter(None, [duty.get_kind_display(), duty.name])),
        lede=_("Chi ha aperto il link perde subito la sua pagina, anche se la sta usando."),
        back=_back(slug),
        button=_("Togli"),
    )


def _services(meeting: Meeting) -> list[Service]:
    rows = Duty.objects.filter(meeting=meeting, revoked_at__isnull=True).select_related("venue")
    links: dict[str, list[Link]] = {}
    for duty in rows:
        url = duty_url(duty)
        links.setdefault(duty.kind, []).append(Link(duty, url, documents.qr_address(url)))
    return [
        Service(
            kind.value,
            str(kind.label),
            WHAT_IT_DOES[kind],
            page_of(kind, meeting.slug),
            links.get(kind, []),
        )
        for kind in Duty.Kind
    ]


def _duty(slug: str, pk: int) -> Duty:
    standing = Duty.objects.filter(revoked_at__isnull=True).select_related("meeting", "venue")
    return get_object_or_404(standing, meeting__slug=slug, pk=pk)


def _back(slug: str) -> tuple[str, str]:
    return _("Servizi e regia"), reverse("desk:meeting-duties", args=[slug])


def _to(duty: Duty) -> str:
    return f"{_back(duty.meeting.slug)[1]}#servizio-{duty.pk}"
