"""All the letters of a meeting in one file: asked for at the desk, made by the worker."""

from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record, record_many
from arengo.core.tasks.backend import enqueue_once
from arengo.invitations import tasks
from arengo.invitations.models import AddressBookEntry, LetterPrint
from arengo.invitations.operations.waves import invite
from arengo.invitations.queries import letters_over
from arengo.invitations.refusals import NobodyToInvite
from arengo.meetings.models import Meeting

PRINTS_AT_ONCE: Final = 50


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


def forget_letters() -> int:
    """Job: the printed letters of meetings that are over or cancelled go, file and row.

    Says how many. The file goes first: a row without a file is met again, a file without a row not.
    """
    over = list(letters_over(process_time.now()).order_by("asked_at", "pk")[:PRINTS_AT_ONCE])
    for letters in over:
        letters.file.delete(save=False)
    return _forget_rows([letters.pk for letters in over]) if over else 0


@transaction.atomic
def _forget_rows(ids: Collection[UUID]) -> int:
    # Of two workers the second finds none.
    rows = list(LetterPrint.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    if rows:
        LetterPrint.objects.filter(pk__in=[row.pk for row in rows]).delete()
        record_many(kind="letters.forgotten", leaves=[f"letters:{row.pk}" for row in rows])
    return len(rows)
