"""What the office does when somebody asks for their data, or to be erased, by telephone or letter."""

import json

import pytest

from arengo.core.ledger.models import Entry
from arengo.invitations import operations as inviting
from arengo.people.models import Contact, User
from arengo.registrations import operations
from arengo.registrations.models import Registration
from tests.factories import make_meeting, make_municipality
from tests.invitations.books import make_town
from tests.registrations.acts import DARIO, HALL, ONLINE, again, fill, take_part
from tests.web.desk.cast import dario, elena, make_user, signed_in
from tests.web.desk.test_registrations import CountQueries
from tests.web.public.reading import read, words

pytestmark = pytest.mark.django_db
DATA, FILE, ERASE = "tutti-i-dati/", "tutti-i-dati/file/", "cancella-dati/"


def page(registration: Registration, part: str = "") -> str:
    return f"/ufficio/iscrizioni/{registration.code}/{part}"


def by_telephone(**fields) -> Registration:
    """Ada has no e-mail: what she asks, she asks on the telephone."""
    meeting = make_meeting(hall=1)
    return operations.register_by_office(
        meeting=meeting, name="Ada Rossi", phone="011 0000000", mode=HALL, by=DARIO, **fields
    )


@pytest.mark.parametrize("client", [dario, elena])
def test_the_registration_leads_to_both_for_office_and_administrator(client) -> None:
    ada = by_telephone()
    text = client().get(page(ada)).content.decode()
    assert page(ada, DATA) in text
    assert page(ada, ERASE) in text


def test_all_the_data_can_be_read_to_her_or_printed() -> None:
    ada = by_telephone(access_needs="Rampa", access_consent=True)
    text = read(dario(), page(ada, DATA))
    for said in ["Ada Rossi", "011 0000000", "Rampa", "Dall'ufficio", "Iscrizione ricevuta"]:
        assert said in text


def test_the_file_is_taken_by_a_button_and_the_ledger_says_who_took_it() -> None:
    ada, client = by_telephone(), dario()
    assert client.get(page(ada, FILE)).status_code == 405
    answer = client.post(page(ada, FILE))
    assert json.loads(answer.content)["person"][0]["phone"] == "011 0000000"
    assert answer["Cache-Control"] == "no-store"
    entry = Entry.objects.get(kind="person.data_given")
    assert (entry.by, entry.facts) == (f"staff:{make_user().pk}", {})
    assert entry.subject == f"person:{ada.person_id}"


def test_erasing_asks_first_and_says_to_what_it_does_what() -> None:
    ada = by_telephone()
    client = dario()
    text = read(client, page(ada, ERASE))
    for said in [
        "Cancella i dati di Ada Rossi",
        "Verso il nuovo piano, mercoledì 27 settembre 2023 Confermata lascia il posto",
        "I conteggi, senza nome",
        "ditele voi che è fatto",
    ]:
        assert said in text
    assert Contact.objects.exists()


def test_the_page_names_the_address_book_when_she_stands_there() -> None:
    ada = take_part(make_meeting(), "Ada Rossi")
    inviting.add_person(
        entry=make_town(),
        name="Ada Rossi",
        email="ada@example.org",
        role="",
        consent_how="voce",
        by=DARIO,
    )
    assert "nella rubrica, presso «Comune di Balme»" in read(dario(), page(ada, ERASE))


def test_all_her_registrations_are_listed_whichever_one_is_open() -> None:
    meeting = make_meeting(hall=1)
    fill(meeting)
    ada = take_part(meeting, "Ada Rossi")
    other = take_part(make_meeting(slug="tavoli", title="I tavoli"), "Ada Rossi", ONLINE)
    operations.cancel(registration=other)
    text = read(dario(), page(other, ERASE))
    assert "In lista d'attesa esce dalla lista d'attesa" in text
    assert "I tavoli, mercoledì 27 settembre 2023 Annullata" in text
    dario().post(page(other, ERASE))
    assert again(ada).state == "cancelled"


def test_the_button_erases_and_the_page_says_what_is_left() -> None:
    ada, client = by_telephone(municipality=make_municipality()), dario()
    answer = client.post(page(ada, ERASE), follow=True)
    text = words(answer)
    assert "i dati di questa persona non ci sono più" in text
    assert "I dati di questa persona sono stati cancellati mercoledì 6 settembre 2023" in text
    assert "Persona cancellata" in text
    assert "Le righe del registro ci sono ancora, ma vuote" in text
    for gone in ["Ada Rossi", "011 0000000", "Balme", "Salva la nota", "Riprendi l'iscrizione"]:
        assert gone not in text
    assert Entry.objects.get(kind="person.erased").by == f"staff:{make_user().pk}"


def test_two_officials_who_press_at_once_erase_once() -> None:
    ada = by_telephone()
    dario().post(page(ada, ERASE))
    answer = elena().post(page(ada, ERASE), follow=True)
    assert answer.status_code == 200
    assert Entry.objects.filter(kind="person.erased").count() == 1


def test_who_was_erased_cannot_be_erased_or_given_again() -> None:
    ada, client = by_telephone(), dario()
    client.post(page(ada, ERASE))
    assert client.get(page(ada, ERASE)).status_code == 302
    assert client.post(page(ada, FILE)).status_code == 410
    assert not Entry.objects.filter(kind="person.data_given").exists()


def test_a_form_that_was_open_meanwhile_says_that_there_is_nobody_to_change() -> None:
    ada, client = by_telephone(), dario()
    operations.erase_person(person=ada.person)
    response = client.post(page(ada, "nota/"), {"note": "Richiama"})
    assert "sono stati cancellati: non c'è più niente da cambiare" in words(response)
    assert "Richiama</textarea>" in response.content.decode()


def test_the_list_shows_that_somebody_was_there_and_nothing_of_who() -> None:
    ada = by_telephone(
        municipality=make_municipality(), representing="union", delegate_of="Sindacato X"
    )
    bruno = take_part(ada.meeting, "Bruno Neri", ONLINE)
    operations.erase_person(person=ada.person)
    listed = "/ufficio/incontri/lancio/iscrizioni/"
    for client in (dario(), signed_in(User.Role.VIEWER)):
        response = client.get(listed)
        text = words(response)
        assert "Persona cancellata" in text
        for gone in ["Ada Rossi", "Balme", "Sindacato X", "variabile"]:
            assert gone not in text
        assert f'value="{ada.code}"' not in response.content.decode()
    by_name = dario().get(f"{listed}?ordine=nome").content.decode()
    assert by_name.index(bruno.code) < by_name.index(ada.code)


def test_who_was_erased_is_in_no_list_that_is_taken_away() -> None:
    ada = by_telephone()
    take_part(ada.meeting, "Bruno Neri", ONLINE)
    operations.erase_person(person=ada.person)
    answer = dario().post("/ufficio/incontri/lancio/iscrizioni/esporta/", {"formato": "csv"})
    lines = answer.content.decode().strip().splitlines()
    assert len(lines) == 2
    assert "Bruno Neri" in lines[1]


def test_the_journal_has_words_for_it_and_a_filter() -> None:
    ada, client = by_telephone(), dario()
    client.post(page(ada, FILE))
    client.post(page(ada, ERASE))
    text = read(client, "/ufficio/registro/?tema=person")
    assert "Cancellati i dati di una persona Dario Bo una persona" in text
    assert str(ada.person_id) not in text
    assert "Svuotate le righe del registro" in read(client, "/ufficio/registro/")


def test_the_list_asks_the_database_as_often_with_erased_people_as_without() -> None:
    meeting, client = make_meeting(hall=9), dario()
    people = [take_part(meeting, f"Ospite{number}") for number in range(3)]
    listed = "/ufficio/incontri/lancio/iscrizioni/"
    client.get(listed)
    with CountQueries() as before:
        client.get(listed)
    for row in people:
        operations.erase_person(person=row.person)
    with CountQueries() as after:
        client.get(listed)
    assert before.number == after.number
