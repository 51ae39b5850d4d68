"""What the worker owes after the evening: the resoconto to check, and the mail of the day after."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record_many
from arengo.core.outbox.models import Message
from arengo.core.outbox.operations import post
from arengo.live import emails_after
from arengo.live.models import Minutes
from arengo.meetings.models import Meeting
from arengo.registrations.models import Registration

State = Registration.State
AT_ONCE: Final = 200
# At nine of the day after: the thanks of the evening before stop an hour earlier (decision 15).
DAY_AFTER_HOUR: Final = 9
DAY_AFTER_WITHIN: Final = timedelta(days=3)


def owe_minutes() -> int:
    """Owe to who came, once, the link to the resoconto while it can be corrected. Says how many."""
    now = process_time.now()
    shared = Minutes.objects.filter(state=Minutes.State.SHARED, corrections_until__gt=now)
    meetings = [row.meeting for row in shared.select_related("meeting")]
    return sum(_owe_minutes(meeting) for meeting in meetings)


def owe_day_after() -> int:
    """Owe at nine of the day after, once, to all who were registered what was heard. Says how many."""
    now = process_time.now()
    over = Meeting.objects.filter(
        state=Meeting.State.PUBLISHED, ends_at__lte=now, ends_at__gt=now - 2 * DAY_AFTER_WITHIN
    )
    due = [meeting for meeting in over if _is_day_after(meeting, now)]
    return sum(_owe_day_after(meeting) for meeting in due)


def day_after(meeting: Meeting) -> datetime:
    """Nine in the morning of the day after, local."""
    end = timezone.localtime(meeting.ends_at) + timedelta(days=1)
    return end.replace(hour=DAY_AFTER_HOUR, minute=0, second=0, microsecond=0)


def _is_day_after(meeting: Meeting, now: datetime) -> bool:
    nine = day_after(meeting)
    return nine <= now < nine + DAY_AFTER_WITHIN


@transaction.atomic
def _owe_minutes(meeting: Meeting) -> int:
    came = Registration.objects.filter(meeting=meeting, state=State.ATTENDED)
    return _owe(came, meeting, "minutes-to-check", emails_after.minutes_to_check, "minutes.told")


@transaction.atomic
def _owe_day_after(meeting: Meeting) -> int:
    told = [State.CONFIRMED, State.ATTENDED, State.WAITING, State.OFFERED]
    registered = Registration.objects.filter(meeting=meeting, state__in=told)
    return _owe(registered, meeting, "day-after", emails_after.day_after, "meeting.told_day_after")


def _owe(
    rows: QuerySet[Registration],
    meeting: Meeting,
    key: str,
    render: Callable[..., Any],
    kind: str,
) -> int:
    full_key = Concat(Value(f"{key}:"), OuterRef("code"), output_field=CharField())
    erased = rows.filter(person__erased_at__isnull=True)
    due = list(erased.filter(~Exists(Message.objects.filter(key=full_key)))[:AT_ONCE])
    for row in due:
        post(
            render=render,
            arguments={"registration_id": row.pk},
            key=f"{key}:{row.code}",
            subject=f"registration:{row.code}",
        )
    if due:
        leaves = [f"registration:{row.code}" for row in due]
        record_many(kind=kind, subject=f"meeting:{meeting.slug}", leaves=leaves)
    return len(due)
