"""Insisting: once, the author of a voice says that the reply does not answer it."""

from django.db import IntegrityError, transaction

from arengo.contributions.models import Contribution
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.feedback.models import Insistence, RepliedVoice, Reply
from arengo.feedback.refusals import CannotInsist

TEXT_AT_MOST = Insistence._meta.get_field("text").max_length


def insist(*, contribution: Contribution, text: str = "", by: str = "author") -> Insistence:
    """Open the voice again: the office owes it one more reply, the last. Raises CannotInsist."""
    try:
        with transaction.atomic():
            return _insist(contribution, text, by)
    except IntegrityError as error:
        # The same button, pressed twice in the same moment.
        raise CannotInsist from error


def _insist(contribution: Contribution, text: str, by: str) -> Insistence:
    row = editing.current(Contribution, contribution.pk)
    replied = RepliedVoice.objects.filter(
        contribution=row, turn=1, reply__state=Reply.State.PUBLISHED
    ).first()
    if replied is None or Insistence.objects.filter(contribution=row).exists():
        raise CannotInsist
    said = Insistence.objects.create(
        contribution=row,
        reply_id=replied.reply_id,
        person=row.person,
        text=text.strip()[:TEXT_AT_MOST],
        at=process_time.now(),
    )
    record(kind="reply.insisted", subject=f"contribution:{row.code}", by=by, facts={})
    return said
