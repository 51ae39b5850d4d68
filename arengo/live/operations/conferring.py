"""The conference's verbs: who is in, who has the floor, who is on air. The provider hears of it after."""

import logging
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.gateways.conference.contract import ConferenceTrouble
from arengo.live import rooms
from arengo.live.conference import has_floor, places_in, provider_of, seat_of
from arengo.live.models import ConferencePlace, Floor, Room, Signal
from arengo.live.refusals import (
    ConferenceIsFull,
    NoConferenceHere,
    NoFloor,
    OutOfConference,
    TooManyCameras,
)
from arengo.meetings.models import Duty, Meeting
from arengo.registrations.models import Registration

Role = ConferencePlace.Role
WhyLeft = ConferencePlace.WhyLeft
# What changes for who looks when somebody enters the air, leaves it, or is spoken to.
PART: Final = "conference"
logger = logging.getLogger(__name__)


@transaction.atomic
def take_place(
    *,
    meeting: Meeting,
    device: uuid.UUID,
    registration: Registration | None,
    duty: Duty | None,
    role: ConferencePlace.Role,
    audio_only: bool,
    by: str,
) -> ConferencePlace:
    """A place in the conference for this device; the one before it of the same link is told, and out.

    Raises NotTheDay, MeetingIsClosed, NoConferenceHere, ConferenceIsFull.
    """
    room = rooms.lock_open(meeting)
    can = provider_of(meeting).capabilities
    if not can.brokered:
        raise NoConferenceHere
    before = _before(room, role, registration)
    if before is not None:
        is_same = before.device == device
        _leave(room, before, WhyLeft.LEFT if is_same else WhyLeft.ELSEWHERE)
    elif role == Role.PERSON and _is_full(meeting, can.max_people):
        raise ConferenceIsFull
    place = ConferencePlace.objects.create(
        room=room,
        role=role,
        registration=registration,
        duty=duty,
        version=link.version if (link := registration or duty) else 1,
        device=device,
        audio_only=audio_only,
        entered_at=process_time.now(),
        seen_at=timezone.now(),
    )
    facts: dict[str, str | bool] = {"role": str(role), "takes_over": before is not None}
    record(kind="conference.entered", subject=_subject(room, registration), by=by, facts=facts)
    return place


@transaction.atomic
def leave_conference(
    *, place: ConferencePlace, why: ConferencePlace.WhyLeft = WhyLeft.LEFT, by: str = "person"
) -> ConferencePlace:
    """The device is out; what flows is cut. Twice is once."""
    room = rooms.lock(place.room.meeting)
    row = ConferencePlace.objects.get(pk=place.pk)
    if row.left_at is not None:
        return row
    _leave(room, row, why)
    subject = _subject(room, row.registration)
    record(kind="conference.left", subject=subject, by=by, facts={"why": str(why)})
    return row


def give_floor(*, registration: Registration, on: bool, by: str) -> Floor | None:
    """Let somebody be seen and heard, or no longer: what flows is cut. Twice is once.

    It holds whether or not they are in the conference yet. The microphone never opens by itself:
    their page offers a button.
    """
    return _give(registration.meeting, registration, on, by)


def give_floor_to_hall(*, meeting: Meeting, on: bool, by: str) -> Floor | None:
    """As `give_floor`, for the hall, which is one participant."""
    return _give(meeting, None, on, by)


@transaction.atomic
def ask_for_air(*, place: ConferencePlace, has_camera: bool) -> ConferencePlace:
    """The device is about to be seen and heard: only with the floor, and while there is room for it.

    Raises OutOfConference, NoFloor, TooManyCameras.
    """
    room = rooms.lock(place.room.meeting)
    row = _row(place)
    if not has_floor(row):
        raise NoFloor
    most = provider_of(room.meeting).capabilities.max_cameras
    others = places_in(room.meeting).filter(publishing_at__isnull=False).exclude(pk=row.pk)
    if most is not None and others.count() >= most:
        raise TooManyCameras
    row.publishing_at, row.has_camera = process_time.now(), has_camera
    row.ready_at = row.on_air_at = None
    row.save(update_fields=["publishing_at", "ready_at", "on_air_at", "has_camera"])
    rooms.tell(room, PART)
    return row


@transaction.atomic
def be_ready(*, place: ConferencePlace) -> ConferencePlace:
    """Its line stands, with nothing on it: the others may prepare theirs. Twice is once.

    Raises OutOfConference, and NoFloor when the floor ended meanwhile.
    """
    room = rooms.lock(place.room.meeting)
    row = _row(place)
    if row.publishing_at is None or not has_floor(row):
        raise NoFloor
    if row.ready_at is None and row.on_air_at is None:
        row.ready_at = process_time.now()
        row.save(update_fields=["ready_at"])
        rooms.tell(room, PART)
    return row


@transaction.atomic
def go_on_air(
    *, place: ConferencePlace, has_camera: bool | None = None, by: str = "person"
) -> ConferencePlace:
    """Its picture and sound arrive: the others may look. Twice is once.

    `has_camera` says again whether there is a picture: who made ready did not know yet.

    Raises OutOfConference, and NoFloor when the floor ended meanwhile.
    """
    room = rooms.lock(place.room.meeting)
    row = _row(place)
    if row.publishing_at is None or not has_floor(row):
        raise NoFloor
    if row.on_air_at is None:
        row.on_air_at = process_time.now()
        row.has_camera = row.has_camera if has_camera is None else has_camera
        row.save(update_fields=["on_air_at", "has_camera"])
        facts = {"camera": row.has_camera}
        subject = _subject(room, row.registration)
        record(kind="conference.on_air", subject=subject, by=by, facts=facts)
        rooms.tell(room, PART)
    return row


@transaction.atomic
def choose_pictures(*, place: ConferencePlace, audio_only: bool) -> ConferencePlace:
    """Whether the pictures of who speaks are sent to this device. Raises OutOfConference."""
    row = _row(place)
    row.audio_only = audio_only
    row.save(update_fields=["audio_only"])
    return row


@transaction.atomic
def go_off_air(*, place: ConferencePlace, by: str = "person") -> ConferencePlace:
    """It stops being seen and heard by its own will; the floor is still there. Twice is once."""
    room = rooms.lock(place.room.meeting)
    row = _row(place)
    if row.publishing_at is not None:
        _off_air(room, row)
        subject = _subject(room, row.registration)
        record(kind="conference.off_air", subject=subject, by=by, facts={})
    return row


def say_to(place: ConferencePlace, kind: str, **payload: Any) -> Signal:
    """Leave a signal for a device, in the caller's transaction, without telling yet."""
    return Signal.objects.create(
        to_place=place, kind=kind, payload=payload, created_at=timezone.now()
    )


def after_commit(meeting: Meeting, what: str, call: Callable[[], object]) -> None:
    """Call the provider once the transaction is committed; trouble is logged, and repaired later."""
    transaction.on_commit(partial(_try, meeting.slug, what, call))


def _try(slug: str, what: str, call: Callable[[], object]) -> None:
    try:
        call()
    except ConferenceTrouble as error:
        logger.warning("conference of %s: %s failed: %s", slug, what, type(error).__name__)


@transaction.atomic
def _give(meeting: Meeting, registration: Registration | None, on: bool, by: str) -> Floor | None:
    room = rooms.lock(meeting)
    open_ones = Floor.objects.filter(room=room, ended_at__isnull=True)
    floor = open_ones.filter(registration=registration).first()
    if (floor is not None) == on:
        return floor
    now = process_time.now()
    if floor is None:
        floor = Floor.objects.create(room=room, registration=registration, given_at=now)
    else:
        floor.ended_at = max(now, floor.given_at)
        floor.save(update_fields=["ended_at"])
    place = _before(room, Role.PERSON if registration else Role.HALL, registration)
    if place is not None:
        _tell_of_floor(room, place, on)
    what = "conference.floor_given" if on else "conference.floor_ended"
    record(kind=what, subject=_subject(room, registration), by=by, facts={})
    rooms.tell(room, PART)
    return floor


def _tell_of_floor(room: Room, place: ConferencePlace, on: bool) -> None:
    say_to(place, Signal.Kind.LOOK)
    if on:
        seat, provider = seat_of(place), provider_of(room.meeting)
        after_commit(room.meeting, "the floor", lambda: provider.set_floor(seat, True))
    else:
        _off_air(room, place)


def _off_air(room: Room, place: ConferencePlace) -> None:
    place.publishing_at = place.ready_at = place.on_air_at = None
    place.save(update_fields=["publishing_at", "ready_at", "on_air_at"])
    seat, provider = seat_of(place), provider_of(room.meeting)
    after_commit(room.meeting, "the cut", lambda: provider.set_floor(seat, False))
    rooms.tell(room, PART)


def _leave(room: Room, place: ConferencePlace, why: ConferencePlace.WhyLeft) -> None:
    place.room = room
    place.left_at, place.why_left = max(process_time.now(), place.entered_at), why
    place.publishing_at = place.ready_at = place.on_air_at = None
    place.save(update_fields=["left_at", "why_left", "publishing_at", "ready_at", "on_air_at"])
    if why != WhyLeft.LEFT:
        say_to(place, Signal.Kind.LOOK)
    seat, provider = seat_of(place), provider_of(room.meeting)
    after_commit(room.meeting, "the removal", lambda: provider.remove(seat))
    rooms.tell(room, PART)


def _is_full(meeting: Meeting, most: int | None) -> bool:
    """Of people: without the hall and who signs there is no evening, and they never stay out."""
    return most is not None and places_in(meeting).filter(role=Role.PERSON).count() >= most


def _before(
    room: Room, role: ConferencePlace.Role, registration: Registration | None
) -> ConferencePlace | None:
    place = places_in(room.meeting).filter(role=role, registration=registration).first()
    if place is not None:
        place.room = room
    return place


def _row(place: ConferencePlace) -> ConferencePlace:
    """The place as it is now. Raises OutOfConference."""
    row = ConferencePlace.objects.select_related("registration").get(pk=place.pk)
    row.room = place.room
    if row.left_at is not None:
        raise OutOfConference
    return row


def _subject(room: Room, registration: Registration | None) -> str:
    return f"registration:{registration.code}" if registration else rooms.subject_of(room)
