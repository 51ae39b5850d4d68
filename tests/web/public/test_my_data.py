"""Seeing, taking away and erasing one's own data by the personal link."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from arengo.core.ledger import operations as ledger
from arengo.core.ledger.models import Entry
from arengo.core.ledger.receipts import check
from arengo.core.ledger.verification import verify
from arengo.invitations import operations as inviting
from arengo.people.models import Contact
from arengo.plan.models import Axis
from arengo.registrations import operations
from arengo.registrations.models import Registration
from tests.factories import make_meeting, make_municipality
from tests.invitations.books import make_town
from tests.registrations.acts import (
    DARIO,
    ONLINE,
    again,
    ask,
    fill,
    mail_leaves,
    pool_of,
    take_part,
)
from tests.web.public.steps import everything_in, make_questions, page_of, text_of

pytestmark = pytest.mark.django_db
DATA, FILE, ERASE = "i-miei-dati/", "i-miei-dati/dati.json", "cancella-i-miei-dati/"


@pytest.fixture
def meeting():
    return make_meeting(hall=1)


@pytest.fixture
def ada(meeting):
    """Ada has told all that one can tell, online with a place in the line, and the office a note."""
    make_questions(meeting)
    fill(meeting)
    (invitation,) = inviting.invite(meeting=meeting, entries=[make_town()])
    row = take_part(
        meeting,
        "Ada Rossi",
        ONLINE,
        municipality=make_municipality(),
        representing="union",
        delegate_of="Sindacato X",
        axes=Axis.objects.filter(number=3),
        access_needs="Interprete LIS",
        access_consent=True,
        answers={"ruolo": "Delegata", "parlare": True},
        notify_next=True,
        invitation=invitation,
    )
    operations.join_line(registration=row, pool=pool_of(meeting))
    return operations.write_note(registration=row, note="Ha telefonato", by=DARIO)


# Seeing and taking away


def test_ones_page_leads_to_ones_data_and_to_their_end(client, ada):
    page = client.get(page_of(ada)).content.decode()
    assert page_of(ada, DATA) in page
    assert page_of(ada, ERASE) in page


def test_all_that_is_kept_is_on_the_page_in_words(client, ada):
    mail_leaves()
    words = text_of(client.get(page_of(ada, DATA)))
    for said in [
        "Ada Rossi",
        "ada@example.org",
        "Avvisi sui prossimi incontri di questo percorso Consenso dato mercoledì 6 settembre 2023 alle 9",
        "Confermata",
        "Online",
        "Sindacato X",
        "Balme",
        "Asse 3",
        "Interprete LIS",
        "Che ruolo hai? Delegata; Vuoi intervenire? sì",
        "Comune di Balme",
        "Ha telefonato",
        "In attesa",
        "Posto confermato, con il calendario",
        "Iscrizione confermata",
        "Nota dell'ufficio",
    ]:
        assert said in words, said


def test_the_file_holds_the_same_for_programs(client, ada):
    answer = client.get(page_of(ada, FILE))
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == 'attachment; filename="i-miei-dati.json"'
    content = json.loads(answer.content)
    assert content["format"] == "arengo-own-data-1"
    assert content["person"][0]["email"] == "ada@example.org"
    (registration,) = content["registrations"]
    assert registration["state"] == "confirmed"
    assert registration["axes"] == [str(Axis.objects.get(number=3))]
    assert registration["answers"] == [
        {"question": "Che ruolo hai?", "answer": "Delegata"},
        {"question": "Vuoi intervenire?", "answer": "sì"},
    ]
    assert registration["registered_at"] == "2023-09-06T07:00:00+00:00"
    assert {each["consent"] for each in content["consents"]} == {"next_meetings", "access_needs"}
    assert content["waiting_places"][0]["state"] == "waiting"


def test_every_fact_that_the_page_shows_is_in_the_file(client, ada):
    mail_leaves()
    content = client.get(page_of(ada, FILE)).content.decode()
    data = client.get(page_of(ada, DATA)).context["data"]
    shown = [
        fact.key for section in data.sections for each in section.records for fact in each.shown
    ]
    assert len(shown) > 40
    assert [key for key in shown if f'"{key}":' not in content] == []


def test_the_acts_come_with_proofs_that_hold(client, ada):
    ledger.seal()
    acts = json.loads(client.get(page_of(ada, FILE)).content)["acts"]
    assert {act["kind"] for act in acts} >= {"registration.registered", "registration.noted"}
    assert {check(act["receipt"]) for act in acts} == {"ok"}


def test_a_presence_and_a_place_in_the_address_book_are_data_too(client, meeting, clock):
    ada = take_part(meeting, "Ada Rossi", ONLINE)
    inviting.add_person(
        entry=make_town(),
        name="Ada Rossi",
        email="ada@example.org",
        role="Sindaca",
        consent_how="per telefono",
        by=DARIO,
    )
    clock.to("2023-09-27 15:50")
    operations.enter_online(registration=ada)
    words = text_of(client.get(page_of(ada, DATA)))
    assert "Ora di ingresso mercoledì 27 settembre 2023 alle 15.50" in words
    assert "Ente Comune di Balme Incarico Sindaca" in words
    assert "Come per telefono" in words


def test_what_is_not_there_is_said(client, meeting):
    words = text_of(client.get(page_of(ask(meeting, "Ada Rossi"), DATA)))
    nothing = (
        "Consensi, Liste d'attesa, Presenze, Avvisi di incontri, Rubrica degli enti, "
        "Richieste di aiuto in sala, Richieste di parola, Quello che hai detto, trascritto, "
        "Quello che hai scritto dopo, Prospettive e priorità, Domande, Domande che farebbero anche "
        "per te, Correzioni al resoconto, Attestati, Le tue voci, e le risposte, "
        "Risposte per lettera, Voci con cui sei d'accordo, Quello che ci hai mandato, "
        "Mail che ti abbiamo mandato."
    )
    assert f"Di questo non c'è niente {nothing}" in words


def test_who_shares_the_mailbox_is_in_nobodys_data_but_their_own(client, meeting):
    ada = take_part(meeting, "Ada Rossi", ONLINE)
    take_part(meeting, "Bruno Neri", ONLINE, email="ada@example.org")
    for part in (DATA, FILE):
        assert "Bruno" not in client.get(page_of(ada, part)).content.decode()


def test_all_ones_meetings_are_there_whichever_link_one_opens(client, meeting):
    ada = take_part(meeting, "Ada Rossi", ONLINE)
    other = take_part(make_meeting(slug="tavoli"), "Ada Rossi", ONLINE)
    content = json.loads(client.get(page_of(ada, FILE)).content)
    codes = {each["code"].replace("-", "") for each in content["registrations"]}
    assert codes == {ada.code, other.code}


def test_the_page_asks_the_database_as_often_for_three_meetings_as_for_one(client, meeting):
    ada = take_part(meeting, "Ada Rossi", ONLINE)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(page_of(ada, DATA))
        return len(seen)

    queries()
    one = queries()
    for slug in ("tavoli", "restituzione"):
        take_part(make_meeting(slug=slug), "Ada Rossi", ONLINE)
    assert queries() == one


def test_no_cache_and_no_other_site_learns_of_it(client, ada):
    for part in (DATA, FILE, ERASE):
        answer = client.get(page_of(ada, part))
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["Referrer-Policy"] == "no-referrer"


# Erasing


def test_the_page_says_what_goes_what_stays_and_which_place_is_given_up(client, meeting):
    ada = take_part(meeting, "Ada Rossi")
    words = text_of(client.get(page_of(ada, ERASE)))
    assert "Lasci il tuo posto a «Verso il nuovo piano», mercoledì 27 settembre 2023" in words
    assert "Che cosa cancelliamo" in words
    assert "I conteggi, senza il tuo nome" in words
    assert "dopo non si torna indietro" in words


def test_who_waits_reads_that_they_leave_the_line(client, meeting):
    fill(meeting)
    ada = take_part(meeting, "Ada Rossi")
    assert "Esci dalla lista d'attesa di" in text_of(client.get(page_of(ada, ERASE)))


def test_a_meeting_that_is_over_has_no_place_to_give_up(client, meeting, clock):
    ada = take_part(meeting, "Ada Rossi")
    clock.to("2023-09-28 09:00")
    assert "Lasci il tuo posto" not in text_of(client.get(page_of(ada, ERASE)))


def test_a_scanner_that_opens_every_link_erases_nothing(client, ada):
    assert everything_in(client, *(page_of(ada, part) for part in ("", DATA, FILE, ERASE))) == (
        [200] * 4
    )
    assert Contact.objects.filter(name="Ada Rossi").exists()


def test_one_button_erases_and_the_link_says_so_and_no_more(client, ada):
    ledger.seal()
    page = client.post(page_of(ada, ERASE), follow=True)

    assert page.status_code == 410
    words = text_of(page)
    assert "I tuoi dati sono stati cancellati" in words
    assert "Questo link non apre più niente" in words
    assert "Verso il nuovo piano" not in words
    assert not Contact.objects.filter(name="Ada Rossi").exists()
    assert Entry.objects.get(kind="person.erased").by == "person"
    ledger.seal()
    assert verify() == []


@pytest.mark.parametrize("part", ["", "conferma/", "dati/", "biglietto.pdf", "entra/", DATA, FILE])
def test_no_part_of_the_link_works_any_more(client, ada, part):
    client.post(page_of(ada, ERASE))
    answers = [client.get(page_of(ada, part)), client.post(page_of(ada, part), {})]
    assert [answer.status_code for answer in answers] == [410, 410]


def test_pressing_twice_is_once(client, ada):
    first = client.post(page_of(ada, ERASE))
    second = client.post(page_of(ada, ERASE))
    assert (first.status_code, second.status_code) == (302, 410)
    assert Entry.objects.filter(kind="person.erased").count() == 1


def test_the_other_link_of_the_same_person_says_it_too(client, meeting):
    ada = take_part(meeting, "Ada Rossi", ONLINE)
    other = take_part(make_meeting(slug="tavoli"), "Ada Rossi", ONLINE)
    client.post(page_of(ada, ERASE))
    assert client.get(page_of(other)).status_code == 410
    assert again(other).state == "cancelled"


def test_who_shares_the_mailbox_keeps_the_place(client, meeting):
    ada = take_part(meeting, "Ada Rossi", ONLINE)
    bruno = take_part(meeting, "Bruno Neri", ONLINE, email="ada@example.org")
    client.post(page_of(ada, ERASE))
    assert client.get(page_of(bruno)).status_code == 200
    assert again(bruno).state == "confirmed"


def test_a_page_of_another_site_cannot_erase(ada):
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(page_of(ada, ERASE), HTTP_ORIGIN="https://evil.example")
    assert page.status_code == 403
    assert "Premi di nuovo" in text_of(page)
    assert Contact.objects.filter(name="Ada Rossi").exists()


def test_after_the_time_for_changes_one_erases_all_the_same(client, meeting, clock):
    ada = take_part(meeting, "Ada Rossi")
    clock.to("2023-09-27 16:10")
    client.post(page_of(ada, ERASE))
    assert again(ada).state == "cancelled"


def test_the_lost_link_of_who_was_erased_is_not_sent(client, ada):
    client.post(page_of(ada, ERASE))
    before = Registration.objects.count()
    page = client.post("/i/", {"email": "ada@example.org"}, follow=True)
    assert "il link è già in viaggio" in text_of(page)
    assert Registration.objects.count() == before
    assert not Entry.objects.filter(kind="registration.link_sent").exists()


def test_a_link_that_is_nobodys_is_still_only_a_link_that_is_nobodys(client, ada):
    client.post(page_of(ada, ERASE))
    assert client.get("/i/inventato/").status_code == 404
    assert client.get(f"/i/{ada.code}AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404
