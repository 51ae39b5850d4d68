"""What the worker owes to people as days go by: reminders, thanks, and forgetting what was told."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record, record_many
from arengo.core.outbox.models import Message
from arengo.meetings.models import Meeting
from arengo.registrations import line, owed, retention
from arengo.registrations.models import AccessNeeds, OfficeMessage, Registration

State = Registration.State
AT_ONCE = 200
WEEK, DAY = timedelta(days=7), timedelta(days=1)
THANKS_AFTER = timedelta(hours=1)
# Later it is the mail of the day after that thanks (docs/decisions/0015): never both in one hour.
THANKS_UNTIL_HOUR = 8


def owe_reminders() -> int:
    """Owe the reminders of a week and of a day before, once each. Says how many.

    Who confirmed later than that moment has just been written to, and gets none.
    """
    now = process_time.now()
    coming = Meeting.objects.filter(state=Meeting.State.PUBLISHED)
    week = coming.filter(starts_at__lte=now + WEEK, starts_at__gt=now + DAY)
    day = coming.filter(starts_at__lte=now + DAY, starts_at__gt=now)
    by_week = sum(_remind(meeting, "week", meeting.starts_at - WEEK) for meeting in week)
    return by_week + sum(_remind(meeting, "day", meeting.starts_at - DAY) for meeting in day)


@transaction.atomic
def _remind(meeting: Meeting, when: str, moment: datetime) -> int:
    key = f"reminder:{when}:{meeting.starts_at:%Y%m%d}"
    due = Registration.objects.filter(
        meeting=meeting, state=State.CONFIRMED, confirmed_at__lt=moment
    )
    registrations = list(_not_yet(due, key))
    for registration in registrations:
        owed.reminder(registration, when=when, key=key)
    _record("registration.reminded", meeting, registrations)
    return len(registrations)


def owe_thanks() -> int:
    """Owe thanks, once, to those who were there; from an hour after the end to eight of the day
    after. Says how many.
    """
    now = process_time.now()
    over = Meeting.objects.filter(
        state=Meeting.State.PUBLISHED,
        ends_at__lte=now - THANKS_AFTER,
        ends_at__gt=now - 2 * DAY,
    )
    return sum(_thank(meeting) for meeting in over if now < _thanks_until(meeting))


def _thanks_until(meeting: Meeting) -> datetime:
    """Eight in the morning of the day after, local."""
    end = timezone.localtime(meeting.ends_at)
    return (end + DAY).replace(hour=THANKS_UNTIL_HOUR, minute=0, second=0, microsecond=0)


@transaction.atomic
def _thank(meeting: Meeting) -> int:
    there = Registration.objects.filter(meeting=meeting, state=State.ATTENDED)
    registrations = list(_not_yet(there, "thanks"))
    for registration in registrations:
        owed.thanks(registration, key="thanks")
    _record("registration.thanked", meeting, registrations)
    return len(registrations)


def _not_yet(registrations: QuerySet[Registration], key: str) -> QuerySet[Registration]:
    """Those to whom the mail of this key was never owed."""
    full_key = Concat(Value(f"{key}:"), OuterRef("code"), output_field=CharField())
    return registrations.filter(~Exists(Message.objects.filter(key=full_key)))[:AT_ONCE]


def _record(kind: str, meeting: Meeting, registrations: list[Registration]) -> None:
    if registrations:
        leaves = [line.subject(registration) for registration in registrations]
        record_many(kind=kind, subject=f"meeting:{meeting.slug}", leaves=leaves)


@transaction.atomic
def purge_access_needs() -> int:
    """Delete what people told of their needs, seven days after the meeting. Says how many."""
    over = _some_of(retention.access_needs_over(process_time.now()))
    if over:
        AccessNeeds.objects.filter(pk__in=over).delete()
        record(kind="access_needs.deleted", by="system", facts={"count": len(over)})
    return len(over)


@transaction.atomic
def forget_office_messages() -> int:
    """Delete what the office wrote to the registered, a year after the meeting. Says how many."""
    over = _some_of(retention.office_messages_over(process_time.now()))
    if over:
        OfficeMessage.objects.filter(pk__in=over).delete()
        leaves = [f"office_message:{pk}" for pk in over]
        record_many(kind="registrations.messages_forgotten", leaves=leaves)
    return len(over)


def _some_of(rows: QuerySet[Any]) -> list[int]:
    """The ids of some rows that nobody else is deleting."""
    free = rows.select_for_update(of=("self",), skip_locked=True)
    return [row.pk for row in free.order_by("pk")[:AT_ONCE]]
