"""Running the tasks that are due.

A task may run twice: after kill -9 it runs again when its lease ends. So a task is written to be
repeated, or hands its effects on under a key (`enqueue_once`, `outbox.post`). The lease is generous;
a task that may take longer says so in its loop with `keep_alive()`.
"""

import logging
import os
import socket
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskContext
from django_tasks.utils import get_module_path, normalize_json

from arengo.core import leases
from arengo.core.guard import refuse_inside_transaction
from arengo.core.leases import Stopping
from arengo.core.tasks import backend
from arengo.core.tasks.models import TaskRow

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8
KEPT_FOR = timedelta(days=14)

_current: ContextVar[TaskRow | None] = ContextVar("current_task", default=None)
logger = logging.getLogger(__name__)


class LeaseLost(RuntimeError):
    """Another worker has taken the task over; this run should stop."""


def run_due(limit: int = 10, *, stopping: Stopping = leases.never) -> int:
    """Run up to `limit` due tasks, one by one; returns how many were tried. Raises InsideTransaction."""
    refuse_inside_transaction("the running of tasks")
    tried = 0
    while tried < limit and not stopping():
        rows = _claim()
        if not rows:
            break
        _run(rows[0])
        tried += 1
    return tried


def keep_alive() -> None:
    """Hold the task that is running for another LEASE; nothing outside of one. Raises LeaseLost."""
    row = _current.get()
    if row is not None and not leases.renew([row], LEASE):
        raise LeaseLost(str(row))


def clear_finished() -> int:
    """Delete the tasks that were done or given up more than two weeks ago; returns how many."""
    return tasks_over(timezone.now()).delete()[0]


def tasks_over(now: datetime) -> QuerySet[TaskRow]:
    """The tasks that were done or given up two weeks ago; `now` is the machine's."""
    finished = TaskRow.objects.filter(finished_at__lt=now - KEPT_FOR)
    return finished.exclude(state=TaskRow.State.READY)


def _claim() -> list[TaskRow]:
    now = timezone.now()
    due = TaskRow.objects.filter(leases.free(now), state=TaskRow.State.READY, run_after__lte=now)
    return leases.claim(due.order_by("-priority", "run_after", "id"), limit=1, lease=LEASE)


def _run(row: TaskRow) -> None:
    now = timezone.now()
    row.started_at = row.started_at or now
    row.last_attempted_at = now
    row.worker_ids.append(f"{socket.gethostname()}:{os.getpid()}")
    token = _current.set(row)
    try:
        if row.attempts > MAX_ATTEMPTS:
            # Only a run that never came back gets here: each time it took its worker along.
            raise LeaseLost(str(row))
        value = _call(row)
    except Exception as error:
        _put_off(row, error)
    else:
        _finish(row, state=TaskRow.State.DONE, finished_at=timezone.now(), return_value=value)
    finally:
        _current.reset(token)


def _call(row: TaskRow) -> Any:
    task = backend.task_of(row)
    context = [TaskContext(task_result=backend.result_of(row))] if task.takes_context else []
    return normalize_json(task.call(*context, *row.args, **row.kwargs))


def _put_off(row: TaskRow, error: Exception) -> None:
    """Try it again later, or give it up."""
    logger.error("task %s, attempt %s\n%s", row.function, row.attempts, leases.trail(error))
    trouble = {"class": get_module_path(type(error)), "trail": leases.trail(error)}
    now = timezone.now()
    if row.attempts >= MAX_ATTEMPTS:
        changes: dict[str, Any] = {"state": TaskRow.State.DEAD, "finished_at": now}
    else:
        changes = {"run_after": now + leases.back_off(row.attempts)}
    _finish(row, errors=[*row.errors, trouble], **changes)


def _finish(row: TaskRow, **changes: Any) -> None:
    is_ours = leases.finish(
        row,
        started_at=row.started_at,
        last_attempted_at=row.last_attempted_at,
        worker_ids=row.worker_ids,
        **changes,
    )
    if not is_ours:
        logger.warning("task %s outlived its lease: somebody else has it", row.function)
