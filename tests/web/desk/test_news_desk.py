"""News at the desk: written, seen, published, corrected by two at once, withdrawn, held."""

import pytest
from django.test import Client
from django.urls import reverse

from arengo.invitations.operations import release_held_news
from arengo.pages import operations
from arengo.pages.models import News
from arengo.people.models import User
from tests.invitations.silence import silence
from tests.pages.news import draft, fresh, published
from tests.web.desk.editors import errors, filled, send, signed_in
from tests.web.public.reading import read, words

pytestmark = pytest.mark.django_db
PAGE = "/ufficio/notizie/"
State = News.State


@pytest.fixture
def dario() -> Client:
    return signed_in()


def test_from_an_empty_list_to_the_site(dario: Client, client: Client) -> None:
    assert "Nessuna notizia ancora." in read(dario, PAGE)
    answer = send(
        dario, "news-new", title_it="Iscrizioni aperte", title_en="Registrations open",
        text_it="Da oggi.\n\n## Come\n\nDal sito.", text_en="From today.",
    )  # fmt: skip
    row = News.objects.get()
    assert answer.url == f"{PAGE}{row.pk}/"
    page = read(dario, answer.url)
    assert "Bozza La vede solo l'ufficio." in page
    assert "Da oggi." in page
    assert "From today." in read(dario, f"{answer.url}?lingua=en")
    assert client.get(f"/notizie/{row.slug}/").status_code == 404
    version = dario.get(answer.url).context["version"]
    told = dario.post(f"{answer.url}pubblica/", {"version": version}, follow=True)
    assert "Pubblicata: è sul sito." in words(told)
    assert "Da oggi." in read(client, f"/notizie/{row.slug}/")


def test_what_is_wrong_has_a_sentence_and_what_was_typed_is_still_there(dario: Client) -> None:
    answer = send(dario, "news-new", title_it="", text_it="Un testo lungo da non perdere.")
    assert answer.status_code == 422
    assert errors(answer) == {"title": ["Scrivi questo testo, almeno in italiano."]}
    assert "Un testo lungo da non perdere." in answer.content.decode()


def test_two_at_once_see_both_versions_and_nothing_is_lost(dario: Client) -> None:
    row = draft()
    url = reverse("desk:news-edit", args=[row.pk])
    read_by_dario = filled(dario, url)
    operations.save_news(news=row, values={"text": "Scritto da Elena."}, by="staff:9")
    answer = dario.post(url, {**read_by_dario, "text_it": "Scritto da Dario."})
    assert answer.status_code == 422
    page = words(answer)
    assert "Scritto da Elena." in page
    assert "Scritto da Dario." in answer.content.decode()
    assert fresh(row).text == {"it": "Scritto da Elena."}
    again = {**read_by_dario, "text_it": "Scritto da Dario."}
    again["version"] = answer.context["form"]["version"].value()
    assert dario.post(url, again).status_code == 302
    assert fresh(row).text == {"it": "Scritto da Dario."}


def test_what_was_changed_after_it_was_read_is_not_published(dario: Client) -> None:
    row = draft()
    version = dario.get(f"{PAGE}{row.pk}/").context["version"]
    operations.save_news(news=row, values={"text": "Cambiato."}, by="staff:9")
    told = dario.post(f"{PAGE}{row.pk}/pubblica/", {"version": version}, follow=True)
    assert "Nel frattempo qualcuno ha cambiato la notizia" in words(told)
    assert fresh(row).state == State.DRAFT


def test_a_title_alone_says_what_is_missing(dario: Client) -> None:
    row = draft(text="")
    told = dario.post(f"{PAGE}{row.pk}/pubblica/", follow=True)
    assert "Prima di pubblicare scrivi il testo" in words(told)


def test_what_is_out_is_corrected_and_says_so(dario: Client, client: Client, clock) -> None:
    row = published()
    clock.to("2023-09-08 10:00")
    assert "quello che salvi lo leggono tutti, subito" in read(dario, f"{PAGE}{row.pk}/testo/")
    send(dario, "news-edit", row.pk, text_it="Corretto.")
    assert "corretta venerdì 8 settembre 2023" in read(client, f"/notizie/{row.slug}/")


def test_withdrawing_asks_first_and_leaves_a_page_that_says_so(
    dario: Client, client: Client
) -> None:
    row = published()
    page = read(dario, f"{PAGE}{row.pk}/ritira/")
    assert "Esce dal sito subito." in page
    assert fresh(row).state == State.PUBLISHED
    dario.post(f"{PAGE}{row.pk}/ritira/")
    assert "Questa notizia è stata ritirata" in read(client, f"/notizie/{row.slug}/", status=410)
    assert "Pubblica di nuovo" in read(dario, f"{PAGE}{row.pk}/")


def test_a_draft_is_thrown_away_and_what_was_out_is_not(dario: Client) -> None:
    row, out = draft(), published("Uscita")
    assert "Nessuno l'ha letta" in read(dario, f"{PAGE}{row.pk}/elimina/")
    dario.post(f"{PAGE}{row.pk}/elimina/")
    refused = dario.post(f"{PAGE}{out.pk}/elimina/")
    assert "è già uscita" in words(refused)
    assert list(News.objects.all()) == [out]


def test_in_a_quiet_period_the_desk_says_that_it_waits_and_until_when(
    dario: Client, client: Client, clock
) -> None:
    row = draft()
    silence()
    page = read(dario, f"{PAGE}{row.pk}/")
    assert "Le notizie pubblicate ora aspettano ed escono da sole quando finisce." in page
    assert "Metti in attesa" in page
    told = dario.post(f"{PAGE}{row.pk}/pubblica/", follow=True)
    assert "Trattenuta: esce da sola" in words(told)
    assert client.get(f"/notizie/{row.slug}/").status_code == 404
    assert "notizia: Iscrizioni aperte" in read(dario, "/ufficio/silenzio/")
    assert "Trattenute fino alla fine: 1 notizia." in read(dario, "/ufficio/")
    clock.to("2023-09-11 00:00")
    release_held_news()
    assert "Da oggi ci si iscrive." in read(client, f"/notizie/{row.slug}/")


def test_a_held_one_can_be_kept_from_going_out(dario: Client) -> None:
    silence()
    row = draft()
    dario.post(f"{PAGE}{row.pk}/pubblica/")
    assert "Torna una bozza" in read(dario, f"{PAGE}{row.pk}/ritira/")
    told = dario.post(f"{PAGE}{row.pk}/ritira/", follow=True)
    assert "È di nuovo una bozza." in words(told)


def test_acts_are_never_done_by_opening_an_address(dario: Client) -> None:
    row = draft()
    assert dario.get(f"{PAGE}{row.pk}/pubblica/").status_code == 405
    dario.get(f"{PAGE}{row.pk}/elimina/")
    assert fresh(row).state == State.DRAFT


@pytest.mark.parametrize("role", [User.Role.VIEWER, User.Role.DOOR])
def test_who_does_not_write_sees_no_drafts(role) -> None:
    row = draft()
    other = signed_in(role, "Carla")
    assert other.get(PAGE).status_code == 403
    assert other.get(f"{PAGE}{row.pk}/").status_code == 403
    assert "desk:news" not in read(other, "/")


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_database_as_often_for_one_as_for_three(
    dario: Client, number, django_assert_num_queries
) -> None:
    for place in range(number):
        published(f"Notizia {place}")
    dario.get(PAGE)
    with django_assert_num_queries(5):
        dario.get(PAGE)
