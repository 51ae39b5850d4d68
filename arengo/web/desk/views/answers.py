"""The questionnaire of a stage at the desk: what was answered, and whether everybody may read it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arengo.contributions.answers import results
from arengo.core.clock import process_time
from arengo.people.rules import Right, require
from arengo.process import operations
from arengo.process.models import Stage
from arengo.process.queries import takes_voices
from arengo.web.desk.editing import editor, told
from arengo.web.desk.views.process import the_process
from arengo.web.shared import questionnaire


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, key: str) -> HttpResponse:
    """All the numbers; a POST lets everybody read them, as they are now, or no more."""
    if request.method == "POST":
        return _publish(request, key)
    require(request.user, Right.SEE)
    stage = _stage(key)
    found = results(stage)
    context = {
        "stage": stage,
        "is_open": stage.questions_id is not None and takes_voices(stage, process_time.now()),
        "received": found.received,
        "questions": questionnaire.shown(found),
    }
    return render(request, "desk/process/answers.html", context)


def _publish(request: HttpRequest, key: str) -> HttpResponse:
    by = editor(request)
    stage = _stage(key)
    if request.POST.get("atto") == "ritira":
        operations.withdraw_results(stage=stage, by=by)
        return told(request, _("Tolte: adesso le vede solo l'ufficio."), _here(key))
    try:
        operations.publish_results(stage=stage, by=by)
    except operations.NoQuestionnaire as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect(_here(key))
    return told(request, _("Pubblicate: tutti le leggono, come sono adesso."), _here(key))


def _stage(key: str) -> Stage:
    stages = Stage.objects.select_related("process", "questions")
    return get_object_or_404(stages, process=the_process(), key=key)


def _here(key: str) -> str:
    return reverse("desk:stage-answers", args=[key])
