"""The words by which the program recognises the axes, until it can learn from what the office reads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from arengo.core.editing import FieldRefused
from arengo.people.rules import Right, require
from arengo.plan.models import Axis
from arengo.suggestions import operations
from arengo.suggestions.models import LexiconEntry
from arengo.suggestions.queries import agreement
from arengo.web.desk.editing import actor, told
from arengo.web.desk.views.voices import the_process


@require_http_methods(["GET", "HEAD", "POST"])
def lexicon(request: HttpRequest) -> HttpResponse:
    """The words of each axis; a POST adds some to one, or takes one away."""
    right = Right.WRITE if request.method == "POST" else Right.SEE
    user = require(request.user, right)
    process = the_process()
    axes = Axis.objects.filter(plan=process.plan_in_force_id)
    wrong: dict[int, str] = {}
    if request.method == "POST":
        number = request.POST.get("asse", "")
        axis = get_object_or_404(axes, number=int(number) if number.isdecimal() else 0)
        try:
            return told(request, _save(axis, request, actor(user)), _at(axis))
        except FieldRefused as refusal:
            wrong[axis.number] = str(refusal.sentence)
    words: dict[int, list[str]] = {}
    for entry in LexiconEntry.objects.filter(axis__in=axes).select_related("axis"):
        words.setdefault(entry.axis.number, []).append(entry.words)
    said, agreed = agreement(process)
    context = {
        "axes": [(axis, words.get(axis.number, []), wrong.get(axis.number)) for axis in axes],
        "typed": request.POST.get("parole", ""),
        "said": said,
        "agreed": agreed,
    }
    return render(request, "desk/voices/lexicon.html", context, status=422 if wrong else 200)


def _save(axis: Axis, request: HttpRequest, by: str) -> str:
    gone = request.POST.getlist("togli")
    if gone:
        operations.remove_words(axis=axis, words=gone, by=by)
        return _("Tolta.")
    typed = request.POST.get("parole", "").replace("\n", ",").split(",")
    count = operations.add_words(axis=axis, words=typed, by=by)
    if not count:
        return _("C'erano già: non è cambiato niente.")
    sentence = ngettext("%(count)d parola aggiunta.", "%(count)d parole aggiunte.", count)
    return sentence % {"count": count}


def _at(axis: Axis) -> str:
    return f"{reverse('desk:lexicon')}#asse-{axis.number}"
