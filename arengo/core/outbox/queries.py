"""What the outbox can tell of itself."""

from datetime import datetime

from django.db.models import Min, QuerySet
from django.utils import timezone

from arengo.core.clock import process_time
from arengo.core.outbox.models import Message


def late_since() -> datetime | None:
    """Since when the oldest mail that could leave now has been waiting (machine time), or None.

    A mail held until later, or put off after a refusal, is not late before its time.
    """
    due = Message.objects.filter(state=Message.State.OWED, not_before__lte=timezone.now())
    return due.aggregate(oldest=Min("not_before"))["oldest"]


def failed_count() -> int:
    """How many mails were given up and wait for somebody to look at them."""
    return Message.objects.filter(state=Message.State.FAILED).count()


def held() -> QuerySet[Message]:
    """The mails that wait for a moment of the process clock."""
    return Message.objects.filter(state=Message.State.OWED, held_until__gt=process_time.now())
