from django.db import models


class ClockOffset(models.Model):
    """How far the demo's clock stands from the machine's, in seconds. At most one row."""

    seconds = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="clock_offset_is_one_row")
        ]
