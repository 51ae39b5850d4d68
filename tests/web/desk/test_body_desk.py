"""The body at the desk, and an installation that begins without any file."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from arengo.core.ledger.models import Entry
from arengo.people.models import Body, User
from arengo.process.models import Process
from tests.factories import make_meeting, make_process
from tests.web.desk.editors import errors, filled, send, signed_in
from tests.web.public.reading import read

pytestmark = pytest.mark.django_db
URL = "/ufficio/impostazioni/ente/"


@pytest.fixture
def elena(db) -> Client:
    return signed_in(User.Role.ADMINISTRATOR, "Elena")


@pytest.fixture
def dario(db) -> Client:
    return signed_in()


def test_what_the_body_says_of_itself_stands_on_every_page(elena, client) -> None:
    make_process()
    answer = send(
        elena,
        "body",
        name_it="Ente di prova",
        office_it="Ufficio di piano",
        phone="011 123",
        privacy_contact="privacy@example.org",
        data_protection_officer="dpo@example.org",
    )
    assert answer.status_code == 302
    cache.clear()
    footer = client.get("/").content.decode()
    assert all(words in footer for words in ("Ente di prova", "Ufficio di piano", "011 123"))
    privacy = client.get("/privacy/").content.decode()
    assert "privacy@example.org" in privacy
    assert "dpo@example.org" in privacy
    assert Entry.objects.get(kind="body.saved").by.startswith("staff:")


def test_a_change_of_the_body_is_the_last_update_of_the_site(elena, client, clock) -> None:
    make_process()
    assert "Testi aggiornati" not in client.get("/").content.decode()
    clock.to("2023-09-08 10:00")
    send(elena, "body", phone="011 123")
    cache.clear()
    assert "Testi aggiornati: 8 settembre 2023" in client.get("/").content.decode()


def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(elena) -> None:
    make_process()
    answer = send(elena, "body", name_it="", website="non è", phone="011 123")
    assert set(errors(answer)) == {"name", "website"}
    assert 'value="011 123"' in answer.content.decode()
    assert Body.objects.get().phone == ""


def test_two_administrators_do_not_write_over_each_other(elena) -> None:
    make_process()
    mine = {**filled(elena, URL), "phone": "011 1"}
    send(signed_in(User.Role.ADMINISTRATOR, "Enrico"), "body", phone="011 2")
    answer = elena.post(URL, mine)
    assert answer.status_code == 422
    assert [(d.theirs, d.mine) for d in answer.context["form"].differences] == [("011 2", "011 1")]
    again = {**mine, "version": answer.context["form"]["version"].value()}
    assert elena.post(URL, again).status_code == 302
    assert Body.objects.get().phone == "011 1"


def test_a_text_in_a_language_that_has_no_box_is_kept(elena) -> None:
    make_process()
    Body.objects.update(name={"it": "Ente", "fr": "Collectivité"})
    send(elena, "body", name_it="Ente nuovo")
    assert Body.objects.get().name == {"it": "Ente nuovo", "fr": "Collectivité"}


def test_the_office_does_not_write_the_body(dario) -> None:
    make_process()
    assert dario.get(URL).status_code == 403
    assert URL not in dario.get("/ufficio/impostazioni/").content.decode()


# The first day


def steps(client: Client) -> list[tuple[bool, bool]]:
    """(done, begin here) of each step on the first page of the desk."""
    return [(step.is_done, step.is_next) for step in client.get("/ufficio/").context["steps"]]


def test_the_site_of_an_empty_installation_leads_the_office_in(client) -> None:
    page = client.get("/").content.decode()
    assert "Tutto pronto per cominciare" in page
    assert 'href="/ufficio/">Entra' in page
    for address in ("/en/", "/percorso/", "/incontri/", "/progetti/", "/privacy/"):
        assert client.get(address).status_code == 200, address


def test_the_first_page_of_the_desk_says_what_to_write_first(elena) -> None:
    assert steps(elena) == [(False, True), *[(False, False)] * 6]
    page = elena.get("/ufficio/").content.decode()
    assert re.search(rf'href="{URL}">Comincia da qui', page)


def test_who_may_not_write_a_step_is_told_who_does(dario) -> None:
    first = dario.get("/ufficio/").context["steps"][0]
    assert (first.url, first.is_next) == ("", True)
    assert "Lo scrive chi amministra" in dario.get("/ufficio/").content.decode()
    assert "Lo scrive chi ha il ruolo di amministrazione" in dario.get("/ufficio/percorso/").content.decode()  # fmt: skip


def test_without_any_file_body_and_process_are_made_and_the_site_begins(elena, client) -> None:
    assert "Prima viene l'ente" in read(elena, "/ufficio/percorso/")
    assert elena.get("/ufficio/percorso/nuovo/")["Location"] == "/ufficio/percorso/"
    send(elena, "body", name_it="Ente di prova")
    cache.clear()
    assert "Ente di prova" in client.get("/").content.decode()
    assert "Crea il percorso" in elena.get("/ufficio/percorso/").content.decode()
    send(elena, "process-new", title_it="Verso il piano", period="2027-2029")
    cache.clear()
    assert "Verso il piano" in read(client, "/")
    assert [done for done, _next in steps(elena)][:2] == [True, True]
    assert Process.objects.get().body == Body.objects.get()


def test_a_process_is_made_once(elena) -> None:
    send(elena, "body", name_it="Ente")
    twice = filled(elena, reverse("desk:process-new")) | {"title_it": "Uno"}
    assert [elena.post(reverse("desk:process-new"), twice)["Location"] for _time in "12"] == [
        "/ufficio/percorso/"
    ] * 2
    assert Process.objects.count() == 1


def test_what_needs_a_process_says_that_it_comes_first(elena) -> None:
    for route in ("meeting-new", "stage-new", "guideline-new", "document-new", "process-edit"):
        answer = elena.get(reverse(f"desk:{route}"))
        assert answer.status_code == 409, route
        assert "Prima viene il percorso" in answer.content.decode()


def test_once_a_meeting_is_there_the_beginning_is_over(elena) -> None:
    make_meeting()
    assert elena.get("/ufficio/").context["steps"] == []
