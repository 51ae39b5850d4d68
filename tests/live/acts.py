"""What the tests of the evening do again and again: a meeting with its programme, on its day."""

from arengo.core.stream.models import StreamEvent
from arengo.live.models import Span
from arengo.live.queries import evening_of
from arengo.meetings.models import AgendaItem, Meeting, Sitting
from arengo.plan.models import Axis
from tests.factories import make_meeting, moment

REGIA = "duty:1"


def make_evening(**fields: object) -> Meeting:
    """The meeting of 27 September with a presentation, a round table of two axes and a plenary."""
    meeting = make_meeting(**fields)
    kinds = Sitting.Kind
    rows = [
        ("linee", 1, kinds.PRESENTATION, "Le linee di indirizzo", "16:00"),
        ("tavola", 2, kinds.ROUND_TABLE, "Tavola rotonda", "16:30"),
        ("plenaria", 2, kinds.PLENARY, "Discussione in plenaria", "17:30"),
    ]
    for position, (key, part, kind, title, hour) in enumerate(rows):
        Sitting.objects.create(
            meeting=meeting,
            key=key,
            position=position,
            part=part,
            kind=kind,
            title={"it": title, "en": f"{title} (en)"},
            starts_at=moment(f"2023-09-27 {hour}"),
        )
    table = meeting.sittings.get(key="tavola")
    for number in (1, 2):
        axis = Axis.objects.get(plan__key="vigente", number=number)
        AgendaItem.objects.create(
            sitting=table,
            key=f"asse-{number}",
            position=number,
            title=axis.name,
            axis=axis,
            minutes=10,
        )
    return meeting


def on(meeting: Meeting) -> Span | None:
    """What is on now."""
    return evening_of(meeting).span


def seen(meeting: Meeting) -> int | None:
    """What a page that was just drawn says it saw."""
    span = on(meeting)
    return span.pk if span else None


def told() -> list[str]:
    """The parts that were told to have changed, in order."""
    return list(StreamEvent.objects.order_by("id").values_list("part", flat=True))
