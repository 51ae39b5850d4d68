"""Taking mails in from the office's mailbox: each is kept as a source before it is marked there."""

import tempfile
from pathlib import Path
from typing import Final

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from arengo.contributions.models import Source
from arengo.contributions.operations.source_files import bring_source
from arengo.contributions.operations.source_mails import MAILBOX, UNREAD
from arengo.contributions.refusals import CameAlready
from arengo.core import reading
from arengo.core.clock import process_time
from arengo.core.reading import Trouble
from arengo.gateways.inbox import inbox
from arengo.gateways.inbox.contract import NewMail
from arengo.process.models import Process
from arengo.process.queries import stage_taking_voices

FILE_NAME: Final = "mail.eml"
MEGABYTE: Final = 1024 * 1024


def fetch_mails() -> int:
    """Job: keep the new mails of the mailbox, if there is one, some at a time; how many are new.

    At least once and kept once: who stops in between finds the same mail again, and it is there
    already. Raises InboxTrouble when the mailbox cannot be read: it is tried again.
    """
    box, process = inbox(), Process.objects.order_by("-pk").first()
    if box is None or process is None:
        return 0
    count = 0
    with box:
        for mail in box.new():
            count += _kept(process, mail)
            box.take(mail)
    return count


def _kept(process: Process, mail: NewMail) -> bool:
    """Keep it as it came; False when it is there already."""
    values = {"title": UNREAD, "stage": stage_taking_voices(process, process_time.now())}
    email = ""
    if not mail.is_whole:
        title, email = _said_by_head(mail)
        values |= {"title": title, "trouble": str(Trouble.BIG)}
    try:
        bring_source(
            process=process,
            kind=Source.Kind.EMAIL,
            values=values,
            email=email,
            upload=ContentFile(mail.content, name=FILE_NAME),
            by=MAILBOX,
        )
    except CameAlready:
        return False
    return True


def _said_by_head(mail: NewMail) -> tuple[str, str]:
    """What to call a mail that is too large to be fetched, and who sent it."""
    with tempfile.TemporaryDirectory(prefix="arengo-mail-") as name:
        path = Path(name) / FILE_NAME
        path.write_bytes(mail.content)
        found = reading.read(path, Path(name)).mail
    subject = found.subject[:120] if found else ""
    size = _("%(size)s MB, rimasta nella casella") % {"size": mail.size // MEGABYTE}
    sender = found.sender if found and not found.automatic else ""
    return f"{subject or UNREAD} ({size})", sender
