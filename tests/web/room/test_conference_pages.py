"""The conference's section, the technician's page, and what their script is answered."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from arengo.gateways.conference.fake import FakeProvider
from arengo.live.models import ConferencePlace, Floor
from arengo.meetings.links import duty_token
from arengo.meetings.models import Duty, Meeting
from arengo.meetings.operations import assign_duty
from arengo.registrations.links import token_for
from arengo.registrations.models import Registration
from tests.conftest import Clock
from tests.live.acts import make_evening
from tests.live.conference import floor, fresh_fake, online
from tests.registrations.acts import ONLINE, take_part
from tests.web.public.reading import words as text_of

pytestmark = pytest.mark.django_db(transaction=True)
BY_SCRIPT = {"X-Requested-With": "room"}


@pytest.fixture
def fake(settings) -> FakeProvider:
    return fresh_fake(settings)


@pytest.fixture
def evening(clock: Clock, fake: FakeProvider) -> Meeting:
    meeting = make_evening()
    clock.to("2023-09-27 16:02")
    return meeting


@pytest.fixture
def ada(evening: Meeting) -> Registration:
    return online(evening, "Ada Rossi")


class Device:
    """What the script of one page does."""

    def __init__(self, client: Client, prefix: str, *args: object) -> None:
        self.client, self.prefix, self.args = client, prefix, args
        self.values: dict[str, Any] = {"device": str(uuid.uuid4())}

    def say(self, act: str, **values: Any) -> Any:
        url = reverse(f"room:{self.prefix}-{act}", args=self.args)
        method = self.client.get if act == "standing" else self.client.post
        return method(url, {**self.values, **values}, headers=BY_SCRIPT)

    def enter(self) -> dict[str, Any]:
        answer = self.say("enter").json()
        self.values["code"] = answer["code"]
        return answer


def device_of(registration: Registration) -> Device:
    return Device(Client(), "conference", token_for(registration))


def serving(meeting: Meeting, kind: Duty.Kind) -> Client:
    client = Client()
    duty = assign_duty(meeting=meeting, kind=kind, by="staff:1")
    client.get(reverse("room:duty", args=[duty_token(duty)]))
    return client


def stage(client: Client, registration: Registration) -> Any:
    return client.get(reverse("room:evening", args=[token_for(registration)]))


def test_who_is_online_is_offered_to_enter_with_and_without_devices(
    client: Client, ada: Registration
) -> None:
    words = text_of(stage(client, ada))
    assert "Entra con audio e video" in words
    assert "Entra senza telecamera e microfono" in words
    assert "restano spenti finché non ti danno la parola" in words
    assert "indirizzo di rete" not in words


def test_between_browsers_the_page_says_that_addresses_are_seen(
    client: Client, ada: Registration, settings
) -> None:
    settings.CONFERENCE = "mesh"
    assert "può conoscere l'indirizzo di rete degli altri" in text_of(stage(client, ada))


def test_the_page_is_in_english_too(client: Client, ada: Registration) -> None:
    page = client.get(f"/en{reverse('room:evening', args=[token_for(ada)])}")
    assert "Enter with audio and video" in text_of(page)


def test_a_phone_in_the_hall_has_no_conference(client: Client, evening: Meeting) -> None:
    bruno = take_part(evening, "Bruno Bo")
    page = stage(client, bruno)
    assert "data-conference" not in page.content.decode().replace("data-conference-state", "")
    assert device_of(bruno).say("enter").status_code == 404


def test_a_meeting_elsewhere_has_no_section_here(
    client: Client, ada: Registration, evening: Meeting
) -> None:
    evening.conference_url = "https://example.org/j"
    evening.save()
    assert "Entra con audio e video" not in text_of(stage(client, ada))


def test_a_device_enters_speaks_with_the_floor_and_leaves(
    client: Client, ada: Registration, fake: FakeProvider
) -> None:
    device = device_of(ada)
    answer = device.enter()
    assert (answer["floor"], answer["signalling"], answer["iceServers"]) == (False, "server", [])
    refused = device.say("publish", sdp="v=0\r\n", camera="on")
    assert refused.status_code == 403
    assert "aspetta che ti diano la parola" in refused.json()["sentence"]
    floor(ada)
    standing = device.say("standing", after=0).json()
    assert standing["floor"] is True
    assert [signal["kind"] for signal in standing["signals"]] == ["look"]
    assert device.say("publish", sdp="v=0\r\n", camera="on").json() == {"sdp": "v=0 answer"}
    assert device.say("on-air").status_code == 204
    assert "Ada Rossi" in text_of(stage(client, ada))
    assert device.say("keep").status_code == 204
    assert device.say("off-air").status_code == 204
    assert device.say("leave").status_code == 204
    assert device.say("keep").status_code == 410
    assert fake.asked("remove") == [answer["code"]]


def test_a_listener_is_offered_who_is_on_air(ada: Registration, evening: Meeting) -> None:
    speaker, listener = device_of(ada), device_of(online(evening, "Bruno Bo"))
    code = speaker.enter()["code"]
    listener.enter()
    floor(ada)
    assert listener.say("listen", feed=code).status_code == 404
    speaker.say("publish", sdp="v=0\r\n")
    speaker.say("on-air")
    offer = listener.say("listen", feed=code).json()
    assert offer["sdp"] == "v=0 offer"
    assert listener.say("answer", line=offer["line"], sdp="v=0\r\n").status_code == 204


def test_no_answer_of_the_server_holds_what_the_provider_knows(
    ada: Registration, fake: FakeProvider
) -> None:
    device = device_of(ada)
    device.enter()
    reference = ConferencePlace.objects.get().reference
    assert "reference" not in str(device.say("standing").json())
    assert reference not in device.say("standing").json().values()


def test_signals_go_to_whom_they_are_for(ada: Registration, evening: Meeting, settings) -> None:
    settings.CONFERENCE = "mesh"
    bruno, carla = (online(evening, name) for name in ("Bruno Bo", "Carla Co"))
    speaker, listener, other = (device_of(one) for one in (ada, bruno, carla))
    codes = [device.enter()["code"] for device in (speaker, listener, other)]
    floor(ada)
    assert speaker.say("publish", camera="on").json() == {"sdp": ""}
    assert listener.say("listen", feed=codes[0]).json() == {}
    sent = speaker.say("signal", to=codes[1], kind="offer", payload='{"sdp": "v=0"}')
    assert sent.status_code == 204
    assert listener.say("standing").json()["signals"][0]["sdp"] == "v=0"
    assert other.say("standing").json()["signals"] == []
    refused = other.say("signal", to=codes[1], kind="offer", payload='{"sdp": "v=0"}')
    assert refused.status_code == 403


@pytest.mark.parametrize(
    "values",
    [
        {"device": "x"},
        {"code": "x" * 13},
        {"kind": "look", "to": "X", "payload": "{}"},
        {"kind": "offer", "to": "X", "payload": "[]"},
    ],
)
def test_nonsense_is_refused(ada: Registration, values: dict[str, str]) -> None:
    device = device_of(ada)
    device.enter()
    assert device.say("signal", **values).status_code == 410


def test_trouble_of_the_provider_is_a_sentence_and_the_page_goes_on(
    client: Client, ada: Registration, fake: FakeProvider
) -> None:
    fake.is_down = True
    refused = device_of(ada).say("enter")
    assert refused.status_code == 503
    assert "Il resto della pagina funziona" in refused.json()["sentence"]
    assert stage(client, ada).status_code == 200


def test_the_technician_connects_the_hall_and_ticks_the_sound_check(evening: Meeting) -> None:
    client = serving(evening, Duty.Kind.TECHNICIAN)
    page = client.get(reverse("room:technician", args=["lancio"]))
    assert "Scegli ingresso e telecamera" in text_of(page)
    assert "porta 10 persone collegate" in text_of(page)
    hall = Device(client, "hall", "lancio")
    hall.enter()
    assert hall.say("publish", sdp="v=0\r\n", camera="on").status_code == 200
    hall.say("on-air")
    assert Floor.objects.get().registration is None
    assert "la sala" in text_of(client.get(reverse("room:technician", args=["lancio"])))
    client.post(reverse("room:sound-check", args=["lancio", "no_echo", 1]))
    assert "✓ alle 16:02" in text_of(client.get(reverse("room:technician", args=["lancio"])))
    assert (
        client.post(reverse("room:sound-check", args=["lancio", "nonsense", 1])).status_code == 404
    )
    hall.say("leave")
    assert Floor.objects.get().ended_at is not None


def test_the_output_is_for_who_holds_the_projector_too_and_never_speaks(evening: Meeting) -> None:
    client = serving(evening, Duty.Kind.PROJECTOR)
    assert client.get(reverse("room:output", args=["lancio"])).status_code == 200
    output = Device(client, "output", "lancio")
    output.enter()
    assert output.say("publish", sdp="v=0\r\n").status_code == 403
    assert client.get(reverse("room:technician", args=["lancio"])).status_code == 403


def test_before_entering_one_reads_how_many_it_carries(client: Client, evening: Meeting) -> None:
    bruno = take_part(evening, "Bruno Bo", ONLINE)
    page = client.get(reverse("public:my-room", args=[token_for(bruno)]))
    assert "La conferenza porta 10 persone collegate e 2 telecamere insieme" in text_of(page)
    assert "Non bastano" not in text_of(page)


def test_the_stage_asks_the_database_as_often_with_one_on_air_as_with_three(
    client: Client, evening: Meeting, settings
) -> None:
    settings.CONFERENCE = "mesh"
    people = [online(evening, f"Persona{number} Uno") for number in range(3)]
    stage(client, people[0])

    def on_air(registration: Registration) -> None:
        floor(registration)
        device = device_of(registration)
        device.enter()
        device.say("publish", camera="on")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            stage(client, people[1])
        return len(queries)

    on_air(people[0])
    with_one = asked()
    on_air(people[1])
    on_air(people[2])
    assert asked() == with_one
