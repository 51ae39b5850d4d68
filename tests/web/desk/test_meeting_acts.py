"""Rinvia, Solo online, Annulla, and how many places are open: said first, then done."""

import pytest

from arengo.core.outbox.models import Message
from arengo.meetings.models import Meeting
from arengo.registrations import operations
from tests.factories import make_meeting, moment
from tests.registrations.acts import DARIO, HALL, ONLINE, fill, pool_of, take_part
from tests.web.desk.cast import dario
from tests.web.public.reading import read, words

pytestmark = pytest.mark.django_db
HERE = "/ufficio/incontri/lancio/"
REASON = {"reason_it": "La sala è allagata.", "reason_en": "The hall is flooded."}


def told(change: str) -> int:
    return Message.objects.filter(key__startswith=f"meeting:{change}:").count()


def full_meeting() -> Meeting:
    meeting = make_meeting(hall=1)
    take_part(meeting, "Ada Rossi")
    take_part(meeting, "Bruno Rossi")
    operations.register_by_office(meeting=meeting, name="Pina Verdi", mode=ONLINE, by=DARIO)
    return meeting


@pytest.mark.parametrize("act", ["rinvia/", "solo-online/", "annulla/"])
def test_each_page_says_to_how_many_before_doing_anything(act: str) -> None:
    meeting = full_meeting()
    text = read(dario(), HERE + act)
    assert "2 persone ricevono una mail" in text
    assert "1 persona non ha un'e-mail: va avvisata per telefono" in text
    meeting.refresh_from_db()
    assert (meeting.state, meeting.in_person) == (Meeting.State.PUBLISHED, True)


@pytest.mark.parametrize("act", ["rinvia/", "solo-online/", "annulla/"])
def test_without_a_reason_nothing_happens(act: str) -> None:
    full_meeting()
    response = dario().post(HERE + act, {"reason_en": "Only English"})
    assert "Scrivi il motivo, almeno in italiano" in words(response)
    assert "Only English" in response.content.decode()
    assert not Message.objects.filter(key__startswith="meeting:").exists()


def test_postponing_to_a_new_date_tells_everybody() -> None:
    meeting = full_meeting()
    dates = {"starts_at": "2023-10-04T16:00", "ends_at": "2023-10-04T18:30"}
    dario().post(f"{HERE}rinvia/", {**REASON, **dates})
    meeting.refresh_from_db()
    assert meeting.starts_at == moment("2023-10-04 16:00")
    assert meeting.notice["en"] == "The hall is flooded."
    assert told("postponed") == 3


def test_postponing_without_a_date_leaves_it_open() -> None:
    meeting = full_meeting()
    dario().post(f"{HERE}rinvia/", REASON)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.POSTPONED


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [
        ({"starts_at": "2023-10-04T16:00"}, "Scrivi tutte e due le ore"),
        ({"starts_at": "2023-10-04T16:00", "ends_at": "2023-10-04T15:00"}, "Finirebbe prima"),
        ({"starts_at": "2023-09-01T16:00", "ends_at": "2023-09-01T18:00"}, "già passata"),
        ({"starts_at": "domani", "ends_at": "2023-09-01T18:00"}, "Scrivi giorno e ora"),
    ],
)
def test_a_date_that_cannot_be_gets_a_sentence(dates: dict[str, str], sentence: str) -> None:
    full_meeting()
    assert sentence in words(dario().post(f"{HERE}rinvia/", {**REASON, **dates}))
    assert told("postponed") == 0


def test_online_only_moves_who_was_in_the_hall_and_who_waited() -> None:
    meeting = full_meeting()
    dario().post(f"{HERE}solo-online/", REASON)
    assert pool_of(meeting, ONLINE).taken == 3
    assert "È già così" in read(dario(), f"{HERE}solo-online/")


def test_cancelling_is_one_act_however_often_it_is_pressed() -> None:
    full_meeting()
    client = dario()
    client.post(f"{HERE}annulla/", REASON)
    client.post(f"{HERE}annulla/", REASON)
    assert told("cancelled") == 3


def test_more_places_are_offered_to_the_line_at_once() -> None:
    meeting = full_meeting()
    pool = pool_of(meeting, HALL)
    page = f"{HERE}posti/{pool.pk}/"
    client = dario()
    assert "Sono due numeri diversi" in read(client, page)
    client.post(page, {"capacity": 2})
    pool.refresh_from_db()
    assert (pool.capacity, pool.taken, pool.waiting) == (2, 2, 0)


def test_fewer_places_than_are_taken_is_refused_in_words() -> None:
    meeting = make_meeting(hall=3)
    fill(meeting)
    page = f"{HERE}posti/{pool_of(meeting).pk}/"
    response = dario().post(page, {"capacity": 2})
    assert "non si può scendere sotto" in words(response)
    assert pool_of(meeting).capacity == 3


def test_a_pool_of_another_meeting_is_not_found_here() -> None:
    make_meeting()
    other = make_meeting(slug="altro")
    assert dario().get(f"{HERE}posti/{pool_of(other).pk}/").status_code == 404
