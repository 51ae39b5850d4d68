"""Taking mails in from the office's mailbox: each is kept as a source before it is marked there."""

import logging
import tempfile
from pathlib import Path
from typing import Final

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from arengo.contributions.models import Source
from arengo.contributions.operations.source_files import bring_source
from arengo.contributions.operations.source_mails import ADDRESS_AT_MOST, MAILBOX, UNREAD
from arengo.contributions.refusals import CameAlready
from arengo.core import leases, reading
from arengo.core.clock import process_time
from arengo.core.reading import ReadingStopped, Trouble
from arengo.gateways.inbox import inbox
from arengo.gateways.inbox.contract import NewMail
from arengo.process.models import Process
from arengo.process.queries import stage_taking_voices

FILE_NAME: Final = "mail.eml"
MEGABYTE: Final = 1024 * 1024
logger = logging.getLogger(__name__)


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
            try:
                count += _kept(process, mail)
            except Exception as error:
                # It stays new, and those behind it come in.
                logger.error("mail\n%s", leases.trail(error))
                continue
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
        try:
            found = reading.read(path, Path(name)).mail
        except ReadingStopped:
            found = None
    subject = found.subject[:120] if found else ""
    size = _("%(size)s MB, rimasta nella casella") % {"size": mail.size // MEGABYTE}
    is_somebodys = found and not found.automatic and len(found.sender) <= ADDRESS_AT_MOST
    return f"{subject or UNREAD} ({size})", found.sender if found and is_somebodys else ""
