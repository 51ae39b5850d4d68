"""The outbox with its links masked, the journal in words, and who works here."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

import arengo
from arengo.core.ledger.models import Entry
from arengo.core.ledger.operations import seal
from arengo.core.outbox.delivery import deliver_due
from arengo.core.outbox.models import Message
from arengo.invitations.operations import send_wave
from arengo.people.models import User
from arengo.plan.operations.parts import WORD
from arengo.registrations import operations
from arengo.registrations.links import token_for
from arengo.web.desk import ledger_words
from arengo.web.shared import mail_words
from tests.factories import make_meeting
from tests.invitations.books import make_wave
from tests.invitations.silence import silence
from tests.registrations.acts import ask, take_part
from tests.registrations.test_emails import emails
from tests.web.desk.cast import dario, elena, make_user
from tests.web.desk.test_registrations import CountQueries
from tests.web.public.reading import read, words

pytestmark = pytest.mark.django_db
State = Message.State
PACKAGE = Path(arengo.__file__).parent


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_shown_as_it_would_be_written_without_its_link() -> None:
    ada = take_part(make_meeting(), "Ada Rossi")
    message = Message.objects.order_by("id").last()
    response = dario().get(f"/ufficio/messaggi/{message.pk}/")
    assert "ada@example.org" in words(response)
    assert "•••" in response.content.decode()
    assert token_for(ada) not in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_is_no_longer_needed_says_so() -> None:
    ask(make_meeting(), "Ada Rossi")
    message = Message.objects.get()
    Message.objects.update(arguments={"registration_id": 0})
    assert "non si scriverebbe più" in read(dario(), f"/ufficio/messaggi/{message.pk}/")


def test_the_list_has_filters_by_state_kind_and_registration() -> None:
    meeting = make_meeting()
    ada, bruno = take_part(meeting, "Ada Rossi"), ask(meeting, "Bruno Rossi")
    Message.objects.filter(subject=f"registration:{ada.code}").update(state=State.SENT)
    client = dario()

    def number(query: str) -> int:
        return client.get(f"/ufficio/messaggi/{query}").context["page"].paginator.count

    assert number("") == 3
    assert number("?stato=owed") == 1
    assert number("?tipo=registering.confirm") == 2
    assert number(f"?q={bruno}") == 1
    assert number("?stato=x&tipo=y&q=z&pagina=w") == 3


def test_a_mail_that_did_not_leave_is_tried_again_and_it_is_written_down() -> None:
    ask(make_meeting(), "Ada Rossi")
    Message.objects.update(state=State.FAILED, attempts=12)
    dario().post("/ufficio/messaggi/riprova/")
    assert Message.objects.get().state == State.OWED
    assert Entry.objects.filter(kind="mail.retried", by__startswith="staff:").exists()


def test_one_that_has_left_is_not_sent_twice() -> None:
    ask(make_meeting(), "Ada Rossi")
    Message.objects.update(state=State.SENT)
    message = Message.objects.get()
    response = dario().post(f"/ufficio/messaggi/{message.pk}/riprova/")
    assert response.status_code == 302
    assert Message.objects.get().state == State.SENT


@pytest.mark.django_db(transaction=True)
def test_a_held_mail_says_until_when_and_is_not_pressed_out() -> None:
    send_wave(wave=make_wave(make_meeting()), by="staff:1")
    silence()
    deliver_due()
    message, client = Message.objects.get(), dario()
    page = f"/ufficio/messaggi/{message.pk}/"
    assert "Trattenuta fino a domenica 10 settembre 2023" in read(client, "/ufficio/messaggi/")
    assert client.get("/ufficio/messaggi/?stato=held").context["page"].paginator.count == 1
    assert client.get("/ufficio/messaggi/?stato=owed").context["page"].paginator.count == 0
    words = read(client, page)
    assert "Parte da sola, se allora serve ancora: lunedì 11 settembre 2023" in words
    assert "Alla cortese attenzione di: Comune di Balme" in words
    assert "Riprova adesso" not in words
    refused = client.post(f"{page}riprova/", follow=True).content.decode()
    assert "Questa mail è trattenuta" in refused


def test_every_mail_of_registrations_has_a_name() -> None:
    nameless = [
        name
        for name in emails.__all__
        if mail_words.kind(f"{getattr(emails, name).__module__}.{name}") == "Altra mail"
    ]
    assert nameless == []


@pytest.mark.django_db(transaction=True)
def test_the_journal_says_who_did_what_with_seal_and_receipt() -> None:
    ada = take_part(make_meeting(), "Ada Rossi")
    user = make_user()
    operations.cancel(registration=ada, by=f"staff:{user.pk}")
    seal()
    response = dario().get("/ufficio/registro/")
    text = words(response)
    for said in ["Iscrizione annullata", "Dario Bo", "la persona stessa", "blocco 1", str(ada)]:
        assert said in text
    entry = Entry.objects.order_by("recorded_at").last()
    assert f"/ricevuta/{entry.pk}/" in response.content.decode()
    assert "Ada" not in text


def test_the_journal_has_filters() -> None:
    ada = take_part(make_meeting(), "Ada Rossi")
    user = make_user()
    operations.resend_link(registration=ada, by=f"staff:{user.pk}")
    client = dario()

    def number(query: str) -> int:
        return client.get(f"/ufficio/registro/{query}").context["page"].paginator.count

    assert number("?chi=ufficio") == 1
    assert number(f"?chi={user.pk}&tema=registration") == 1
    assert number("?chi=sistema") == 0
    assert number(f"?q={ada}") == 3
    assert number("?tema=nonsense&chi=nobody&q=%20") == 3


@pytest.mark.parametrize("path", ["/ufficio/registro/", "/ufficio/messaggi/"])
def test_the_lists_ask_the_database_as_often_for_three_as_for_one(path: str) -> None:
    meeting, client = make_meeting(hall=9), dario()
    take_part(meeting, "Ada Rossi")
    client.get(path)
    with CountQueries() as one:
        client.get(path)
    take_part(meeting, "Bruno Rossi")
    take_part(meeting, "Carla Neri")
    with CountQueries() as three:
        client.get(path)
    assert one.number == three.number


def test_every_act_on_registrations_has_words() -> None:
    entry = Entry(kind="registration.unheard", facts={})
    assert ledger_words.act(entry) == "Iscrizioni: registration.unheard"
    assert ledger_words.act(Entry(kind="strange", facts={})) == "strange"
    assert ledger_words.act(Entry(kind="wave.sent", facts={"count": 312})) == "Inviti spediti (312)"


def test_acts_and_mails_have_their_words_in_english_too() -> None:
    with override("en"):
        assert ledger_words.act(Entry(kind="wave.sent", facts={"count": 312})) == (
            "Invitations sent (312)"
        )
        assert mail_words.kind("arengo.registrations.emails.line.offer") == "Place offered"


def test_elena_adds_somebody_changes_their_role_and_takes_their_access_away() -> None:
    client = elena()
    data = {"name": "Rita Sala", "email": "Rita@Example.org", "role": "door"}
    client.post("/ufficio/persone/nuova/", data)
    rita = User.objects.get(email="rita@example.org")
    client.post(f"/ufficio/persone/{rita.pk}/", {"role": "office"})
    client.post(f"/ufficio/persone/{rita.pk}/accesso/")
    rita.refresh_from_db()
    assert (rita.role, rita.is_active) == (User.Role.OFFICE, False)
    kinds = ["staff.created", "staff.role_changed", "staff.deactivated"]
    about = Entry.objects.filter(subject=f"staff:{rita.pk}").order_by("recorded_at")
    assert list(about.values_list("kind", flat=True)) == kinds


def test_the_same_address_twice_is_refused_beside_the_field() -> None:
    make_user()
    data = {"name": "Altro", "email": "office@example.org", "role": "door"}
    response = elena().post("/ufficio/persone/nuova/", data)
    assert "c'è già una persona con questo indirizzo" in words(response)
    assert 'aria-describedby="id_email_helptext id_email_error"' in response.content.decode()


def test_the_last_administrator_cannot_shut_the_door_on_everybody() -> None:
    client = elena()
    me = User.objects.get(role=User.Role.ADMINISTRATOR)
    response = client.post(f"/ufficio/persone/{me.pk}/", {"role": "viewer"})
    assert "ultima persona con il ruolo di amministrazione" in words(response)
    client.post(f"/ufficio/persone/{me.pk}/accesso/")
    me.refresh_from_db()
    assert (me.role, me.is_active) == (User.Role.ADMINISTRATOR, True)


def test_every_act_that_is_written_has_words_for_the_journal() -> None:
    sources = " ".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    kinds = set(re.findall(r'\bkind="([a-z_]+\.[a-z_]+)"', sources))
    parts = [
        f"plan.{part}_{act}" for part in WORD.values() for act in ("saved", "moved", "removed")
    ]
    territory = re.findall(r'_record\("(municipality_\w+)"', sources)
    assert len(kinds) > 60
    assert len(territory) == 4
    kinds |= {*parts, *(f"territory.{act}" for act in territory)}
    assert kinds - set(ledger_words.ACTS) == set()
