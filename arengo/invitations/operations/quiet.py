"""Periods of impersonal communication: the silence of public bodies before elections."""

from datetime import date

from django.db import transaction

from arengo.core.ledger.operations import record
from arengo.core.localized import Localized
from arengo.core.outbox.operations import let_go
from arengo.invitations import rules
from arengo.invitations.models import QuietPeriod


def declare_quiet_period(
    *, starts_on: date, ends_on: date, reason: Localized, by: str
) -> QuietPeriod:
    """Declare a period of impersonal communication: invitations, notices and news are held until
    its last day is over, also those that are owed already.

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
        let_go()


def release_held_mails() -> int:
    """Job: outside of a quiet period no mail is held; gives how many were let go.

    Mostly they leave at the hour that they were held until. This is for a clock that was moved, and
    for a mail that was being looked at in the moment in which a period was taken back.
    """
    return 0 if rules.is_quiet() else let_go()
