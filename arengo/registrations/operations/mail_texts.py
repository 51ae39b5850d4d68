"""The office's words in our mails: written, taken away, tried on oneself."""

from typing import Any

from django.db import transaction
from django.utils.crypto import get_random_string

from arengo.core import editing
from arengo.core.ledger.operations import record
from arengo.core.outbox.operations import post
from arengo.meetings.models import Meeting
from arengo.people.models import User
from arengo.registrations import samples
from arengo.registrations.models import MailText


@transaction.atomic
def save_mail_text(
    *,
    kind: str,
    meeting: Meeting | None = None,
    opening: Any,
    closing: Any,
    version: str = "",
    by: str,
) -> MailText | None:
    """Write what is added to a kind of mail, for one meeting or for all; both empty: nothing, None.

    Raises ChangedMeanwhile.
    """
    rows = MailText.objects.select_for_update(no_key=True).filter(kind=kind, meeting=meeting)
    row = rows.first() or MailText(kind=kind, meeting=meeting)
    values = {"opening": opening, "closing": closing}
    editing.check_version(row, values, version)
    changed = editing.put(row, values)
    if not changed:
        return row if row.pk else None
    is_empty = not (row.opening or row.closing)
    if is_empty:
        rows.delete()
    else:
        row.save()
    subject = f"meeting:{meeting.slug}" if meeting else ""
    facts = {"mail": kind, "fields": changed, "is_empty": is_empty}
    record(kind="mail_text.saved", subject=subject, by=by, facts=facts)
    return None if is_empty else row


@transaction.atomic
def try_mail(*, kind: str, meeting: Meeting, to: User, language: str, by: str) -> None:
    """Owe `to`, who works here, a mail of this kind as an invented person would get it."""
    key = f"mail-text-try:{to.pk}:{get_random_string(12)}"
    arguments = {"kind": kind, "meeting_id": meeting.pk, "user_id": to.pk, "language": language}
    post(render=samples.tried, arguments=arguments, key=key, subject=f"meeting:{meeting.slug}")
    facts = {"mail": kind}
    record(kind="mail_text.tried", subject=f"meeting:{meeting.slug}", by=by, facts=facts)
