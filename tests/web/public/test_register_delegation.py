"""The page by which a body registers several people."""

import pytest

from arengo.registrations.models import Registration
from tests.factories import make_meeting, make_municipality
from tests.registrations.acts import fill
from tests.web.public.steps import is_ticked, opened, text_of, value_of

pytestmark = pytest.mark.django_db
PAGE = "/incontri/lancio/delegazione/"


@pytest.fixture
def meeting():
    make_municipality()
    return make_meeting(hall=5)


def filled(names=("Ada Rossi", "Bruno Neri"), emails=("ada@example.org", ""), **changes):
    fields = {
        "organisation": "Sindacato X",
        "representing": "union",
        "municipality": "",
        "contact_email": "segreteria@example.org",
        "participation": "sala",
        "member_name": list(names),
        "member_email": list(emails),
        "aperto": opened(),
    }
    return {**fields, **changes}


def test_several_people_are_registered_at_once(client, meeting):
    answer = client.post(PAGE, filled())
    assert answer.status_code == 302
    assert "Abbiamo scritto alle 2 persone della delegazione." in text_of(
        client.get(answer["Location"])
    )
    found = Registration.objects.order_by("id")
    assert [one.person.contact.name for one in found] == ["Ada Rossi", "Bruno Neri"]
    assert {one.delegate_of for one in found} == {"Sindacato X"}


def test_more_rows_are_added_and_nobody_is_registered(client, meeting):
    page = client.post(PAGE, filled(more="1", organisation=""))
    html = page.content.decode()
    assert html.count('name="member_name"') == 7
    assert 'value="Bruno Neri"' in html
    assert is_ticked(page, "participation", "sala")
    assert "da sistemare" not in text_of(page)
    assert Registration.objects.count() == 0


def test_thirty_rows_are_the_most(client, meeting):
    page = client.post(PAGE, filled(names=["x"] * 28, emails=[""] * 28, more="1"))
    assert page.content.decode().count('name="member_name"') == 30
    assert 'name="more"' not in page.content.decode()


def test_each_mistake_is_told_beside_its_row(client, meeting):
    names = ["Ada Rossi", "", "ada rossi", ""]
    emails = ["ada@example.org", "bruno@example.org", "ada@example.org", "carla@"]
    page = client.post(PAGE, filled(names=names, emails=emails))
    assert page.status_code == 422
    words = text_of(page)
    assert "Manca il nome della persona 2." in words
    assert "La persona 3 è già scritta alla riga 1." in words
    assert "L'e-mail della persona 4 non è completa." in words
    assert 'href="#member-email-4"' in page.content.decode()
    assert value_of(page, "organisation") == "Sindacato X"
    assert Registration.objects.count() == 0


def test_an_empty_delegation_is_asked_for_a_person(client, meeting):
    page = client.post(PAGE, filled(names=["", ""], emails=["", ""]))
    assert "Scrivi almeno una persona" in text_of(page)


def test_without_rows_at_all_it_is_asked_for_a_person_too(client, meeting):
    page = client.post(PAGE, filled(names=[], emails=[]))
    assert "Scrivi almeno una persona" in text_of(page)


def test_who_finds_no_seat_waits(client, meeting):
    fill(meeting)
    refused = client.post(PAGE, filled())
    assert "La sala si è riempita" in text_of(refused)
    client.post(PAGE, filled(participation="sala:lista"))
    assert Registration.objects.filter(delegate_of="Sindacato X", seat=None).count() == 2


def test_a_municipality_that_is_not_there_is_told(client, meeting):
    assert "Forse è uno di questi: Balme." in text_of(
        client.post(PAGE, filled(municipality="Blme"))
    )


def test_programs_are_stopped_here_too(client, meeting):
    page = client.post(PAGE, filled(aperto=opened(0)))
    assert "sembrano mandati da un programma" in text_of(page)
    assert Registration.objects.count() == 0


def test_a_closed_meeting_takes_no_delegation(client, meeting, clock):
    clock.to("2023-09-28 09:00")
    assert client.post(PAGE, filled()).status_code == 409
    assert Registration.objects.count() == 0
