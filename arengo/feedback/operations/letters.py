"""Answers by letter, to who has no e-mail: owed when replies come out, printed all together."""

import uuid
from collections.abc import Collection

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record, record_many
from arengo.feedback import retention
from arengo.feedback.models import PaperLetter
from arengo.feedback.queries import letters_owed
from arengo.feedback.refusals import NoLetters
from arengo.process.models import Process


def owe_letters(*, process: Process, batch: uuid.UUID, people: Collection[uuid.UUID]) -> None:
    """Owe each of these people one letter for all that came out in a batch, in the caller's transaction."""
    now = process_time.now()
    PaperLetter.objects.bulk_create(
        PaperLetter(process=process, batch=batch, person_id=person, owed_at=now)
        for person in sorted(people)
    )


@transaction.atomic
def print_letters(*, process: Process, number: uuid.UUID, by: str) -> uuid.UUID:
    """Say that all the letters that are owed are printed now; the same `number` again is the same run.

    Gives the run, whose letters are printed again as often as one likes. Raises NoLetters.
    """
    if PaperLetter.objects.filter(process=process, run=number).exists():
        return number
    owed = letters_owed(process).select_related(None).select_for_update(of=("self",))
    ids = [row.pk for row in owed]
    if not ids:
        # The same button twice: while this one waited, the first printed them.
        if PaperLetter.objects.filter(process=process, run=number).exists():
            return number
        raise NoLetters
    PaperLetter.objects.filter(pk__in=ids).update(
        run=number, printed_at=process_time.now(), printed_by=by
    )
    leaves = [f"letter:{pk}" for pk in ids]
    record_many(kind="reply.letters_printed", subject=f"letters:{number}", by=by, leaves=leaves)
    return number


@transaction.atomic
def forget_paper_letters() -> int:
    """Job: that erased people were written to by letter goes with them. Says how many."""
    count = retention.letters(process_time.now()).delete()[0]
    if count:
        record(kind="reply.letters_forgotten", facts={"count": count})
    return count
