"""The demo's mailbox: what is sent can be read, and nothing else can."""

import time
import uuid

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction

from arengo.core.guard import InsideTransaction
from arengo.core.outbox import rendering
from arengo.gateways import mailbox
from arengo.gateways.mailbox import NoSuchMessage, list_messages, read_message
from tests.conftest import Clock
from tests.core import letters
from tests.factories import moment

ADA, BRUNO = "ada@example.org", "bruno@example.org"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """An installation of the test's own."""
    settings.HOME = tmp_path
    settings.EMAIL_BACKEND = "arengo.gateways.mailbox.DemoMailbox"
    return tmp_path


def send(
    to: str = ADA, subject: str = "Il tuo posto", body: str = "Ciao", message_id: str = ""
) -> str:
    """Send a mail; returns its key."""
    message_id = message_id or f"<{uuid.uuid4()}@example.org>"
    EmailMessage(subject, body, to=[to], headers={"Message-ID": message_id}).send()
    return mailbox.key_of(message_id)


def test_a_mail_that_was_sent_is_in_the_list_with_its_first_words() -> None:
    key = send(subject="È il tuo posto", body="Ciao Ada,\n\n  ci vediamo mercoledì " + "e " * 200)
    [summary] = list_messages()
    assert (summary.key, summary.to, summary.subject) == (key, ADA, "È il tuo posto")
    assert summary.snippet.startswith("Ciao Ada, ci vediamo mercoledì e e")
    assert len(summary.snippet) == 140


def test_it_came_at_the_hour_of_the_process(clock: Clock) -> None:
    clock.to("2023-09-27 17:30")
    key = send()
    assert list_messages()[0].came_at == read_message(key).came_at == moment("2023-09-27 17:30")


def test_of_a_mail_that_does_not_say_when_it_came_nothing_is_told() -> None:
    kept = mailbox.folder() / f"{send()}.eml"
    lines = kept.read_bytes().splitlines(keepends=True)
    kept.write_bytes(b"".join(line for line in lines if not line.startswith(b"X-Arengo-")))
    assert list_messages()[0].came_at is None


def test_the_newest_come_first_and_no_more_than_asked_for() -> None:
    for number in range(3):
        send(subject=f"Mail {number}")
    assert [each.subject for each in list_messages(limit=2)] == ["Mail 2", "Mail 1"]


def test_the_mails_of_one_person_can_be_asked_for() -> None:
    send(to=ADA)
    send(to=f"Bruno <{BRUNO}>")
    send(to=f"nada{ADA}")
    assert [each.to for each in list_messages(to="Bruno@example.org")] == [f"Bruno <{BRUNO}>"]
    assert [each.to for each in list_messages(to=ADA)] == [ADA]


def test_the_same_mail_twice_is_one() -> None:
    send(message_id="<1@example.org>")
    send(message_id="<1@example.org>")
    assert len(list_messages()) == 1


def test_a_mail_is_read_whole() -> None:
    email = rendering.as_email(letters.whole(ADA), "<1@example.org>")
    email.send()
    message = read_message(mailbox.key_of("<1@example.org>"))
    assert message.text.startswith("Ecco il link: https://")
    assert message.html.startswith("<p>Ecco il <a ")
    assert message.links == (f"{letters.LINK}?a=1&b=2",)
    assert [(each.name, each.mimetype) for each in message.attachments] == [
        ("incontro.ics", "text/calendar"),
        ("biglietto.pdf", "application/pdf"),
    ]
    assert message.attachments[1].content == b"%PDF-1.7 ..."


def test_links_are_found_once_in_order_without_the_sentences_full_stop() -> None:
    text = "Vai su https://example.org/a. Oppure (https://example.org/b), o https://example.org/a"
    html = '<a href="https://example.org/c?x=1&amp;y=2">c</a>'
    assert mailbox.links_in(text, html) == (
        "https://example.org/a",
        "https://example.org/b",
        "https://example.org/c?x=1&y=2",
    )


def test_a_mail_of_text_alone_has_no_html_and_no_files() -> None:
    message = read_message(send(body="Ciao\nAda"))
    assert (message.text.strip(), message.html, message.attachments) == ("Ciao\nAda", "", ())


def test_html_alone_still_has_a_line_in_the_list() -> None:
    email = EmailMultiAlternatives("Solo HTML", "", to=[ADA])
    email.attach_alternative("<p>Ciao</p>", "text/html")
    email.send()
    assert list_messages()[0].snippet == ""


@pytest.mark.parametrize(
    "key", ["", ".", "../arengo", "..%2Fsecret", "a" * 32, "A" * 32, "0" * 31, "0" * 32 + "\n"]
)
def test_a_key_that_is_none_of_its_own_opens_nothing(home, key: str) -> None:
    (home / "secret.eml").write_text("To: ada\n\nsecret")
    (home / "mailbox").mkdir()
    with pytest.raises(NoSuchMessage):
        read_message(key)


def test_an_empty_mailbox_is_an_empty_list() -> None:
    assert list_messages() == []


def test_half_a_mail_is_never_seen(home) -> None:
    send()
    (home / "mailbox" / "half.part").write_bytes(b"To: bruno")
    assert [each.to for each in list_messages()] == [ADA]


@pytest.mark.django_db(transaction=True)
def test_no_mail_is_kept_inside_a_transaction() -> None:
    with transaction.atomic(), pytest.raises(InsideTransaction):
        send()
    assert list_messages() == []


def test_a_list_of_two_thousand_mails_stays_quick(home) -> None:
    send(to=BRUNO)
    [only] = (home / "mailbox").iterdir()
    content = only.read_bytes().replace(b"bruno", b"ada")
    for number in range(2000):
        (home / "mailbox" / f"{number:032x}.eml").write_bytes(content)
    list_messages(to=BRUNO)
    start = time.perf_counter()
    assert [each.to for each in list_messages(to=BRUNO)] == [BRUNO]
    assert len(list_messages(limit=50)) == 50
    assert time.perf_counter() - start < 0.5
