"""The voices as the office reads them: the list, and one at a time."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arengo.contributions import operations, personal_data, supports
from arengo.contributions.by_letter import to_tell
from arengo.contributions.coding import targets_of
from arengo.contributions.models import Appeal, Attachment, Claim, Contribution
from arengo.contributions.queries import (
    asked_by,
    claim_of,
    last_decision_on,
    shown_files,
    to_read,
    with_codes,
)
from arengo.contributions.sheets import scan_of
from arengo.core import codes
from arengo.core.outbox.queries import did_not_reach
from arengo.feedback.models import Insistence
from arengo.feedback.queries import replies_of
from arengo.people.models import User
from arengo.people.rules import Right, may, require
from arengo.process.models import Process
from arengo.web.desk import voice_help
from arengo.web.desk.covering import cover_for
from arengo.web.desk.editing import Values, actor, saved, told
from arengo.web.desk.forms.voices import ReadForm
from arengo.web.desk.views.registrations import without_page
from arengo.web.desk.voice_rows import rows_of
from arengo.web.desk.voice_selection import VoiceSelection
from arengo.web.shared import reading
from arengo.web.shared.voice_words import target_in_words


@require_safe
def voices(request: HttpRequest) -> HttpResponse:
    """The list, as the address asks for it: who has waited longest first. No names."""
    user = require(request.user, Right.SEE)
    reads_all = may(user, Right.CONTACTS)
    chosen = VoiceSelection(the_process(), request.GET, reads_all=reads_all)
    page = chosen.page(request.GET.get("pagina", ""))
    context = {
        "chosen": chosen,
        "groups": chosen.groups(),
        "page": page,
        "rows": rows_of(list(page), request.user),
        "filters": without_page(request.GET),
    }
    return render(request, "desk/voices/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def voice(request: HttpRequest, code: str) -> HttpResponse:
    """One voice: its words large, and beside them what it is and about what."""
    right = Right.WRITE if request.method == "POST" else Right.SEE
    user = require(request.user, right)
    row = voice_with(code)
    form = ReadForm(
        request.POST if request.method == "POST" else None,
        process=row.process,
        initial={
            "kind": row.kind,
            "targets": voice_help.ticked(request, [target.key for target in targets_of(row)]),
            "horizon": row.horizon,
        },
    )

    def write(values: Values) -> HttpResponse:
        operations.read(
            contribution=row,
            kind=values["kind"],
            targets=form.chosen(),
            horizon=values["horizon"],
            publishing=not values.get("hold"),
            seen=parse_datetime(request.POST.get("seen", "")),
            by=actor(user),
        )
        if "next" in request.POST:
            following = operations.take_next(process=row.process, by=actor(user), apart_from=row)
            if following is not None:
                return told(request, _("Letta. Ecco la prossima."), _as_the_next(following))
        return told(request, _("Letta."), here(row))

    done = saved(form, write)
    if done is not None:
        return done
    cover_for(user, [row])
    context = {
        **_shown(row, user),
        "form": form,
        "has_next": to_read(row.process).exclude(pk=row.pk).exists(),
        "claimed_by": _name_of(claim_of(row, actor(user))),
        **voice_help.context_of(row, user),
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/voices/voice.html", context, status=status)


def _shown(row: Contribution, user: User) -> dict[str, object]:
    """What the page says of a voice beside the form by which it is read."""
    appeal = Appeal.objects.filter(contribution=row).first()
    parts = list(row.parts.order_by("passage_start"))
    merged = list(row.merged.order_by("received_at"))
    cover_for(user, [*parts, *merged, *([row.merged_into] if row.merged_into else [])])
    return {
        "voice": row,
        "code": codes.show(row.code),
        "asked": asked_by(row),
        "supports": supports.count_of(row.code),
        "is_unreached": row.person_id is not None and did_not_reach(f"person:{row.person_id}"),
        "seen": _seen(row),
        "reply": replies_of([row]).get(row.pk),
        "insistence": Insistence.objects.filter(contribution=row).first(),
        "about": [target_in_words(each) for each in targets_of(row)],
        "last_decision": last_decision_on(row.code),
        "appeal": appeal,
        "appeal_waits": appeal is not None and appeal.decided_at is None,
        "found": personal_data.find(row.covered or row.words),
        "parts": parts,
        "files": list(files_for(user, row)),
        "merged": merged,
        "paper": scan_of(row),
        "by_letter": to_tell(row),
    }


def files_for(user: User, row: Contribution) -> QuerySet[Attachment]:
    """The files beside a voice: of who may not read who people are, those that everybody sees."""
    return row.attachments.all() if may(user, Right.CONTACTS) else shown_files(row.code)


@require_safe
def next_to_read(request: HttpRequest) -> HttpResponse:
    """To the voice that has waited longest and that nobody else is reading; to the list when none has."""
    user = require(request.user, Right.SEE)
    process = the_process()
    if may(user, Right.WRITE):
        first = operations.take_next(process=process, by=actor(user))
    else:
        first = to_read(process).first()
    return redirect(_as_the_next(first) if first else reverse("desk:voices"))


def the_process() -> Process:
    """The process whose voices these are. Raises Http404 before there is one."""
    process = reading.processes().first()
    if process is None:
        raise Http404
    return process


def voice_with(code: str) -> Contribution:
    """The voice with this code, however it was typed. Raises Http404."""
    try:
        tidy = codes.read(code)
    except codes.BadCode as error:
        raise Http404 from error
    rows = Contribution.objects.select_related(
        "process__plan_in_force", "meeting", "zone", "part_of", "merged_into"
    )
    return get_object_or_404(with_codes(rows), code=tidy)


def here(row: Contribution) -> str:
    """The address of a voice at the desk."""
    return reverse("desk:voice", args=[codes.show(row.code)])


def _as_the_next(row: Contribution) -> str:
    """Its address at the heading, which takes the focus: who goes on by the keyboard is there already."""
    return f"{here(row)}#voce"


def _name_of(claim: Claim | None) -> str:
    """Who in the office is reading it, by their name; empty when nobody is."""
    number = claim.by.partition(":")[2] if claim else ""
    reader = User.objects.filter(pk=number).first() if number.isdigit() else None
    return reader.name if reader else ""


def _seen(row: Contribution) -> str:
    return row.read_at.isoformat() if row.read_at else ""
