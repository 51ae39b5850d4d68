"""What the doctor says of the mailbox from which voices are taken in."""

import pytest

from arengo.cli import inbox_checks
from arengo.cli.checks import Level
from tests.core.smtp import free_port


def test_without_a_mailbox_it_says_nothing(settings) -> None:
    settings.IMAP_URL, settings.DEMO = "", False
    assert list(inbox_checks.examine()) == []


def test_a_mailbox_that_opens_is_well(settings, tmp_path) -> None:
    settings.IMAP_URL, settings.DEMO, settings.HOME = "", True, tmp_path
    (finding,) = inbox_checks.examine()
    assert finding.level == Level.OK


@pytest.mark.parametrize(
    ("url", "words"),
    [("imaps://127.0.0.1:{port}", "non risponde"), ("posta.ente.it", "non si capisce")],
)
def test_a_mailbox_that_does_not_open_is_a_fault_and_says_why(
    settings, url: str, words: str
) -> None:
    settings.IMAP_URL = url.format(port=free_port())
    (finding,) = inbox_checks.examine()
    assert finding.level == Level.FAULT
    assert words in finding.what
    assert "ARENGO_IMAP_URL" in finding.advice
