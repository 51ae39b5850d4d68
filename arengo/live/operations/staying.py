"""That somebody online is still there, or goes: what their page says, and what they do.

Nothing that one may do hangs on it: who entered may speak and vote, whatever a page said last.
"""

from arengo.live import rooms
from arengo.live.refusals import NotTheDay
from arengo.registrations import stays
from arengo.registrations.models import Registration
from arengo.registrations.operations import mark_back, mark_gone, mark_here


def note_here(*, registration: Registration) -> bool:
    """They did something, or their page says that it is open: the stay goes on, or they are back.

    False when it does not count: not this evening, after the closing, in the hall, never entered.
    """
    if not _counts(registration):
        return False
    if mark_here(registration=registration):
        return True
    if rooms.room_of(registration.meeting).closed_at is not None:
        return False
    return mark_back(registration=registration) is not None


def note_page_read(*, registration: Registration) -> bool:
    """Their page was drawn: a stay that is open goes on. Nobody comes back by it: mail programs that
    look at links draw pages too.
    """
    return _counts(registration) and mark_here(registration=registration)


def note_gone(*, registration: Registration) -> bool:
    """Their page was left: the stay ends, until they are heard of again."""
    return _counts(registration) and mark_gone(registration=registration)


def _counts(registration: Registration) -> bool:
    try:
        rooms.check_day(registration.meeting)
    except NotTheDay:
        return False
    return stays.is_measured(registration)
