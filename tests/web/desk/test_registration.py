"""One registration at the desk: reading it, changing it, its history in words."""

import pytest

from arengo.core.outbox.models import Message
from arengo.people.models import User
from arengo.registrations import operations
from arengo.registrations.links import token_for
from arengo.registrations.models import Registration
from arengo.registrations.refusals import LinkNotValid
from arengo.registrations.rules import get_registration_by_link
from tests.factories import make_meeting, make_municipality
from tests.registrations.acts import (
    HALL,
    ONLINE,
    acts_of,
    again,
    ask,
    fill,
    mails,
    place_of,
    pool_of,
    take_part,
)
from tests.web.desk.cast import dario, form_data, make_user, signed_in
from tests.web.public.reading import read, words

pytestmark = pytest.mark.django_db
State = Registration.State
NEW = "/ufficio/incontri/lancio/iscrizioni/nuova/"


def page(registration: Registration, part: str = "") -> str:
    return f"/ufficio/iscrizioni/{registration.code}/{part}"


def ada(**fields) -> Registration:
    return take_part(make_meeting(), "Ada Rossi", **fields)


def test_the_page_says_all_that_the_office_may_read() -> None:
    text = read(
        dario(),
        page(ada(access_needs="interprete LIS", access_consent=True, delegate_of="Pro loco")),
    )
    for said in ["Ada Rossi", "ada@example.org", "interprete LIS", "Pro loco", "Posto confermato"]:
        assert said in text


def test_the_history_says_who_did_what() -> None:
    registration = ada()
    user = make_user()
    operations.cancel(registration=registration, by=f"staff:{user.pk}")
    text = read(dario(), page(registration))
    assert "Iscrizione annullata" in text
    assert "Dario Bo" in text
    assert "la persona stessa" in text


def test_a_viewer_does_not_open_it() -> None:
    assert signed_in(User.Role.VIEWER).get(page(ada())).status_code == 403


def test_an_invented_code_is_not_found() -> None:
    assert dario().get("/ufficio/iscrizioni/nonce/").status_code == 404


def test_dario_confirms_for_somebody_on_the_telephone() -> None:
    registration = ask(make_meeting(), "Ada Rossi")
    dario().post(page(registration, "conferma/"))
    assert again(registration).state == State.CONFIRMED
    assert acts_of(registration)[-1] == "registration.confirmed"


def test_cancelling_asks_first_and_a_get_changes_nothing() -> None:
    registration = ada()
    client = dario()
    assert "Riceve una mail" in read(client, page(registration, "annulla/"))
    assert again(registration).state == State.CONFIRMED
    client.post(page(registration, "annulla/"))
    assert again(registration).state == State.CANCELLED


def test_a_cancelled_one_comes_back_with_a_seat_if_there_is_one() -> None:
    registration = operations.cancel(registration=ada())
    dario().post(page(registration, "riprendi/"))
    assert again(registration).state == State.CONFIRMED


def test_what_is_refused_is_said_and_nothing_is_lost() -> None:
    registration = ada()
    response = dario().post(page(registration, "riprendi/"), follow=True)
    assert response.status_code == 200
    operations.cancel_meeting(meeting=registration.meeting, reason="x", by="staff:1")
    operations.cancel(registration=registration, by="staff:1")
    response = dario().post(page(registration, "riprendi/"), follow=True)
    assert "Questo incontro è stato annullato" in words(response)


def test_moving_to_a_full_hall_puts_one_in_its_line() -> None:
    meeting = make_meeting(hall=1)
    fill(meeting)
    registration = take_part(meeting, "Ada Rossi", ONLINE)
    dario().post(page(registration, "modo/"), {"place": "sala"})
    assert again(registration).mode == ONLINE
    assert place_of(registration).pool == pool_of(meeting, HALL)


def test_moving_online_frees_the_seat() -> None:
    registration = ada()
    dario().post(page(registration, "modo/"), {"place": "online"})
    assert again(registration).mode == ONLINE
    assert pool_of(registration.meeting, HALL).taken == 0


def test_a_choice_is_asked_for_in_a_sentence() -> None:
    response = dario().post(page(ada(), "modo/"), {})
    assert "Scegli come partecipa" in words(response)
    assert 'id="problems"' in response.content.decode()


def test_details_are_changed_and_the_rest_stays() -> None:
    registration = ada(access_needs="LIS", access_consent=True)
    balme = make_municipality()
    client = dario()
    data = form_data(client.get(page(registration, "dati/")), municipality=balme.pk)
    assert client.post(page(registration, "dati/"), data).status_code == 302
    changed = again(registration)
    assert changed.municipality == balme
    assert changed.access_needs.text == "LIS"


def test_two_officials_see_each_others_changes_and_neither_is_lost() -> None:
    registration = ada()
    client = dario()
    data = form_data(client.get(page(registration, "dati/")), delegate_of="Comune di Balme")
    data["representing"] = "municipality"
    operations.change_details(
        registration=registration,
        representing="union",
        delegate_of="Sindacato",
        municipality=None,
        axes=[],
        access_needs="",
        access_consent=False,
        answers={},
        by="staff:2",
    )
    response = client.post(page(registration, "dati/"), data)
    assert again(registration).delegate_of == "Sindacato"
    text = words(response)
    assert "Mentre scrivevi qualcun altro" in text
    assert "Sindacato" in text
    second = form_data(response)
    assert second["delegate_of"] == "Comune di Balme"
    assert client.post(page(registration, "dati/"), second).status_code == 302
    assert again(registration).delegate_of == "Comune di Balme"


def test_two_notes_at_once_are_shown_side_by_side() -> None:
    registration = ada()
    client = dario()
    version = client.get(page(registration)).context["note_form"]["version"].value()
    operations.write_note(registration=registration, note="Ha chiamato", by="staff:2")
    data = {"note": "Vuole parlare", "version": version}
    text = words(client.post(page(registration, "nota/"), data))
    assert "Ha chiamato" in text
    assert "Vuole parlare" in text
    assert again(registration).note == "Ha chiamato"


def test_a_corrected_address_gets_a_new_link_and_the_old_one_is_worth_nothing() -> None:
    registration = ada()
    old = token_for(registration)
    client = dario()
    data = form_data(client.get(page(registration, "recapito/")), email="ada.rossi@example.org")
    client.post(page(registration, "recapito/"), data)
    with pytest.raises(LinkNotValid):
        get_registration_by_link(old)
    assert get_registration_by_link(token_for(again(registration))) == registration
    assert Message.objects.filter(key__startswith="moved:").count() == 1
    # Who registers from now on at that address with that name is the same person.
    ask(registration.meeting, "Ada Rossi", email="ada.rossi@example.org")
    assert Registration.objects.count() == 1


def test_a_corrected_name_alone_revokes_nothing() -> None:
    registration = ada()
    client = dario()
    data = form_data(client.get(page(registration, "recapito/")), name="Ada Bianchi")
    client.post(page(registration, "recapito/"), data)
    assert get_registration_by_link(token_for(registration)).person.contact.name == "Ada Bianchi"
    assert not Message.objects.filter(key__startswith="moved:").exists()


def test_an_address_of_somebody_known_is_refused_with_all_that_was_typed() -> None:
    registration = ada()
    take_part(registration.meeting, "Ada Bianchi", email="altra@example.org")
    client = dario()
    data = form_data(
        client.get(page(registration, "recapito/")), name="Ada Bianchi", email="altra@example.org"
    )
    response = client.post(page(registration, "recapito/"), data)
    assert "conosciamo già una persona" in words(response)
    assert "altra@example.org" in response.content.decode()


def test_somebody_who_telephones_has_a_seat_at_once_and_a_ticket_to_print() -> None:
    make_meeting()
    client = dario()
    data = form_data(client.get(NEW), name="Pina Verdi", phone="011 000", place="sala")
    response = client.post(NEW, data, follow=True)
    registration = Registration.objects.get()
    assert registration.state == State.CONFIRMED
    assert registration.source == Registration.Source.DESK
    assert mails(registration) == []
    assert "Stampa il biglietto" in words(response)


@pytest.mark.django_db(transaction=True)
def test_the_ticket_is_a_pdf() -> None:
    response = dario().get(page(ada(), "biglietto/"))
    assert response.content.startswith(b"%PDF")
    assert response["Cache-Control"] == "no-store"


def test_registering_without_a_name_says_so_and_keeps_what_was_typed() -> None:
    make_meeting()
    client = dario()
    data = form_data(client.get(NEW), email="pina@example.org", place="online")
    response = client.post(NEW, data)
    assert "Scrivi nome e cognome" in words(response)
    assert 'value="pina@example.org"' in response.content.decode()
    assert not Registration.objects.exists()


def test_who_is_registered_already_is_not_registered_twice() -> None:
    registration = ada()
    client = dario()
    data = form_data(client.get(NEW), name="Ada Rossi", email="ada@example.org", place="sala")
    assert "ha già un'iscrizione" in words(client.post(NEW, data))
    assert Registration.objects.get() == registration


def test_needs_without_consent_are_not_kept() -> None:
    make_meeting()
    client = dario()
    data = form_data(client.get(NEW), name="Pina", place="sala", access_needs="LIS")
    assert "Chiedi il consenso" in words(client.post(NEW, data))
    assert not Registration.objects.exists()


def test_an_act_needs_the_forgery_token() -> None:
    from django.test import Client  # noqa: PLC0415

    registration = ada()
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(page(registration, "annulla/")).status_code == 403
    assert again(registration).state == State.CONFIRMED
