"""A mail server, the mailbox of the settings, the worker's jobs: a mail becomes a source, and stays there."""

import pytest

from arengo.cli import inbox_checks
from arengo.cli.checks import Level
from arengo.contributions.models import Source
from arengo.contributions.operations import fetch_mails, read_sources
from arengo.core.outbox.models import Message
from arengo.gateways.inbox.contract import InboxTrouble
from tests.conftest import Clock
from tests.core.reading.files import docx, mail
from tests.factories import make_process
from tests.feedback.acts import open_to_voices
from tests.gateways.inbox.dovecot_process import PASSWORD, USER, Dovecot, dovecot

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
WORDS = "Servono più treni la sera per la valle."


def use(server: Dovecot, settings, monkeypatch) -> None:
    settings.IMAP_URL = f"imaps://127.0.0.1:{server.tls_port}"
    settings.IMAP_USER, settings.IMAP_PASSWORD = USER, PASSWORD
    # A machine believes whom its administrator says.
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))


def test_a_mail_goes_from_the_mailbox_to_the_desk_once(clock: Clock, settings, monkeypatch) -> None:
    clock.to("2023-10-27 10:00")
    open_to_voices(make_process())
    made = mail(WORDS)
    made.add_attachment(docx(WORDS), maintype="application", subtype="x", filename="nota.docx")
    with dovecot() as server:
        use(server, settings, monkeypatch)
        server.put(bytes(made), "1")
        assert [finding.level for finding in inbox_checks.examine()] == [Level.OK]
        assert [fetch_mails(), fetch_mails()] == [1, 0]
        assert server.mails() == 1
    read_sources()
    read_sources()

    assert list(Source.objects.order_by("kind").values_list("title", "text")) == [
        ("nota", WORDS),
        ("Il treno", WORDS),
    ]
    assert Message.objects.filter(key__startswith="mail-came:").count() == 1
    # The server is away now: it is tried again, and the doctor says so.
    with pytest.raises(InboxTrouble):
        fetch_mails()
    assert [finding.level for finding in inbox_checks.examine()] == [Level.FAULT]
