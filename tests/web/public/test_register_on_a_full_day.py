"""The form and the page after it when everybody opens them: kept for some seconds, never wrong."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration, SeatPool
from tests.factories import make_meeting, make_municipality
from tests.registrations.acts import contingent_of, fill, take_part
from tests.web.public.steps import form_page, text_of, typed, value_of

pytestmark = pytest.mark.django_db
TOKEN = "csrfmiddlewaretoken"
# Whoever has a cookie of messages, even an empty one, gets a page drawn for them.
OF_THEIR_OWN = {"messages": "none"}


@pytest.fixture
def meeting():
    make_municipality()
    return make_meeting()


def drawn(address: str) -> str:
    own = Client()
    own.cookies.load(OF_THEIR_OWN)
    return own.get(address).content.decode()


def kept(address: str) -> str:
    """As the second visitor gets it."""
    Client().get(address)
    return Client().get(address).content.decode()


def without_what_is_own(page: str) -> str:
    page = re.sub(rf'name="{TOKEN}" value="[^"]+"', "", page)
    return re.sub(r'name="aperto" value="[^"]+"', "", page)


@pytest.mark.parametrize("query", ["", "?modo=sala", "?modo=online"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_the_kept_form_is_the_drawn_one_letter_by_letter(meeting, language, query):
    address = f"{language}{form_page(meeting)}{query}"
    assert without_what_is_own(kept(address)) == without_what_is_own(drawn(address))


@pytest.mark.parametrize("language", ["", "/en"])
def test_so_is_the_page_that_says_where_the_mail_went(client, meeting, language):
    sent = client.post(f"{language}{form_page(meeting)}", typed())["Location"]
    assert without_what_is_own(kept(sent)) == without_what_is_own(drawn(sent))


def test_the_page_of_one_never_shows_the_address_of_another(client, meeting):
    for name in ("ada.rossi", "bruno.neri"):
        sent = client.post(form_page(meeting), typed(name=name, email=f"{name}@example.org"))
        page = Client().get(sent["Location"])
        assert f"{name[0]}•••••i@example.org" in text_of(page)
        assert value_of(page, "bozza") in sent["Location"]


def test_each_visitor_has_a_token_of_their_own_and_can_register_with_it(meeting):
    tokens = set()
    for number in range(3):
        visitor = Client(enforce_csrf_checks=True)
        token = value_of(visitor.get(form_page(meeting)), TOKEN)
        tokens.add(token)
        fields = typed(name=f"Ada {number}", email=f"ada{number}@example.org")
        answer = visitor.post(form_page(meeting), {**fields, TOKEN: token})
        assert answer.status_code == 302
    assert len(tokens) == 3
    assert Registration.objects.count() == 3


def test_the_token_of_another_is_refused_also_on_a_kept_page(meeting):
    token = value_of(Client().get(form_page(meeting)), TOKEN)
    stranger = Client(enforce_csrf_checks=True)
    stranger.get(form_page(meeting))
    stranger.cookies["csrftoken"] = "x" * 32
    assert stranger.post(form_page(meeting), {**typed(), TOKEN: token}).status_code == 422
    assert not Registration.objects.exists()


def test_the_places_left_are_those_of_this_moment(client, meeting):
    pool = SeatPool.objects.get(meeting=meeting, key="sala")
    assert f"{pool.capacity} posti liberi" in kept(form_page(meeting))
    take_part(meeting, "Bruno Neri", municipality=None)
    assert f"{pool.capacity - 1} posti liberi" in text_of(client.get(form_page(meeting)))
    fill(meeting)
    assert 'value="sala:lista"' in client.get(form_page(meeting)).content.decode()


def test_a_meeting_that_is_cancelled_closes_at_once(client, meeting):
    assert "data-register" in kept(form_page(meeting))
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.CANCELLED)
    assert "data-register" not in client.get(form_page(meeting)).content.decode()
    assert client.post(form_page(meeting), typed()).status_code == 409
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.DRAFT)
    assert client.get(form_page(meeting)).status_code == 404


def test_a_contingent_that_is_made_meanwhile_asks_for_its_code_at_once(client, meeting):
    kept(form_page(meeting))
    contingent_of(meeting)
    assert "Codice d'invito" in text_of(client.get(form_page(meeting)))


def test_a_kept_form_asks_the_database_one_thing(client, meeting):
    kept(form_page(meeting))
    with CaptureQueriesContext(connection) as queries:
        client.get(form_page(meeting))
    assert len(queries) == 1
    assert "capacity" in queries[0]["sql"]
