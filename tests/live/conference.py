"""A conference in which nothing is sent: the fake provider, fresh for each test."""

import uuid

from arengo.gateways.conference.fake import FAKE, FakeProvider
from arengo.live import operations
from arengo.live.conference import provider_of
from arengo.live.models import ConferencePlace
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration
from arengo.registrations.operations import enter_online
from tests.live.acts import REGIA
from tests.registrations.acts import ONLINE, take_part


def fresh_fake(settings) -> FakeProvider:
    settings.CONFERENCE = "fake"
    FAKE.calls.clear()
    FAKE.is_down = False
    FAKE.start_again()
    return FAKE


def online(meeting: Meeting, name: str) -> Registration:
    """Somebody who pressed "Entra"."""
    registration = take_part(meeting, name, ONLINE)
    enter_online(registration=registration)
    registration.refresh_from_db()
    return registration


def enter(
    registration: Registration, device: uuid.UUID | None = None, **more: object
) -> ConferencePlace:
    return operations.enter_conference(
        meeting=registration.meeting,
        registration=registration,
        device=device or uuid.uuid4(),
        **more,
    ).place


def floor(registration: Registration, on: bool = True) -> None:
    operations.give_floor(registration=registration, on=on, by=REGIA)


def speak(place: ConferencePlace, *, camera: bool = True) -> ConferencePlace:
    """Publish, and be on air."""
    operations.publish(place=place, offer="v=0", has_camera=camera)
    place.refresh_from_db()
    if provider_of(place.room.meeting).capabilities.name == "mesh":
        return place
    return operations.go_on_air(place=place)
