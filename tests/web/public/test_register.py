"""The registration page: what it takes, what it refuses, and that nothing typed is lost."""

import pytest
from django.test import Client

from arengo.core.outbox.models import Message
from arengo.registrations.models import AccessNeeds, Mode, Registration
from tests.factories import make_meeting, make_municipality, moment
from tests.registrations.acts import contingent_of, fill, take_part
from tests.web.public.steps import (
    form_page,
    is_ticked,
    make_questions,
    opened,
    text_of,
    typed,
    value_of,
)

pytestmark = pytest.mark.django_db
# The form is drawn once for everybody; of each visitor only the meeting is asked.
QUERIES_OF_THE_FORM = 1


@pytest.fixture
def meeting():
    make_municipality()
    return make_meeting()


def register(client, meeting, **changes):
    return client.post(form_page(meeting), typed(**changes))


def test_the_page_has_five_groups_and_seats_beside_each_mode(client, meeting):
    page = client.get(form_page(meeting))
    words = text_of(page)
    for group in (
        "Chi sei",
        "Come partecipi",
        "Di che cosa vuoi parlare",
        "Di che cosa hai bisogno",
        "I tuoi dati",
    ):
        assert group in words
    assert "3 posti liberi" in words
    assert "100 posti liberi" in words
    assert '<option value="Balme">' in page.content.decode()
    assert not is_ticked(page, "notify_next")


def test_ada_registers_for_the_hall(client, meeting):
    answer = register(client, meeting, axes=["2", "5"], notify_next="on")
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{form_page(meeting)}inviata/?bozza=")
    ada = Registration.objects.get()
    assert (ada.mode, ada.municipality.name, ada.state) == (Mode.IN_PERSON, "Balme", "to_confirm")
    assert [axis.number for axis in ada.axes.all()] == [2, 5]
    assert ada.person.consents.count() == 1
    assert Message.objects.count() == 1


def test_one_registers_online_from_elsewhere(client, meeting):
    register(client, meeting, participation="online", municipality="", elsewhere="on")
    ada = Registration.objects.get()
    assert (ada.mode, ada.municipality) == (Mode.ONLINE, None)


def test_elsewhere_may_be_typed_too(client, meeting):
    register(client, meeting, municipality="Altrove")
    assert Registration.objects.get().municipality is None


def test_in_english_the_mail_will_be_english(client, meeting):
    client.post(f"/en{form_page(meeting)}", typed())
    assert Registration.objects.get().person.contact.language == "en"


def test_an_empty_form_says_what_is_missing_beside_each_field(client, meeting):
    page = client.post(form_page(meeting), {"aperto": opened()})
    assert page.status_code == 422
    html = page.content.decode()
    for field, sentence in [
        ("name", "Scrivi il tuo nome e cognome"),
        ("email", "Scrivi la tua e-mail: ci serve per mandarti il link."),
        ("municipality", "Scrivi il tuo comune"),
        ("participation", "Scegli come partecipi."),
    ]:
        assert f'id="id_{field}-error"' in html
        assert f'href="#id_{field}"' in html
        assert html.count(sentence) == 2
    assert 'tabindex="-1" autofocus' in html
    assert "<title>Da sistemare:" in html
    assert Registration.objects.count() == 0


def test_nothing_typed_is_lost(client, meeting):
    make_questions(meeting)
    page = register(
        client,
        meeting,
        email="ada@",
        municipality="Balmme",
        representing="municipality",
        delegate_of="Comune di Balme",
        axes=["3"],
        access_needs="Un posto in prima fila",
        notify_next="on",
        **{"domanda-come": "invito", "domanda-quando": ["Sera"], "domanda-perche": "Per capire"},
    )
    assert page.status_code == 422
    html = page.content.decode()
    assert value_of(page, "name") == "Ada Rossi"
    assert value_of(page, "email") == "ada@"
    assert value_of(page, "municipality") == "Balmme"
    assert value_of(page, "delegate_of") == "Comune di Balme"
    assert '<option value="municipality" selected>' in html
    for field, value in [
        ("participation", "sala"),
        ("axes", "3"),
        ("domanda-come", "invito"),
        ("domanda-quando", "Sera"),
    ]:
        assert is_ticked(page, field, value), field
    assert is_ticked(page, "notify_next")
    assert not is_ticked(page, "access_consent")
    assert "Un posto in prima fila</textarea>" in html
    assert "Per capire</textarea>" in html
    assert value_of(page, "aperto")


@pytest.mark.parametrize("written", ["balme", "BALME ", "Bàlme", "Comune di Balme"])
def test_a_municipality_is_found_however_it_is_written(client, meeting, written):
    register(client, meeting, municipality=written)
    assert Registration.objects.get().municipality.name == "Balme"


def test_accents_and_apostrophes_may_be_left_out(client, meeting):
    make_municipality("Sant'Ambrogio di Torino", "001255", 4500)
    make_municipality("Viù", "001313", 1000)
    register(client, meeting, municipality="sant ambrogio di torino")
    register(client, meeting, municipality="viu", name="Bruno")
    found = set(Registration.objects.values_list("municipality__name", flat=True))
    assert found == {"Sant'Ambrogio di Torino", "Viù"}


def test_a_municipality_that_is_not_there_gets_the_nearest_names(client, meeting):
    assert "Forse è uno di questi: Balme." in text_of(
        register(client, meeting, municipality="Blme")
    )
    far = text_of(register(client, meeting, municipality="Reykjavík"))
    assert "Non troviamo «Reykjavík» tra i comuni di questo territorio" in far


def test_who_speaks_for_others_says_for_whom(client, meeting):
    page = register(client, meeting, representing="union")
    assert "Scrivi il nome di chi rappresenti" in text_of(page)
    register(client, meeting, representing="union", delegate_of="Sindacato X")
    assert Registration.objects.get().delegate_of == "Sindacato X"


def test_needs_are_kept_only_with_their_own_consent(client, meeting):
    page = register(client, meeting, access_needs="Interprete LIS")
    assert "ci serve il tuo consenso" in text_of(page)
    register(client, meeting, access_needs="Interprete LIS", access_consent="on")
    assert AccessNeeds.objects.get().text == "Interprete LIS"


def test_the_offices_questions_are_asked_and_checked(client, meeting):
    make_questions(meeting)
    refused = register(client, meeting, **{"domanda-come": "inventata"})
    assert "Scrivi una risposta." in text_of(refused)
    assert "non è tra quelle previste" in text_of(refused)
    answers = {
        "domanda-ruolo": "Sindaca",
        "domanda-come": "invito",
        "domanda-quando": ["Mattina", "Sera"],
        "domanda-parlare": "no",
    }
    register(client, meeting, **answers)
    assert Registration.objects.get().answers == {
        "ruolo": "Sindaca",
        "come": "invito",
        "quando": ["Mattina", "Sera"],
        "parlare": False,
    }


def test_certified_mail_gets_advice_and_is_not_refused(client, meeting):
    shown = register(client, meeting, email="sindaca@pec.comune.balme.to.it", name="")
    assert "posta certificata (PEC)" in text_of(shown)
    sent = register(client, meeting, email="sindaca@pec.comune.balme.to.it")
    assert sent.status_code == 302
    assert "posta certificata (PEC)" in text_of(client.get(sent["Location"]))


def test_a_slip_in_the_address_gets_a_suggestion_and_is_not_refused(client, meeting):
    sent = register(client, meeting, email="ada@gmial.com")
    assert sent.status_code == 302
    assert "Forse volevi scrivere ada@gmail.com?" in text_of(client.get(sent["Location"]))


def test_a_full_hall_offers_the_line_and_the_other_mode_in_words(client, meeting):
    fill(meeting)
    take_part(meeting, "Bruno Neri")
    words = text_of(client.get(form_page(meeting)))
    assert "In lista d'attesa per la sala" in words
    assert "La sala è piena: in lista saresti la 2ª persona." in words
    assert "Come funziona la lista d'attesa" in words
    register(client, meeting, participation="sala:lista")
    ada = Registration.objects.get(person__contact__name="Ada Rossi")
    assert ada.seat is None
    assert ada.waiting_places.count() == 1


def test_a_hall_that_fills_up_while_one_writes_is_asked_again(client, meeting):
    fill(meeting)
    page = register(client, meeting)
    assert page.status_code == 422
    assert (
        "La sala si è riempita mentre scrivevi. Puoi metterti in lista d'attesa o partecipare "
        in (text_of(page))
    )
    assert value_of(page, "name") == "Ada Rossi"
    assert not is_ticked(page, "participation", "sala:lista")


def test_who_asked_for_the_line_gets_a_seat_that_became_free(client, meeting):
    register(client, meeting, participation="sala:lista")
    assert Registration.objects.get().seat is not None


def test_a_way_that_is_not_offered_is_asked_again(client, meeting):
    assert "non c'è più" in text_of(register(client, meeting, participation="piscina"))


def test_an_invitation_code_opens_its_seats_in_a_full_hall(client, meeting):
    fill(meeting)
    contingent_of(meeting)
    page = client.get(form_page(meeting), {"codice": "SINDACI"})
    assert "Con il tuo invito hai un posto riservato." in text_of(page)
    assert value_of(page, "codice") == "SINDACI"
    register(client, meeting, codice="sindaci")
    assert Registration.objects.get(person__contact__name="Ada Rossi").seat.key == "sindaci"


def test_a_wrong_code_is_told_beside_its_field(client, meeting):
    contingent_of(meeting)
    page = register(client, meeting, codice="PROVA")
    assert 'id="id_codice-error"' in page.content.decode()
    assert Registration.objects.count() == 0


def test_a_code_for_the_hall_is_no_obstacle_online(client, meeting):
    contingent_of(meeting)
    register(client, meeting, codice="SINDACI", participation="online")
    assert Registration.objects.get().mode == Mode.ONLINE


def test_no_code_is_asked_where_there_are_no_reserved_seats(client, meeting):
    assert 'name="codice"' not in client.get(form_page(meeting)).content.decode()


def test_the_meetings_page_may_choose_the_mode(client, meeting):
    assert is_ticked(client.get(form_page(meeting), {"modo": "online"}), "participation", "online")


def test_a_page_opened_too_long_ago_comes_back_as_it_was(meeting):
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(form_page(meeting), typed())
    assert page.status_code == 422
    assert "Quello che hai scritto è ancora qui" in text_of(page)
    assert value_of(page, "name") == "Ada Rossi"
    token = value_of(page, "csrfmiddlewaretoken")
    again = strict.post(form_page(meeting), typed(csrfmiddlewaretoken=token))
    assert again.status_code == 302
    assert Registration.objects.count() == 1


def test_registration_that_is_not_open_yet_says_when(client):
    meeting = make_meeting(registration_opens_at=moment("2023-09-11 09:00"))
    page = client.get(form_page(meeting))
    assert "Le iscrizioni aprono" in text_of(page)
    assert "<form" not in page.content.decode().split("<main")[1]
    assert client.post(form_page(meeting), typed()).status_code == 409
    assert Registration.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"registration_closes_at": moment("2023-09-05 09:00")}, "sono chiuse"),
        ({"state": "cancelled"}, "annullato"),
        ({"state": "postponed"}, "rinviato"),
    ],
)
def test_a_meeting_one_cannot_register_for_says_what_to_do(client, fields, sentence):
    page = client.get(form_page(make_meeting(**fields)))
    assert sentence in text_of(page)
    assert "Leggi la pagina dell'incontro" in text_of(page)


def test_a_draft_is_not_there(client):
    assert client.get(form_page(make_meeting(state="draft"))).status_code == 404


def test_a_meeting_moved_online_offers_only_that(client, meeting):
    meeting.in_person = False
    meeting.save()
    words = text_of(client.get(form_page(meeting)))
    assert "100 posti liberi" in words
    assert "In sala" not in words


def test_registration_elsewhere_for_one_mode_is_linked(client):
    meeting = make_meeting(external_in_person_url="https://example.org/biglietti")
    page = client.get(form_page(meeting))
    assert "https://example.org/biglietti" in page.content.decode()
    assert not is_ticked(page, "participation", "sala")
    assert 'value="sala"' not in page.content.decode()


def test_registration_elsewhere_for_both_modes_is_a_page_of_links(client):
    meeting = make_meeting(
        external_in_person_url="https://example.org/sala",
        external_online_url="https://example.org/online",
    )
    page = client.get(form_page(meeting))
    assert "ci si iscrive su un altro sito" in text_of(page)
    assert "https://example.org/online" in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_form_takes_as_many_queries_with_one_question_as_with_three(
    client, meeting, number, django_assert_num_queries
):
    questions = make_questions(meeting)
    kept = questions.questions.all()[:number]
    questions.questions.exclude(pk__in=[question.pk for question in kept]).delete()
    for extra in range(number - 1):
        make_municipality(f"Comune {extra}", f"00190{extra}")
    client.get(form_page(meeting))
    with django_assert_num_queries(QUERIES_OF_THE_FORM):
        client.get(form_page(meeting))
