"""What the desk sees of a mail: everything but its secrets. And how it sends one again."""

import pytest

from arengo.core.ledger.models import Entry
from arengo.core.outbox import operations
from arengo.core.outbox.mail import Mail
from arengo.core.outbox.models import Message
from arengo.core.outbox.rendering import MASK, masked, preview
from tests.core import letters

pytestmark = pytest.mark.django_db


def owe(render=letters.whole) -> Message:
    return operations.post(
        render=render,
        arguments={"to": "ada@example.org"},
        key="test:1",
        subject="registration:7K4M",
    )


def test_links_are_masked_in_text_html_and_headers_and_files_are_emptied() -> None:
    mail = preview(owe())
    everything = mail.text + mail.html + str(mail.headers) + mail.subject
    assert letters.LINK not in everything
    assert "secret" not in everything
    assert mail.text == f"Ecco il link: {MASK}"
    assert mail.html == f'<p>Ecco il <a href="{MASK}">link</a></p>'
    assert [each.name for each in mail.attachments] == ["incontro.ics", "biglietto.pdf"]
    assert {each.content for each in mail.attachments} == {b""}
    assert mail.secrets == ()


def test_a_secret_that_begins_another_leaves_nothing_of_it() -> None:
    mail = Mail(to="a@example.org", subject="", text="1234 and 123456", secrets=("1234", "123456"))
    assert masked(mail).text == f"{MASK} and {MASK}"


def test_a_mail_that_is_no_longer_needed_has_no_preview() -> None:
    assert preview(owe(render=letters.no_longer_needed)) is None


def test_a_mail_that_was_given_up_is_owed_again_with_the_same_id() -> None:
    message = owe()
    Message.objects.update(state=Message.State.FAILED, attempts=12)
    again = operations.retry(message=message, by="staff:1")
    assert (again.state, again.attempts) == (Message.State.OWED, 0)
    assert again.message_id == message.message_id
    entry = Entry.objects.get(kind="mail.retried")
    assert (entry.subject, entry.by) == ("registration:7K4M", "staff:1")


@pytest.mark.parametrize("state", [Message.State.SENT, Message.State.DROPPED])
def test_a_mail_that_left_or_is_not_needed_cannot_be_sent_again(state) -> None:
    message = owe()
    Message.objects.update(state=state)
    with pytest.raises(operations.NothingToSend):
        operations.retry(message=message, by="staff:1")
    assert not Entry.objects.filter(kind="mail.retried").exists()
