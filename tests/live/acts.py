"""What the tests of the evening do again and again: a meeting with its programme, on its day."""

import uuid

from arengo.core.clock import process_time
from arengo.core.localized import Localized
from arengo.core.stream.models import StreamEvent
from arengo.live import asked, operations
from arengo.live.models import AskedQuestion, Ballot, Poll, Span
from arengo.live.queries import evening_of
from arengo.meetings.models import AgendaItem, Meeting, Sitting
from arengo.plan.models import Axis
from arengo.registrations.models import Registration
from arengo.registrations.operations import admit, enter_online
from tests.factories import make_meeting, moment
from tests.registrations.acts import ONLINE, again, take_part

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


def present(meeting: Meeting, name: str, mode: str = ONLINE) -> Registration:
    """Somebody who registered in time and entered, at the door or by pressing "Entra"."""
    with process_time.frozen_at(moment("2023-09-20 10:00")):
        registration = take_part(meeting, name, mode)
    if mode == ONLINE:
        with process_time.frozen_at(moment("2023-09-27 16:00")):
            enter_online(registration=registration)
    else:
        with process_time.frozen_at(moment("2023-09-27 16:00")):
            admit(registration=registration, venue=meeting.venues.get(), by=REGIA)
    return again(registration)


def ask_something(
    who: Registration, text: str = "E i treni della sera?", number: uuid.UUID | None = None
) -> AskedQuestion:
    """A question, numbered as a page would."""
    return operations.ask_question(registration=who, number=number or uuid.uuid4(), text=text)


def make_poll(meeting: Meeting, *options: str, question: str = "Da dove cominciamo?") -> Poll:
    """A poll that is prepared, with these answers or two."""
    return operations.make_poll(
        meeting=meeting,
        number=uuid.uuid4(),
        question=Localized(it=question, en=question and "Where do we begin?"),
        options=[Localized(it=text) for text in options or ("Dai treni", "Dalle scuole")],
        by=REGIA,
    )


def opened(meeting: Meeting, *options: str) -> Poll:
    """A poll on which one can vote."""
    return operations.open_poll(poll=make_poll(meeting, *options), by=REGIA)


def results_of(poll: Poll) -> asked.Results:
    """What it came to so far."""
    return asked.results_of_all([poll])[0]


def vote(who: Registration, poll: Poll, place: int = 0) -> Ballot:
    """A vote for the answer at this place, from 0."""
    option = poll.options.get(position=place)
    return operations.cast_ballot(registration=who, poll=poll, option=option.pk)
