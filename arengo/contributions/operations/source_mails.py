"""What a mail that came in says of itself: whose it is, whether a program wrote it, and which mail of
ours it sends back.
"""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from arengo.contributions import source_emails
from arengo.contributions.models import Source
from arengo.contributions.operations.from_the_site import AUTHOR_KEPT
from arengo.contributions.operations.sources import set_aside_source, tidy, title_of
from arengo.core.clock import process_time
from arengo.core.outbox.operations import mark_returned, post
from arengo.core.reading import ReadMail
from arengo.people.identity import find_or_make_person
from arengo.people.operations import mark_kept

# Who brings in what nobody of the office did, as the ledger calls them.
MAILBOX: Final = "mailbox"
# What a mail is called until it was read.
UNREAD: Final = "E-mail"
# A program that answers our answer gets no other: of one person's mails one a day.
ANSWERED_EVERY: Final = timedelta(days=1)
ADDRESS_AT_MOST: Final = 254


def put(row: Source, mail: ReadMail) -> None:
    """Write on its source what a mail says of itself; not saved yet.

    Who wrote it is who gets the answers, unless the office said otherwise or a program wrote it.
    """
    row.kind = Source.Kind.EMAIL
    row.message_id = mail.message_id[:255]
    if row.dated_on is None and mail.sent_at is not None:
        day = timezone.localtime(mail.sent_at).date()
        row.dated_on = day if day <= process_time.today() else None
    subject = tidy(mail.subject)[:200]
    is_called_as_its_file = row.title == title_of(row.file_name)
    if subject and (row.added_by == MAILBOX or is_called_as_its_file):
        row.title = subject
    is_anybodys = mail.automatic or len(mail.sender) > ADDRESS_AT_MOST
    if row.person is None and mail.sender and not is_anybodys:
        row.person = find_or_make_person(name="", email=mail.sender, language=row.language)
        mark_kept(person=row.person, moment=row.received_at + AUTHOR_KEPT)


def follow(row: Source, mail: ReadMail) -> None:
    """Do what follows from it: nothing is taken from what a program wrote or what came twice; who wrote
    to the mailbox is told that it came.
    """
    if mail.refused is not None and mail.refused.is_final:
        mark_returned(message_id=mail.refused.message_id, detail=mail.refused.detail)
    if mail.refused is not None or mail.automatic not in ("", "list"):
        set_aside_source(source=row, reason=Source.Reason.AUTOMATIC, by="system")
    elif _came_already(row):
        set_aside_source(source=row, reason=Source.Reason.TWICE, by="system")
    elif row.added_by == MAILBOX and not mail.automatic:
        _acknowledge(row)


def _came_already(row: Source) -> bool:
    same = Source.objects.filter(process=row.process_id, message_id=row.message_id)
    return bool(row.message_id) and same.exclude(pk=row.pk).exists()


def _acknowledge(row: Source) -> None:
    """Tell its author once that it came."""
    if row.person is None:
        return
    since = row.received_at - ANSWERED_EVERY
    theirs = Source.objects.filter(person=row.person, added_by=MAILBOX, received_at__gte=since)
    if theirs.filter(kind=Source.Kind.EMAIL).exclude(pk=row.pk).exists():
        return
    post(
        render=source_emails.mail_came,
        arguments={"source_id": str(row.pk)},
        key=f"mail-came:{row.pk}",
        subject=f"person:{row.person.pk}",
    )
