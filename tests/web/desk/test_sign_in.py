"""Signing in: a code by e-mail, the same page for strangers, a second factor for who wants one."""

import re

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client

from arengo.people.models import User
from tests.factories import make_meeting
from tests.web.desk.cast import make_user, nobody_works_here_any_more, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
ASK, CODE = "/ufficio/entra/", "/ufficio/entra/codice/"


def ask(client: Client, email: str, path: str = ASK):
    return client.post(path, {"email": email}, follow=True)


def code_in(message: mail.EmailMessage) -> str:
    return re.search(r"^([A-Z0-9-]{6,})$", message.body, re.M).group(1)


def page(response) -> str:
    return re.sub(r'value="[^"]*"|[\w.]+@example\.org', "", response.content.decode())


def test_dario_signs_in_with_the_code_of_his_mail() -> None:
    make_meeting()
    dario, client = make_user(), Client()
    ask(client, dario.email)
    assert mail.outbox[0].to == [dario.email]
    response = client.post(CODE, {"code": code_in(mail.outbox[0])})
    assert response["Location"] == "/ufficio/"
    assert client.get("/ufficio/").status_code == 200


@pytest.mark.parametrize("path", [ASK, "/ufficio/accedi/"])
def test_the_entrance_says_whose_it_is(path: str) -> None:
    meeting = make_meeting()
    page = Client().get(path).content.decode()
    assert f"· {meeting.process.title}</title>" in page
    assert f">{meeting.process.title}</a>" in page


def test_the_code_brings_one_where_one_wanted_to_go() -> None:
    make_meeting()
    client = Client()
    wanted = "/ufficio/incontri/lancio/"
    entrance = client.get(wanted)["Location"]
    client.post(entrance, {"email": make_user().email, "next": wanted})
    data = {"code": code_in(mail.outbox[0]), "next": wanted}
    assert client.post(CODE, data)["Location"] == wanted


def test_the_code_never_leads_to_another_site() -> None:
    make_meeting()
    client = Client()
    evil = "https://evil.example.com/"
    client.post(ASK, {"email": make_user().email, "next": evil})
    response = client.post(CODE, {"code": code_in(mail.outbox[0]), "next": evil})
    assert response["Location"] == "/ufficio/"


def test_a_wrong_code_says_so_and_lets_nobody_in() -> None:
    client = Client()
    ask(client, make_user().email)
    response = client.post(CODE, {"code": "XXXXXX"})
    assert response.status_code == 200
    assert client.get("/ufficio/").status_code == 302


def test_a_stranger_sees_the_same_page_as_dario() -> None:
    known = ask(Client(), make_user().email)
    unknown = ask(Client(), "bruno@example.org")
    assert known.redirect_chain == unknown.redirect_chain
    # The token against forgery aside, not one sign tells them apart.
    assert page(known) == page(unknown)


def test_a_stranger_is_told_only_in_their_own_mailbox_and_gets_no_code() -> None:
    ask(Client(), "bruno@example.org")
    (message,) = mail.outbox
    assert message.to == ["bruno@example.org"]
    assert "non risulta" in message.body
    assert not re.search(r"^[A-Z0-9-]{6,}$", message.body, re.M)
    assert "http" not in message.body


def test_who_no_longer_works_here_cannot_sign_in() -> None:
    user = make_user()
    nobody_works_here_any_more()
    client = Client()
    ask(client, user.email)
    for message in mail.outbox:
        found = re.search(r"^([A-Z0-9-]{6,})$", message.body, re.M)
        if found:
            client.post(CODE, {"code": found.group(1)})
    assert client.get("/ufficio/").status_code == 302


def test_nobody_can_have_a_mailbox_filled_with_codes() -> None:
    email = make_user().email
    answers = [Client().post(ASK, {"email": email}) for _time in range(8)]
    assert len(mail.outbox) == 3
    assert 'id="problems"' in answers[-1].content.decode()


def test_the_pages_speak_english_too() -> None:
    italian, english = Client().get(ASK), Client().get("/en/ufficio/entra/")
    assert english.status_code == 200
    assert 'lang="en"' in english.content.decode()
    assert "Mandami il codice" in italian.content.decode()


def test_nobody_makes_an_account_by_themselves() -> None:
    Client().post("/ufficio/iscrizione-chiusa/", {"email": "bruno@example.org"})
    assert not User.objects.exists()


def test_who_wants_adds_a_second_step_and_is_then_asked_for_it() -> None:
    make_meeting()
    client = Client()
    ask(client, make_user().email)
    client.post(CODE, {"code": code_in(mail.outbox[0])})
    form = client.get("/ufficio/sicurezza/app/").context["form"]
    client.post("/ufficio/sicurezza/app/", {"code": app_code(form.secret)})
    client.post("/ufficio/esci/")
    mail.outbox.clear()
    from django.core.cache import cache  # noqa: PLC0415  a used code is remembered there

    cache.clear()
    ask(client, make_user().email)
    sent = [m for m in mail.outbox if re.search(r"^[A-Z0-9-]{6,}$", m.body, re.M)]
    response = client.post(CODE, {"code": code_in(sent[0])})
    assert response["Location"] == "/ufficio/sicurezza/codice/"
    assert client.get("/ufficio/").status_code == 302
    client.post("/ufficio/sicurezza/codice/", {"code": app_code(form.secret)})
    assert client.get("/ufficio/").status_code == 200


def app_code(secret: str) -> str:
    """What the app on the telephone shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    assert TOTP
    return format_hotp_value(hotp_value(secret, counter))


@pytest.mark.parametrize(
    "path",
    ["/ufficio/sicurezza/", "/ufficio/sicurezza/app/", "/ufficio/esci/", "/en/ufficio/sicurezza/"],
)
def test_the_pages_of_ones_own_security_open(path: str) -> None:
    make_meeting()
    assert signed_in().get(path).status_code == 200
