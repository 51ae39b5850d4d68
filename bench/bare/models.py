from django.db import models


class Meeting(models.Model):
    """So many seats, and how many are taken."""

    title = models.CharField(max_length=200)
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.title


class Registration(models.Model):
    """Somebody who has a seat."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    email = models.EmailField()
    key = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "email"], name="one_seat_for_an_address")
        ]

    def __str__(self) -> str:
        return self.name


class Mail(models.Model):
    """A mail that is owed. Nobody sends it: the bare form has no worker."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    is_sent = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.subject
