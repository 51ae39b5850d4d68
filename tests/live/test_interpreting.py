"""Who signs: one at a time, seen by everybody while others speak, out as soon as the link is taken away."""

import uuid

import pytest

from arengo.gateways.conference.fake import FakeProvider
from arengo.live import operations
from arengo.live.conference import has_floor, lines, on_air, places_in
from arengo.live.models import ConferencePlace
from arengo.live.refusals import NobodyThere, NoFloor
from arengo.meetings.models import Duty, Meeting
from arengo.meetings.operations import assign_duty, revoke_duty
from tests.conftest import Clock
from tests.live.acts import REGIA, make_evening
from tests.live.conference import enter, floor, fresh_fake, online, speak

pytestmark = pytest.mark.django_db(transaction=True)
Role = ConferencePlace.Role
with_a_server = pytest.mark.parametrize("provider", ["fake"], indirect=True)


@pytest.fixture(params=["mesh", "fake"])
def provider(request: pytest.FixtureRequest, settings) -> FakeProvider:
    fake = fresh_fake(settings)
    settings.CONFERENCE = request.param
    return fake


@pytest.fixture
def evening(provider: FakeProvider, clock: Clock) -> Meeting:
    meeting = make_evening()
    clock.to("2023-09-27 16:02")
    return meeting


def serves(evening: Meeting, kind: Duty.Kind, role: ConferencePlace.Role) -> ConferencePlace:
    duty = assign_duty(meeting=evening, kind=kind, by=REGIA)
    return operations.enter_conference(
        meeting=evening, device=uuid.uuid4(), duty=duty, role=role, by=f"duty:{duty.pk}"
    ).place


def signs(evening: Meeting) -> ConferencePlace:
    return serves(evening, Duty.Kind.INTERPRETER, Role.INTERPRETER)


def test_who_signs_needs_no_floor_and_has_no_name(evening: Meeting) -> None:
    place = signs(evening)
    assert has_floor(place)
    speak(place)
    [one] = on_air(evening)
    assert (one.code, one.name, one.is_interpreter, one.is_hall) == (place.code, "", True, False)


def test_who_signs_and_who_speaks_are_seen_together(evening: Meeting) -> None:
    speak(signs(evening))
    ada = online(evening, "Ada Rossi")
    floor(ada)
    speak(enter(ada))
    floor(ada, on=False)
    assert [one.is_interpreter for one in on_air(evening)] == [True]


def test_of_two_who_take_turns_the_one_who_comes_is_seen(evening: Meeting) -> None:
    first = signs(evening)
    speak(first)
    second = signs(evening)
    speak(second)
    assert [one.code for one in on_air(evening)] == [second.code]
    first.refresh_from_db()
    assert first.why_left == ConferencePlace.WhyLeft.ELSEWHERE


@pytest.mark.parametrize(
    ("kind", "role"),
    [(Duty.Kind.INTERPRETER, Role.INTERPRETER), (Duty.Kind.TECHNICIAN, Role.HALL)],
)
def test_a_service_whose_link_is_taken_away_is_out_at_the_next_look(
    evening: Meeting, kind: Duty.Kind, role: ConferencePlace.Role
) -> None:
    place = serves(evening, kind, role)
    assert operations.repair_conference() == 0
    assert place.duty is not None
    revoke_duty(duty=place.duty, by=REGIA)
    assert operations.repair_conference() == 1
    place.refresh_from_db()
    assert place.why_left == ConferencePlace.WhyLeft.REMOVED
    assert not places_in(evening).exists()


@with_a_server
def test_who_wants_the_sound_only_still_sees_who_signs(
    evening: Meeting, provider: FakeProvider
) -> None:
    interpreter, ada = signs(evening), online(evening, "Ada Rossi")
    speak(interpreter)
    floor(ada)
    speaker = enter(ada)
    speak(speaker)
    listener = enter(online(evening, "Bruno Bo"), audio_only=True)
    for other in (interpreter, speaker):
        operations.listen(place=listener, feed=other.code)
    assert provider.asked("listen") == [interpreter.code]
    assert provider.asked("listen without pictures") == [speaker.code]
    operations.choose_pictures(place=listener, audio_only=False)
    listener.refresh_from_db()
    operations.listen(place=listener, feed=speaker.code)
    assert provider.asked("listen") == [interpreter.code, speaker.code]


@with_a_server
def test_a_line_stands_before_anybody_is_on_it(evening: Meeting) -> None:
    ada = online(evening, "Ada Rossi")
    place, listener = enter(ada), enter(online(evening, "Bruno Bo"))
    with pytest.raises(NoFloor):
        operations.be_ready(place=place)
    floor(ada)
    operations.publish(place=place, offer="v=0", has_camera=False)
    with pytest.raises(NobodyThere):
        operations.listen(place=listener, feed=place.code)
    for _twice in range(2):
        operations.be_ready(place=place)
    assert on_air(evening) == []
    assert [(one.code, one.is_ready) for one in lines(evening)] == [(place.code, True)]
    operations.listen(place=listener, feed=place.code)
    operations.go_on_air(place=place, has_camera=True)
    [one] = on_air(evening)
    assert (one.is_ready, one.has_camera) == (False, True)


@with_a_server
def test_a_line_that_stands_ends_with_the_floor(evening: Meeting) -> None:
    ada = online(evening, "Ada Rossi")
    place = enter(ada)
    floor(ada)
    operations.publish(place=place, offer="v=0", has_camera=False)
    operations.be_ready(place=place)
    floor(ada, on=False)
    assert lines(evening) == []
    with pytest.raises(NoFloor):
        operations.go_on_air(place=place)
