"""The process: its stages, the guidelines, its plans."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from arengo.feedback.heard import stages_heard
from arengo.plan.models import Plan
from arengo.process.models import Guideline
from arengo.web.shared.context import site_of
from arengo.web.shared.stages import stages_today, with_closings


def stages(request: HttpRequest) -> HttpResponse:
    """The stages, with their dates as known today and what is open in each."""
    process = site_of(request).process
    context = {
        "stages": with_closings(stages_today(process)) if process else [],
        "heard": stages_heard(process) if process else set(),
    }
    return render(request, "public/stages.html", context)


def guidelines(request: HttpRequest) -> HttpResponse:
    """The guidelines that were adopted."""
    process = site_of(request).process
    found = Guideline.objects.filter(process=process).prefetch_related("sections")
    return render(request, "public/guidelines.html", {"guidelines": found})


def guideline(request: HttpRequest, key: str) -> HttpResponse:
    """One act of guidelines, in plain words, by sections with addresses of their own."""
    found = get_object_or_404(
        Guideline.objects.select_related("document").prefetch_related("sections"),
        process=site_of(request).process,
        key=key,
    )
    context = {
        "guideline": found,
        "sections": found.sections.all(),
        "documents": [found.document] if found.document else [],
    }
    return render(request, "public/guideline.html", context)


def plan(request: HttpRequest, key: str) -> HttpResponse:
    """A plan: axes, strategies n.m, actions n.m.k, as a tree that is also a text to read."""
    found = get_object_or_404(Plan.objects.prefetch_related("axes__strategies__actions"), key=key)
    axes = found.axes.all()
    strategies = [strategy for axis in axes for strategy in axis.strategies.all()]
    actions = [action for strategy in strategies for action in strategy.actions.all()]
    site = site_of(request)
    in_force = site.process.plan_in_force_id if site.process else None
    context = {
        "plan": found,
        "axes": axes,
        "has_voices": site.frame.has_voices and found.pk == in_force,
        "strategies_listed": len(strategies),
        "actions_listed": len(actions),
        "is_partial": len(strategies) < (found.stated_strategies or 0)
        or len(actions) < (found.stated_actions or 0),
    }
    return render(request, "public/plan.html", context)
