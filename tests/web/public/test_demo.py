"""The demo's bar, clock and mailbox; and that none of it exists elsewhere."""

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from arengo.core.clock import process_time
from arengo.core.clock.models import ClockOffset
from arengo.gateways.mailbox import DemoMailbox, list_messages
from arengo.web.public.views.demo import MOMENTS, safe_body
from tests.factories import make_meeting, moment
from tests.registrations.acts import take_part
from tests.web.public.steps import page_of, text_of, value_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    settings.DEMO = True
    settings.HOME = tmp_path
    return make_meeting()


def deliver(subject="Conferma", html="", attach=False):
    mail = EmailMultiAlternatives(subject, "Apri http://testserver/i/x/", to=["ada@example.org"])
    if html:
        mail.attach_alternative(html, "text/html")
    if attach:
        mail.attach("incontro.ics", "BEGIN:VCALENDAR", "text/calendar")
    DemoMailbox().send_messages([mail])
    return list_messages()[0].key


@pytest.mark.parametrize(
    "address",
    ["/dimostrazione/posta/", f"/dimostrazione/posta/{'0' * 32}/", "/dimostrazione/orologio/"],
)
def test_outside_the_demo_there_is_nothing(client, address):
    make_meeting()
    assert client.get(address).status_code == 404
    assert client.post(address, {"to": MOMENTS[0]}).status_code == 404
    assert "demo-bar" not in client.get("/").content.decode()
    assert ClockOffset.objects.count() == 0


def test_every_page_says_what_it_is_not(client, demo):
    for address in ("/", "/incontri/", "/privacy/", page_of(take_part(demo, "Ada Rossi"))):
        html = client.get(address).content.decode()
        assert "Dimostrazione: non è un servizio della Città metropolitana" in html
        assert "noindex" in html


def test_the_bar_shows_the_hour_of_the_process(client, demo, clock):
    clock.to("2023-09-27 15:45")
    assert "15:45 di mercoledì 27 settembre 2023" in client.get("/").content.decode()


@pytest.mark.parametrize("wanted", MOMENTS)
def test_the_clock_jumps_and_one_stays_where_one_was(client, demo, clock, wanted):
    assert f'value="{wanted}"' in client.get("/").content.decode()
    answer = client.post("/dimostrazione/orologio/", {"to": wanted, "next": "/incontri/?a=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/incontri/?a=1")
    clock.close()
    away = process_time.now() - moment(wanted.replace("T", " "))
    assert abs(away.total_seconds()) < 5


@pytest.mark.parametrize(
    "address", ["https://altrove.example/", "//altrove.example", "javascript:x"]
)
def test_the_jump_never_leads_away(client, demo, address):
    answer = client.post("/dimostrazione/orologio/", {"to": MOMENTS[0], "next": address})
    assert answer["Location"] == "/"


def test_no_other_moment_is_taken(client, demo):
    client.post("/dimostrazione/orologio/", {"to": "1999-01-01T00:00"})
    assert ClockOffset.objects.count() == 0
    assert client.get("/dimostrazione/orologio/").status_code == 405


def test_the_clock_also_jumps_from_a_personal_page(demo):
    ada = take_part(demo, "Ada Rossi")
    strict = Client(enforce_csrf_checks=True)
    token = value_of(strict.get(page_of(ada)), "csrfmiddlewaretoken")
    strict.post("/dimostrazione/orologio/", {"to": MOMENTS[0]}, HTTP_ORIGIN="null")
    assert ClockOffset.objects.count() == 0
    data = {"to": MOMENTS[0], "csrfmiddlewaretoken": token}
    strict.post("/dimostrazione/orologio/", data, HTTP_ORIGIN="null")
    assert ClockOffset.objects.count() == 1


def test_an_empty_mailbox_says_how_to_fill_it(client, demo):
    assert "Ancora nessun messaggio" in text_of(client.get("/dimostrazione/posta/"))


def test_the_mails_are_listed_and_searched_by_address(client, demo):
    key = deliver()
    page = client.get("/dimostrazione/posta/")
    assert f"/dimostrazione/posta/{key}/" in page.content.decode()
    assert "ada@example.org" in text_of(page)
    none = client.get("/dimostrazione/posta/", {"a": "bruno@example.org"})
    assert "Nessun messaggio per bruno@example.org" in text_of(none)
    assert key in client.get("/dimostrazione/posta/", {"a": "ada@example.org"}).content.decode()


def test_the_mails_say_the_day_and_hour_of_the_process(client, demo, clock):
    clock.to("2023-10-05 09:10")
    key = deliver()
    for address in ("", f"{key}/"):
        page = text_of(client.get(f"/dimostrazione/posta/{address}"))
        assert "ada@example.org · giovedì 5 ottobre 2023, ore 9.10" in page


def test_a_mail_is_shown_with_its_links_and_its_text(client, demo):
    key = deliver(html='<h1>Ciao</h1><a href="http://testserver/i/x/">Apri</a>', attach=True)
    html = client.get(f"/dimostrazione/posta/{key}/").content.decode()
    assert '<a href="http://testserver/i/x/" rel="noreferrer">Apri</a>' in html
    assert "Lo stesso messaggio come testo semplice" in html
    assert html.count("<h1") == 1
    file = client.get(f"/dimostrazione/posta/{key}/0/")
    assert file.content == b"BEGIN:VCALENDAR"
    assert file["Content-Disposition"] == 'attachment; filename="incontro.ics"'


@pytest.mark.parametrize("address", [f"{'0' * 32}/", "..%2Fsecret.key/", f"{'0' * 32}/0/"])
def test_a_mail_that_is_not_there_is_not_found(client, demo, address):
    assert client.get(f"/dimostrazione/posta/{address}").status_code == 404


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        '<img src="https://altrove.example/pixel.gif">',
        '<a href="javascript:alert(1)">x</a>',
        '<p onclick="alert(1)">x</p>',
        '<iframe src="https://altrove.example"></iframe>',
        "<style>body{display:none}</style>",
    ],
)
def test_a_mails_html_can_do_nothing(bad):
    clean = safe_body(f"<p>Buongiorno</p>{bad}")
    assert "Buongiorno" in clean
    for trace in ("alert", "altrove", "onclick", "display:none", "<img", "<style"):
        assert trace not in clean


def test_styles_wait_for_the_script_that_puts_them_on():
    assert safe_body('<p style="color: red">Ciao</p>') == '<p data-style="color: red">Ciao</p>'
