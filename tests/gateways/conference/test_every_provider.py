"""The contract, held against every provider: the fake one, browser to browser, and a real Janus."""

import uuid
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from arengo.core.guard import InsideTransaction
from arengo.gateways.conference.contract import (
    Broker,
    Brokered,
    LineLost,
    NotOnAir,
    Provider,
    Redirect,
    Seat,
    Signalling,
    Unreachable,
)
from arengo.gateways.conference.external import ExternalProvider
from arengo.gateways.conference.fake import FakeProvider
from arengo.gateways.conference.janus import JanusProvider
from arengo.gateways.conference.mesh import MeshProvider
from tests.core.smtp import free_port
from tests.gateways.conference.janus_process import janus
from tests.gateways.conference.sdp import offer


@pytest.fixture(scope="module")
def real_janus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JanusProvider]:
    with janus(tmp_path_factory.mktemp("janus")) as provider:
        yield provider


@pytest.fixture(params=["fake", "mesh", "external", "janus"])
def provider(request: pytest.FixtureRequest) -> Provider:
    if request.param == "janus":
        return request.getfixturevalue("real_janus")
    made: dict[str, Callable[[], Provider]] = {
        "fake": FakeProvider,
        "mesh": MeshProvider,
        "external": lambda: ExternalProvider("https://example.org/j"),
    }
    return made[request.param]()


@pytest.fixture(params=["fake", "janus"])
def broker(request: pytest.FixtureRequest) -> Broker:
    return FakeProvider() if request.param == "fake" else request.getfixturevalue("real_janus")


@pytest.fixture
def seat() -> Seat:
    return Seat(room=str(uuid.uuid4()), code=uuid.uuid4().hex[:8])


def admitted(provider: Provider, seat: Seat) -> Seat:
    admission = provider.admit(seat)
    assert isinstance(admission, Brokered)
    return Seat(room=seat.room, code=seat.code, reference=admission.reference)


def test_all_six_may_be_said_twice(provider: Provider, seat: Seat) -> None:
    for _time in range(2):
        provider.ensure_room(seat.room)
    admission = provider.admit(seat)
    reference = admission.reference if isinstance(admission, Brokered) else ""
    inside = Seat(room=seat.room, code=seat.code, reference=reference)
    for _time in range(2):
        provider.set_floor(inside, True)
        provider.set_floor(inside, False)
        provider.remove(inside)
        provider.close(seat.room)


def test_who_was_never_let_in_can_be_put_out(provider: Provider, seat: Seat) -> None:
    provider.set_floor(seat, False)
    provider.remove(seat)


def test_admission_is_what_the_capabilities_say(provider: Provider, seat: Seat) -> None:
    admission = provider.admit(seat)
    if provider.capabilities.signalling == Signalling.NONE:
        assert admission == Redirect(url="https://example.org/j")
    else:
        assert isinstance(admission, Brokered)
    assert provider.capabilities.brokered == isinstance(admission, Brokered)
    assert isinstance(provider, Broker) == (provider.capabilities.signalling == Signalling.SERVER)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_called_inside_a_transaction(provider: Provider, seat: Seat) -> None:
    calls: list[Callable[[], object]] = [
        lambda: provider.ensure_room(seat.room),
        lambda: provider.admit(seat),
        lambda: provider.set_floor(seat, True),
        lambda: provider.set_floor(seat, False),
        lambda: provider.remove(seat),
        lambda: provider.close(seat.room),
    ]
    if isinstance(provider, Broker):
        broker = provider
        calls += [
            lambda: broker.publish(seat, offer()),
            lambda: broker.listen(seat, "x"),
            lambda: broker.answer(seat, "2", "v=0"),
            lambda: broker.keep(seat),
            lambda: broker.publishing(seat.room),
        ]
    for call in calls:
        with transaction.atomic(), pytest.raises(InsideTransaction):
            call()


def test_who_publishes_is_among_those_who_do_and_no_longer_when_the_floor_ends(
    broker: Broker, seat: Seat
) -> None:
    inside = admitted(broker, seat)
    assert broker.publishing(seat.room) == frozenset()
    answer = broker.publish(inside, offer())
    assert answer.sdp.startswith("v=0")
    assert broker.publishing(seat.room) == {seat.code}
    speaking = Seat(room=seat.room, code=seat.code, reference=answer.reference)
    broker.set_floor(speaking, False)
    assert broker.publishing(seat.room) == frozenset()
    broker.keep(speaking)


def test_one_may_publish_again_after_the_floor_ended_or_the_page_was_drawn_anew(
    broker: Broker, seat: Seat
) -> None:
    inside = admitted(broker, seat)
    first = broker.publish(inside, offer())
    # The note of the first was lost: the older one is taken off.
    again = broker.publish(inside, offer())
    assert broker.publishing(seat.room) == {seat.code}
    broker.set_floor(Seat(room=seat.room, code=seat.code, reference=again.reference), False)
    broker.publish(Seat(room=seat.room, code=seat.code, reference=first.reference), offer())
    assert broker.publishing(seat.room) == {seat.code}


def test_a_device_that_is_put_out_has_no_line_any_more(broker: Broker, seat: Seat) -> None:
    inside = admitted(broker, seat)
    answer = broker.publish(inside, offer())
    out = Seat(room=seat.room, code=seat.code, reference=answer.reference)
    broker.remove(out)
    assert broker.publishing(seat.room) == frozenset()
    for call in (
        lambda: broker.keep(out),
        lambda: broker.publish(out, offer()),
        lambda: broker.listen(out, "x"),
        lambda: broker.answer(out, "2", "v=0"),
    ):
        with pytest.raises(LineLost):
            call()


def test_nobody_can_be_listened_to_who_does_not_speak(broker: Broker, seat: Seat) -> None:
    inside = admitted(broker, seat)
    for _time in range(2):
        with pytest.raises(NotOnAir):
            broker.listen(inside, "nobody")
    broker.keep(inside)


def test_a_line_that_was_not_offered_takes_no_answer(broker: Broker, seat: Seat) -> None:
    inside = admitted(broker, seat)
    for line in ("12345", "../x", ""):
        with pytest.raises(LineLost):
            broker.answer(inside, line, "v=0")


def test_a_janus_that_does_not_answer_is_unreachable(seat: Seat) -> None:
    nobody = JanusProvider(f"http://127.0.0.1:{free_port()}/janus")
    with pytest.raises(Unreachable):
        nobody.admit(seat)


def test_a_fake_that_is_down_is_unreachable_and_remembers_who_asked(seat: Seat) -> None:
    fake = FakeProvider()
    fake.is_down = True
    with pytest.raises(Unreachable):
        fake.admit(seat)
    assert fake.asked("admit") == [seat.code]
