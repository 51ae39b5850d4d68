"""The office's words in our mails, with the whole mail as people get it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arengo.core.editing import version_of
from arengo.people.rules import Right, require
from arengo.registrations import operations
from arengo.registrations.models import MailText
from arengo.registrations.samples import sample
from arengo.web.desk import getting
from arengo.web.desk.editing import Values, actor, edit_page, editor, initial_of, told
from arengo.web.desk.forms.process import MailTextForm
from arengo.web.desk.views.dashboard import next_meeting
from arengo.web.desk.views.meetings import frame

FIELDS = ("opening", "closing")


@require_safe
def of_the_next_meeting(request: HttpRequest) -> HttpResponse:
    """Straight to the mails of the meeting that one works on: the next, else the last."""
    editor(request)
    meeting = next_meeting()
    if meeting is None:
        return redirect("desk:meetings")
    return redirect("desk:meeting-mails", meeting.slug)


@require_safe
def mail_texts(request: HttpRequest, slug: str) -> HttpResponse:
    """The mails of a meeting, and to which something is added."""
    editor(request)
    meeting = getting.get_meeting(slug)
    added = {text.kind: text for text in MailText.objects.filter(meeting=meeting)}
    for_all = {text.kind: text for text in MailText.objects.filter(meeting=None)}
    mails = [(kind, label, kind in added, kind in for_all) for kind, label in MailText.Kind.choices]
    context = {"mails": mails, **frame(meeting, "mails")}
    return render(request, "desk/meetings/mail_texts.html", context)


@require_http_methods(["GET", "POST"])
def mail_text(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """What is added to one mail, for this meeting or (?per=tutti) for all; the whole mail below."""
    by = editor(request)
    _check(kind)
    meeting = getting.get_meeting(slug)
    is_for_all = request.GET.get("per") == "tutti"
    of = None if is_for_all else meeting
    row = MailText.objects.filter(kind=kind, meeting=of).first() or MailText(kind=kind, meeting=of)
    version = version_of(row, FIELDS)

    def write(values: Values) -> HttpResponse:
        operations.save_mail_text(kind=kind, meeting=of, version=version, by=by, **values)
        return told(request, _("Salvato: ecco la mail com'è adesso."), request.get_full_path())

    return edit_page(
        request,
        MailTextForm(request.POST or None, initial=initial_of(row, FIELDS)),
        write,
        heading=MailText.Kind(kind).label,
        back=(_("Mail dell'incontro"), reverse("desk:meeting-mails", args=[slug])),
        template="desk/meetings/mail_text.html",
        meeting=meeting,
        kind=kind,
        is_for_all=is_for_all,
        mail=sample(kind, meeting, (get_language() or "it").split("-")[0]),
    )


@require_POST
def try_mail(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Send it to oneself."""
    user = require(request.user, Right.WRITE)
    _check(kind)
    meeting = getting.get_meeting(slug)
    language = (get_language() or "it").split("-")[0]
    operations.try_mail(kind=kind, meeting=meeting, to=user, language=language, by=actor(user))
    here = reverse("desk:mail-text", args=[slug, kind])
    return told(request, _("La prova parte tra poco, verso %s.") % user.email, here)


def _check(kind: str) -> None:
    if kind not in MailText.Kind.values:
        raise Http404
