"""The questionnaire of the stage that takes voices: filled in without account, and what comes of it."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext as _, gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from arengo.contributions import operations
from arengo.contributions.links import response_of, response_token, writer_token
from arengo.contributions.models import QuestionnaireResponse
from arengo.contributions.queries import response_with_voices
from arengo.contributions.refusals import NoQuestionnaire
from arengo.core import codes
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused
from arengo.process.models import Process, Stage
from arengo.process.queries import stage_asking, stages_with_results
from arengo.questions.models import QuestionSet
from arengo.web.public.forms import forgery, municipalities
from arengo.web.public.forms.questionnaire import QuestionnaireForm
from arengo.web.public.views import voices
from arengo.web.shared import bots, limits, reading
from arengo.web.shared.limits import AddressLimit
from arengo.web.shared.privately import keep_private, keep_uncached

# A municipal network has one address for hundreds of people.
ANSWERING = AddressLimit("questionnaire", per_address=60, per_range=300, seconds=600)
TOO_MANY = gettext_lazy(
    "Dalla tua rete sono arrivate moltissime risposte in pochi minuti. Quello che hai scritto è "
    "ancora qui: aspetta qualche minuto e invia di nuovo."
)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request: HttpRequest) -> HttpResponse:
    """The form; a POST receives the answers and goes to what came of them."""
    process = reading.processes().first()
    stage = stage_asking(process, process_time.now()) if process else None
    asked = _asked(request, process, stage)
    if process is None or asked is None:
        return _closed(request, process)
    if request.method != "POST":
        form = QuestionnaireForm(question_set=asked, initial={"number": uuid.uuid4()})
        return keep_uncached(_page(request, stage, form))
    form = QuestionnaireForm(request.POST, question_set=asked)
    status = 422
    if form.is_valid() and (sentence := _why_not(request)):
        form.add_error(None, str(sentence))
    elif form.is_valid() and not limits.allows(request, ANSWERING):
        form.add_error(None, str(TOO_MANY))
        status = 429
    elif form.is_valid() and (response := _receive(process, form)):
        return keep_private(redirect("public:questionnaire-sent", response_token(response.pk)))
    return keep_uncached(_page(request, stage, form, status))


@require_safe
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks, and the codes of the voices that were written in it."""
    key = response_of(token)
    response = response_with_voices(key) if key else None
    if response is None:
        sentence = _("Questo link non è completo. Se hai il codice di una voce, scrivilo qui.")
        return voices.ask(request, "", sentence, 404)
    asked = {question.key: question for question in response.question_set.questions.all()}
    context = {
        "response": response,
        "written": [
            (voice, codes.show(voice.code), asked.get(voice.question_key), writer_token(voice.pk))
            for voice in response.voices.all()
        ],
    }
    return keep_private(render(request, "public/questionnaire_sent.html", context))


def _asked(
    request: HttpRequest, process: Process | None, stage: Stage | None
) -> QuestionSet | None:
    """What is asked now; of who sends, what they were asked, so that what they typed is shown again."""
    if process is not None and request.method == "POST":
        sets = QuestionSet.objects.filter(pk__in=process.stages.values("questions"))
        shown = sets.filter(key=request.POST.get("domande", "")).first()
        if shown is not None:
            return shown
    asked = stage.questions if stage is not None else None
    return asked if asked is not None and asked.questions.exists() else None


def _why_not(request: HttpRequest) -> str | Promise | None:
    return forgery.why_not(request) or bots.why_not(request.POST)


def _receive(process: Process, form: QuestionnaireForm) -> QuestionnaireResponse | None:
    try:
        return operations.receive_response(
            process=process, language=get_language() or "it", **form.arguments()
        )
    except (FieldRefused, NoQuestionnaire) as refusal:
        form.add_error(None, str(refusal.sentence))
    return None


def _page(
    request: HttpRequest, stage: Stage | None, form: QuestionnaireForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "stage": stage,
        "form": form,
        "problems": form.problems() if form.is_bound else [],
        "number": form["number"].value() or uuid.uuid4(),
        "municipalities": municipalities.datalist(),
        "stamp": bots.stamp(request.POST if form.is_bound else None),
        "honeypot": bots.HONEYPOT,
    }
    return render(request, "public/questionnaire.html", context, status=status)


def _closed(request: HttpRequest, process: Process | None) -> HttpResponse:
    done = stages_with_results(process, process_time.now()) if process else []
    return render(request, "public/questionnaire_closed.html", {"done": done})
