"""Our database behind Django's Tasks API: tasks are rows, enqueued in the caller's transaction."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from arengo.core.tasks.models import TaskRow


class DatabaseBackend(BaseTaskBackend):
    """Leased, retried with back-off, given up after a number of attempts: at least once.

    The API's signals are not sent: nothing here is glued by signals.
    """

    supports_defer = True
    supports_priority = True
    supports_get_result = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Owe a run of `task`, in the caller's transaction. Raises InvalidTaskError, TypeError."""
        self.validate_task(task)
        return result_of(TaskRow.objects.create(**_columns(task, args, kwargs)), self.alias)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """The state of a run. Raises TaskResultDoesNotExist, also when it was cleared away."""
        try:
            row = TaskRow.objects.get(pk=uuid.UUID(result_id))
        except (TaskRow.DoesNotExist, ValueError, ValidationError) as error:
            raise TaskResultDoesNotExist(result_id) from error
        return result_of(row, self.alias)


def enqueue_once(
    task: Task[Any, Any],
    *,
    key: str,
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
) -> TaskResult[Any]:
    """Owe a run of `task` that happens once for each `key`; twice gives the same run.

    The key is held as long as the row is kept: until two weeks after it finished.
    """
    backend = task.get_backend()
    backend.validate_task(task)
    row, _created = TaskRow.objects.get_or_create(
        key=key, defaults=_columns(task, args, kwargs or {})
    )
    return result_of(row, backend.alias)


def states(prefix: str) -> dict[str, str]:
    """The state of each run that happens once and whose key begins with `prefix`."""
    rows = TaskRow.objects.filter(key__startswith=prefix)
    return {str(key): state for key, state in rows.values_list("key", "state")}


def _columns(
    task: Task[Any, Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> dict[str, Any]:
    now = timezone.now()
    return {
        "function": task.module_path,
        "args": normalize_json(list(args)),
        "kwargs": normalize_json(dict(kwargs)),
        "queue_name": task.queue_name,
        "priority": task.priority,
        "run_after": task.run_after or now,
        "enqueued_at": now,
    }


def task_of(row: TaskRow) -> Task[Any, Any]:
    """The task that a row runs. Raises ImportError when the code no longer has it."""
    task: Task[Any, Any] = import_string(row.function)
    return task.using(priority=row.priority, queue_name=row.queue_name, run_after=row.run_after)


def status_of(row: TaskRow) -> TaskResultStatus:
    """The row's state in the API's words."""
    if row.state == TaskRow.State.DONE:
        return TaskResultStatus.SUCCESSFUL
    if row.state == TaskRow.State.DEAD:
        return TaskResultStatus.FAILED
    is_held = row.leased_until is not None and row.leased_until > timezone.now()
    return TaskResultStatus.RUNNING if is_held else TaskResultStatus.READY


def result_of(row: TaskRow, alias: str = "default") -> TaskResult[Any]:
    """The row as the API's result."""
    result: TaskResult[Any] = TaskResult(
        task=task_of(row),
        id=str(row.id),
        status=status_of(row),
        enqueued_at=row.enqueued_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        last_attempted_at=row.last_attempted_at,
        args=row.args,
        kwargs=row.kwargs,
        backend=alias,
        errors=[
            TaskError(exception_class_path=error["class"], traceback=error["trail"])
            for error in row.errors
        ],
        worker_ids=list(row.worker_ids),
    )
    # The API's result is frozen; its own backends set this field in the same way.
    object.__setattr__(result, "_return_value", row.return_value)
    return result
