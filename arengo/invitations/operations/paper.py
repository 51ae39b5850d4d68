"""All the letters of a meeting in one file: asked for at the desk, made by the worker."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from arengo.core.ledger.operations import record
from arengo.core.tasks.backend import enqueue_once
from arengo.invitations import tasks
from arengo.invitations.models import AddressBookEntry, LetterPrint
from arengo.invitations.operations.waves import invite
from arengo.invitations.refusals import NobodyToInvite
from arengo.meetings.models import Meeting


def ask_letters(*, meeting: Meeting, entries: Iterable[AddressBookEntry], by: str) -> LetterPrint:
    """Owe the PDF with the letters to these bodies; each gets its invitation and own link.

    Raises NobodyToInvite.
    """
    chosen = [entry for entry in entries if entry.is_active]
    if not chosen:
        raise NobodyToInvite
    with transaction.atomic():
        invite(meeting=meeting, entries=chosen)
        letters = LetterPrint.objects.create(meeting=meeting, asked_at=timezone.now())
        letters.entries.set(chosen)
        enqueue_once(tasks.print_letters, key=f"letters:{letters.pk}", args=[str(letters.pk)])
        facts = {"count": len(chosen)}
        record(kind="letters.asked", subject=f"meeting:{meeting.slug}", by=by, facts=facts)
    return letters
