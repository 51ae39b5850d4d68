"""The pieces of our pages side by side, to look at while working on them: never in production."""

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from arengo.core.clock import process_time
from arengo.meetings.models import Meeting, Venue
from arengo.plan.models import Axis
from arengo.process.models import Document, DocumentPage, Stage, StageChange
from arengo.registrations.models import Mode, SeatPool
from arengo.registrations.queries import PlacesLeft
from arengo.web.shared.stages import Progress, StageToday

AXES = ["Cultura", "Ambiente", "Mobilità", "Istruzione", "Inclusione", "Salute", "Un settimo asse"]


def components(request: HttpRequest) -> HttpResponse:
    """Every piece with made-up content. Raises Http404 outside the demo and debugging."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    context = {
        "axes": [Axis(number=number, name=name) for number, name in enumerate(AXES, start=1)],
        "stages": _stages(),
        "meeting": Meeting(starts_at=process_time.now()),
        "places": _places(),
        "documents": [
            Document(title="Un documento di altri", url="https://example.org/", is_example=True),
            Document(title="Senza indirizzo", published_on=date(2023, 9, 1)),
        ],
        # A picture cannot be made up: there is one as soon as a PDF has been drawn.
        "page": DocumentPage.objects.select_related("document").last(),
    }
    return render(request, "public/components.html", context)


def _stages() -> list[StageToday]:
    revised = StageChange(kind=StageChange.Kind.REVISED, end=date(2024, 7, 19))
    rows = [
        ("Preparare", Progress.DONE, date(2023, 5, 1), date(2023, 5, 31), []),
        ("Ascoltare", Progress.NOW, date(2023, 9, 27), date(2023, 12, 5), []),
        ("Scrivere", Progress.COMING, date(2023, 12, 6), date(2024, 7, 19), [revised]),
        ("Attuare", Progress.NEXT, None, None, []),
    ]
    return [
        StageToday(
            stage=Stage(key=f"tappa-{place}", title=title, planned_end=date(2023, 12, 5)),
            changes=changes,
            start=start,
            end=end,
            progress=progress,
            is_late=False,
            meetings=[],
        )
        for place, (title, progress, start, end, changes) in enumerate(rows)
    ]


def _places() -> list[PlacesLeft]:
    venue = Venue(name="Una sala", address="Via Roma 1", city="Torino")
    rows = [
        (Mode.IN_PERSON, 180, 12, 0, 180),
        (Mode.IN_PERSON, 200, 1, 0, 180),
        (Mode.IN_PERSON, 180, 0, 12, 180),
        (Mode.ONLINE, 500, 437, 0, None),
        (Mode.ONLINE, 500, 0, 0, None),
    ]
    return [
        PlacesLeft(
            pool=SeatPool(key=mode, mode=mode, capacity=capacity, capacity_is_example=place == 0),
            mode=mode,
            venue=venue if mode == Mode.IN_PERSON else None,
            capacity=capacity,
            free=free,
            waiting=waiting,
            is_full=not free,
            safety_capacity=safety,
        )
        for place, (mode, capacity, free, waiting, safety) in enumerate(rows)
    ]
