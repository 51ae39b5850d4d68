"""Online stays: one goes on at each sign, ends when the page goes or falls silent, joins when it is back.

No entry in the ledger, which keeps for ever: when somebody's page was open is nobody's business but
theirs. Two clocks: the process clock says how long the stay was, the machine's how long the silence.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from arengo.core.clock import process_time
from arengo.meetings.models import Meeting
from arengo.registrations import seats, stays
from arengo.registrations.models import Attendance, Mode, Registration


def mark_here(*, registration: Registration) -> bool:
    """They are here: the stay goes on, in one UPDATE. False when none is open."""
    still = Attendance.objects.filter(
        registration=registration, mode=Mode.ONLINE, left_at__isnull=True
    )
    return bool(still.update(**_heard()))


@transaction.atomic
def mark_back(*, registration: Registration) -> Attendance | None:
    """They are here again: the last stay goes on if it ended a moment ago, else one begins.

    None for who never entered, or is in the hall by now: only "Entra" is entering.
    """
    row = seats.lock_row(registration)
    last = last_stay(row)
    if last is None or not stays.is_measured(row):
        return None
    if last.left_at is None or stays.joins(last.left_at, process_time.now()):
        return go_on(last)
    return Attendance.objects.create(
        meeting=row.meeting,
        registration=row,
        mode=Mode.ONLINE,
        entered_at=process_time.now(),
        **_heard(),
    )


def last_stay(row: Registration) -> Attendance | None:
    """The stay online that is open, else the one that ended last."""
    online = row.attendances.filter(mode=Mode.ONLINE)
    return online.order_by(F("left_at").desc(nulls_first=True)).first()


def go_on(stay: Attendance) -> Attendance:
    """The stay as if it had not ended, in the transaction that holds the registration."""
    stay.left_at, heard = None, _heard()
    stay.seen_at, stay.heard_at = heard["seen_at"], heard["heard_at"]
    stay.save(update_fields=["left_at", "seen_at", "heard_at"])
    return stay


def mark_gone(*, registration: Registration) -> bool:
    """Their page says that it goes: the stay ends now. False when none was open."""
    heard = _heard()
    theirs = _measured().filter(registration=registration)
    return bool(theirs.update(**heard, left_at=heard["seen_at"]))


def mark_over(*, meeting: Meeting, at: datetime) -> int:
    """The meeting is over: each stay ends, at its end for who was just heard of. Says how many."""
    if meeting.conference_url:
        return 0
    open_ones = _measured().filter(meeting=meeting)
    just_now = timezone.now() - stays.JOINS_WITHIN
    count = open_ones.filter(heard_at__gte=just_now).update(seen_at=at, left_at=at)
    return count + open_ones.update(left_at=F("seen_at"))


def end_silent_stays() -> int:
    """End the stays of pages that fell silent, when they were last heard of. Says how many."""
    silent = _measured().filter(heard_at__lt=timezone.now() - stays.SILENT_AFTER)
    # On another platform one may have closed our page: its silence says nothing.
    return silent.filter(meeting__conference_url="").update(left_at=F("seen_at"))


def _measured() -> QuerySet[Attendance]:
    """The open stays of pages that were heard of."""
    return Attendance.objects.filter(mode=Mode.ONLINE, left_at__isnull=True, heard_at__isnull=False)


def _heard() -> dict[str, datetime]:
    return {"seen_at": process_time.now(), "heard_at": timezone.now()}
