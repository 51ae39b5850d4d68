"""Periods of impersonal communication: the silence of public bodies before elections."""

from datetime import date

from django.db import transaction

from arengo.core.ledger.operations import record
from arengo.core.localized import Localized
from arengo.invitations.models import QuietPeriod


def declare_quiet_period(
    *, starts_on: date, ends_on: date, reason: Localized, by: str
) -> QuietPeriod:
    """Declare a period of impersonal communication: invitations are held until its last day is over.

    Source: Italian law 28/2000, art. 9. Dates are days in the body's time zone, both included.
    """
    with transaction.atomic():
        period = QuietPeriod.objects.create(starts_on=starts_on, ends_on=ends_on, reason=reason)
        facts = {"from": starts_on.isoformat(), "to": ends_on.isoformat()}
        record(kind="quiet_period.declared", by=by, facts=facts)
    return period


def end_quiet_period(*, period: QuietPeriod, by: str) -> None:
    """Take a period back; what it held leaves with the next round of the worker."""
    with transaction.atomic():
        record(kind="quiet_period.ended", by=by, facts={"from": period.starts_on.isoformat()})
        period.delete()
