import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskRow(models.Model):
    """A call of a task that is owed, running, done or given up. All times are the machine's.

    Running is ready under a lease. `key` makes it happen once, as long as the row is kept.
    """

    class State(models.TextChoices):
        READY = "ready", _("Da fare")
        DONE = "done", _("Fatto")
        DEAD = "dead", _("Abbandonato")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=160, unique=True, null=True, blank=True)
    function = models.CharField(max_length=160)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    queue_name = models.CharField(max_length=40)
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    run_after = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    last_attempted_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    return_value = models.JSONField(null=True, blank=True)
    # One for each attempt that failed: {"class": dotted path, "trail": its traceback, no words}.
    errors = models.JSONField(default=list)
    worker_ids = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(
                fields=["-priority", "run_after", "id"],
                condition=models.Q(state="ready"),
                name="tasks_ready",
            )
        ]

    def __str__(self) -> str:
        return f"{self.function} {self.id}"


class Heartbeat(models.Model):
    """When a worker last said that it is alive (machine time)."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"
