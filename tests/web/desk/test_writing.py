"""Writing to people who are registered: to whom, how it looks, and only then sent."""

import re

import pytest

from arengo.core.ledger.models import Entry
from arengo.core.outbox.models import Message
from arengo.registrations import emails, operations
from arengo.registrations.links import token_for
from arengo.registrations.models import OfficeMessage
from tests.factories import make_meeting
from tests.registrations.acts import DARIO, ONLINE, take_part
from tests.web.desk.cast import dario
from tests.web.public.reading import read, words

# Mails are rendered outside any transaction.
pytestmark = pytest.mark.django_db(transaction=True)
WRITE = "/ufficio/incontri/lancio/iscrizioni/scrivi/"
WORDS = {
    "subject_it": "Cambia l'ingresso",
    "subject_en": "Another entrance",
    "text_it": "Si entra da via Cavalli.\n\nCi vediamo mercoledì.",
    "text_en": "Please enter from via Cavalli.",
}
SEND = {**WORDS, "passo": "manda"}


@pytest.fixture
def meeting():
    meeting = make_meeting(hall=5)
    take_part(meeting, "Ada Rossi")
    take_part(meeting, "Bruno Rossi", ONLINE, language="en")
    operations.cancel(registration=take_part(meeting, "Carla Neri"))
    operations.register_by_office(meeting=meeting, name="Pina Verdi", mode=ONLINE, by=DARIO)
    return meeting


def owed() -> list[Message]:
    return list(Message.objects.filter(key__startswith="office:").order_by("id"))


def test_the_page_says_to_how_many_and_how_many_cannot_be_reached(meeting) -> None:
    text = read(dario(), WRITE)
    assert "La mail parte per 2 persone" in text
    assert "2 delle scelte non si possono avvisare" in text


def test_the_first_step_only_shows_the_mail_in_each_language_with_its_link_covered(meeting) -> None:
    response = dario().post(WRITE, {**WORDS, "passo": "guarda"})
    text = words(response)
    assert "Si entra da via Cavalli" in text
    assert "Please enter from via Cavalli" in text
    hidden = re.findall(r'<input type="hidden" name="(\w+)"', response.content.decode())
    assert {"subject_it", "subject_en", "text_it", "text_en"} <= set(hidden)
    for registration in meeting_registrations(meeting):
        assert token_for(registration) not in response.content.decode()
    assert owed() == []


def meeting_registrations(meeting):
    from arengo.registrations.models import Registration  # noqa: PLC0415

    return Registration.objects.filter(meeting=meeting)


def test_the_second_step_owes_one_mail_each_and_stands_in_the_ledger(meeting) -> None:
    dario().post(WRITE, SEND)
    message = OfficeMessage.objects.get()
    assert message.recipients == 2
    mails = [emails.office_message(**row.arguments) for row in owed()]
    assert [mail.subject for mail in mails] == ["Cambia l'ingresso", "Another entrance"]
    assert [mail.to for mail in mails] == ["ada@example.org", "bruno@example.org"]
    entry = Entry.objects.get(kind="registrations.written")
    assert entry.facts["count"] == 2
    assert "Cavalli" not in str(entry.facts)


def test_only_those_who_were_ticked_are_written_to(meeting) -> None:
    bruno = meeting_registrations(meeting).get(mode=ONLINE, person__contact__language="en")
    dario().post(f"{WRITE}?iscrizione={bruno.code}", SEND)
    assert [row.subject for row in owed()] == [f"registration:{bruno.code}"]


def test_only_those_of_the_filters_are_written_to(meeting) -> None:
    dario().post(f"{WRITE}?modo=in_person", SEND)
    assert len(owed()) == 1


def test_nobody_of_another_meeting_is_ever_written_to(meeting) -> None:
    other = take_part(make_meeting(slug="altro"), "Dario Bo")
    dario().post(f"{WRITE}?iscrizione={other.code}", SEND)
    assert owed() == []


def test_without_words_nothing_leaves_and_what_was_typed_is_there(meeting) -> None:
    response = dario().post(WRITE, {"text_it": "Solo il testo", "passo": "manda"})
    assert "Scrivi l'oggetto, almeno in italiano" in words(response)
    assert "Solo il testo" in response.content.decode()
    assert owed() == []


def test_who_cancels_before_the_mail_leaves_does_not_get_it(meeting) -> None:
    dario().post(WRITE, SEND)
    ada = meeting_registrations(meeting).get(person__contact__email="ada@example.org")
    operations.cancel(registration=ada)
    first = owed()[0]
    assert emails.office_message(**first.arguments) is None
