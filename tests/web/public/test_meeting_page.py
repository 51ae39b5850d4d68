import pytest
from django.core.cache import cache
from django.test import Client

from arengo.meetings.models import Meeting, Venue
from arengo.registrations.models import Hall, SeatPool
from tests.factories import make_meeting, moment
from tests.web.public.reading import add_programme, add_venue, json_ld, links, read, words

pytestmark = pytest.mark.django_db

PAGE = "/incontri/lancio/"


def test_the_page_says_kind_title_day_hours_and_both_modes(client: Client):
    make_meeting()
    page = read(client, PAGE)
    assert "Primo incontro pubblico" in page
    assert "Verso il nuovo piano" in page
    assert "mercoledì 27 settembre 2023, dalle 16 alle 18.30" in page
    assert "In sala e online" in page


@pytest.mark.parametrize("state", [Meeting.State.DRAFT, None])
def test_a_draft_is_not_there_as_if_it_did_not_exist(client: Client, state: str | None):
    if state:
        make_meeting(state=state)
    assert "Questa pagina non c'è" in read(client, PAGE, status=404)


def test_the_invitation_speaks_in_its_own_words(client: Client):
    make_meeting(
        description={"it": "La Città metropolitana invita **tutto** il territorio.\n\nAncora."}
    )
    response = client.get(PAGE)
    assert "La Città metropolitana invita tutto il territorio." in words(response)
    assert "<strong>tutto</strong>" in response.content.decode()


def test_what_the_office_writes_cannot_become_code(client: Client):
    make_meeting(title="<script>alert(1)</script>", description="<img src=x onerror=alert(1)>")
    page = client.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page


def test_the_programme_goes_by_part_and_sitting(client: Client):
    add_programme(make_meeting(), count=3)
    page = read(client, PAGE)
    assert page.index("Prima parte") < page.index("Seduta 0") < page.index("Seduta 1")
    assert page.index("Seduta 1") < page.index("Seconda parte") < page.index("Seduta 2")
    assert "dalle 16.10" in page


def test_while_it_is_held_the_programme_says_where_it_has_come_to(client: Client, clock):
    add_programme(make_meeting(), count=3)
    clock.to("2023-09-27 16:12")
    page = client.get(PAGE).content.decode()
    assert page.count('class="sitting thread-done"') == 1
    assert page.count('class="sitting thread-now"') == 1
    assert page.count('class="sitting thread-next"') == 1


def test_the_people_are_there_with_their_roles_only(client: Client):
    add_programme(make_meeting())
    assert "Persona 0 Ruolo" in read(client, PAGE)


def test_the_programme_says_who_moderates_and_that_nobody_announced_it(client: Client):
    meeting = make_meeting()
    values = {"key": "modera", "name": "Una persona", "role": "Modera", "is_example": True}
    moderator = meeting.speakers.create(**values)
    sitting = {"key": "tavola", "kind": "round_table", "title": "Tavola", "moderator": moderator}
    meeting.sittings.create(**sitting)
    page = read(client, PAGE)
    assert "Modera: Una persona Esempio" in page
    assert "Chi partecipa" not in page


def test_the_rule_of_the_waiting_list_is_published(client: Client):
    make_meeting(unclaimed_after=moment("2023-09-27 15:55"))
    page = read(client, PAGE)
    assert "I posti vanno in ordine di iscrizione" in page
    assert "dalle 15.55, i posti di chi non è arrivato vanno a chi aspetta" in page


def test_more_places_than_the_hall_holds_are_told(client: Client):
    make_meeting(hall=12, safety=10)
    assert "più dei 10 posti della sala" in read(client, PAGE)
    SeatPool.objects.filter(key="sala").update(capacity=10)
    cache.clear()
    assert "più dei 10 posti della sala" not in read(client, PAGE)


def test_before_registration_opens_the_page_says_when_and_has_no_button(client: Client):
    make_meeting(registration_opens_at=moment("2023-09-10 09:00"))
    response = client.get(PAGE)
    assert "Le iscrizioni aprono domenica 10 settembre 2023 alle 9." in words(response)
    assert not [link for link in links(response) if "/iscrizione/" in link]


def test_registration_elsewhere_leads_there_and_counts_no_places(client: Client):
    make_meeting(
        external_in_person_url="https://www.eventbrite.it/e/1",
        external_online_url="https://zoom.example.org/register",
    )
    response = client.get(PAGE)
    assert "https://www.eventbrite.it/e/1" in links(response)
    assert "https://zoom.example.org/register" in links(response)
    assert "posti liberi" not in words(response)
    assert not [link for link in links(response) if "/iscrizione/" in link]


def test_registration_may_be_elsewhere_for_one_mode_only(client: Client):
    make_meeting(external_online_url="https://zoom.example.org/register")
    found = links(client.get(PAGE))
    assert "https://zoom.example.org/register" in found
    assert "/incontri/lancio/iscrizione/?modo=sala" in found
    assert "/incontri/lancio/iscrizione/?modo=online" not in found


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": Meeting.State.CANCELLED}, "L'incontro è stato annullato."),
        (
            {"state": Meeting.State.POSTPONED},
            "L'incontro è rinviato: la nuova data sarà pubblicata",
        ),
        ({"in_person": False}, "L'incontro si tiene solo online."),
    ],
)
def test_a_change_is_told_at_the_top_with_its_reason(client: Client, fields: dict, sentence: str):
    make_meeting(notice="Il maltempo non permette di aprire la sala.", **fields)
    page = read(client, PAGE)
    reason = page.index("Il maltempo non permette")
    assert page.index(sentence) < reason < page.index("Calendario degli incontri")


@pytest.mark.parametrize("state", [Meeting.State.CANCELLED, Meeting.State.POSTPONED])
def test_a_meeting_that_is_not_held_takes_nobody(client: Client, state: str):
    make_meeting(state=state)
    response = client.get(PAGE)
    assert "posti liberi" not in words(response)
    assert not [link for link in links(response) if "/iscrizione/" in link]


def test_afterwards_the_same_page_says_that_it_was_held(client: Client, clock):
    make_meeting()
    clock.to("2023-09-28 09:00")
    response = client.get(PAGE)
    assert "L'incontro si è svolto" in words(response)
    assert not [link for link in links(response) if "/iscrizione/" in link]


def test_the_address_of_the_conference_is_nowhere_on_the_page(client: Client, clock):
    make_meeting(conference_url="https://secret.example.org/j/1")
    for hour in ("2023-09-06 09:00", "2023-09-27 16:10"):
        clock.to(hour)
        assert "secret.example.org" not in client.get(PAGE).content.decode()


def test_search_engines_learn_of_both_places_and_modes(client: Client):
    make_meeting(hall=180, online=500)
    event = json_ld(client.get(PAGE))
    assert event["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [place["@type"] for place in event["location"]] == ["Place", "VirtualLocation"]
    assert event["location"][0]["address"]["streetAddress"] == "Corso Inghilterra 7"
    assert event["location"][1]["url"] == "http://testserver/incontri/lancio/"
    assert event["startDate"] == "2023-09-27T14:00:00+00:00"
    assert event["remainingAttendeeCapacity"] == 680
    assert event["eventStatus"] == "https://schema.org/EventScheduled"


@pytest.mark.parametrize(
    ("fields", "mode", "status"),
    [
        ({"in_person": False}, "OnlineEventAttendanceMode", "EventScheduled"),
        ({"online": False}, "OfflineEventAttendanceMode", "EventScheduled"),
        ({"state": Meeting.State.CANCELLED}, "MixedEventAttendanceMode", "EventCancelled"),
        ({"state": Meeting.State.POSTPONED}, "MixedEventAttendanceMode", "EventPostponed"),
    ],
)
def test_search_engines_learn_of_changes(client: Client, fields: dict, mode: str, status: str):
    make_meeting()
    Meeting.objects.update(**fields)
    event = json_ld(client.get(PAGE))
    assert event["eventAttendanceMode"] == f"https://schema.org/{mode}"
    assert event["eventStatus"] == f"https://schema.org/{status}"


def test_a_title_cannot_close_the_block_of_data(client: Client):
    make_meeting(title="A </script><script>alert(1)</script> & B")
    assert json_ld(client.get(PAGE))["name"] == "A </script><script>alert(1)</script> & B"


def test_several_halls_are_named(client: Client):
    meeting = make_meeting()
    pinerolo = add_venue(meeting, "pinerolo", "Pinerolo")
    SeatPool.objects.filter(key="sala").update(name={})
    SeatPool.objects.create(meeting=meeting, key="p", mode="in_person", venue=pinerolo, capacity=40)
    assert "Sede di Pinerolo 40 posti liberi su 40" in read(client, PAGE)


def test_the_list_puts_the_next_first_and_the_past_apart(client: Client, clock):
    make_meeting(title="Lancio")
    for slug, day in (("secondo", "2023-11-10"), ("terzo", "2023-12-05")):
        starts, ends = moment(f"{day} 09:30"), moment(f"{day} 13:00")
        make_meeting(slug=slug, title=slug.capitalize(), starts_at=starts, ends_at=ends)
    make_meeting(slug="bozza", title="Bozza", state=Meeting.State.DRAFT)
    clock.to("2023-11-11 09:00")
    page = read(client, "/incontri/")
    assert (
        page.index("Terzo")
        < page.index("Già svolti")
        < page.index("Secondo")
        < page.index("Lancio")
    )
    assert "Bozza" not in page


def test_the_calendar_holds_what_was_announced(client: Client):
    make_meeting()
    make_meeting(slug="bozza", state=Meeting.State.DRAFT)
    response = client.get("/incontri/calendario.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.content.count(b"BEGIN:VEVENT") == 1
    assert b"DTSTART:20230927T140000Z" in response.content


def test_there_is_no_calendar_before_there_is_a_process(client: Client):
    assert client.get("/incontri/calendario.ics").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_meeting_asks_the_database_as_much_for_one_as_for_three(
    client: Client, django_assert_num_queries, count: int
):
    meeting = make_meeting()
    add_programme(meeting, count=count)
    for place in range(1, count):
        venue = add_venue(meeting, f"v{place}", "Torino")
        Hall.objects.create(venue=venue, safety_capacity=5)
        SeatPool.objects.create(
            meeting=meeting, key=f"p{place}", mode="in_person", venue=venue, capacity=4
        )
    with django_assert_num_queries(11):
        client.get(PAGE)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_much_for_one_as_for_three(
    client: Client, django_assert_num_queries, count: int
):
    for place in range(count):
        make_meeting(slug=f"incontro-{place}")
    assert Venue.objects.count() == count
    with django_assert_num_queries(4):
        client.get("/incontri/")
