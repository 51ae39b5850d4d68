"""The sign of life of worker and stream, for those who watch from another process or machine."""

from datetime import datetime

from django.utils import timezone

from arengo.core.tasks.models import Heartbeat, TaskRow

WORKER = "worker"
STREAM = "stream"


def beat(name: str = WORKER) -> None:
    """Say that a worker, or the stream, is alive now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def last_beat(name: str = WORKER) -> datetime | None:
    """When a worker last said so (machine time); None when none ever did."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def dead_tasks() -> int:
    """How many tasks were given up in the time for which they are kept."""
    return TaskRow.objects.filter(state=TaskRow.State.DEAD).count()
