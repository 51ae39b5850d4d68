"""The stages: written, put in order, revised with a reason, closed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arengo.core import codes
from arengo.core.editing import version_of
from arengo.feedback import operations as feedback
from arengo.feedback.queries import waiting_in
from arengo.meetings.operations import remove_stage
from arengo.process import operations
from arengo.process.models import Stage
from arengo.process.operations import STAGE_FIELDS
from arengo.web.desk.editing import Values, confirm_page, edit_page, editor, initial_of, told
from arengo.web.desk.forms.process import ActualDatesForm, ClosingForm, DatesForm, StageForm
from arengo.web.desk.views.process import the_process, to_process

# What a stage like another begins with: its words, not its dates.
COPIED = ("title", "description", "what_is_open")
# Of the voices that wait when a stage is closed, so many are listed by code.
LISTED = 60


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """One more stage, at the end."""
    by = editor(request)
    process = the_process()

    def write(values: Values) -> HttpResponse:
        row = operations.save_stage(process=process, values=values, by=by)
        return told(request, _("Tappa aggiunta: %s.") % row.title, to_process("tappe")[1])

    like = process.stages.filter(key=request.GET.get("da", "")).first()
    initial = initial_of(like, COPIED) if like else {}
    return edit_page(
        request,
        StageForm(request.POST or None, initial=initial),
        write,
        heading=_("Nuova tappa"),
        back=to_process("tappe"),
        button=_("Aggiungi la tappa"),
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The words of a stage, and the acts that change its dates."""
    by = editor(request)
    stage = _stage(key)
    version = version_of(stage, STAGE_FIELDS)

    def write(values: Values) -> HttpResponse:
        operations.save_stage(
            process=stage.process, stage=stage, values=values, version=version, by=by
        )
        return told(request, _("Tappa salvata."), to_process("tappe")[1])

    return edit_page(
        request,
        StageForm(request.POST or None, initial=initial_of(stage, STAGE_FIELDS)),
        write,
        heading=stage.title,
        back=to_process("tappe"),
        template="desk/process/stage.html",
        stage=stage,
        changes=stage.changes.all(),
    )


@require_http_methods(["GET", "POST"])
def revise(request: HttpRequest, key: str) -> HttpResponse:
    """Other dates, with the reason that everybody reads."""
    by = editor(request)
    stage = _stage(key)

    def write(values: Values) -> HttpResponse:
        operations.revise_stage(stage=stage, by=by, **_dates(values))
        return told(request, _("Date riviste: si leggono già, con il perché."), _here(key))

    return edit_page(
        request,
        DatesForm(request.POST or None),
        write,
        heading=_("Rivedi le date: %s") % stage.title,
        lede=_("Le date previste prima restano scritte, accanto a quelle nuove e al perché."),
        back=(str(stage.title), _here(key)),
        button=_("Rivedi le date"),
    )


@require_http_methods(["GET", "POST"])
def actual(request: HttpRequest, key: str) -> HttpResponse:
    """When it really began and ended."""
    by = editor(request)
    stage = _stage(key)

    def write(values: Values) -> HttpResponse:
        operations.record_actual(stage=stage, by=by, **_dates(values))
        return told(request, _("Date effettive scritte."), _here(key))

    return edit_page(
        request,
        ActualDatesForm(request.POST or None),
        write,
        heading=_("Date effettive: %s") % stage.title,
        lede=_("Quando è cominciata davvero e, se è già successo, quando è finita."),
        back=(str(stage.title), _here(key)),
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, key: str) -> HttpResponse:
    """Close a stage: an act, done once. While something of it waits, only with a reason for everybody."""
    by = editor(request)
    stage = _stage(key)
    waiting = waiting_in(stage)

    def act(values: Values) -> HttpResponse:
        feedback.close_stage(
            stage=stage,
            reason=values.get("reason"),
            responsible=values.get("responsible", ""),
            seen=_number(request.POST.get("seen", "")),
            by=by,
        )
        return told(request, _("Tappa chiusa."), _here(key))

    asked = {
        "heading": _("Chiudere la tappa «%s»?") % stage.title,
        "lede": _("Da adesso tutti la vedono conclusa. Una tappa chiusa non si riapre."),
        "back": (str(stage.title), _here(key)),
        "button": _("Chiudi la tappa"),
    }
    if waiting.nothing or stage.closed_at:
        return confirm_page(request, act, **asked)
    asked["button"] = _("Chiudila lo stesso")
    form = ClosingForm(request.POST or None)
    return edit_page(
        request,
        form,
        act,
        **asked,
        template="desk/process/close.html",
        is_danger=True,
        stage=stage,
        waiting=waiting,
        codes=[codes.show(code) for code in waiting.codes[:LISTED]],
        more=max(len(waiting.codes) - LISTED, 0),
    )


@require_POST
def move(request: HttpRequest, key: str, way: str) -> HttpResponse:
    """One place up or down."""
    by = editor(request)
    operations.move_stage(stage=_stage(key), up=way == "su", by=by)
    return redirect(to_process(f"tappa-{key}")[1])


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Take away a stage in which nothing happened."""
    by = editor(request)
    stage = _stage(key)

    def act(_values: Values) -> HttpResponse:
        remove_stage(stage=stage, by=by)
        return told(request, _("Tappa tolta."), to_process("tappe")[1])

    return confirm_page(
        request,
        act,
        heading=_("Togliere la tappa «%s»?") % stage.title,
        lede=_("Si può solo se non ha incontri né una storia di date."),
        back=(str(stage.title), _here(key)),
        button=_("Togli la tappa"),
    )


def _dates(values: Values) -> Values:
    return {name: values[name] for name in ("start", "end", "reason", "source")}


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


def _stage(key: str) -> Stage:
    stages = Stage.objects.select_related("process")
    return get_object_or_404(stages, process=the_process(), key=key)


def _here(key: str) -> str:
    return reverse("desk:stage", args=[key])
