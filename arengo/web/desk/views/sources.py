"""What came in one piece: the list, and bringing something new."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from arengo.contributions import operations
from arengo.contributions.models import Source
from arengo.contributions.refusals import CameAlready
from arengo.core import reading as files
from arengo.core.editing import FieldRefused
from arengo.people.rules import Right, require
from arengo.process.models import Process
from arengo.web.desk.editing import Values, actor, saved
from arengo.web.desk.forms.sources import NewSourceForm
from arengo.web.desk.source_selection import SourceSelection
from arengo.web.desk.views.registrations import without_page
from arengo.web.desk.views.voices import the_process

OF_THE_SOURCE = (
    *("title", "roles", "stage", "dated_on", "representing", "zone", "language", "text"),
)


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """The list: what waits, what was worked, what was set aside and why."""
    require(request.user, Right.CONTACTS)
    chosen = SourceSelection(the_process(), request.GET)
    context = {
        "chosen": chosen,
        "groups": chosen.groups(),
        "page": chosen.page(request.GET.get("pagina", "")),
        "filters": without_page(request.GET),
    }
    return render(request, "desk/sources/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Bring files, or a text; several files are several sources."""
    user = require(request.user, Right.WRITE)
    process = the_process()
    posted = request.method == "POST"
    form = NewSourceForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        process=process,
        initial={"kind": Source.Kind.LETTER},
    )

    def put(values: Values) -> HttpResponse:
        return _told(request, *_bring(process, values, actor(user)))

    done = saved(form, put)
    if done is not None:
        return done
    context = {"form": form, "heading": _("Qualcosa che è arrivato")}
    status = 422 if form.is_bound else 200
    return render(request, "desk/sources/new.html", context, status=status)


def _bring(process: Process, values: Values, by: str) -> tuple[list[Source], list[Source]]:
    """What is new, and what was there already."""
    uploads: list[UploadedFile | None] = [*values["uploads"]] or [None]
    for upload in uploads:
        if upload is not None and (upload.size or 0) > files.MAX_BYTES:
            raise FieldRefused("uploads", str(files.Trouble.BIG.label))
    brought, there = [], []
    for upload in uploads:
        shared = {name: values[name] for name in OF_THE_SOURCE}
        if len(uploads) > 1:
            # One name for many would find none of them.
            shared["title"] = ""
        if upload is not None:
            upload.name = files.clean_name(upload.name or "")
        try:
            source = operations.bring_source(
                process=process,
                kind=values["kind"],
                values=shared,
                email=values["email"],
                upload=upload,
                received_at=values["arrived_on"],
                by=by,
            )
        except CameAlready as refusal:
            there.append(refusal.source)
        else:
            brought.append(source)
    return brought, there


def _told(request: HttpRequest, brought: list[Source], there: list[Source]) -> HttpResponse:
    for source in there:
        address = reverse("desk:source", args=[source.pk])
        name = source.title or source.get_kind_display()
        sentence = _("«{}» c'è già: non l'ho aggiunta un'altra volta.")
        link = format_html('<a href="{}">{}</a>', address, name)
        messages.warning(request, format_html(sentence, link))
    if brought:
        count = len(brought)
        text = ngettext("%(number)s aggiunta.", "%(number)s aggiunte.", count) % {"number": count}
        messages.success(request, text)
    if len(brought) == 1:
        return redirect("desk:source", brought[0].pk)
    return redirect("desk:sources")
