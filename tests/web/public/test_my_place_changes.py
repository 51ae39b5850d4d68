"""Changing one's data, mode or person by the personal link; the link that was lost."""

import pytest
from django.test import Client

from arengo.core.outbox.models import Message
from arengo.registrations import operations
from arengo.registrations.models import AccessNeeds, Registration
from tests.factories import make_meeting, make_municipality
from tests.registrations.acts import (
    HALL,
    ONLINE,
    again,
    ask,
    fill,
    mail_leaves,
    mails,
    second_hall,
    take_part,
)
from tests.web.public.steps import is_ticked, make_questions, page_of, text_of, value_of

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def meeting():
    make_municipality()
    return make_meeting()


@pytest.fixture
def ada(meeting):
    return take_part(meeting, "Ada Rossi", municipality=make_municipality())


def test_the_data_are_shown_as_they_were_given(client, meeting):
    make_questions(meeting)
    ada = take_part(
        meeting,
        "Ada Rossi",
        municipality=make_municipality(),
        representing="union",
        delegate_of="Sindacato X",
        access_needs="Interprete LIS",
        access_consent=True,
        answers={"ruolo": "Delegata", "quando": ["Sera"], "parlare": False},
    )
    page = client.get(page_of(ada, "dati/"))
    assert value_of(page, "municipality") == "Balme"
    assert value_of(page, "delegate_of") == "Sindacato X"
    assert value_of(page, "domanda-ruolo") == "Delegata"
    assert is_ticked(page, "domanda-quando", "Sera")
    assert is_ticked(page, "domanda-parlare", "no")
    assert "Interprete LIS</textarea>" in page.content.decode()
    assert is_ticked(page, "access_consent")
    assert not is_ticked(page, "elsewhere")


def test_the_data_are_changed_and_the_seat_is_not(client, ada):
    typed = {"representing": "company", "delegate_of": "Officine Rossi", "elsewhere": "on"}
    answer = client.post(page_of(ada, "dati/"), {**typed, "axes": ["6"]}, follow=True)
    assert "i tuoi dati sono aggiornati" in text_of(answer)
    now = again(ada)
    assert (now.delegate_of, now.municipality, now.state) == ("Officine Rossi", None, "confirmed")
    assert [axis.number for axis in now.axes.all()] == [6]


def test_a_mistake_in_the_data_keeps_what_was_typed(client, ada):
    page = client.post(
        page_of(ada, "dati/"),
        {"representing": "company", "municipality": "Blme", "access_needs": "LIS"},
    )
    assert page.status_code == 422
    assert value_of(page, "municipality") == "Blme"
    assert "LIS</textarea>" in page.content.decode()
    assert AccessNeeds.objects.count() == 0
    assert again(ada).representing == "citizen"


def test_from_the_hall_one_goes_online(client, ada):
    page = client.get(page_of(ada, "modo/"))
    assert 'value="sala"' not in page.content.decode()
    client.post(page_of(ada, "modo/"), {"participation": "online"})
    assert again(ada).mode == ONLINE


def test_a_hall_that_is_full_has_a_line_instead(client, meeting):
    ada = take_part(meeting, "Ada Rossi", ONLINE)
    fill(meeting, HALL)
    page = client.get(page_of(ada, "modo/"))
    assert "In lista d'attesa per la sala" in text_of(page)
    client.post(page_of(ada, "modo/"), {"participation": "sala:lista"})
    assert (again(ada).mode, again(ada).state) == (ONLINE, State.CONFIRMED)
    assert ada.waiting_places.get().state == "waiting"


def test_a_hall_that_fills_up_meanwhile_is_asked_again(client, meeting):
    ada = take_part(meeting, "Ada Rossi", ONLINE)
    fill(meeting, HALL)
    page = client.post(page_of(ada, "modo/"), {"participation": "sala"})
    assert page.status_code == 422
    assert "La sala" in text_of(page)
    assert again(ada).mode == ONLINE
    assert ada.waiting_places.count() == 0


def test_another_venue_is_another_way(client, meeting, ada):
    venue, _pool = second_hall(meeting)
    assert "In sala: Pinerolo" in text_of(client.get(page_of(ada, "modo/")))
    client.post(page_of(ada, "modo/"), {"participation": "pinerolo"})
    assert again(ada).venue == venue


def test_nothing_chosen_is_told(client, ada):
    assert "Scegli come partecipi." in text_of(client.post(page_of(ada, "modo/"), {}))


def test_the_seat_goes_to_somebody_else(client, ada):
    old = page_of(ada)
    typed = {"name": "Bruno Neri", "email": "bruno@example.org"}
    answer = client.post(page_of(ada, "sostituzione/"), typed, follow=True)
    words = text_of(answer)
    assert "Il posto passa a Bruno Neri" in words
    assert "b•••••o@example.org" in words
    assert "correggilo" not in words
    bruno = Registration.objects.get(person__contact__name="Bruno Neri")
    assert (bruno.state, bruno.seat.key) == (State.TO_CONFIRM, "sala")
    assert client.get(old).status_code == 404


def test_a_substitute_needs_name_and_address(client, ada):
    page = client.post(page_of(ada, "sostituzione/"), {"name": "Bruno Neri", "email": "bruno@"})
    assert page.status_code == 422
    assert value_of(page, "name") == "Bruno Neri"
    assert again(ada).state == State.CONFIRMED


@pytest.mark.parametrize("section", ["dati/", "modo/", "sostituzione/"])
def test_when_changes_are_closed_there_is_only_ones_page(client, ada, clock, section):
    clock.to("2023-09-27 16:10")
    typed = {"representing": "union", "delegate_of": "X", "elsewhere": "on"}
    answer = client.post(
        page_of(ada, section),
        {**typed, "participation": "online", "name": "Bruno", "email": "b@example.org"},
    )
    assert answer.status_code == 302
    assert (again(ada).mode, again(ada).representing) == (HALL, "citizen")
    assert Registration.objects.count() == 1


def test_who_has_not_confirmed_has_no_seat_to_give(client, meeting):
    bruno = ask(meeting, "Bruno Neri")
    assert client.get(page_of(bruno, "sostituzione/")).status_code == 302
    page = client.post(page_of(bruno, "modo/"), {"participation": "online"}, follow=True)
    assert "Prima conferma la tua iscrizione" in text_of(page)


def test_a_lost_link_is_sent_again(client, ada, clock):
    mail_leaves()
    clock.to("2023-09-07 09:00")
    page = client.post("/i/", {"email": " ADA@example.org "}, follow=True)
    assert "il link è già in viaggio" in text_of(page)
    assert mails(ada)[-1] in ("already_registered", "link")
    assert Message.objects.filter(state="owed").count() == 1


def test_who_was_never_here_reads_the_same_sentence(client, ada):
    known = client.post("/i/", {"email": "ada@example.org"}, follow=True)
    before = Message.objects.count()
    new = client.post("/i/", {"email": "bruno@example.org"}, follow=True)
    assert text_of(known) == text_of(new)
    assert Message.objects.count() == before


def test_asking_for_the_link_again_and_again_sends_few(client, ada, clock):
    mail_leaves()
    for minute in range(6):
        clock.to(f"2023-09-07 09:{minute:02}")
        client.post("/i/", {"email": "ada@example.org"})
    assert Message.objects.filter(state="owed").count() <= 3


def test_an_address_that_is_not_one_is_told(client):
    page = client.post("/i/", {"email": "ada@"})
    assert page.status_code == 422
    assert value_of(page, "email") == "ada@"


def test_who_cancelled_gets_no_link(client, ada):
    operations.cancel(registration=ada)
    before = Message.objects.count()
    client.post("/i/", {"email": "ada@example.org"})
    assert Message.objects.count() == before


def test_the_page_of_a_wrong_link_can_really_be_used(ada, clock):
    mail_leaves()
    clock.to("2023-09-07 09:00")
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/i/inventato/")
    forged = strict.post("/i/", {"email": "ada@example.org"}, HTTP_ORIGIN="null")
    assert forged.status_code == 422
    assert value_of(forged, "email") == "ada@example.org"
    data = {
        "email": "ada@example.org",
        "csrfmiddlewaretoken": value_of(page, "csrfmiddlewaretoken"),
    }
    assert strict.post("/i/", data, HTTP_ORIGIN="null").status_code == 302
    assert Message.objects.filter(state="owed").count() == 1
