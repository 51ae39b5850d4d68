"""The answer to what a page saves by itself: when it was saved, or the sentence that says why not."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from arengo.core.clock import process_time, words
from arengo.web.shared.middleware import BY_SCRIPT


def is_by_script(request: HttpRequest) -> bool:
    """True for what the page's script sends: it wants a sentence, not a page."""
    return request.headers.get("X-Requested-With") == BY_SCRIPT


def saved(request: HttpRequest, to: str, *, number: object = "", **kwargs: Any) -> HttpResponse:
    """It was saved, at this hour; `number` is by which the page knows it from now on."""
    sentence = _("Salvato alle %(hour)s.") % {"hour": words.hour(process_time.now())}
    if is_by_script(request):
        return JsonResponse({"sentence": sentence, "number": str(number)})
    messages.success(request, sentence)
    return redirect(to, **kwargs)


def refused(form: forms.Form) -> HttpResponse:
    """What is wrong, for the page's script."""
    sentences = [str(error) for errors in form.errors.values() for error in errors]
    return JsonResponse({"sentence": " ".join(sentences)}, status=422)
