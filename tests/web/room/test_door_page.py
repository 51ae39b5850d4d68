"""The door's page: scan, search, one tap, walk-in, next in line, who is in."""

import io

import pytest
import segno
from django.contrib.auth import get_user_model
from django.urls import reverse

from arengo.registrations import operations, tickets
from arengo.registrations.models import Hall, Mode, Registration
from tests.factories import make_meeting

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def meeting(clock):
    made = make_meeting(hall=2, safety=5)
    made.unclaimed_after = made.starts_at
    made.save()
    return made


@pytest.fixture
def door(client, meeting, clock):
    """Nadia's phone at the door, at 15:45."""
    nadia = get_user_model().objects.create(email="nadia@example.org", name="Nadia", role="door")
    client.force_login(nadia, backend=BACKEND)
    clock.to("2023-09-27 15:45")
    return client


def register(meeting, name, mode=Mode.IN_PERSON) -> Registration:
    return operations.register_by_office(meeting=meeting, name=name, mode=mode, by="system")


def address(name, *args) -> str:
    return reverse(f"room:{name}", args=["lancio", "auditorium", *args])


def scan(door, text):
    return door.post(address("door-scan"), {"testo": text}).content.decode()


def inside() -> int:
    return Hall.objects.get().inside


def test_a_stranger_is_told_to_sign_in(client, meeting):
    assert client.get(address("door")).status_code in (302, 403)


def test_a_viewer_does_not_open_the_door(client, meeting):
    viewer = get_user_model().objects.create(email="v@example.org", name="V", role="viewer")
    client.force_login(viewer, backend=BACKEND)
    assert client.get(address("door")).status_code == 403


def test_a_genuine_ticket_opens_green_and_the_second_time_says_when(door, meeting, clock):
    ada = register(meeting, "Ada Conti")
    text = tickets.ticket_text(ada)
    assert "outcome-green" in scan(door, text)
    clock.to("2023-09-27 15:50")
    again = scan(door, text)
    assert "outcome-amber" in again
    assert "15.45" in again
    assert inside() == 1


def test_a_picture_of_the_ticket_is_read_by_the_server(door, meeting):
    ada = register(meeting, "Ada Conti")
    picture = io.BytesIO()
    segno.make(tickets.ticket_text(ada), error="m", micro=False).save(picture, kind="png", scale=6)
    picture.seek(0)
    picture.name = "foto.png"
    page = door.post(address("door-scan"), {"immagine": picture})
    assert "outcome-green" in page.content.decode()


def test_a_picture_with_no_ticket_changes_nothing(door, meeting):
    picture = io.BytesIO(b"not a picture")
    picture.name = "foto.png"
    assert door.post(address("door-scan"), {"immagine": picture}).status_code == 204


@pytest.mark.parametrize("text", ["", "https://example.org", "AR1ABCDEF"])
def test_something_else_is_red(door, meeting, text):
    assert "outcome-red" in scan(door, text)
    assert inside() == 0


def test_a_ticket_that_was_passed_on_is_red(door, meeting):
    ada = register(meeting, "Ada Conti")
    text = tickets.ticket_text(ada)
    Registration.objects.filter(pk=ada.pk).update(version=2)
    assert "outcome-red" in scan(door, text)


def test_who_is_online_is_amber_with_one_tap(door, meeting):
    ada = register(meeting, "Ada Conti", mode=Mode.ONLINE)
    page = door.get(address("door"), {"cerca": "conti"}).content.decode()
    assert "Passa in sala e fai entrare" in page
    done = door.post(address("door-person", ada.code)).content.decode()
    assert "outcome-green" in done


def test_search_finds_by_name_and_by_code_and_shows_no_address(door, meeting):
    ada = operations.register_by_office(
        meeting=meeting, name="Ada Conti", email="ada@example.org", mode=Mode.IN_PERSON, by="system"
    )
    for typed in ("ada", "conti", ada.code[:4] + "-" + ada.code[4:]):
        page = door.get(address("door"), {"cerca": typed}).content.decode()
        assert "Ada Conti" in page
        assert "ada@example.org" not in page


def test_a_walk_in_without_a_name_keeps_what_was_typed(door, meeting):
    page = door.post(address("door-walk-in"), {"representing": "union", "delegate_of": "Cgt"})
    assert "Scrivi nome e cognome" in page.content.decode()
    assert "Cgt" in page.content.decode()


def test_a_walk_in_enters_if_there_is_a_seat_and_is_told_if_not(door, meeting):
    for name in ("Ugo", "Vera"):
        data = {"name": name, "representing": "citizen"}
        assert "outcome-green" in door.post(address("door-walk-in"), data).content.decode()
    full = door.post(address("door-walk-in"), {"name": "Zoe", "representing": "citizen"})
    assert "outcome-red" in full.content.decode()
    assert inside() == 2


def test_next_in_line_are_called_in_order_and_can_be_passed_over(door, meeting, clock):
    for name in ("Ada", "Bruno", "Carla Prima", "Dario Dopo"):
        register(meeting, name)
    clock.to("2023-09-27 16:05")
    page = door.get(address("door")).content.decode()
    assert page.index("Carla Prima") < page.index("Dario Dopo")
    carla = Registration.objects.get(person__contact__name="Carla Prima")
    door.post(address("door-skip", carla.waiting_places.get().pk))
    assert "Carla Prima" not in door.get(address("door")).content.decode()


def test_companions_count_and_who_goes_out_makes_room(door, meeting):
    door.post(address("door-companion"))
    page = door.get(address("door-inside"))
    assert "1 persona senza iscrizione" in page.content.decode()
    attendance = page.context["people"][0]
    door.post(address("door-out", attendance.pk))
    assert inside() == 0


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_costs_the_same_whoever_is_in_it(
    door, meeting, django_assert_max_num_queries, people
):
    for number in range(people):
        register(meeting, f"Ada {number}")
    with django_assert_max_num_queries(20):
        door.get(address("door"), {"cerca": "ada"})


def test_the_ticket_of_who_was_erased_opens_nothing(door, meeting):
    ada = register(meeting, "Ada Rossi")
    ticket = tickets.ticket_text(ada)
    operations.erase_person(person=ada.person)
    text = scan(door, ticket)
    assert "outcome-red" in text
    assert "sono stati cancellati" in text
    assert inside() == 0


def test_who_is_erased_while_inside_is_still_counted_and_goes_out_by_a_code(door, meeting):
    ada = register(meeting, "Ada Rossi")
    scan(door, tickets.ticket_text(ada))
    operations.erase_person(person=ada.person)
    text = door.get(address("door-inside")).content.decode()
    assert f"Persona cancellata, {ada}" in text
    assert "Ada Rossi" not in text
    door.post(address("door-out", ada.attendances.get().pk))
    assert inside() == 0
