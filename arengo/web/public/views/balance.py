"""The balance of voices, in public: received, answered, open; and how anybody checks it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arengo.core.clock import process_time
from arengo.feedback.balance import balance
from arengo.process.queries import stage_taking_voices
from arengo.web.public import balance_page
from arengo.web.shared import shells
from arengo.web.shared.context import site_of


@require_safe
@shells.for_a_moment
def voices(request: HttpRequest) -> HttpResponse:
    """The whole, and by what voices are about, channel, mode, zone and stage."""
    process = site_of(request).process
    if process is None:
        raise Http404
    found = balance(process)
    context = {
        "process": process,
        "total": found.total,
        "may_write": stage_taking_voices(process, process_time.now()) is not None,
        "sentence": balance_page.sentence(found.total),
        "tables": balance_page.tables(process, found),
    }
    return render(request, "public/voices.html", context)
