"""The test of camera and network, and the room: entering is a button, never a link."""

import pytest

from arengo.meetings.models import Sitting
from arengo.process.models import Document
from arengo.registrations.models import Attendance
from tests.factories import make_meeting, moment
from tests.registrations.acts import ONLINE, again, take_part
from tests.web.public.steps import page_of, text_of

pytestmark = pytest.mark.django_db
QUERIES = 6
PLATFORM = "https://conferenza.example.org/j/1"


@pytest.fixture
def meeting():
    meeting = make_meeting(conference_url=PLATFORM, conference_name="Zoom", entry_opens_minutes=15)
    for position, (title, start, end) in enumerate(
        [("Linee di indirizzo", "16:00", "16:45"), ("Tavola rotonda", "16:45", "17:45")]
    ):
        Sitting.objects.create(
            meeting=meeting,
            key=f"s{position}",
            position=position,
            kind="presentation",
            title=title,
            starts_at=moment(f"2023-09-27 {start}"),
            ends_at=moment(f"2023-09-27 {end}"),
        )
    return meeting


@pytest.fixture
def ada(meeting):
    return take_part(meeting, "Ada Rossi", ONLINE)


def test_before_the_time_it_says_from_when(client, ada, clock):
    clock.to("2023-09-27 15:44")
    assert "Si entra da qui, dalle 15.45 di mercoledì 27 settembre" in text_of(
        client.get(page_of(ada))
    )
    room = client.get(page_of(ada, "entra/"))
    assert "Si entra dalle 15.45" in text_of(room)
    assert PLATFORM not in room.content.decode()
    early = client.post(page_of(ada, "entra/"), follow=True)
    assert "Si entra da" in text_of(early)
    assert PLATFORM not in early.content.decode()
    assert Attendance.objects.count() == 0


def test_the_address_of_the_platform_appears_only_after_pressing(client, ada, clock):
    clock.to("2023-09-27 15:46")
    for section in ("", "entra/", "prova/"):
        assert PLATFORM not in client.get(page_of(ada, section)).content.decode()
    after = client.post(page_of(ada, "entra/"), follow=True)
    assert PLATFORM in after.content.decode()
    assert again(ada).state == "attended"
    assert Attendance.objects.get().mode == ONLINE


def test_entering_twice_is_once(client, ada, clock):
    clock.to("2023-09-27 15:46")
    client.post(page_of(ada, "entra/"))
    again_in = client.post(page_of(ada, "entra/"), follow=True)
    assert "Sei dentro" in text_of(again_in)
    assert Attendance.objects.count() == 1


def test_the_room_says_what_is_on_by_the_process_clock(client, ada, clock):
    clock.to("2023-09-27 16:50")
    words = text_of(client.get(page_of(ada, "entra/")))
    assert "Finito dalle 16 alle 16.45 Linee di indirizzo" in words
    assert "Ora dalle 16.45 alle 17.45 Tavola rotonda" in words


def test_the_documents_are_in_the_room(client, ada, meeting):
    document = Document.objects.create(
        process=meeting.process, key="linee", title="Linee", url="https://example.org/linee.pdf"
    )
    meeting.documents.add(document)
    assert "https://example.org/linee.pdf" in client.get(page_of(ada, "entra/")).content.decode()


def test_the_room_is_not_for_who_comes_to_the_hall(client, meeting, clock):
    bruno = take_part(meeting, "Bruno Neri")
    clock.to("2023-09-27 15:50")
    assert client.get(page_of(bruno, "entra/")).status_code == 302
    assert PLATFORM not in client.get(page_of(bruno)).content.decode()


def test_after_the_end_the_platform_is_not_shown_to_who_never_came(client, ada, clock):
    clock.to("2023-09-27 19:00")
    page = client.post(page_of(ada, "entra/"), follow=True)
    assert PLATFORM not in page.content.decode()
    assert Attendance.objects.count() == 0


def test_the_device_test_explains_itself_without_javascript(client, ada):
    page = client.get(page_of(ada, "prova/"))
    words = text_of(page)
    assert "PC o Mac" in words
    assert "permesso di usare la telecamera e il microfono" in words
    assert "La prova ha bisogno di JavaScript" in words
    assert "js/device-test.js" in page.content.decode()
    assert page["Permissions-Policy"].startswith("camera=(self), microphone=(self)")


@pytest.mark.parametrize("sittings", [1, 3])
def test_the_room_takes_as_many_queries_with_one_sitting_as_with_three(
    client, ada, meeting, sittings, django_assert_num_queries
):
    Sitting.objects.filter(meeting=meeting).delete()
    for position in range(sittings):
        sitting = Sitting.objects.create(
            meeting=meeting, key=f"n{position}", kind="plenary", title="Parte"
        )
        sitting.items.create(key="a", title="Punto", axis=None)
    client.get(page_of(ada, "entra/"))
    with django_assert_num_queries(QUERIES):
        client.get(page_of(ada, "entra/"))
