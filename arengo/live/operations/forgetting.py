"""What the evening lets go of by itself: docs/privacy.md promises when."""

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.live import retention
from arengo.live.models import AskedQuestion

State = AskedQuestion.State


@transaction.atomic
def forget_help() -> int:
    """Delete what people asked help for, seven days after the meeting, or once they were erased."""
    count, _rows = retention.help_requests(process_time.now()).delete()
    if count:
        record(kind="help.forgotten", facts={"count": count})
    return count


@transaction.atomic
def forget_captions() -> int:
    """Delete the captions thirty days after the meeting: what was said is in the notes by then."""
    count, _rows = retention.captions(process_time.now()).delete()
    if count:
        record(kind="captions.forgotten", facts={"count": count})
    return count


@transaction.atomic
def forget_speaking() -> int:
    """Forget under which name somebody asked to speak, and about what, thirty days after the meeting.

    Of somebody erased at once. That they asked, spoke, and for how long goes on being counted.
    """
    forgotten = retention.speaking_requests(process_time.now())
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
    now = process_time.now()
    gone = {"registration": None, "forgotten_at": now}
    questions = retention.questions(now)
    unseen = questions.filter(state__in=[State.WAITING, State.REFUSED])
    count = unseen.update(**gone, text="", reason="", state=State.REFUSED, decided_at=now)
    count += questions.update(**gone)
    count += retention.question_supports(now).update(**gone)
    if count:
        record(kind="questions.forgotten", facts={"count": count})
    return count


@transaction.atomic
def forget_voters() -> int:
    """Let go of whose the ballots were, seven days after the meeting, or once they were erased.

    The ballots stay, and count for what they chose.
    """
    now = process_time.now()
    count = retention.ballots(now).update(registration=None, forgotten_at=now)
    if count:
        record(kind="ballots.forgotten", facts={"count": count})
    return count


@transaction.atomic
def forget_statements() -> int:
    """Forget who wrote a perspective or a priority, thirty days after the meeting.

    Of somebody erased at once. The words and their code stay.
    """
    count = retention.statements(process_time.now()).update(registration=None)
    if count:
        record(kind="statements.forgotten", facts={"count": count})
    return count
