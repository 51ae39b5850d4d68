"""What every page has around it, and the pages for what went wrong."""

import re

import pytest
from django.core.cache import cache
from django.template.base import VariableNode
from django.test import Client, RequestFactory, override_settings
from django.urls import get_resolver

from arengo.core.ledger.operations import record
from arengo.people.models import Body
from arengo.web.shared.errors import csrf_failure
from tests.factories import make_meeting, make_process
from tests.web.public.reading import (
    add_guideline,
    add_plan,
    add_programme,
    add_stage,
    links,
    read,
    words,
)

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/privacy/",
    "/incontri/",
    "/incontri/lancio/",
    "/percorso/",
    "/linee-di-indirizzo/",
    "/linee-di-indirizzo/linee/",
    "/piano/vigente/",
    "/non-esiste/",
]


@pytest.fixture
def everything() -> None:
    """A process with something of each kind."""
    stage = add_stage(make_process(), "ascolto")
    add_programme(make_meeting(stage=stage), count=2)
    add_guideline(make_process())
    add_plan()


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_frame(client: Client, path: str):
    page = client.get(path).content.decode()
    assert page.count("<h1") == 1
    assert 'href="#main"' in page
    assert 'id="main"' in page
    assert 'data-element="privacy-policy-link"' in page
    assert 'data-element="accessibility-link"' in page
    assert re.search(r"<title>.+ · .+</title>", page)


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("path", PAGES)
def test_no_page_breaks_the_policy_or_leaves_a_tag_unread(client: Client, path: str):
    page = client.get(path).content.decode()
    scripts = re.findall(r"<script(?![^>]*(?:src=|ld\+json))[^>]*>", page)
    assert not scripts
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert "<style" not in page
    assert not re.search(r"<[^>]+\son[a-z]+=", page)
    assert "{%" not in page
    assert "{{" not in page


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_anybody_else_for_anything(client: Client, path: str):
    page = client.get(path).content.decode()
    loaded = re.findall(r'<(?:link|script|img|iframe|source)\b[^>]*(?:href|src)="([^"]+)"', page)
    assert loaded
    assert all(address.startswith("/") for address in loaded)


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("path", PAGES)
def test_no_page_uses_a_variable_that_nobody_gave(client: Client, path: str, monkeypatch):
    missing: list[str] = []
    render = VariableNode.render

    def noticing(self: VariableNode, context) -> str:
        if self.filter_expression.resolve(context, ignore_failures=True) is None and (
            not self.filter_expression.filters
        ):
            missing.append(f"{path}: {self.filter_expression}")
        return render(self, context)

    monkeypatch.setattr(VariableNode, "render", noticing)
    client.get(path)
    assert not missing


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("path", ["/incontri/lancio/", "/percorso/", "/incontri/?da=posta"])
def test_the_language_switch_keeps_the_page(client: Client, path: str):
    assert f"/en{path}" in links(client.get(path))
    assert path in links(client.get(f"/en{path}"))


@pytest.mark.usefixtures("everything")
def test_what_is_only_in_italian_is_marked_as_such_on_an_english_page(client: Client):
    Body.objects.update(name={"it": "Città metropolitana"})
    page = client.get("/en/").content.decode()
    assert '<html lang="en">' in page
    assert '<span lang="it">Città metropolitana</span>' in page
    assert "Towards the new plan" in page
    assert '<span lang="it">Città metropolitana</span>' not in client.get("/").content.decode()


@pytest.mark.parametrize("is_demo", [True, False])
def test_only_the_demo_hides_from_search_engines_and_says_what_it_is(
    client: Client, settings, is_demo: bool
):
    settings.DEMO = is_demo
    response = client.get("/")
    assert ('content="noindex, nofollow"' in response.content.decode()) is is_demo
    assert ("Dimostrazione: non è un servizio" in words(response)) is is_demo


def test_the_footer_says_when_the_pages_last_changed(client: Client, clock):
    make_process()
    assert "Testi aggiornati" not in read(client, "/")
    record(kind="meeting.changed", subject="meeting:lancio", facts={})
    clock.to("2023-09-10 09:00")
    cache.clear()
    record(kind="registration.made", subject="registration:7K4M2QWX", facts={})
    assert "Testi aggiornati: 6 settembre 2023" in read(client, "/")


def test_the_frame_is_read_once_for_a_while(client: Client, django_assert_num_queries):
    make_meeting()
    with django_assert_num_queries(2):
        client.get("/privacy/")
    with django_assert_num_queries(0):
        client.get("/privacy/")


def test_the_footer_leads_to_the_declaration_of_accessibility(client: Client):
    make_process()
    Body.objects.update(accessibility_url="https://form.agid.gov.it/view/1")
    page = client.get("/").content.decode()
    assert 'href="https://form.agid.gov.it/view/1" data-element="accessibility-link"' in page


def test_the_privacy_page_names_who_answers(client: Client):
    make_process()
    Body.objects.update(
        privacy_contact="privacy@example.org", data_protection_officer="Dott.ssa Rossi"
    )
    page = read(client, "/privacy/")
    assert "privacy@example.org" in page
    assert "Responsabile della protezione dei dati Dott.ssa Rossi" in page


def test_a_page_that_is_not_there_helps_to_go_on(client: Client):
    make_meeting()
    response = client.get("/incontri/nessuno/")
    assert response.status_code == 404
    assert "Forse l'indirizzo è stato copiato a metà" in words(response)
    assert "/incontri/" in links(response)


def test_a_form_left_open_too_long_is_told_how_to_go_on(rf: RequestFactory):
    response = csrf_failure(rf.post("/"))
    assert response.status_code == 403
    assert "La pagina era aperta da troppo tempo" in words(response)


def test_a_fault_of_ours_is_told_without_asking_the_database(
    rf: RequestFactory, django_assert_num_queries
):
    handler = get_resolver().resolve_error_handler(500)
    with django_assert_num_queries(0):
        response = handler(rf.get("/"))
    assert response.status_code == 500
    assert "Il guasto è nostro" in words(response)


@pytest.mark.parametrize(("is_demo", "status"), [(True, 200), (False, 404)])
def test_the_components_are_shown_in_the_demo_only(client: Client, is_demo: bool, status: int):
    with override_settings(DEMO=is_demo):
        read(client, "/componenti/", status=status)
