"""The office's mailbox, from which mails are taken in: which one is in use.

with inbox() as box:
    for mail in box.new():
        ...store it...
        box.take(mail)
"""

from pathlib import Path

from django.conf import settings

from arengo.gateways.inbox.contract import Inbox
from arengo.gateways.inbox.folder import FolderInbox
from arengo.gateways.inbox.imap import Address, ImapInbox


def inbox() -> Inbox | None:
    """The mailbox that ARENGO_IMAP_URL names; None without. The demo has a folder of its own."""
    if settings.IMAP_URL:
        return ImapInbox(
            Address.of(settings.IMAP_URL), user=settings.IMAP_USER, password=settings.IMAP_PASSWORD
        )
    return FolderInbox(Path(settings.HOME) / "inbox") if settings.DEMO else None
