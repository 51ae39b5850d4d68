"""The page that says that it is open: by script, by its button without script, and when it goes."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from arengo.meetings.models import Meeting
from arengo.registrations.links import token_for
from arengo.registrations.models import Attendance, Registration
from tests.conftest import Clock
from tests.live.acts import make_evening, present
from tests.registrations.acts import HALL, ONLINE, take_part
from tests.registrations.test_staying import intervals
from tests.web.public.reading import words
from tests.web.room.evening import BY_SCRIPT, own

pytestmark = pytest.mark.django_db
ASKED = {"kind": "turn", "topic": "I treni"}
# The link, and the UPDATE.
QUERIES = 2


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    return make_evening()


@pytest.fixture
def bruno(evening: Meeting, clock: Clock) -> Registration:
    registration = present(evening, "Bruno Bo")
    clock.to("2023-09-27 16:02")
    return registration


def say(client: Client, who: Registration, name: str = "evening-here") -> int:
    return client.post(own(who, name), headers=BY_SCRIPT).status_code


def test_a_sign_costs_two_queries(
    client: Client, bruno: Registration, django_assert_num_queries
) -> None:
    with django_assert_num_queries(QUERIES):
        assert say(client, bruno) == 204


def test_leaving_and_coming_back_are_two_stays_without_pressing_enter(
    client: Client, bruno: Registration, clock: Clock
) -> None:
    client.get(own(bruno))
    clock.to("2023-09-27 16:20")
    assert say(client, bruno, "evening-gone") == 204
    clock.to("2023-09-27 17:00")
    enter = reverse("public:my-room", args=[token_for(bruno)])
    assert client.get(enter)["Location"] == own(bruno)
    page = client.get(own(bruno)).content.decode()
    assert f'data-here="{own(bruno, "evening-here")}"' in page
    assert intervals() == [("16:00", "16:20")]
    say(client, bruno)
    assert intervals() == [("16:00", "16:20"), ("17:00", "")]


def test_without_script_a_button_says_it_and_draws_the_page_again(
    client: Client, bruno: Registration, clock: Clock
) -> None:
    page = words(client.get(own(bruno)))
    assert "Premi almeno ogni quarto d'ora" in page
    clock.to("2023-09-27 16:15")
    assert client.post(own(bruno, "evening-here"))["Location"] == own(bruno)
    assert Attendance.objects.get().seen_at.minute == 15


def test_who_does_something_is_here(client: Client, bruno: Registration, clock: Clock) -> None:
    say(client, bruno)
    say(client, bruno, "evening-gone")
    clock.to("2023-09-27 17:00")
    sent = {"number": str(uuid.uuid4()), "about": "sound"}
    assert client.post(own(bruno, "evening-help"), sent).status_code == 302
    assert intervals() == [("16:00", "16:02"), ("17:00", "")]


def test_a_link_that_is_only_looked_at_counts_nothing(
    client: Client, evening: Meeting, clock: Clock
) -> None:
    carla = take_part(evening, "Carla Co", ONLINE)
    clock.to("2023-09-27 16:02")
    client.get(own(carla))
    for name in ("evening-here", "evening-gone"):
        assert client.get(own(carla, name)).status_code == 405
        assert say(client, carla, name) == 302
    assert not Attendance.objects.exists()


def test_looking_again_brings_nobody_back(client: Client, bruno: Registration) -> None:
    say(client, bruno)
    say(client, bruno, "evening-gone")
    client.get(own(bruno))
    assert intervals() == [("16:00", "16:02")]


def test_a_stranger_says_nothing(client: Client, bruno: Registration) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(own(bruno, "evening-here"), headers=BY_SCRIPT).status_code == 403
    assert client.post(reverse("room:evening-gone", args=["nonsense"])).status_code == 302
    assert intervals() == [("16:00", "")]


@pytest.mark.parametrize("where", ["hall", "elsewhere"])
def test_in_the_hall_and_on_another_platform_the_page_is_not_asked(
    client: Client, evening: Meeting, clock: Clock, where: str
) -> None:
    who = present(evening, "Ada Rossi", HALL if where == "hall" else ONLINE)
    if where == "elsewhere":
        Meeting.objects.update(conference_url="https://conferenza.example.org/j/1")
    clock.to("2023-09-27 16:02")
    page = client.get(own(who))
    assert "data-here" not in page.content.decode()
    assert "js/presence.js" not in page.content.decode()
    assert "quarto d'ora" not in words(page)
    say(client, who)
    assert Attendance.objects.get().seen_at is None
