"""How an online stay is measured: by the page that says that it is open. No finer than minutes.

Why so, and what was left out: docs/decisions/0016-online-presence-is-measured-in-intervals.md.
"""

from datetime import datetime, timedelta
from typing import Final

from arengo.registrations.models import Mode, Registration

# Longer than a page's silence between two signs (presence.js): when one of two devices says that it
# goes, the other's next sign joins. A page drawn again joins as well.
JOINS_WITHIN: Final = timedelta(minutes=6)
# On the machine's clock. A page without script is heard of only when it is drawn again.
SILENT_AFTER: Final = timedelta(minutes=15)


def is_measured(registration: Registration) -> bool:
    """True when there are intervals: online, and not on another platform, which needs no page of ours."""
    return registration.mode == Mode.ONLINE and not registration.meeting.conference_url


def joins(left_at: datetime, now: datetime) -> bool:
    """True when who left then and is here now was, for us, never away."""
    return timedelta(0) <= now - left_at <= JOINS_WITHIN
