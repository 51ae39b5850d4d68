"""The pages of the meetings that people hold by themselves: how, telling it, what came of it."""

import io
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from arengo.contributions.links import (
    author_token,
    confirm_report_token,
    report_author_token,
    report_token,
    writer_token,
)
from arengo.contributions.models import Contribution, Source
from arengo.contributions.operations import confirm_report
from arengo.core import codes
from arengo.core.outbox.models import Message
from arengo.people.models import Person
from arengo.process.models import Process
from arengo.web.shared import bots
from tests.conftest import Clock
from tests.factories import make_municipality, make_process
from tests.feedback.acts import open_to_voices, read_all

pytestmark = pytest.mark.django_db
FORM = {
    "municipality": "Balme",
    "held_on": "2023-10-20",
    "participants": "23",
    "organiser": "La pro loco (esempio)",
    "things_axis_3": "- Un bus la domenica.\n\n• Il treno alle 22\n",
    "things_altro": "Più panchine",
}


@pytest.fixture
def process(clock: Clock) -> Process:
    clock.to("2023-10-27 10:00")
    found = make_process()
    open_to_voices(found)
    make_municipality()
    return found


def post(client: Client, **changes: str) -> Any:
    page = client.get(reverse("public:report"))
    hidden = dict(
        re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
    )
    stamp = {"stamp": bots.stamp(None)} if "stamp" not in hidden else {}
    return client.post(reverse("public:report"), {**hidden, **stamp, **FORM, **changes})


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is a program for having been quick."""
    monkeypatch.setattr(bots, "why_not", lambda _data: "")


@pytest.mark.usefixtures("patient")
def test_in_two_steps_a_village_tells_its_meeting(client: Client, process: Process) -> None:
    seen = post(client).content.decode()
    assert "Diventano 3 voci: va bene così?" in seen
    assert "<li>Un bus la domenica." in seen
    assert not Source.objects.exists()

    done = post(client, invia="1")
    assert done.status_code == 302
    assert done["Referrer-Policy"] == "no-referrer"
    page = client.get(done["Location"]).content.decode()
    assert "Ricevute, tutte e 3." in page
    assert "23 persone" in page
    for voice in Contribution.objects.all():
        assert codes.show(voice.code) in page
    assert Contribution.objects.count() == 3


@pytest.mark.usefixtures("patient")
def test_a_double_click_is_one_report(client: Client, process: Process) -> None:
    number = "6f1d3a52-0b5d-4a83-9c38-0d6f0d0c1a11"
    assert (
        post(client, invia="1", number=number)["Location"]
        == post(client, invia="1", number=number)["Location"]
    )
    assert Source.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"municipality": ""}, "Scrivi in quale comune si è tenuto l'incontro."),
        ({"municipality": "Atlantide"}, "Atlantide"),
        ({"held_on": ""}, "Scrivi il giorno dell'incontro."),
        ({"held_on": "venerdì"}, "Scrivi il giorno, per esempio"),
        ({"participants": "tanti"}, "Scrivi un numero"),
        ({"participants": ""}, "Scrivi quante persone c'erano"),
        ({"things_axis_3": " ", "things_altro": ""}, "Scrivi almeno una cosa che si è detta."),
        ({"email": "ada"}, "e-mail"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, process: Process, changes: dict[str, str], sentence: str
) -> None:
    page = post(client, **changes)
    assert page.status_code == 422
    text = page.content.decode().replace("&#x27;", "'")
    assert sentence in text
    assert "La pro loco (esempio)" in text


@pytest.mark.usefixtures("patient")
def test_a_day_that_is_to_come_is_said_beside_the_day(client: Client, process: Process) -> None:
    page = post(client, invia="1", held_on="2023-10-29")
    assert page.status_code == 422
    assert "raccontalo dopo" in page.content.decode()


def test_a_program_is_told_so_and_sends_nothing(client: Client, process: Process) -> None:
    page = post(client, invia="1", **{bots.HONEYPOT: "http://spam.example"})
    assert page.status_code == 422
    assert not Source.objects.exists()


@pytest.mark.usefixtures("patient")
def test_the_link_of_the_mail_asks_and_a_button_confirms(client: Client, process: Process) -> None:
    post(client, invia="1", email="ada@example.org")
    source = Source.objects.get()
    assert Message.objects.get()
    own = reverse("public:own-report", args=[report_token(source.pk)])
    assert "Vi abbiamo scritto" in client.get(own).content.decode()
    address = reverse("public:report-confirm", args=[confirm_report_token(source.pk)])
    asked = client.get(address).content.decode()
    assert "3 voci" in asked
    source.refresh_from_db()
    assert source.confirmed_at is None
    theirs = reverse("public:own-report", args=[report_author_token(source.pk)])
    assert client.post(address)["Location"] == theirs
    assert "Vi abbiamo scritto" not in client.get(theirs).content.decode()
    assert "no-store" in client.get(theirs)["Cache-Control"]


@pytest.mark.usefixtures("patient")
def test_who_confirms_from_the_mail_sees_and_erases_what_is_kept_about_them(
    client: Client, process: Process
) -> None:
    post(client, invia="1", email="ada@example.org")
    source = Source.objects.get()
    address = reverse("public:report-confirm", args=[confirm_report_token(source.pk)])
    page = client.post(address, follow=True).content.decode()
    for voice in source.voices.all():
        assert voice.text in page
        assert reverse("public:my-voice", args=[author_token(voice.pk)]) in page
    (data,) = re.findall(r'href="(/la-mia-voce/[^"]+/i-miei-dati/)"', page)
    assert "ada@example.org" in client.get(data).content.decode()
    (erase,) = re.findall(
        r'href="(/la-mia-voce/[^"]+/cancella-i-miei-dati/)"', client.get(data).content.decode()
    )
    assert client.post(erase).status_code == 302
    assert Person.objects.get().erased_at is not None
    theirs = reverse("public:own-report", args=[report_author_token(source.pk)])
    assert "I tuoi dati" not in client.get(theirs).content.decode()


@pytest.mark.usefixtures("patient")
def test_the_page_seen_at_once_has_only_the_codes_once_it_is_confirmed(
    client: Client, process: Process
) -> None:
    post(client, invia="1", email="ada@example.org")
    source = Source.objects.get()
    own = reverse("public:own-report", args=[report_token(source.pk)])
    voice = source.voices.all()[0]
    assert writer_token(voice.pk) in client.get(own).content.decode()
    confirm_report(source=source)
    page = client.get(own).content.decode()
    assert "apri il link della mail" in page
    assert codes.show(voice.code) in page
    assert "la-mia-voce" not in page
    assert voice.text not in page


@pytest.mark.usefixtures("patient")
def test_the_link_seen_at_once_never_opens_what_is_kept_about_who_confirmed(
    client: Client, process: Process
) -> None:
    """Whoever gives another's address with a report has its links before that other confirms."""
    post(client, invia="1", email="ada@example.org")
    source = Source.objects.get()
    confirm_report(source=source)
    voice = source.voices.all()[0]
    early = reverse("public:my-voice-data", args=[writer_token(voice.pk)])
    assert client.get(early).status_code == 302
    erase = reverse("public:my-voice-erase", args=[writer_token(voice.pk)])
    assert client.post(erase).status_code == 302
    assert Person.objects.get().erased_at is None
    mailed = reverse("public:my-voice-data", args=[author_token(voice.pk)])
    assert "ada@example.org" in client.get(mailed).content.decode()


@pytest.mark.usefixtures("patient")
def test_enter_in_a_field_shows_what_changed_and_sends_nothing(
    client: Client, process: Process
) -> None:
    page = post(client).content.decode()
    form = page[page.index('<form method="post" action="/incontri') :]
    assert form.index("<button") < form.index('name="invia"')


@pytest.mark.parametrize("name", ["report-confirm", "own-report"])
def test_a_link_that_is_cut_says_so(client: Client, process: Process, name: str) -> None:
    page = client.get(reverse(f"public:{name}", args=["abc"]))
    assert page.status_code == 404
    assert "Questo link non è completo" in page.content.decode()


@pytest.mark.usefixtures("patient")
def test_what_was_told_is_listed_without_any_name_once_it_is_read(
    client: Client, process: Process
) -> None:
    post(client, invia="1")
    assert "Ancora nessuno" in client.get(reverse("public:own-meetings")).content.decode()
    read_all()
    page = client.get(reverse("public:own-meetings")).content.decode()
    assert "Balme" in page
    assert "pro loco" not in page


def test_when_nobody_may_write_the_page_says_from_when(
    client: Client, process: Process, clock: Clock
) -> None:
    clock.to("2023-09-20 10:00")
    answer = client.get(reverse("public:report"))
    assert answer["Location"] == reverse("public:own-meetings")
    assert "28 settembre 2023" in client.get(answer["Location"]).content.decode()


@pytest.mark.usefixtures("patient")
def test_its_receipt_says_where_it_comes_from(client: Client, process: Process) -> None:
    post(client, invia="1")
    read_all()
    code = codes.show(Contribution.objects.first().code)  # type: ignore[union-attr]
    page = client.get(reverse("public:voice", args=[code])).content.decode()
    assert "Da un incontro sul territorio del 20 ottobre 2023" in page


@pytest.mark.django_db(transaction=True)
def test_the_kit_has_the_guide_a_poster_and_a_sheet_for_each_axis(
    client: Client, process: Process
) -> None:
    assert (
        reverse("public:own-meeting-kit")
        in client.get(reverse("public:own-meetings")).content.decode()
    )
    answer = client.get(reverse("public:own-meeting-kit"))
    assert answer["Content-Type"] == "application/pdf"
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert len(pages) == 2 + process.plan_in_force.axes.count()  # type: ignore[union-attr]
    assert "Rileggete ad alta voce." in pages[0]
    assert "/incontri-sul-territorio/racconta/" in pages[0].replace("\u200b", "")
    assert "Diciamo che cosa ci serve" in pages[1]


@pytest.mark.django_db(transaction=True)
def test_the_kit_speaks_english_too(client: Client, process: Process) -> None:
    answer = client.get("/en" + reverse("public:own-meeting-kit"))
    first = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "Read it out again." in first
