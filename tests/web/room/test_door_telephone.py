"""What the door's script is given to keep, and what it tells afterwards."""

import json
import uuid

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from arengo.registrations import operations, tickets
from arengo.registrations.models import Attendance, Hall, Mode, Registration
from arengo.web.room import keeping
from tests.factories import make_meeting, moment

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def meeting(clock):
    return make_meeting(hall=3, safety=5)


@pytest.fixture
def door(client, meeting, clock):
    """Nadia's phone at the door, at 15:45."""
    nadia = get_user_model().objects.create(email="nadia@example.org", name="Nadia", role="door")
    client.force_login(nadia, backend=BACKEND)
    clock.to("2023-09-27 15:45")
    return client


def register(meeting, name, mode=Mode.IN_PERSON) -> Registration:
    return operations.register_by_office(meeting=meeting, name=name, mode=mode, by="system")


def address(name: str) -> str:
    return reverse(f"room:{name}", args=["lancio", "auditorium"])


def listed(door) -> dict[str, list]:
    rows = door.get(address("door-list")).json()["people"]
    return {row[0]: row for row in rows}


def tell(door, *acts: dict) -> list[dict]:
    told = [{"nonce": str(uuid.uuid4()), "seconds_ago": 0, **act} for act in acts]
    response = door.post(
        address("door-tell"), json.dumps({"acts": told}), content_type="application/json"
    )
    return response.json()["outcomes"]


def test_the_list_says_who_may_enter_here_and_names_only_them(door, meeting):
    ada, olga = register(meeting, "Ada Conti"), register(meeting, "Olga Web", Mode.ONLINE)
    gone = register(meeting, "Carla Via")
    operations.cancel(registration=gone, by="staff:1")
    rows = listed(door)
    assert rows[ada.code][2:4] == ["enters", "Ada Conti"]
    assert rows[olga.code][2:] == ["waits", "", "", ""]
    assert rows[gone.code][2:] == ["cancelled", "", "", ""]


def test_the_list_holds_no_address(door, meeting):
    operations.register_by_office(
        meeting=meeting, name="Ada", email="ada@example.org", mode=Mode.IN_PERSON, by="system"
    )
    assert "ada@example.org" not in door.get(address("door-list")).content.decode()


def test_who_has_entered_is_listed_with_the_hour(door, meeting):
    ada = register(meeting, "Ada Conti")
    tell(door, {"kind": "person", "code": ada.code})
    assert listed(door)[ada.code][2] == "in"
    assert listed(door)[ada.code][5] == "15.45"


def test_every_kind_of_person_has_its_answer(meeting):
    kinds = {"enters", "unconfirmed", "in", "waits", "elsewhere", "cancelled"}
    said = keeping.answers()
    assert kinds < set(said)
    assert all(answer["word"] and answer["sentence"] for answer in said.values())


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_costs_the_same_whoever_is_in_it(
    door, meeting, django_assert_max_num_queries, people
):
    for number in range(people):
        register(meeting, f"Ada {number}")
    with django_assert_max_num_queries(10):
        door.get(address("door-list"))


@pytest.mark.parametrize("name", ["door-list", "door-tell"])
def test_a_viewer_and_a_stranger_get_neither(client, meeting, name):
    send = client.get if name == "door-list" else client.post
    assert send(address(name)).status_code == 302
    viewer = get_user_model().objects.create(email="v@example.org", name="V", role="viewer")
    client.force_login(viewer, backend=BACKEND)
    assert send(address(name)).status_code == 403


def test_what_happened_without_network_is_told_late_and_once(door, meeting, clock):
    ada = register(meeting, "Ada Conti")
    act = {"nonce": str(uuid.uuid4()), "kind": "ticket", "text": tickets.ticket_text(ada)}
    clock.to("2023-09-27 16:10")
    for _again in range(2):
        (outcome,) = tell(door, {**act, "seconds_ago": 600})
        assert (outcome["colour"], outcome["name"]) == ("green", "Ada Conti")
    assert Attendance.objects.get().entered_at == moment("2023-09-27 16:00")
    assert Hall.objects.get().inside == 1


def test_one_act_that_can_no_longer_be_done_does_not_hold_up_the_others(door, meeting, clock):
    clock.to("2023-09-20 10:00")
    ada = operations.register(
        meeting=meeting, name="Ada Conti", email="ada@example.org", mode=Mode.IN_PERSON
    )
    bruno = register(meeting, "Bruno Riva")
    # Told when the meeting is over: what was not confirmed can be confirmed no more.
    clock.to("2023-09-27 18:45")
    outcomes = tell(
        door,
        {"kind": "person", "code": ada.code, "seconds_ago": 3 * 3600 - 60},
        {"kind": "person", "code": bruno.code, "seconds_ago": 3 * 3600 - 60},
    )
    assert [outcome["colour"] for outcome in outcomes] == ["red", "green"]
    assert outcomes[0]["sentence"]


def test_several_acts_each_have_their_outcome(door, meeting):
    ada, olga = register(meeting, "Ada Conti"), register(meeting, "Olga Web", Mode.ONLINE)
    outcomes = tell(
        door,
        {"kind": "person", "code": ada.code},
        {"kind": "ticket", "text": tickets.ticket_text(olga)},
        {"kind": "companion"},
        {"kind": "walk_in", "name": "Ugo Nuovo", "representing": "citizen"},
        {"kind": "walk_in", "name": "", "representing": "citizen"},
        {"kind": "person", "code": "ZZZZZZZZ"},
        {"kind": "dance"},
    )
    colours = [outcome["colour"] for outcome in outcomes]
    assert colours == ["green", "amber", "green", "green", "red", "red", "red"]
    assert outcomes[1]["tap"] == "Passa in sala e fai entrare"
    assert "Scrivi nome e cognome" in outcomes[4]["sentence"]
    assert Hall.objects.get().inside == 3


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"acts": 7}', '{"acts": ["x"]}'])
def test_nonsense_changes_nothing(door, meeting, body):
    response = door.post(address("door-tell"), body, content_type="application/json")
    assert response.json()["outcomes"] == []
    assert Hall.objects.get().inside == 0


def test_the_worker_of_these_pages_comes_from_here_and_is_never_kept(client):
    response = client.get(reverse("room:door-worker"))
    assert response["Content-Type"] == "text/javascript"
    assert "no-store" in response["Cache-Control"]
    assert b"respondWith" in response.content


def test_a_reader_of_bar_codes_finds_the_person_by_the_whole_ticket(door, meeting):
    ada = register(meeting, "Ada Conti")
    page = door.get(
        reverse("room:door", args=["lancio", "auditorium"]), {"cerca": tickets.ticket_text(ada)}
    )
    assert "Ada Conti" in page.content.decode()
    assert Hall.objects.get().inside == 0
