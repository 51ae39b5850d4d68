"""Writing to people who are registered: to whom, the words, how it will look, and only then sent."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from arengo.core.localized import Localized
from arengo.core.outbox.mail import Mail
from arengo.core.refusals import Refusal
from arengo.invitations import rules as invitation_rules
from arengo.meetings.models import Meeting
from arengo.people.rules import Right, require
from arengo.registrations import operations
from arengo.registrations.emails import office
from arengo.registrations.models import OfficeMessage, Registration
from arengo.registrations.operations.office_mail import who_can_be_written_to
from arengo.web.desk import getting
from arengo.web.desk.forms.writing import MessageForm
from arengo.web.desk.selection import Selection


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """The address says to whom: those ticked, else those of the list's filters.

    A first POST shows the mail as it will be and to how many; the second, from there, sends it.
    """
    user = require(request.user, Right.WRITE)
    meeting = getting.get_meeting(slug)
    chosen = _chosen(request, meeting)
    recipients = who_can_be_written_to(chosen)
    form = MessageForm(getting.posted(request))
    previews: list[tuple[str, Mail]] = []
    if request.method == "POST" and form.is_valid():
        subject, text = form.cleaned_data["subject"], form.cleaned_data["text"]
        if request.POST.get("passo") != "manda":
            previews = _previews(recipients, subject, text)
        else:
            try:
                message = operations.write_to_registered(
                    meeting=meeting,
                    registrations=chosen,
                    subject=subject,
                    text=text,
                    by=getting.actor(user),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal.sentence))
            else:
                messages.success(request, _done(message))
                return redirect("desk:registrations", slug=slug)
    context = {
        "meeting": meeting,
        "form": form,
        "number": recipients.count(),
        "unreachable": chosen.count() - recipients.count(),
        "previews": previews,
        "quiet": invitation_rules.quiet_period(),
        "tab": "registrations",
    }
    return render(request, "desk/registrations/write.html", context)


def _chosen(request: HttpRequest, meeting: Meeting) -> QuerySet[Registration]:
    ticked = request.GET.getlist("iscrizione")
    if ticked:
        return Registration.objects.filter(meeting=meeting, code__in=ticked)
    return Selection(meeting, request.GET, sees_names=True, sees_needs=True).rows


def _previews(
    recipients: QuerySet[Registration], subject: Localized, text: Localized
) -> list[tuple[str, Mail]]:
    """The mail as the first of each language gets it; (language in its own words, mail)."""
    found: dict[str, tuple[str, Mail]] = {}
    languages = recipients.order_by().values_list("person__contact__language", flat=True)
    for language in sorted(set(languages)):
        first = recipients.filter(person__contact__language=language).order_by("id").first()
        mail = office.preview(first.pk, subject, text) if first else None
        if mail is not None:
            name = translation.get_language_info(mail.language)["name_translated"]
            found.setdefault(mail.language, (name, mail))
    return list(found.values())


def _done(message: OfficeMessage) -> str:
    text = ngettext(
        "La mail parte per %(number)s persona. La trovi in Messaggi.",
        "La mail parte per %(number)s persone. La trovi in Messaggi.",
        message.recipients,
    )
    return text % {"number": message.recipients}
