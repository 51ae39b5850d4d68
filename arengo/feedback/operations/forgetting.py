"""Letting go of whose words to the office were, and of pictures of sheets: docs/privacy.md promises when."""

from typing import Final

from django.db import transaction

from arengo.contributions.operations import mark_pages_gone
from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.feedback import retention

SHEETS_AT_ONCE: Final = 200


@transaction.atomic
def forget_insisters() -> int:
    """Job: delete what erased people wrote to the office about a reply; that they did is counted."""
    count = retention.insistences(process_time.now()).update(person=None, text="")
    if count:
        record(kind="insistences.forgotten", facts={"count": count})
    return count


@transaction.atomic
def forget_sheet_pictures() -> int:
    """Job: the pictures of a sheet written by hand go ninety days after all that is on it was answered.

    The words that were typed stay. Says how many sheets.
    """
    rows = list(retention.sheets(process_time.now())[:SHEETS_AT_ONCE])
    if rows:
        mark_pages_gone([row.pk for row in rows])
        record(kind="sheets.pictures_forgotten", facts={"count": len(rows)})
    return len(rows)
