"""Telling those who asked, at the desk: how many, who is left out and why, the mail, one press."""

import pytest
from django.test import Client

from arengo.core.outbox.models import Message
from arengo.meetings.models import Meeting
from arengo.people.models import Consent, User
from arengo.registrations.links import notices_token
from arengo.registrations.models import Notice
from arengo.registrations.operations import withdraw_consent
from tests.factories import make_meeting, moment
from tests.invitations.silence import silence
from tests.registrations.acts import take_part
from tests.web.desk.editors import signed_in
from tests.web.public.reading import read, words

pytestmark = pytest.mark.django_db
INVITATIONS = "/ufficio/incontri/tavoli/inviti/"
PAGE = f"{INVITATIONS}avviso/"


@pytest.fixture
def dario() -> Client:
    return signed_in()


@pytest.fixture
def ada():
    """Ada took part in the first meeting and asked to hear of the next; the second is published."""
    first = make_meeting(hall=20)
    make_meeting(
        slug="tavoli",
        title={"it": "Sei tavoli", "en": "Six tables"},
        starts_at=moment("2023-11-10 14:30"),
        ends_at=moment("2023-11-10 18:00"),
    )
    take_part(first, "Bruno Neri")
    return take_part(first, "Ada Rossi", notify_next=True)


def notices() -> int:
    return Message.objects.filter(key__startswith="notice:").count()


def test_the_meetings_page_says_how_many_asked_and_leads_to_the_notice(dario, ada) -> None:
    page = read(dario, INVITATIONS)
    assert "Avvisa chi l'ha chiesto" in page
    assert "1 persona che ha partecipato a questo percorso ha chiesto di essere avvisata." in page
    assert "Prepara l'avviso a 1 persona" in page


def test_where_nobody_asked_nothing_is_offered(dario) -> None:
    make_meeting(slug="tavoli")
    assert "Avvisa chi l'ha chiesto" not in read(dario, INVITATIONS)


def test_the_page_shows_the_mail_and_sends_nothing(dario, ada) -> None:
    page = read(dario, PAGE)
    assert "Va a 1 persona" in page
    assert "Oggetto: Il prossimo incontro: Sei tavoli, venerdì 10 novembre alle 14.30" in page
    assert "Non scrivetemi più dei prossimi incontri" in page
    assert "Six tables" in read(dario, f"{PAGE}?lingua=en")
    assert notices_token(ada.person_id) not in dario.get(PAGE).content.decode()
    assert notices() == 0


def test_one_press_sends_and_a_double_click_sends_no_more(dario, ada) -> None:
    told = words(dario.post(f"{PAGE}spedisci/", follow=True))
    assert "Avviso in partenza, a 1 persona." in told
    assert "già avvisate di questo incontro: 1" in told
    assert "L'ultimo avviso di questo incontro è stato preparato mercoledì 6 settembre 2023" in told
    again = words(dario.post(f"{PAGE}spedisci/", follow=True))
    assert "Nessuno da avvisare" in again
    assert notices() == 1


def test_who_registered_or_withdrew_is_left_out_and_the_page_says_why(dario, ada) -> None:
    take_part(Meeting.objects.get(slug="tavoli"), "Ada Rossi")
    page = read(dario, PAGE)
    assert "già iscritte a questo incontro: 1" in page
    assert "Avvisa 1 persona" not in page
    withdraw_consent(person=ada.person, kind=Consent.Kind.NEXT_MEETINGS)
    assert "0 persone che hanno partecipato" in read(dario, PAGE)


def test_a_test_goes_to_who_presses(dario, ada) -> None:
    told = words(dario.post(f"{PAGE}prova/", {"lingua": "en"}, follow=True))
    assert "Prova in partenza verso dario@ufficio.example." in told
    message = Message.objects.get(key__startswith="notice-test:")
    assert message.arguments["language"] == "en"
    again = words(dario.post(f"{PAGE}prova/", {"lingua": "en"}, follow=True))
    assert "La mail di prova è appena partita" in again
    assert not Notice.objects.exists()


def test_in_a_quiet_period_it_waits_and_says_so(dario, ada) -> None:
    silence()
    assert "Metti in attesa" in read(dario, PAGE)
    told = words(dario.post(f"{PAGE}spedisci/", follow=True))
    assert "Trattenuto: l'avviso a 1 persona parte da solo" in told


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("draft", "è ancora una bozza: pubblicalo, poi avvisa"),
        ("cancelled", "non c'è di che avvisare"),
    ],
)
def test_of_a_meeting_that_nobody_can_come_to_it_says_why(dario, ada, state, sentence) -> None:
    Meeting.objects.filter(slug="tavoli").update(state=state)
    page = read(dario, PAGE)
    assert sentence in page
    assert "Avvisa 1 persona" not in page
    assert sentence in words(dario.post(f"{PAGE}spedisci/", follow=True))
    assert notices() == 0


def test_a_viewer_sees_the_numbers_and_sends_nothing(ada) -> None:
    carla = signed_in(User.Role.VIEWER, "Carla")
    page = read(carla, INVITATIONS)
    assert "ha chiesto di essere avvisata" in page
    assert "Prepara l'avviso" not in page
    assert carla.get(PAGE).status_code == 403
    assert carla.post(f"{PAGE}spedisci/").status_code == 403
    assert notices() == 0


def test_nothing_is_sent_by_opening_an_address(dario, ada) -> None:
    assert dario.get(f"{PAGE}spedisci/").status_code == 405
    assert dario.get(f"{PAGE}prova/").status_code == 405
    assert notices() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_database_as_often_for_one_as_for_three(
    dario, ada, number, django_assert_num_queries
) -> None:
    for place in range(number):
        take_part(ada.meeting, f"Ospite{place} Rossi", notify_next=True)
    dario.get(PAGE)
    with django_assert_num_queries(12):
        dario.get(PAGE)
