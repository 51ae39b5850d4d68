"""What the evening lets go of by itself: docs/privacy.md promises when."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.live.models import (
    AskedQuestion,
    Ballot,
    Caption,
    HelpRequest,
    QuestionSupport,
    SpeakingRequest,
    Statement,
)

HELP_KEPT: Final = timedelta(days=7)
CAPTIONS_KEPT: Final = timedelta(days=30)
SPEAKING_KEPT: Final = timedelta(days=30)
# A ballot is somebody's only so that nobody is counted twice: after the evening nobody can vote.
BALLOTS_KEPT: Final = timedelta(days=7)
State = AskedQuestion.State
STATEMENTS_KEPT: Final = timedelta(days=30)


@transaction.atomic
def forget_help() -> int:
    """Delete what people asked help for, seven days after the meeting, or once they were erased."""
    over = Q(room__meeting__ends_at__lte=process_time.now() - HELP_KEPT)
    erased = Q(registration__person__erased_at__isnull=False)
    count, _rows = HelpRequest.objects.filter(over | erased).delete()
    if count:
        record(kind="help.forgotten", facts={"count": count})
    return count


@transaction.atomic
def forget_captions() -> int:
    """Delete the captions thirty days after the meeting: what was said is in the notes by then."""
    over = Caption.objects.filter(room__meeting__ends_at__lte=process_time.now() - CAPTIONS_KEPT)
    count, _rows = over.delete()
    if count:
        record(kind="captions.forgotten", facts={"count": count})
    return count


@transaction.atomic
def forget_speaking() -> int:
    """Forget under which name somebody asked to speak, and about what, thirty days after the meeting.

    Of somebody erased at once. That they asked, spoke, and for how long goes on being counted.
    """
    over = Q(queue__room__meeting__ends_at__lte=process_time.now() - SPEAKING_KEPT)
    erased = Q(registration__person__erased_at__isnull=False)
    known = ~Q(name="") | ~Q(topic="") | Q(registration__isnull=False)
    forgotten = SpeakingRequest.objects.filter(over | erased).filter(known)
    # An exception of the chair keeps that it was made; its reason may tell of somebody.
    forgotten.filter(let_pass_at__isnull=False).update(let_pass_reason="…")  # noqa: S106 - no password
    count = forgotten.update(name="", topic="", registration=None)
    if count:
        record(kind="speaking.forgotten", facts={"count": count})
    return count


@transaction.atomic
def forget_askers() -> int:
    """Let go of whose the questions and supports of erased people were; they are still counted.

    What stood on everybody's page stays as it was said there; the words of the others go.
    """
    erased = Q(registration__person__erased_at__isnull=False)
    now = process_time.now()
    gone = {"registration": None, "forgotten_at": now}
    questions = AskedQuestion.objects.filter(erased)
    unseen = questions.filter(state__in=[State.WAITING, State.REFUSED])
    count = unseen.update(**gone, text="", reason="", state=State.REFUSED, decided_at=now)
    count += questions.update(**gone)
    count += QuestionSupport.objects.filter(erased).update(**gone)
    if count:
        record(kind="questions.forgotten", facts={"count": count})
    return count


@transaction.atomic
def forget_voters() -> int:
    """Let go of whose the ballots were, seven days after the meeting, or once they were erased.

    The ballots stay, and count for what they chose.
    """
    now = process_time.now()
    over = Q(poll__room__meeting__ends_at__lte=now - BALLOTS_KEPT, registration__isnull=False)
    erased = Q(registration__person__erased_at__isnull=False)
    count = Ballot.objects.filter(over | erased).update(registration=None, forgotten_at=now)
    if count:
        record(kind="ballots.forgotten", facts={"count": count})
    return count


@transaction.atomic
def forget_statements() -> int:
    """Forget who wrote a perspective or a priority, thirty days after the meeting.

    Of somebody erased at once. The words and their code stay.
    """
    over = Q(room__meeting__ends_at__lte=process_time.now() - STATEMENTS_KEPT)
    erased = Q(registration__person__erased_at__isnull=False)
    known = Statement.objects.filter(over | erased, registration__isnull=False)
    count = known.update(registration=None)
    if count:
        record(kind="statements.forgotten", facts={"count": count})
    return count
