"""Asking to speak: from one's own page, from the steward's tablet, from the desk. One queue."""

import uuid

from django.db import transaction
from django.db.models import Max

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.live import rooms, rules
from arengo.live.models import Room, SpeakerQueue, SpeakingRequest
from arengo.live.refusals import NobodyNamed, NoPlenary, QueueIsClosed
from arengo.live.speakers import current_sitting
from arengo.meetings.models import Meeting
from arengo.registrations.models import Mode, Registration

Kind, Source, State = SpeakingRequest.Kind, SpeakingRequest.Source, SpeakingRequest.State
TOPIC_AT_MOST = 120
NAME_AT_MOST = 120


@transaction.atomic
def ask_to_speak(
    *,
    registration: Registration,
    number: uuid.UUID,
    kind: SpeakingRequest.Kind = Kind.FLOOR,
    topic: str = "",
) -> SpeakingRequest:
    """Ask for the floor from one's own page. Who already waits keeps the place, with the newer topic.

    `number` is the page's own: told twice, it is the same request. Raises NotInTheRoom for who has
    not entered, NoPlenary, QueueIsClosed (a point of order is heard all the same), and kin.
    """
    room = rooms.lock_open(registration.meeting)
    rules.check_present(registration)
    queue = open_queue(room, kind)
    return _join(
        queue,
        SpeakingRequest(
            id=number,
            queue=queue,
            registration=registration,
            mode=registration.mode,
            kind=kind,
            source=Source.PAGE,
            topic=_tidy(topic, TOPIC_AT_MOST),
        ),
        by="person",
    )


@transaction.atomic
def ask_to_speak_for(
    *,
    meeting: Meeting,
    number: uuid.UUID,
    by: str,
    registration: Registration | None = None,
    name: str = "",
    mode: str = Mode.IN_PERSON,
    source: SpeakingRequest.Source = Source.STEWARD,
    kind: SpeakingRequest.Kind = Kind.FLOOR,
    topic: str = "",
) -> SpeakingRequest:
    """Put in the queue somebody who has no device: registered here, or by name alone.

    `mode` is of who is not registered: who is takes part as they are registered.

    Raises NobodyNamed, NoPlenary, QueueIsClosed and kin.
    """
    room = rooms.lock_open(meeting)
    queue = open_queue(room, kind)
    name = "" if registration else _tidy(name, NAME_AT_MOST)
    if registration is None and not name:
        raise NobodyNamed
    asked = SpeakingRequest(
        id=number,
        queue=queue,
        registration=registration,
        name=name,
        mode=registration.mode if registration else mode,
        kind=kind,
        source=source,
        topic=_tidy(topic, TOPIC_AT_MOST),
    )
    return _join(queue, asked, by=by)


@transaction.atomic
def withdraw_request(*, request: SpeakingRequest, by: str) -> SpeakingRequest:
    """Who waits no longer wants to speak. Twice is once; who has the floor is not touched."""
    room = rooms.lock(request.queue.room.meeting)
    row = SpeakingRequest.objects.select_related("queue").get(pk=request.pk)
    if row.state != State.WAITING:
        return row
    row.state, row.ended_at = State.WITHDRAWN, process_time.now()
    row.save(update_fields=["state", "ended_at"])
    record(
        kind="speaking.withdrawn", subject=f"request:{row.pk}", by=by, facts={"kind": str(row.kind)}
    )
    rooms.tell(room, "queue")
    return row


def open_queue(room: Room, kind: SpeakingRequest.Kind = Kind.FLOOR) -> SpeakerQueue:
    """The queue of the plenary that is on or to come, made the first time.

    Raises NoPlenary, and QueueIsClosed except for a point of order.
    """
    sitting = current_sitting(room.meeting)
    if sitting is None:
        raise NoPlenary
    queue, _made = SpeakerQueue.objects.get_or_create(sitting=sitting, defaults={"room": room})
    queue.room = room
    if not queue.is_open and kind != Kind.POINT_OF_ORDER:
        raise QueueIsClosed
    return queue


def _join(queue: SpeakerQueue, asked: SpeakingRequest, by: str) -> SpeakingRequest:
    again = SpeakingRequest.objects.filter(pk=asked.pk, queue=queue).first()
    if again is not None:
        return again
    waiting = _already_waiting(queue, asked)
    if waiting is not None:
        if asked.topic and waiting.topic != asked.topic:
            waiting.topic = asked.topic
            waiting.save(update_fields=["topic"])
            rooms.tell(queue.room, "queue")
        return waiting
    asked.asked_at = process_time.now()
    newest = queue.requests.aggregate(newest=Max("number"))["newest"] or 0
    asked.number = newest + 1
    asked.save(force_insert=True)
    facts = {"mode": str(asked.mode), "kind": str(asked.kind), "source": str(asked.source)}
    record(kind="speaking.asked", subject=f"request:{asked.pk}", by=by, facts=facts)
    rooms.tell(queue.room, "queue")
    return asked


def _already_waiting(queue: SpeakerQueue, asked: SpeakingRequest) -> SpeakingRequest | None:
    if asked.registration is None:
        return None
    live = queue.requests.filter(state__in=[State.WAITING, State.SPEAKING])
    return live.filter(registration=asked.registration, kind=asked.kind).first()


def _tidy(text: str, at_most: int) -> str:
    return " ".join(text.split())[:at_most]
