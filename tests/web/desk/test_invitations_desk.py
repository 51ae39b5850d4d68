"""Invitations at the desk: who answers, one button for the silent, waves, texts, letters, silence."""

import re

import pytest
from django.db.models import F
from django.test import Client

from arengo.core import spreadsheets
from arengo.core.outbox.models import Message
from arengo.core.tasks import runner
from arengo.invitations import operations
from arengo.invitations.links import leave_token
from arengo.invitations.models import Invitation, LetterPrint, QuietPeriod, Wave
from arengo.people.models import User
from arengo.registrations import operations as registering
from arengo.registrations.models import SeatPool
from tests.factories import make_meeting
from tests.invitations.books import (
    Kind,
    add_programme,
    make_entry,
    make_invitation,
    make_person,
    make_staff,
    make_town,
    make_wave,
    owed,
)
from tests.invitations.silence import silence
from tests.web.public.reading import links, read

pytestmark = pytest.mark.django_db
PAGE = "/ufficio/incontri/lancio/inviti/"


@pytest.fixture
def meeting():
    meeting = make_meeting(summary="Vi invitiamo tutti.")
    add_programme(meeting)
    return meeting


@pytest.fixture
def desk(client: Client) -> Client:
    """Dario of the office, signed in."""
    client.force_login(make_staff())
    return client


def three_bodies(meeting) -> list[Invitation]:
    """One registered, one that declined, one silent."""
    coming, no, silent = (
        make_invitation(meeting, make_town(name, istat))
        for name, istat in (
            ("Balme", "001019"),
            ("Ala di Stura", "001003"),
            ("Groscavallo", "001118"),
        )
    )
    registering.register_by_office(
        meeting=meeting, name="Ada Rossi", mode="online", invitation=coming, by="staff:1"
    )
    operations.decline(invitation=no)
    return [coming, no, silent]


def test_the_overview_tells_each_answer(desk: Client, meeting) -> None:
    three_bodies(meeting)
    words = read(desk, PAGE)
    assert "Comuni invitati: 3. Iscritti: 1. Tacciono: 1." in words
    assert "1 ente tace" in words
    assert "Scrivi a chi tace" in words


def test_filters_show_only_those_bodies(desk: Client, meeting) -> None:
    three_bodies(meeting)
    words = read(desk, f"{PAGE}?risposta=silent")
    assert "Comune di Groscavallo" in words
    assert "Comune di Balme" not in words


def test_the_map_tells_answers_by_shape_and_in_words(desk: Client, meeting) -> None:
    for invitation in three_bodies(meeting):
        place = invitation.entry.municipality
        place.latitude, place.longitude = 45.3 + place.pk / 100, 7.2 + place.pk / 100
        place.save()
    html = desk.get(PAGE).content.decode()
    assert "<title>Comune di Groscavallo: Tace</title><circle" in html
    assert "<title>Comune di Ala di Stura: Non partecipa</title><path" in html
    assert "style=" not in html


def test_one_button_makes_the_wave_and_another_sends_it(desk: Client, meeting) -> None:
    *_others, silent = three_bodies(meeting)
    wave_page = desk.post(f"{PAGE}a-chi-tace/").url
    words = read(desk, wave_page)
    assert "Va a 1 ente" in words
    assert "non abbiamo ancora una vostra risposta" in words
    assert owed() == []
    desk.post(f"{wave_page}spedisci/")
    assert [message.subject for message in owed()] == [f"invitation:{silent.code}"]
    assert desk.post(f"{wave_page}spedisci/").status_code == 409


def test_the_preview_counts_bodies_and_persons_apart_and_shows_both_mails(
    desk: Client, meeting
) -> None:
    town = make_town()
    ada = make_person(town)
    make_person(town, "Bruno Neri", "Segretario", email=town.email)
    wave = make_wave(meeting, town, make_entry("Circolo", kind=Kind.ASSOCIATION))
    page = f"{PAGE}spedizioni/{wave.pk}/"
    words = read(desk, page)
    assert "Va a 2 enti e 1 persona" in words
    assert "Ada Rossi, Sindaca: Comune di Balme" in words
    assert "Bruno Neri" not in words
    assert "Alla cortese attenzione di: Ada Rossi, Sindaca, Comune di Balme" in words
    assert "Toglimi dalla rubrica" in words
    assert leave_token(ada) not in desk.get(page).content.decode()
    told = desk.post(f"{page}spedisci/", follow=True).content.decode()
    assert "In partenza: a 2 enti e 1 persona." in told
    assert "Andata a 2 enti e 1 persona" in read(desk, page)


def test_writing_to_the_silent_writes_to_their_persons_too(desk: Client, meeting) -> None:
    circolo = make_entry("Circolo", kind=Kind.ASSOCIATION, email="")
    make_person(circolo)
    make_invitation(meeting, circolo)
    *_others, silent = three_bodies(meeting)
    make_person(silent.entry, "Bruno Neri")
    wave_page = desk.post(f"{PAGE}a-chi-tace/").url
    assert "Va a 1 ente e 2 persone" in read(desk, wave_page)
    desk.post(f"{wave_page}spedisci/")
    assert Message.objects.filter(subject__startswith="invited_person:").count() == 2


def test_who_answers_before_it_leaves_is_not_written_to(desk: Client, meeting) -> None:
    *_others, silent = three_bodies(meeting)
    other = make_invitation(meeting, make_entry("Circolo", kind=Kind.ASSOCIATION))
    wave_page = desk.post(f"{PAGE}a-chi-tace/").url
    operations.decline(invitation=silent)
    assert "1 ha risposto nel frattempo" in read(desk, wave_page)
    desk.post(f"{wave_page}spedisci/")
    assert [message.subject for message in owed()] == [f"invitation:{other.code}"]


def test_a_letter_that_left_today_is_told_so_that_none_is_sent_twice(
    desk: Client, meeting, clock
) -> None:
    three_bodies(meeting)
    wave_page = desk.post(f"{PAGE}a-chi-tace/").url
    assert "Una lettera è pronta e non è ancora partita" in read(desk, PAGE)
    clock.to("2023-09-06 10:30")
    desk.post(f"{wave_page}spedisci/")
    words = read(desk, PAGE)
    assert "Una lettera è già partita oggi, ore 10.30, a 1 ente che taceva." in words
    assert "Scrivi di nuovo a chi tace" in words
    clock.to("2023-09-08 09:00")
    words = read(desk, PAGE)
    assert "già partita oggi" not in words
    assert "L'ultima lettera a chi taceva è partita mercoledì 6 settembre 2023, ore 10.30" in words


def test_a_letter_to_the_silent_that_is_held_is_told_too(desk: Client, meeting) -> None:
    three_bodies(meeting)
    silence()
    wave_page = desk.post(f"{PAGE}a-chi-tace/").url
    desk.post(f"{wave_page}spedisci/")
    assert "Una lettera a 1 ente che tace è trattenuta: parte da sola." in read(desk, PAGE)


def test_an_ordinary_wave_is_no_letter_to_the_silent(desk: Client, meeting) -> None:
    three_bodies(meeting)
    operations.send_wave(wave=make_wave(meeting, make_entry("Ente", kind=Kind.OTHER)), by="system")
    assert "è già partita oggi" not in read(desk, PAGE)


@pytest.mark.parametrize(
    ("full", "says"),
    [
        ([], ""),
        (["in_person"], "La sala è piena: si può partecipare online"),
        (["online"], "I posti online sono finiti"),
        (["in_person", "online"], "I posti sono finiti, in sala e online"),
    ],
)
def test_the_letter_to_the_silent_promises_only_what_there_is(
    desk: Client, meeting, full, says
) -> None:
    three_bodies(meeting)
    for mode in full:
        SeatPool.objects.filter(meeting=meeting, mode=mode).update(taken=F("capacity"))
    page = desk.post(f"{PAGE}a-chi-tace/").url
    opening = Wave.objects.get().opening
    assert says in opening["it"]
    assert "posto" not in opening["it"]
    assert "sala o online" not in opening["it"]
    assert ("full" in opening["en"] or "places" in opening["en"]) is bool(full)
    words = read(desk, page)
    assert ("Le vostre parole d'apertura dicano lo stesso." in words) is bool(full)


def test_without_silent_bodies_there_is_no_button(desk: Client, meeting) -> None:
    make_invitation(meeting, state="declined")
    assert "Scrivi a chi tace" not in read(desk, PAGE)


def wave_form(**changes):
    fields = {"name": "Primo invito", "kinds": ["municipality"], "only_new": "on"}
    return {**fields, "opening_it": "Buongiorno a voi.", "opening_en": "", **changes}


def test_a_wave_is_prepared_for_a_kind_and_seen_before_it_leaves(desk: Client, meeting) -> None:
    make_town()
    make_entry("Circolo", kind=Kind.ASSOCIATION)
    page = desk.post(f"{PAGE}spedizioni/nuova/", wave_form()).url
    words = read(desk, page)
    assert "Va a 1 ente" in words
    assert "Buongiorno a voi." in words
    assert "Oggetto: Invito: Verso il nuovo piano" in words


def test_who_was_invited_is_not_invited_again_unless_asked(desk: Client, meeting) -> None:
    make_invitation(meeting, make_town())
    assert desk.post(f"{PAGE}spedizioni/nuova/", wave_form()).status_code == 422
    again = wave_form(only_new="")
    assert desk.post(f"{PAGE}spedizioni/nuova/", again).status_code == 302


def test_a_wave_to_nobody_keeps_what_was_typed(desk: Client, meeting) -> None:
    response = desk.post(f"{PAGE}spedizioni/nuova/", wave_form())
    assert response.status_code == 422
    assert "Buongiorno a voi." in response.content.decode()


def test_the_words_of_a_wave_are_changed_and_seen(desk: Client, meeting) -> None:
    wave = make_wave(meeting)
    page = f"{PAGE}spedizioni/{wave.pk}/"
    desk.post(page, {"opening_it": "Nuove parole.", "opening_en": "New words."})
    assert "Nuove parole." in read(desk, page)
    assert "New words." in read(desk, f"{page}?lingua=en")


def test_a_test_mail_goes_to_who_presses(desk: Client, meeting) -> None:
    wave = make_wave(meeting)
    desk.post(f"{PAGE}spedizioni/{wave.pk}/prova/", {"lingua": "en"})
    message = Message.objects.get()
    assert message.arguments["user_id"] == User.objects.get().pk
    assert message.arguments["language"] == "en"
    assert desk.post(f"{PAGE}spedizioni/{wave.pk}/prova/", {"lingua": "en"}).status_code == 429


def test_a_wave_is_given_up(desk: Client, meeting) -> None:
    wave = make_wave(meeting)
    desk.post(f"{PAGE}spedizioni/{wave.pk}/lascia/")
    assert not Wave.objects.exists()


def test_the_office_notes_an_answer_and_takes_it_back(desk: Client, meeting) -> None:
    invitation = make_invitation(meeting)
    page = f"{PAGE}enti/{invitation.code}/"
    assert f"/invito/{invitation.code}/" in read(desk, page)
    desk.post(f"{page}risposta/", {"risposta": "no"})
    assert "Ha cambiato idea" in read(desk, page)
    desk.post(f"{page}risposta/", {"risposta": "ancora"})
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.INVITED


def test_an_invitation_to_another_meeting_is_not_found_here(desk: Client, meeting) -> None:
    other = make_invitation(make_meeting(slug="secondo"))
    assert desk.get(f"{PAGE}enti/{other.code}/").status_code == 404


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_form_of_the_text_is_on_one_page(desk: Client, meeting, language) -> None:
    response = desk.get(f"{PAGE}testi/?lingua={language}")
    assert response.status_code == 200
    assert {"it": "Verso il nuovo piano", "en": "Towards the new plan"}[
        language
    ] in response.content.decode()
    files = [
        link for link in links(response) if re.search(r"\.(pdf|txt)\?", link) and "testi" in link
    ]
    assert len(files) == 4
    for address in files:
        found = desk.get(address)
        assert found.status_code == 200
        assert found.content[:4] == (b"%PDF" if ".pdf" in address else found.content[:4])


def test_a_poster_of_another_format_is_not_found(desk: Client, meeting) -> None:
    assert desk.get(f"{PAGE}testi/locandina-a5.pdf").status_code == 404


def test_one_letter_is_a_pdf_at_once(desk: Client, meeting) -> None:
    invitation = make_invitation(meeting)
    assert desk.get(f"{PAGE}enti/{invitation.code}/lettera.pdf").content[:4] == b"%PDF"


def test_the_list_has_the_certified_address_and_the_own_link(desk: Client, meeting) -> None:
    town = make_town(certified_email="balme@pec.example.org")
    invitation = make_invitation(meeting, town)
    for kind in ("csv", "xlsx"):
        (row,) = spreadsheets.read(desk.get(f"{PAGE}elenco.{kind}").content).rows
        assert row["PEC"] == "balme@pec.example.org"
        assert row["Link dell'ente"] == f"http://testserver/invito/{invitation.code}/"
        assert row["Risposta"] == "Tace"


@pytest.mark.django_db(transaction=True)
def test_all_the_letters_are_asked_for_and_then_ready(desk: Client, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    meeting = make_meeting()
    make_invitation(meeting)
    no = make_invitation(meeting, make_town("Ala di Stura", "001003"), state="declined")
    desk.post(f"{PAGE}lettere/prepara/")
    waiting = desk.get(f"{PAGE}lettere/")
    assert "in preparazione" in waiting.content.decode()
    assert waiting["Refresh"] == "3"
    while runner.run_due():
        continue
    assert no.entry not in LetterPrint.objects.get().entries.all()
    ready = desk.get(f"{PAGE}lettere/")
    assert "Refresh" not in ready
    (address,) = [link for link in links(ready) if link.endswith(".pdf")]
    assert b"".join(desk.get(address).streaming_content)[:4] == b"%PDF"


def test_silence_is_declared_seen_and_taken_back(desk: Client, meeting) -> None:
    form = {"starts_on": "2023-09-01", "ends_on": "2023-09-10", "reason_it": "Elezioni"}
    desk.post("/ufficio/silenzio/", form)
    wave = make_wave(meeting)
    assert "Periodo di comunicazione impersonale" in read(desk, PAGE)
    page = f"{PAGE}spedizioni/{wave.pk}/"
    assert "Metti in attesa" in read(desk, page)
    response = desk.post(f"{page}spedisci/", follow=True)
    assert "Trattenuta" in response.content.decode()
    assert owed() == []
    desk.post(f"/ufficio/silenzio/{QuietPeriod.objects.get().pk}/togli/")
    assert operations.release_held_waves() == 1


def test_a_period_that_ends_before_it_starts_is_told(desk: Client) -> None:
    form = {"starts_on": "2023-09-10", "ends_on": "2023-09-01", "reason_it": "Elezioni"}
    assert desk.post("/ufficio/silenzio/", form).status_code == 422
    assert not QuietPeriod.objects.exists()


def test_a_viewer_sees_and_changes_nothing(client: Client, meeting) -> None:
    client.force_login(make_staff(User.Role.VIEWER))
    three_bodies(meeting)
    words = read(client, PAGE)
    assert "Scrivi a chi tace" not in words
    assert client.post(f"{PAGE}a-chi-tace/").status_code == 403
    assert client.get(f"{PAGE}elenco.csv").status_code == 403
    assert client.get(f"{PAGE}lettere/").status_code == 403
    assert not Wave.objects.exists()


def test_acts_are_never_done_by_opening_an_address(desk: Client, meeting) -> None:
    wave = make_wave(meeting)
    for act in ("a-chi-tace/", "lettere/prepara/", f"spedizioni/{wave.pk}/spedisci/"):
        assert desk.get(f"{PAGE}{act}").status_code == 405
    assert owed() == []


@pytest.mark.parametrize("number", [3, 312])
def test_the_overview_asks_the_database_as_often_for_few_as_for_many(
    desk: Client, meeting, number, django_assert_max_num_queries
) -> None:
    for place in range(number):
        make_invitation(meeting, make_town(f"Comune {place}", f"{place:06}"))
    desk.get(PAGE)
    with django_assert_max_num_queries(14):
        desk.get(PAGE)
