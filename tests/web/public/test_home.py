from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from arengo.meetings.models import Meeting
from arengo.registrations.models import SeatPool
from tests.factories import make_meeting, make_process, moment
from tests.pages.news import published
from tests.web.public.reading import add_document, add_guideline, add_stage, links, read

pytestmark = pytest.mark.django_db


def take(key: str, *, taken: int, waiting: int = 0) -> None:
    SeatPool.objects.filter(key=key).update(taken=taken, waiting=waiting)


def test_the_next_meeting_is_on_the_home_with_its_day_hours_place_and_places_left(client: Client):
    make_meeting(hall=180, online=500)
    take("sala", taken=168)
    page = read(client, "/")
    assert "mercoledì 27 settembre 2023" in page
    assert "dalle 16 alle 18.30" in page
    assert "Auditorium, Corso Inghilterra 7, Torino" in page
    assert "12 posti liberi su 180" in page
    assert "500 posti liberi su 500" in page


def test_the_announced_meeting_is_there_in_its_own_words(client: Client):
    make_meeting(summary="La Città metropolitana invita tutto il territorio a prendere parte.")
    assert "invita tutto il territorio a prendere parte." in read(client, "/")


def test_each_mode_has_its_own_button(client: Client):
    make_meeting()
    found = links(client.get("/"))
    assert "/incontri/lancio/iscrizione/?modo=sala" in found
    assert "/incontri/lancio/iscrizione/?modo=online" in found


def test_a_full_hall_is_told_in_words_and_offers_the_list(client: Client):
    make_meeting(hall=3)
    take("sala", taken=3, waiting=12)
    page = read(client, "/")
    assert "La sala è piena. Ci sono 12 persone in lista d'attesa." in page
    assert "Mettiti in lista d'attesa" in page
    assert "Partecipa in sala" not in page
    assert "Partecipa online" in page


def test_a_draft_is_nowhere(client: Client):
    make_meeting(state=Meeting.State.DRAFT, title="Ancora una bozza")
    page = read(client, "/")
    assert "Ancora una bozza" not in page
    assert "Nessun incontro in programma" in page


def test_a_cancelled_meeting_is_told_until_its_day_and_the_next_one_takes_its_place(client: Client):
    make_meeting(title="Lancio", state=Meeting.State.CANCELLED)
    make_meeting(
        slug="forum",
        title="Forum",
        starts_at=moment("2023-11-10 09:30"),
        ends_at=moment("2023-11-10 13:00"),
    )
    page = read(client, "/")
    assert "L'incontro «Lancio» di mercoledì 27 settembre 2023 è annullato" in page
    assert "venerdì 10 novembre 2023" in page


def test_a_postponed_meeting_shows_no_day(client: Client):
    make_meeting(state=Meeting.State.POSTPONED)
    page = read(client, "/")
    assert "data da stabilire" in page
    assert "27 settembre" not in page
    assert "Partecipa in sala" not in page


@pytest.mark.parametrize(
    ("hour", "is_on"), [("15:44", False), ("15:45", True), ("18:29", True), ("18:30", False)]
)
def test_during_the_meeting_every_page_leads_in(client: Client, clock, hour: str, is_on: bool):
    make_meeting()
    clock.to(f"2023-09-27 {hour}")
    for path in ("/", "/privacy/", "/incontri/"):
        assert ("In corso ora: entra" in read(client, path)) is is_on


def test_during_the_meeting_the_card_says_how_to_enter(client: Client, clock):
    make_meeting()
    clock.to("2023-09-27 16:10")
    page = read(client, "/")
    assert "L'incontro è in corso" in page
    assert "Ricevi di nuovo il link" in page
    assert "Partecipa in sala" not in page


def test_a_postponed_meeting_is_never_on(client: Client, clock):
    make_meeting(state=Meeting.State.POSTPONED)
    clock.to("2023-09-27 16:10")
    assert "In corso ora" not in read(client, "/")


def test_where_we_are_is_the_stage_under_way(client: Client):
    process = make_process()
    add_stage(process, "ascolto", planned_start=date(2023, 9, 1), planned_end=date(2023, 12, 5))
    assert "Siamo qui: Ascolto, dal 1º settembre al 5 dicembre 2023" in read(client, "/")


def test_between_two_stages_it_is_the_one_that_comes(client: Client):
    process = make_process()
    add_stage(process, "adozione")
    add_stage(process, "lancio", planned_start=date(2023, 9, 27), planned_end=date(2023, 9, 27))
    assert "Prossima tappa: Lancio, mercoledì 27 settembre 2023" in read(client, "/")


def test_the_axes_of_the_plan_in_force_structure_the_discussion(client: Client):
    make_process()
    page = read(client, "/")
    assert "6 assi per discutere" in page
    assert "Asse 3 Asse 3" in page  # the badge says "Asse 3" to a screen reader, then the name


def test_a_document_is_listed_from_the_day_on_which_it_is_public(client: Client, clock):
    add_document(make_process(), "resoconto", published_on=date(2023, 9, 29))
    assert "Documento resoconto" not in read(client, "/")
    clock.to("2023-09-29 08:00")
    assert "Documento resoconto" in read(client, "/")


def test_the_menu_leads_only_where_there_is_something(client: Client):
    process = make_process()
    assert "/linee-di-indirizzo/" not in links(client.get("/"))
    assert "/percorso/" not in links(client.get("/"))
    add_guideline(process)
    add_stage(process)
    cache.clear()
    assert "/linee-di-indirizzo/" in links(client.get("/"))
    assert "/percorso/" in links(client.get("/"))


def test_nothing_published_yet_is_told_kindly(client: Client):
    assert "Tutto pronto per cominciare" in read(client, "/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_asks_the_database_as_much_for_one_as_for_three(
    client: Client, django_assert_num_queries, count: int
):
    process = make_process()
    for place in range(count):
        month = 9 + place
        make_meeting(
            slug=f"incontro-{place}",
            starts_at=moment(f"2023-{month:02}-27 16:00"),
            ends_at=moment(f"2023-{month:02}-27 18:00"),
            stage=add_stage(process, f"tappa-{place}"),
        )
        add_document(process, f"documento-{place}")
        published(f"Notizia {place}")
    # Who has a message waiting gets a page drawn for them, not the one of this second.
    client.cookies["messages"] = "none"
    client.get("/")
    with django_assert_num_queries(9):
        client.get("/")
