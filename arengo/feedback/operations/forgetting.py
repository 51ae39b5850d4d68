"""Letting go of whose words to the office were: docs/privacy.md promises when."""

from django.db import transaction

from arengo.core.ledger.operations import record
from arengo.feedback.models import Insistence


@transaction.atomic
def forget_insisters() -> int:
    """Job: delete what erased people wrote to the office about a reply; that they did is counted."""
    erased = Insistence.objects.filter(person__erased_at__isnull=False)
    count = erased.update(person=None, text="")
    if count:
        record(kind="insistences.forgotten", facts={"count": count})
    return count
