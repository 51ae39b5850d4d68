"""Periods of impersonal communication: declared, seen, taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arengo.core.clock import process_time
from arengo.core.outbox import queries as outbox
from arengo.invitations import operations, rules
from arengo.invitations.models import QuietPeriod, Wave
from arengo.pages.models import News
from arengo.people.rules import Right, require
from arengo.web.desk.forms.invitations import QuietPeriodForm
from arengo.web.desk.views.address_book import by


@require_http_methods(["GET", "POST"])
def periods(request: HttpRequest) -> HttpResponse:
    """The periods and what they hold; a POST declares one."""
    user = require(request.user, Right.WRITE)
    form = QuietPeriodForm(request.POST or None)
    if form.is_valid():
        operations.declare_quiet_period(by=by(user), **form.cleaned_data)
        messages.success(
            request, _("Dichiarato: in quei giorni inviti, avvisi e notizie aspettano.")
        )
        return redirect("desk:quiet-periods")
    context = {
        "form": form,
        "periods": QuietPeriod.objects.all(),
        "today": process_time.today(),
        "quiet": rules.quiet_period(),
        "held": Wave.objects.filter(state=Wave.State.HELD).select_related("meeting"),
        "held_news": News.objects.filter(state=News.State.HELD),
        "held_mails": outbox.held().count(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/invitations/quiet.html", context, status=status)


@require_POST
def end_period(request: HttpRequest, number: int) -> HttpResponse:
    """Take a period back: what it held leaves at once."""
    user = require(request.user, Right.WRITE)
    operations.end_quiet_period(period=get_object_or_404(QuietPeriod, pk=number), by=by(user))
    messages.success(request, _("Tolto. Quello che era trattenuto parte da solo."))
    return redirect("desk:quiet-periods")
