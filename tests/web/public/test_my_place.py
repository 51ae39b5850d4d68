"""One's own page in each state; the acts; and that looking changes nothing."""

import pytest
from django.test import Client

from arengo.core.ledger.models import Entry
from arengo.core.outbox.models import Message
from arengo.people.models import Consent
from arengo.registrations import operations
from arengo.registrations.models import Attendance, Registration, WaitingPlace
from tests.factories import make_meeting, make_municipality
from tests.registrations.acts import (
    ONLINE,
    again,
    ask,
    counters,
    fill,
    mail_leaves,
    place_of,
    take_part,
    worker_runs,
)
from tests.web.public.steps import page_of, text_of, value_of

pytestmark = pytest.mark.django_db
State = Registration.State
QUERIES_OF_THE_PAGE = 7
ACTS = [
    *("", "conferma/", "non-posso-venire/", "torno/", "dati/", "modo/", "lista/", "offerta/"),
    *("sostituzione/", "avvisi/", "calendario.ics", "biglietto.svg", "prova/", "entra/"),
]


@pytest.fixture
def meeting():
    return make_meeting(conference_url="https://conferenza.example.org/j/1", entry_opens_minutes=15)


def everything_kept():
    """What an act would change: rows of registrations, mails owed, entries, who entered."""
    rows = Registration.objects.order_by("id").values_list(
        "state", "mode", "version", "seat", "sequence", "person"
    )
    places = WaitingPlace.objects.order_by("id").values_list("state", "pool")
    others = Message.objects.count(), Entry.objects.count(), Attendance.objects.count()
    return list(rows), list(places), others, Consent.objects.filter(withdrawn_at=None).count()


def press(client, registration, section, **data):
    return client.post(page_of(registration, section), data, follow=True)


def test_one_button_confirms(client, meeting):
    ada = ask(meeting, "Ada Rossi")
    mail_leaves()
    words = text_of(client.get(page_of(ada)))
    assert "Manca solo la tua conferma" in words
    assert "Il posto è tenuto per te fino alle 10" in words
    after = text_of(press(client, ada, "conferma/"))
    assert "Ci vediamo mercoledì 27 settembre 2023 alle 16, in sala" in after
    assert again(ada).state == State.CONFIRMED


def test_pressing_twice_confirms_once(client, meeting):
    ada = ask(meeting, "Ada Rossi")
    press(client, ada, "conferma/")
    owed = Message.objects.count()
    assert "Ci vediamo" in text_of(press(client, ada, "conferma/"))
    assert Message.objects.count() == owed


def test_the_ticket_has_name_mode_hour_place_code_and_qr(client, meeting):
    ada = take_part(meeting, "Ada Rossi")
    page = client.get(page_of(ada))
    words = text_of(page)
    for piece in ("Ada Rossi", "In sala", "dalle 16 alle 18.30", "Auditorium", str(ada)):
        assert piece in words
    assert f'<span class="visually-hidden">{" ".join(ada.code)}</span>' in page.content.decode()
    assert page_of(ada, "biglietto.svg") in page.content.decode()
    image = client.get(page_of(ada, "biglietto.svg"))
    assert image["Content-Type"] == "image/svg+xml"
    assert b"<svg" in image.content


def test_online_there_is_no_qr(client, meeting):
    ada = take_part(meeting, "Ada Rossi", ONLINE)
    assert "Codice QR" not in client.get(page_of(ada)).content.decode()
    assert client.get(page_of(ada, "biglietto.svg")).status_code == 404


def test_the_ticket_can_be_printed(client, meeting):
    answer = client.get(page_of(take_part(meeting, "Ada Rossi"), "biglietto.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_the_calendar_file_is_one_own(client, meeting):
    ada = take_part(meeting, "Ada Rossi")
    answer = client.get(page_of(ada, "calendario.ics"))
    assert answer["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in answer.content


@pytest.mark.parametrize("how", ["to_confirm", "confirmed", "online", "waiting", "cancelled"])
def test_a_mail_scanner_that_opens_every_link_changes_nothing(client, meeting, how, clock):
    if how == "waiting":
        fill(meeting)
    ada = ask(meeting, "Ada Rossi", ONLINE if how == "online" else "in_person", notify_next=True)
    if how != "to_confirm":
        ada = operations.confirm(registration=ada)
    if how == "cancelled":
        operations.cancel(registration=ada)
    clock.to("2023-09-27 15:50")
    before = everything_kept()
    for section in ACTS:
        page = client.get(page_of(ada, section))
        assert page.status_code in (200, 302, 404), section
        assert "conferenza.example.org" not in page.content.decode()
    assert everything_kept() == before


@pytest.mark.parametrize("section", ACTS)
def test_no_page_is_kept_listed_or_told_to_others(client, meeting, section):
    answer = client.get(page_of(take_part(meeting, "Ada Rossi"), section))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.parametrize("token", ["inventato", "00000000AAAAAAAAAAAAAAAAAAAAAA", "è"])
def test_a_wrong_link_gets_a_page_that_helps(client, meeting, token):
    page = client.get(f"/i/{token}/")
    assert page.status_code == 404
    assert "Mandami il link" in text_of(page)
    assert "no-store" in page["Cache-Control"]


def test_cannot_come_frees_the_seat_and_says_so(client, meeting):
    ada = take_part(meeting, "Ada Rossi")
    section = client.get(page_of(ada, "non-posso-venire/"))
    assert section["Location"].endswith("#non-posso-venire")
    assert "il tuo posto passa subito a chi aspetta" in text_of(client.get(page_of(ada)))
    after = text_of(press(client, ada, "non-posso-venire/"))
    assert "La tua iscrizione è annullata" in after
    assert counters(meeting) == (0, 0)
    assert "La tua iscrizione è annullata" in text_of(press(client, ada, "non-posso-venire/"))


def test_cancelling_is_asked_before_it_is_done(client, meeting):
    html = client.get(page_of(take_part(meeting, "Ada Rossi"))).content.decode()
    _before, _opens, asked = html.partition("<details>")
    assert "non-posso-venire/" not in _before
    asked, _end, _after = asked.partition("</details>")
    assert asked.index("Annulla la mia iscrizione</summary>") < asked.index("Succede subito.")
    assert asked.index("Succede subito.") < asked.index("Sì, annullo</button>")


def test_the_device_test_is_for_who_comes_online_and_told_otherwise_on_the_day(
    client, meeting, clock
):
    hall, online = take_part(meeting, "Ada Rossi"), take_part(meeting, "Bruno Riva", ONLINE)
    before = text_of(client.get(page_of(online)))
    assert "con calma, prima del giorno." in before
    clock.to("2023-09-27 15:00")
    on_the_day = text_of(client.get(page_of(online)))
    assert "Prova telecamera e microfono in due minuti" in on_the_day
    assert "prima del giorno" not in on_the_day
    assert "Prova telecamera" not in text_of(client.get(page_of(hall)))


def test_after_cancelling_one_may_come_back(client, meeting):
    ada = take_part(meeting, "Ada Rossi")
    operations.cancel(registration=ada)
    assert "Ci sono di nuovo" in text_of(client.get(page_of(ada)))
    assert "Ci vediamo" in text_of(press(client, ada, "torno/"))
    assert again(ada).state == State.CONFIRMED


def test_after_the_meeting_nobody_comes_back(client, meeting, clock):
    ada = take_part(meeting, "Ada Rossi")
    operations.cancel(registration=ada)
    clock.to("2023-09-28 09:00")
    assert "Ci sono di nuovo" not in text_of(client.get(page_of(ada)))
    press(client, ada, "torno/")
    assert again(ada).state == State.CANCELLED


def test_who_waits_sees_the_position_and_the_rule(client, meeting):
    fill(meeting)
    take_part(meeting, "Bruno Neri")
    ada = take_part(meeting, "Ada Rossi")
    words = text_of(client.get(page_of(ada)))
    assert "Sei in lista d'attesa: sei la 2ª persona" in words
    assert "chi si è iscritto prima passa prima" in words


def test_online_meanwhile_keeps_the_place_in_line(client, meeting):
    fill(meeting)
    ada = take_part(meeting, "Ada Rossi")
    page = client.get(page_of(ada))
    assert "Online nel frattempo, e tengo il mio posto in fila" in text_of(page)
    press(client, ada, "modo/", participation="online", keep_line="on")
    assert (again(ada).mode, again(ada).state) == (ONLINE, State.CONFIRMED)
    assert place_of(ada).state == "waiting"
    words = text_of(client.get(page_of(ada)))
    assert "il tuo posto in fila resta tuo" in words
    assert "sei la 1ª persona" in words.lower()


def test_leaving_the_line_keeps_the_place_online(client, meeting):
    fill(meeting)
    ada = take_part(meeting, "Ada Rossi")
    operations.change_mode(registration=ada, mode=ONLINE, keep_place_in_line=True)
    assert "Sei fuori dalla lista d'attesa." in text_of(press(client, ada, "lista/", act="leave"))
    assert place_of(ada).state == "left"
    assert again(ada).state == State.CONFIRMED


def test_who_is_online_may_join_the_line_of_a_full_hall(client, meeting):
    ada = take_part(meeting, "Ada Rossi", ONLINE)
    assert "Mettimi in lista" not in text_of(client.get(page_of(ada)))
    fill(meeting)
    assert "Mettimi in lista" in text_of(client.get(page_of(ada)))
    press(client, ada, "lista/", pool="sala")
    assert place_of(ada).state == "waiting"
    assert again(ada).state == State.CONFIRMED


@pytest.fixture
def offered(meeting):
    """Ada, to whom a seat was offered by a mail that has left."""
    guests = fill(meeting)
    ada = take_part(meeting, "Ada Rossi")
    operations.cancel(registration=guests[0])
    worker_runs()
    mail_leaves()
    return again(ada)


def test_an_offer_says_until_when_and_is_accepted(client, offered):
    words = text_of(client.get(page_of(offered)))
    assert "Si è liberato un posto: è tuo, se lo vuoi" in words
    assert "Lo teniamo per te fino alle 9 di giovedì 7 settembre 2023." in words
    assert "Ci vediamo" in text_of(press(client, offered, "offerta/", act="accept"))
    assert again(offered).state == State.CONFIRMED


def test_an_offer_is_left_to_the_next(client, offered):
    words = text_of(press(client, offered, "offerta/", act="decline"))
    assert "il posto passa a chi segue" in words
    assert again(offered).state != State.CONFIRMED


def test_an_offer_that_is_over_is_told_in_a_sentence(client, offered, clock):
    clock.to("2023-09-08 09:00")
    words = text_of(press(client, offered, "offerta/", act="accept"))
    assert "Il tempo per accettare questo posto è finito" in words
    assert again(offered).state != State.CONFIRMED


def test_a_pressed_button_without_a_good_form_can_be_pressed_again(meeting):
    ada = ask(meeting, "Ada Rossi")
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(page_of(ada, "conferma/"), {"act": "x"})
    assert page.status_code == 403
    assert "Premi di nuovo" in text_of(page)
    assert value_of(page, "act") == "x"
    assert again(ada).state == State.TO_CONFIRM
    token = value_of(page, "csrfmiddlewaretoken")
    strict.post(page_of(ada, "conferma/"), {"csrfmiddlewaretoken": token})
    assert again(ada).state == State.CONFIRMED


def test_a_form_of_a_page_that_tells_no_origin_is_believed_by_its_token(meeting):
    ada = ask(meeting, "Ada Rossi")
    strict = Client(enforce_csrf_checks=True)
    token = value_of(strict.get(page_of(ada)), "csrfmiddlewaretoken")
    without = strict.post(page_of(ada, "conferma/"), HTTP_ORIGIN="null")
    assert without.status_code == 403
    from_elsewhere = strict.post(
        page_of(ada, "conferma/"),
        {"csrfmiddlewaretoken": token},
        HTTP_ORIGIN="https://altrove.example",
    )
    assert from_elsewhere.status_code == 403
    strict.post(page_of(ada, "conferma/"), {"csrfmiddlewaretoken": token}, HTTP_ORIGIN="null")
    assert again(ada).state == State.CONFIRMED


def test_the_consent_to_hear_of_next_meetings_is_taken_back(client, meeting):
    ada = ask(meeting, "Ada Rossi", notify_next=True)
    operations.confirm(registration=ada)
    assert "Avvisi sui prossimi incontri" in text_of(client.get(page_of(ada)))
    after = text_of(press(client, ada, "avvisi/"))
    assert "non ti scriveremo più dei prossimi incontri" in after
    assert Consent.objects.filter(withdrawn_at=None).count() == 0


def test_ones_municipality_is_there_with_its_zone(client, meeting):
    ada = take_part(meeting, "Ada Rossi", municipality=make_municipality())
    words = text_of(client.get(page_of(ada)))
    assert "Balme" in words
    assert "zona omogenea 7, Ciriacese-Valli di Lanzo" in words


def test_after_the_time_for_changes_it_says_whom_to_ask(client, meeting, clock):
    ada = take_part(meeting, "Ada Rossi")
    clock.to("2023-09-27 16:10")
    words = text_of(client.get(page_of(ada)))
    assert "Il tempo per cambiare l'iscrizione da qui è finito" in words
    assert "Annulla la mia iscrizione" not in words
    assert "tempo per cambiare" in text_of(press(client, ada, "non-posso-venire/"))
    assert again(ada).state == State.CONFIRMED


@pytest.mark.parametrize(
    ("state", "sentence"), [("cancelled", "annullato"), ("postponed", "L'incontro è rinviato")]
)
def test_what_happened_to_the_meeting_is_said_first(client, meeting, state, sentence):
    ada = take_part(meeting, "Ada Rossi")
    meeting.state = state
    meeting.save()
    page = client.get(page_of(ada))
    assert sentence in text_of(page)
    assert "Codice QR" not in page.content.decode()


def test_only_get_and_post_are_answered(client, meeting):
    assert client.delete(page_of(take_part(meeting, "Ada Rossi"))).status_code == 405


def test_who_was_erased_still_has_a_page(client, meeting):
    ada = take_part(meeting, "Ada Rossi")
    ada.person.contact.delete()
    assert client.get(page_of(ada)).status_code == 200


@pytest.mark.parametrize("guests", [1, 3])
def test_the_page_takes_as_many_queries_whoever_else_is_there(
    client, guests, django_assert_num_queries
):
    meeting = make_meeting(hall=guests)
    fill(meeting)
    ada = take_part(meeting, "Ada Rossi", ONLINE, municipality=make_municipality())
    for _turn in range(guests):
        operations.change_details(
            registration=ada,
            representing="citizen",
            delegate_of="",
            municipality=ada.municipality,
            axes=[],
            access_needs="",
            access_consent=False,
            answers={},
        )
    client.get(page_of(ada))
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        client.get(page_of(ada))
