"""The stream's verbs."""

import re
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from arengo.core.guard import require_transaction
from arengo.core.stream.models import StreamEvent

# The name under which PostgreSQL tells its listeners.
NOTIFY = "arengo_stream"
KEPT_FOR = timedelta(days=2)
CHANNEL = re.compile(r"\S{1,80}")
PART = re.compile(r"[a-z][a-z0-9-]{0,39}")
# Names under which a browser's EventSource, or the stream itself, says something else.
TAKEN = {"error", "message", "open", "ping"}


def emit(*, channel: str, part: str) -> StreamEvent:
    """Say, in the caller's transaction, that `part` of `channel` is no longer as it was.

    Whoever reads it gets the part as it is after the commit; after a rollback nobody hears of it.
    `part` is of small letters, digits and dashes. Raises OutsideTransaction, ValueError.
    """
    require_transaction("emit")
    if not CHANNEL.fullmatch(channel) or not PART.fullmatch(part) or part in TAKEN:
        raise ValueError(f"not a channel and a part of it: {channel!r}, {part!r}")
    event = StreamEvent.objects.create(channel=channel, part=part, at=timezone.now())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [NOTIFY, f"{event.pk} {channel} {part}"])
    return event


def clear_stream() -> int:
    """Delete the events of more than two days ago; returns how many. Whoever comes later draws anew."""
    return events_over(timezone.now()).delete()[0]


def events_over(now: datetime) -> QuerySet[StreamEvent]:
    """The events of more than two days ago; `now` is the machine's."""
    return StreamEvent.objects.filter(at__lt=now - KEPT_FOR)
