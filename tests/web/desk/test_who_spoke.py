"""Who spoke and how much: at the desk first, in public when the office says so, back when it says so."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from arengo.live import operations
from arengo.meetings.models import Meeting
from tests.conftest import Clock
from tests.live.acts import REGIA, make_evening
from tests.live.test_figures import speak
from tests.registrations.acts import ONLINE
from tests.web.desk.cast import signed_in
from tests.web.public.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(clock: Clock) -> Meeting:
    """Six citizens spoke, and two of a union; six in the hall and two online."""
    meeting = make_evening(hall=40)
    clock.to("2023-09-27 17:30")
    operations.begin(meeting=meeting, key="plenaria", seen=None, by=REGIA)
    return meeting


@pytest.fixture
def spoken(evening: Meeting, clock: Clock) -> Meeting:
    for number in range(6):
        speak(evening, clock, f"Sala{number} S")
    for number in range(2):
        speak(evening, clock, f"Online{number} O", ONLINE, representing="union")
    return evening


def at(name: str) -> str:
    return reverse(f"desk:{name}", args=["lancio"])


def public(client: Client) -> str:
    """The page as it is now: it is kept for a moment."""
    cache.clear()
    return words(client.get(reverse("public:meeting", args=["lancio"])))


def test_before_anybody_speaks_the_page_says_when_there_will_be_something(
    evening: Meeting, client: Client
) -> None:
    desk = signed_in("office")
    assert "Ancora nessuno ha parlato." in words(desk.get(at("who-spoke")))
    answer = desk.post(at("who-spoke-publish"))
    assert answer.status_code == 409
    assert "Chi ha parlato e quanto" not in public(client)


def test_in_public_when_the_office_says_so_and_back(spoken: Meeting, client: Client) -> None:
    desk = signed_in("office")
    assert "Pubblica le cifre" in words(desk.get(at("who-spoke")))
    assert "Chi ha parlato e quanto" not in public(client)
    page = words(desk.post(at("who-spoke-publish"), follow=True))
    assert "Sono pubbliche dalle" in page
    told = public(client)
    assert "Chi ha parlato e quanto" in told
    assert "interventi 8 in tutto 16 min" in told
    desk.post(at("who-spoke-withdraw"))
    assert "Chi ha parlato e quanto" not in public(client)


def test_of_less_than_five_people_nothing_is_told_in_public(
    spoken: Meeting, client: Client
) -> None:
    signed_in("office").post(at("who-spoke-publish"))
    told = public(client)
    assert "interventi 8" in told
    assert "Sindacati" not in told
    assert "In sala e online Chi" not in told
