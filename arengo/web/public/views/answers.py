"""What was answered to the questionnaire of a stage, once the office says that everybody may read it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arengo.contributions.answers import for_everybody, results
from arengo.core.clock import process_time
from arengo.process.models import Stage
from arengo.process.queries import are_results_public
from arengo.web.shared import questionnaire, reading, shells


@require_safe
@shells.for_a_moment
def answers(request: HttpRequest, key: str) -> HttpResponse:
    """Each question with its answers, as they were when they were published."""
    process = reading.processes().first()
    stage = Stage.objects.filter(process=process, key=key).first() if process else None
    if stage is None or not are_results_public(stage, process_time.now()):
        raise Http404
    found = for_everybody(results(stage, until=stage.results_published_at))
    questions = questionnaire.shown(found)
    context = {
        "stage": stage,
        "received": found.received,
        "questions": questions,
        "has_untold": questionnaire.has_untold(questions),
        "has_voices": any(each.is_written for each in questions),
        "is_example": stage.questions is not None and stage.questions.is_example,
    }
    return render(request, "public/answers.html", context)
