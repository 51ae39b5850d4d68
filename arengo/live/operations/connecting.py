"""What a browser says in order to see, hear and be heard, passed on to the provider or to another browser.

These verbs call the provider, so they are no transaction: each is a short one before it, and after.
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db import transaction
from django.utils import timezone

from arengo.gateways.conference.contract import (
    Broker,
    Brokered,
    ConferenceTrouble,
    LineLost,
    NotOnAir,
    Offer,
    Signalling,
)
from arengo.live import rooms
from arengo.live.conference import has_floor, places_in, provider_of, seat_of
from arengo.live.models import ConferencePlace, Signal
from arengo.live.operations.conferring import (
    PART,
    ask_for_air,
    go_off_air,
    go_on_air,
    leave_conference,
    take_place,
)
from arengo.live.refusals import (
    ConferenceNotNow,
    NobodyThere,
    NoConferenceHere,
    NoFloor,
    OutOfConference,
    SignalTooLong,
)
from arengo.meetings.models import Duty, Meeting
from arengo.registrations.models import Registration

Role = ConferencePlace.Role
Kind = Signal.Kind
R = TypeVar("R")
# A session description of a browser with two tracks is of 3 to 8 kB.
SIGNAL_AT_MOST: Final = 16 * 1024
# What browsers have to say to each other, and nothing else is passed on.
PASSED_ON: Final[tuple[str, ...]] = ("sdp", "candidate")


@dataclass(frozen=True)
class Entrance:
    """A device that was let in, and the servers that help it through firewalls."""

    place: ConferencePlace
    ice_servers: list[dict[str, Any]]


def enter_conference(
    *,
    meeting: Meeting,
    device: uuid.UUID,
    registration: Registration | None = None,
    duty: Duty | None = None,
    role: ConferencePlace.Role = Role.PERSON,
    audio_only: bool = False,
    by: str = "person",
) -> Entrance:
    """Let a device in, to see and hear. One device for each link: the one before it is told, and out.

    Raises NotTheDay, MeetingIsClosed, NoConferenceHere, ConferenceIsFull, ConferenceNotNow.
    """
    place = take_place(
        meeting=meeting,
        device=device,
        registration=registration,
        duty=duty,
        role=role,
        audio_only=audio_only,
        by=by,
    )
    try:
        return Entrance(place, _admit(place))
    except ConferenceTrouble as error:
        leave_conference(place=place, why=ConferencePlace.WhyLeft.LOST, by="system")
        raise ConferenceNotNow from error


def publish(*, place: ConferencePlace, offer: str, has_camera: bool) -> str:
    """Be seen and heard: the answer to the browser's offer; empty between browsers, who answer each other.

    Raises OutOfConference, NoFloor, TooManyCameras, SignalTooLong, ConferenceNotNow.
    """
    _check_length(offer)
    place = ask_for_air(place=place, has_camera=has_camera)
    provider = provider_of(place.room.meeting)
    if not isinstance(provider, Broker):
        go_on_air(place=place)
        return ""
    try:
        answer = _on_the_line(place, lambda: provider.publish(seat_of(place), offer))
    except ConferenceNotNow:
        go_off_air(place=place)
        raise
    _keep_reference(place, answer.reference)
    if not has_floor(place):
        # It was taken away while the provider answered.
        go_off_air(place=place)
        raise NoFloor
    return answer.sdp


def stand_by(*, place: ConferencePlace, instead: str = "") -> Offer | None:
    """A line on which nobody is yet, so that who speaks next comes on it at once; None between browsers.

    `instead` is the line of somebody who no longer speaks. Raises ConferenceNotNow.
    """
    provider = provider_of(place.room.meeting)
    if not isinstance(provider, Broker):
        return None
    broker = provider
    return _on_the_line(place, lambda: broker.stand_by(seat_of(place), instead))


def listen(*, place: ConferencePlace, feed: str, on: str = "") -> Offer | None:
    """See and hear somebody who is on air, or is about to be: an offer to answer, or None: it will
    come as a signal.

    Who chose the sound only gets no picture, but for that of who signs. `on` is a line of `stand_by`:
    when they come on it there is nothing to answer.
    Raises NobodyThere, ConferenceNotNow.
    """
    provider = provider_of(place.room.meeting)
    other = _other(place, feed)
    if other.on_air_at is None and other.ready_at is None:
        raise NobodyThere
    audio_only = place.audio_only and other.role != Role.INTERPRETER
    if isinstance(provider, Broker):
        broker = provider

        def ask() -> Offer:
            return broker.listen(seat_of(place), feed, audio_only=audio_only, on=on)

        return _on_the_line(place, ask)
    _leave_signal(place, other, Kind.WANT, {"audioOnly": audio_only})
    return None


def answer(*, place: ConferencePlace, line: str, sdp: str) -> None:
    """The browser's answer to an offer of `listen`. Raises SignalTooLong, ConferenceNotNow."""
    _check_length(sdp)
    provider = provider_of(place.room.meeting)
    if not isinstance(provider, Broker):
        raise NoConferenceHere
    try:
        provider.answer(seat_of(place), line, sdp)
    except ConferenceTrouble as error:
        raise ConferenceNotNow from error


def relay_signal(*, place: ConferencePlace, to: str, kind: str, payload: dict[str, Any]) -> Signal:
    """Pass on what a browser says to another, so that they find each other without a server.

    Only who is on air offers; others answer to who is. Raises NoConferenceHere, NoFloor, NobodyThere,
    SignalTooLong.
    """
    provider = provider_of(place.room.meeting)
    if provider.capabilities.signalling != Signalling.PEERS:
        raise NoConferenceHere
    if kind not in (Kind.OFFER, Kind.ANSWER, Kind.CANDIDATE):
        raise ValueError(f"{kind} is not for browsers to say")
    _check_length(json.dumps(payload))
    is_on_air = place.on_air_at is not None and has_floor(place)
    if kind == Kind.OFFER and not is_on_air:
        raise NoFloor
    other = _other(place, to)
    if not is_on_air and other.on_air_at is None:
        raise NoFloor
    said = {name: payload[name] for name in PASSED_ON if name in payload}
    return _leave_signal(place, other, kind, said)


def keep_place(*, place: ConferencePlace) -> None:
    """The device's page is still open. Raises ConferenceNotNow while the provider does not answer."""
    ConferencePlace.objects.filter(pk=place.pk).update(seen_at=timezone.now())
    provider = provider_of(place.room.meeting)
    if isinstance(provider, Broker):
        broker = provider
        _on_the_line(place, lambda: broker.keep(seat_of(place)))


def _admit(place: ConferencePlace) -> list[dict[str, Any]]:
    admission = provider_of(place.room.meeting).admit(seat_of(place))
    if not isinstance(admission, Brokered):
        raise NoConferenceHere
    _keep_reference(place, admission.reference)
    return admission.ice_servers


def _on_the_line(place: ConferencePlace, call: Callable[[], R]) -> R:
    """What the provider says; one that forgot the device, since it was started again, learns of it anew."""
    try:
        try:
            return call()
        except LineLost:
            _admit(place)
            return call()
    except NotOnAir as error:
        raise NobodyThere from error
    except ConferenceTrouble as error:
        raise ConferenceNotNow from error


def _keep_reference(place: ConferencePlace, reference: str) -> None:
    place.reference = reference
    still = ConferencePlace.objects.filter(pk=place.pk, left_at__isnull=True)
    if not still.update(reference=reference):
        # It was put out while the provider answered, which did not know what to end.
        provider_of(place.room.meeting).remove(seat_of(place))
        raise OutOfConference


def _other(place: ConferencePlace, code: str) -> ConferencePlace:
    other = places_in(place.room.meeting).filter(code=code).exclude(pk=place.pk).first()
    if other is None:
        raise NobodyThere
    return other


@transaction.atomic
def _leave_signal(
    place: ConferencePlace, other: ConferencePlace, kind: str, payload: dict[str, Any]
) -> Signal:
    signal = Signal.objects.create(
        from_place=place, to_place=other, kind=kind, payload=payload, created_at=timezone.now()
    )
    rooms.tell(place.room, PART)
    return signal


def _check_length(text: str) -> None:
    if len(text.encode()) > SIGNAL_AT_MOST:
        raise SignalTooLong
