"""Insisting: once, the author of a voice says that the reply does not answer it."""

from django.db import IntegrityError, transaction

from arengo.contributions.models import Contribution
from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.feedback.models import Insistence
from arengo.feedback.queries import answered_to
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
    answered = answered_to(row.code)
    told = [*answered.replies, *(reply for _part, reply in answered.parts if reply)]
    if row.part_of_id is not None or not answered.may_insist:
        raise CannotInsist
    said = Insistence.objects.create(
        contribution=row,
        reply=told[-1],
        person=row.person,
        text=text.strip()[:TEXT_AT_MOST],
        at=process_time.now(),
    )
    record(kind="reply.insisted", subject=f"contribution:{row.code}", by=by, facts={})
    return said
