from django.db import models


class StreamEvent(models.Model):
    """That a part of a channel changed, at a moment of the machine's clock; never what it is now.

    Ids are given before the commit: on PostgreSQL a lower one may be seen after a higher one.
    """

    channel = models.CharField(max_length=80)
    part = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["channel", "-id"], name="stream_of_channel")]

    def __str__(self) -> str:
        return f"{self.channel} {self.part} {self.pk}"
