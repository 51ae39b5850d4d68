"""The tasks that the tests enqueue: module-level, so that another process finds them too."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskContext, task

from arengo.core.ledger.models import Entry
from arengo.core.ledger.operations import record
from arengo.core.tasks import runner


@task
def note(words: str, *, number: int = 0) -> dict:
    record(kind="test.noted", facts={"words": words, "number": number})
    return {"words": words, "number": number}


@task(priority=50)
def urgent(words: str) -> None:
    note.call(words)


@task(takes_context=True)
def count_attempts(context: TaskContext) -> int:
    return context.attempt


@task
def fail(words: str) -> None:
    raise ValueError(f"cannot note {words}")


@task
def succeed_on(attempt: int) -> int:
    tried = Entry.objects.filter(kind="test.tried").count() + 1
    record(kind="test.tried", facts={})
    if tried < attempt:
        raise ValueError("not yet")
    return tried


@task
def outlive_the_lease() -> None:
    """Somebody else takes the task while it runs."""
    runner.TaskRow.objects.update(leased_until=timezone.now() + timedelta(hours=1))


@task
def keep_at_it() -> str:
    """Takes long, and says so."""
    before: datetime = runner.TaskRow.objects.get().leased_until
    runner.keep_alive()
    return "held" if runner.TaskRow.objects.get().leased_until > before else "not held"


@task
def outlive_and_ask() -> None:
    outlive_the_lease.call()
    runner.keep_alive()


@task
def hang_the_first_time(folder: str) -> str:
    """Says that it runs, and the first time never ends."""
    marker = Path(folder) / f"running-{os.getpid()}"
    is_first = not any(Path(folder).glob("running-*"))
    marker.touch()
    while is_first:
        time.sleep(0.05)
    with transaction.atomic():
        record(kind="test.noted", facts={})
    return "done"
