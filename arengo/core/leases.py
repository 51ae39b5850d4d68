"""Work that several workers share: who holds a row until when, and when it is tried again.

A row has `leased_until` and `attempts`. Its lease is also its token: whoever finishes a row does so
only if the lease is still the one it took, so that an effect happens once even when two tried.
"""

import traceback
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

BACK_OFF_MINUTES = (1, 2, 5, 15, 60)
LAST_STEPS = 8
HERE = Path(__file__).resolve().parent.parent.parent

# Asked between one row and the next: should the worker stop here?
Stopping = Callable[[], bool]


def never() -> bool:
    """The answer of a worker that is not to be stopped."""
    return False


def back_off(attempts: int) -> timedelta:
    """How long to wait after the attempt of this number: 1, 2, 5, 15, then 60 minutes."""
    place = min(max(attempts, 1), len(BACK_OFF_MINUTES)) - 1
    return timedelta(minutes=BACK_OFF_MINUTES[place])


def free(now: datetime) -> Q:
    """The condition that nobody holds a row at `now` (machine time)."""
    return Q(leased_until__isnull=True) | Q(leased_until__lte=now)


def claim(due: QuerySet[Any], *, limit: int, lease: timedelta) -> list[Any]:
    """Take up to `limit` rows of the ordered `due` for `lease`, and count an attempt of each.

    A row that was tried before is taken alone: one that kills its worker drags no other along.
    """
    # A look takes no lock: on SQLite an idle worker would otherwise hold up who writes.
    if not due.exists():
        return []
    manager = due.model._default_manager
    with transaction.atomic(using=due.db):
        if connections[due.db].features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        found = list(due[:limit])
        rows = list(takewhile(lambda row: row.attempts == 0, found)) or found[:1]
        until = timezone.now() + lease
        manager.filter(pk__in=[row.pk for row in rows]).update(
            leased_until=until, attempts=F("attempts") + 1
        )
    for row in rows:
        row.leased_until = until
        row.attempts += 1
    return rows


def _ours(rows: Iterable[Any]) -> QuerySet[Any]:
    rows = list(rows)
    leases = {row.leased_until for row in rows}
    manager = type(rows[0])._default_manager
    return manager.filter(pk__in=[row.pk for row in rows], leased_until__in=leases)


def finish(row: Any, **changes: Any) -> bool:
    """Write `changes` and end the lease; False, and nothing written, when it is no longer ours."""
    return _ours([row]).update(leased_until=None, **changes) == 1


def renew(rows: list[Any], lease: timedelta) -> int:
    """Hold `rows` for `lease` from now; returns how many were still ours."""
    until = timezone.now() + lease
    held = _ours(rows).update(leased_until=until)
    for row in rows:
        row.leased_until = until
    return held


def give_back(rows: list[Any], **changes: Any) -> None:
    """End the leases of `rows` that were not tried after all; the attempt does not count."""
    if rows:
        _ours(rows).update(leased_until=None, attempts=F("attempts") - 1, **changes)


def where(error: BaseException) -> str:
    """What went wrong and where, without the error's words: they may hold an address or a name."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    path = Path(frames[-1].filename)
    name = path.relative_to(HERE) if path.is_relative_to(HERE) else path.name
    return f"{type(error).__name__} in {name}:{frames[-1].lineno}"


def trail(error: BaseException) -> str:
    """The last steps of the traceback for the log, without the error's words."""
    frames = "".join(traceback.format_tb(error.__traceback__, limit=-LAST_STEPS))
    return f"{frames}{type(error).__name__}"
