"""The office's words in our mails: written, seen in the whole mail, tried on oneself."""

import pytest
from django.urls import reverse

from arengo.core.outbox.models import Message
from arengo.core.outbox.rendering import render
from arengo.people.models import Contact
from arengo.registrations import emails
from arengo.registrations.models import MailText, Registration
from arengo.registrations.operations import register_by_office
from arengo.registrations.samples import sample
from tests.factories import make_meeting
from tests.web.desk.editors import send, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(db):
    return make_meeting()


@pytest.fixture
def dario(db):
    return signed_in()


def write(dario, kind="place_confirmed", query="", **texts):
    url = reverse("desk:mail-text", args=["lancio", kind]) + query
    return dario.post(url, texts)


def test_what_the_office_adds_stands_in_the_mail_after_the_greeting(dario, meeting):
    write(dario, opening_it="Portate un documento.", closing_it="A presto.")
    ada = register_by_office(
        meeting=meeting, name="Ada", email="a@example.org", mode="online", by="x"
    )

    text = emails.place_confirmed(ada.pk).text

    assert text.index("Buongiorno Ada") < text.index("Portate un documento.")
    assert text.index("Portate un documento.") < text.index("Quando:") < text.index("A presto.")
    assert "Portate" in emails.place_confirmed(ada.pk).html


def test_other_mails_and_other_meetings_stay_as_they_are(dario, meeting):
    write(dario, opening_it="Portate un documento.")
    other = make_meeting(slug="altro")

    assert "Portate" not in sample("reminder", meeting).text
    assert "Portate" not in sample("place_confirmed", other).text


def test_the_text_for_all_meetings_gives_way_to_that_of_one(dario, meeting):
    write(dario, query="?per=tutti", opening_it="Per tutti.")
    other = make_meeting(slug="altro")
    write(dario, opening_it="Solo qui.")

    assert "Per tutti." in sample("place_confirmed", other).text
    here = sample("place_confirmed", meeting).text
    assert "Solo qui." in here
    assert "Per tutti." not in here


def test_emptied_it_is_gone(dario, meeting):
    write(dario, opening_it="Portate un documento.")
    write(dario, opening_it="", closing_it="")

    assert not MailText.objects.exists()


@pytest.mark.parametrize("kind", [kind for kind in MailText.Kind.values if kind != "thanks"])
def test_every_mail_can_be_looked_at_and_leaves_nobody_behind(dario, meeting, kind):
    page = dario.get(reverse("desk:mail-text", args=["lancio", kind])).content.decode()

    assert "Oggetto:" in page
    assert "•••" in page
    assert not Registration.objects.exists()
    assert not Contact.objects.exists()


def test_thanks_are_seen_once_the_meeting_is_over(dario, meeting, clock):
    url = reverse("desk:mail-text", args=["lancio", "thanks"])
    assert "questa mail non partirebbe" in dario.get(url).content.decode()
    clock.to("2023-09-27 20:00")

    assert "Grazie" in sample("thanks", meeting).text


def test_a_test_goes_to_oneself_and_says_so(dario, meeting, transactional_db):
    dario.post(reverse("desk:mail-text-try", args=["lancio", "reminder"]))

    mail = render(Message.objects.get())

    assert mail.to == "dario@ufficio.example"
    assert mail.subject.startswith("[Prova]")
    assert "Buongiorno Dario" in mail.text


def test_a_mail_that_is_not_ours_to_change_is_not_found(dario, meeting):
    assert dario.get(reverse("desk:mail-text", args=["lancio", "substituted"])).status_code == 404


def test_the_list_says_where_something_is_added(dario, meeting):
    write(dario, opening_it="Portate un documento.")

    page = dario.get(reverse("desk:meeting-mails", args=["lancio"])).content.decode()
    assert "per questo incontro" in page
    assert (
        send(dario, "mail-text", "lancio", "place_confirmed", closing_it="Ciao").status_code == 302
    )
