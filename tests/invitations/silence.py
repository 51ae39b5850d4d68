"""Periods of impersonal communication, for the tests."""

from datetime import date

from arengo.core.localized import Localized
from arengo.invitations import operations
from arengo.invitations.models import QuietPeriod


def silence(start: str = "2023-09-01", end: str = "2023-09-10") -> QuietPeriod:
    """A period that is on, the clock being at 6 September 2023."""
    return operations.declare_quiet_period(
        starts_on=date.fromisoformat(start),
        ends_on=date.fromisoformat(end),
        reason=Localized({"it": "Elezioni", "en": "Elections"}),
        by="staff:1",
    )
