"""The queue as everybody sees it: who waits, in which order, and why; who has the floor."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from django.db.models import Count, QuerySet

from arengo.core.clock import process_time
from arengo.live.models import Room, Span, SpeakerQueue, SpeakingRequest, Turn
from arengo.live.order import Place, Reason, Rule, Waiting, places
from arengo.live.queries import ends_at
from arengo.meetings.models import Meeting, Sitting
from arengo.registrations.models import Registration

State, Kind = SpeakingRequest.State, SpeakingRequest.Kind
# Two clocks that differ by less, having been rounded, are read as one.
ONE_CLOCK: Final = timedelta(seconds=1)


@dataclass(frozen=True)
class InQueue:
    """A place of the queue: who, from 1 which, and how many pass before for which reason."""

    request: SpeakingRequest
    number: int
    before: Counter[Reason]
    turns: int

    @property
    def reasons(self) -> list[tuple[Reason, int]]:
        """Why others pass before, and how many for each reason, in the order of the rules."""
        return [(reason, self.before[reason]) for reason in Reason if self.before[reason]]

    @property
    def name(self) -> str:
        """The name by which they are called; empty once they were erased."""
        return name_of(self.request)


@dataclass(frozen=True)
class QueueToday:
    """A queue in its order at this moment."""

    queue: SpeakerQueue
    waiting: tuple[InQueue, ...]

    @property
    def first(self) -> SpeakingRequest | None:
        """Who speaks next."""
        return self.waiting[0].request if self.waiting else None

    def place_of(self, registration: Registration) -> InQueue | None:
        """The place of somebody, the first one when they have two."""
        mine = (one for one in self.waiting if one.request.registration_id == registration.pk)
        return next(mine, None)

    @cached_property
    def by_mode(self) -> Counter[str]:
        """How many wait, in the hall and online."""
        return Counter(one.request.mode for one in self.waiting)


@dataclass(frozen=True)
class MyFloor:
    """What somebody's own page says of the queue. `place` is None while they do not wait; `is_on`
    while its plenary is on.
    """

    queue: SpeakerQueue
    place: InQueue | None
    has_the_floor: bool
    is_on: bool = False


def my_floor(registration: Registration) -> MyFloor | None:
    """One's own place in the queue; None without a plenary in the programme."""
    queue = current_queue(registration.meeting)
    if queue is None:
        return None
    if queue.pk is None:
        return MyFloor(queue, None, False)
    mine = queue.requests.filter(
        registration=registration, state__in=[State.WAITING, State.SPEAKING]
    )
    states = set(mine.values_list("state", flat=True))
    place = queue_today(queue).place_of(registration) if State.WAITING in states else None
    spans = Span.objects.filter(sitting=queue.sitting_id, ended_at__isnull=True)
    is_on = place is not None and spans.exists()
    return MyFloor(queue, place, State.SPEAKING in states, is_on)


def name_of(request: SpeakingRequest) -> str:
    """The name under which somebody asked to speak; empty once they were erased."""
    if request.registration is None:
        return request.name
    contact = getattr(request.registration.person, "contact", None)
    return contact.name if contact else ""


def current_sitting(meeting: Meeting) -> Sitting | None:
    """The plenary for which one asks to speak now: the one that is on, else the next to come."""
    spans = dict(
        Room.objects.filter(meeting=meeting, spans__isnull=False)
        .order_by("spans__began_at")
        .values_list("spans__sitting", "spans__ended_at")
    )
    plenaries = list(meeting.sittings.filter(kind=Sitting.Kind.PLENARY))
    on = [each for each in plenaries if each.pk in spans and spans[each.pk] is None]
    to_come = [each for each in plenaries if each.pk not in spans]
    # Stopped for a moment, and nothing else is to come: it may be taken up again.
    return next(iter([*on, *to_come, *plenaries[::-1]]), None)


def current_queue(meeting: Meeting) -> SpeakerQueue | None:
    """The queue in which one waits now; an unsaved one, open, when nobody asked yet."""
    sitting = current_sitting(meeting)
    if sitting is None:
        return None
    found = SpeakerQueue.objects.filter(sitting=sitting).first()
    return found or SpeakerQueue(sitting=sitting)


def queue_today(queue: SpeakerQueue) -> QueueToday:
    """The queue in its order, in a number of queries that does not depend on how many wait."""
    if queue.pk is None:
        return QueueToday(queue, ())
    requests = {request.pk: request for request in waiting_in(queue)}
    spoke = _turns_of(queue)
    waiting = [
        Waiting(
            key=request.pk,
            asked_at=request.asked_at,
            number=request.number,
            mode=request.mode,
            turns=spoke[request.registration_id] if request.registration_id else 0,
            is_point_of_order=request.kind == Kind.POINT_OF_ORDER,
            let_pass_at=request.let_pass_at,
        )
        for request in requests.values()
    ]
    ordered = places(waiting, Rule(queue.rule), _last_mode(queue))
    return QueueToday(
        queue, tuple(_in_queue(place, requests[place.waiting.key]) for place in ordered)
    )


def waiting_in(queue: SpeakerQueue) -> QuerySet[SpeakingRequest]:
    """Who waits, as they asked, with what is needed to call them by name."""
    waiting = queue.requests.filter(state=State.WAITING)
    return waiting.select_related("registration__person__contact", "registration__municipality")


def turn_now(meeting: Meeting) -> Turn | None:
    """Who has the floor, with their name."""
    turns = Turn.objects.filter(room__meeting=meeting, ended_at__isnull=True)
    return turns.select_related(
        "request__registration__person__contact", "speaker", "span__item__axis", "span__sitting"
    ).first()


def turn_ends_at(turn: Turn) -> datetime | None:
    """When the time of who speaks is up, pauses counted; None when none was set."""
    if turn.given_seconds is None:
        return None
    seconds = turn.given_seconds + turn.paused_seconds
    if turn.paused_at is not None:
        seconds += max(0, round((process_time.now() - turn.paused_at).total_seconds()))
    return turn.began_at + timedelta(seconds=seconds)


def is_told_by_the_line(turn: Turn) -> bool:
    """True while what is on says it already: its one voice speaks, by the clock of the line."""
    item = turn.span.item
    if item is None or not is_by_the_clock_of_the_line(turn):
        return False
    return list(item.speakers.all()) == [turn.speaker]


def is_by_the_clock_of_the_line(turn: Turn) -> bool:
    """True for a voice of the round table whose time is up when that of the line is."""
    span = turn.span
    if turn.speaker is None or turn.is_moderating:
        return False
    if (turn.paused_at is None) != (span.paused_at is None):
        return False
    mine, of_the_line = turn_ends_at(turn), ends_at(span)
    if mine is None or of_the_line is None:
        return mine is of_the_line and turn.began_at == span.began_at
    return abs(mine - of_the_line) <= ONE_CLOCK


def spoke_for(turn: Turn) -> int:
    """The seconds for which they had the floor, without the pauses; up to now while they have it."""
    end = turn.ended_at or turn.paused_at or process_time.now()
    return max(0, round((end - turn.began_at).total_seconds()) - turn.paused_seconds)


def _in_queue(place: Place, request: SpeakingRequest) -> InQueue:
    return InQueue(request, place.number, place.before, place.waiting.turns)


def _turns_of(queue: SpeakerQueue) -> Counter[int]:
    """How many times each spoke in the plenaries of this evening, points of order apart."""
    spoke = SpeakingRequest.objects.filter(
        queue__room=queue.room_id, kind=Kind.FLOOR, state__in=[State.SPOKE, State.SPEAKING]
    )
    counted = spoke.exclude(registration=None).order_by().values_list("registration")
    return Counter(dict(counted.annotate(times=Count("pk"))))


def _last_mode(queue: SpeakerQueue) -> str | None:
    """How the last one to get the floor in this queue takes part, points of order apart."""
    last = Turn.objects.filter(request__queue=queue, request__kind=Kind.FLOOR).order_by(
        "began_at", "id"
    )
    return last.values_list("request__mode", flat=True).last()
