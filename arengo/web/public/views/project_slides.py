"""The projects on the wall of a hall: one thing at a time, forward and back, by axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from arengo.projects import queries
from arengo.projects.models import Project
from arengo.projects.queries import AxisFigures, Filters
from arengo.web.public import figures
from arengo.web.public.views.projects import project_row, totals_words

SHOWN_IN_HALL = 3
# Titles of the sources run to 250 characters: in the hall each length has its size.
LENGTHS = ((40, "short"), (90, "middle"), (140, "long"))


@dataclass(frozen=True)
class Slide:
    """One thing for the hall: all projects, the figures of an axis, or its nth project."""

    figures: AxisFigures | None = None
    place: int = 0


def project_slides(request: HttpRequest, number: int = 1) -> HttpResponse:
    """The projects for the hall, one thing at a time: figures by axis, then the largest."""
    by_axis = queries.axis_figures(queries.plan_of_projects())
    if not by_axis:
        return render(request, "public/projects/none.html")
    slides = _slides(by_axis)
    if not 1 <= number <= len(slides):
        raise Http404
    slide = slides[number - 1]
    projects = queries.find(_axis_filter(slide.figures))
    context = {
        "slide": slide,
        "number": number,
        "all": len(slides),
        "previous": _slide_address(number - 1) if number > 1 else "",
        "next": _slide_address(number + 1) if number < len(slides) else "",
        "jumps": [
            (each.figures.axis, _slide_address(place), each.figures is slide.figures)
            for place, each in enumerate(slides, start=1)
            if each.figures and each.figures.axis and not each.place
        ],
        "axis": slide.figures.axis if slide.figures else None,
        "by_status": _status_figures(by_axis, slide.figures),
        **totals_words(queries.totals(projects)),
    }
    if slide.place:
        context |= _slide_project(projects.prefetch_related("municipalities")[slide.place - 1])
    return render(request, "public/projects/slide.html", context)


def _slides(by_axis: Sequence[AxisFigures]) -> list[Slide]:
    slides = [Slide()]
    for each in by_axis:
        slides += [Slide(each, n) for n in range(min(SHOWN_IN_HALL, each.projects) + 1)]
    return slides


def _slide_address(number: int) -> str:
    if number == 1:
        return reverse("public:project-slides")
    return reverse("public:project-slide", args=[number])


def _axis_filter(each: AxisFigures | None) -> Filters:
    if each is None:
        return Filters()
    return Filters(axis=each.axis.number if each.axis else 0)


def _status_figures(
    by_axis: Sequence[AxisFigures], shown: AxisFigures | None
) -> list[tuple[str, str]]:
    """Number and words of each status, of one axis or of all."""
    of_these = [shown] if shown else by_axis
    pairs = []
    for status in Project.Status:
        number = sum(each.by_status.get(status.value, 0) for each in of_these)
        if number:
            numeral, words = figures.status_words(status, number).split(" ", 1)
            pairs.append((numeral, words))
    return pairs


def _slide_project(found: Project) -> dict[str, Any]:
    return {
        "project": found,
        "row": project_row(found),
        "length": _length(figures.title(found)),
    }


def _length(text: str) -> str:
    return next((name for most, name in LENGTHS if len(text) <= most), "endless")
