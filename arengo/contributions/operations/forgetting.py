"""Letting go of whose a voice was: docs/privacy.md promises when."""

from django.db import transaction

from arengo.contributions.models import Contribution
from arengo.core.ledger.operations import record


@transaction.atomic
def forget_authors() -> int:
    """Job: of the voices of erased people nothing says any more whose they are.

    The words stay, as they were said in public, and are counted and answered. Says how many.
    """
    erased = Contribution.objects.filter(person__erased_at__isnull=False)
    count = erased.update(person=None)
    if count:
        record(kind="contributions.forgotten", facts={"count": count})
    return count
