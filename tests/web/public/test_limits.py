"""Against floods and programs, so that people behind one address still get in."""

from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from arengo.registrations.models import Registration
from arengo.web.shared import bots, limits
from arengo.web.shared.limits import AddressLimit, Limit, client_address
from tests.factories import make_meeting, make_municipality
from tests.web.public.steps import form_page, opened, text_of, typed, value_of

JUST_NOW = "just now"
FEW = AddressLimit("test", per_address=3, per_range=5, seconds=600)


def request_from(address, forwarded=""):
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=address, **extra)


@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("10.0.0.2", "nonsense", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("::ffff:203.0.113.9", "", "203.0.113.9"),
    ],
)
def test_a_forwarded_address_is_believed_only_from_our_proxies(
    settings, remote, forwarded, expected
):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert str(client_address(request_from(remote, forwarded))) == expected


def test_an_unknown_address_is_no_address():
    assert client_address(request_from("")) is None


def test_one_address_has_a_limit():
    outcomes = [limits.allows(request_from("203.0.113.9"), FEW) for _turn in range(4)]
    assert outcomes == [True, True, True, False]


def test_a_range_has_a_wider_one():
    outcomes = [limits.allows(request_from(f"203.0.113.{n}"), FEW) for n in range(6)]
    assert outcomes == [True] * 5 + [False]
    assert limits.allows(request_from("198.51.100.1"), FEW)


def test_one_line_of_ipv6_is_one_address():
    addresses = [f"2001:db8:1:2::{number}" for number in range(4)]
    outcomes = [limits.allows(request_from(address), FEW) for address in addresses]
    assert outcomes == [True, True, True, False]
    assert limits.allows(request_from("2001:db8:1:3::1"), FEW)


def test_the_window_slides(monkeypatch):
    start = 1_700_000_000 - 1_700_000_000 % 600
    limit = Limit("slide", 10, 600)

    def at(second):
        moment = datetime.fromtimestamp(start + second, UTC)
        monkeypatch.setattr(limits.timezone, "now", lambda: moment)

    at(590)
    assert sum(limits.take("x", limit) for _turn in range(12)) == 10
    at(610)
    assert not limits.take("x", limit)
    at(900)
    assert sum(limits.take("x", limit) for _turn in range(12)) == 5
    at(1810)
    assert sum(limits.take("x", limit) for _turn in range(12)) == 10


@pytest.fixture
def meeting(db):
    make_municipality()
    return make_meeting(hall=1, online=500)


def test_a_town_hall_behind_one_address_gets_in(client, meeting):
    for number in range(60):
        sent = client.post(
            form_page(meeting),
            typed(name=f"Persona {number}", email=f"p{number}@example.org", participation="online"),
        )
        assert sent.status_code == 302
    page = client.post(form_page(meeting), typed(participation="online"))
    assert page.status_code == 429
    assert "aspetta qualche minuto" in text_of(page)
    assert value_of(page, "name") == "Ada Rossi"
    assert Registration.objects.count() == 60


def test_mistakes_do_not_count(client, meeting):
    for _turn in range(70):
        client.post(form_page(meeting), typed(name="", participation="online"))
    assert client.post(form_page(meeting), typed(participation="online")).status_code == 302


def test_one_mailbox_is_not_flooded(client, meeting):
    sent = [
        client.post(form_page(meeting), typed(name=f"Ada {n}", participation="online")).status_code
        for n in range(31)
    ]
    assert sent == [302] * 30 + [429]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({bots.HONEYPOT: "compra qui"}, "Un campo nascosto"),
        ({bots.STAMP: JUST_NOW}, "sembrano mandati da un programma"),
        ({bots.STAMP: "inventato"}, "Non riconosciamo la pagina"),
        ({bots.STAMP: None}, "Non riconosciamo la pagina"),
    ],
)
def test_who_looks_like_a_program_gets_a_sentence_and_keeps_what_was_typed(
    client, meeting, changes, sentence
):
    if changes.get(bots.STAMP) == JUST_NOW:
        changes = {bots.STAMP: opened(0.5)}
    page = client.post(form_page(meeting), typed(**changes))
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert value_of(page, "name") == "Ada Rossi"
    assert value_of(page, bots.HONEYPOT) == ""
    assert Registration.objects.count() == 0


def test_sending_again_after_a_moment_works(client, meeting):
    stamp = opened(0.5)
    page = client.post(form_page(meeting), typed(aperto=stamp))
    assert value_of(page, "aperto") == stamp
    assert bots.why_not({"aperto": opened(2.5)}) is None
    assert client.post(form_page(meeting), typed(aperto=opened(2.5))).status_code == 302


def test_who_has_something_to_put_right_is_not_told_off_for_being_quick(client, meeting):
    page = client.post(form_page(meeting), typed(name="", aperto=opened(0.5)))
    assert "sembrano mandati da un programma" not in text_of(page)
