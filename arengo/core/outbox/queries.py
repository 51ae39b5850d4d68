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
    """How many mails were given up and wait for somebody to look at them; what came back had left."""
    failed = Message.objects.filter(state=Message.State.FAILED)
    return failed.exclude(trouble=Message.Trouble.RETURNED).count()


def held() -> QuerySet[Message]:
    """The mails that wait for a moment of the process clock."""
    return Message.objects.filter(state=Message.State.OWED, held_until__gt=process_time.now())


def did_not_reach(subject: str) -> bool:
    """Whether the last mail about this was refused by the server of who was to have it."""
    last = Message.objects.filter(subject=subject).order_by("-id").first()
    no = (Message.Trouble.RECIPIENT_REFUSED, Message.Trouble.RETURNED)
    return last is not None and last.state == Message.State.FAILED and last.trouble in no
