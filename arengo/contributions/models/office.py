from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arengo.contributions.models.contribution import Contribution


class Claim(models.Model):
    """That somebody of the office is reading a voice now, so that nobody else takes it: for a while."""

    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, related_name="claim"
    )
    by = models.CharField(max_length=40)
    # By the machine's clock: who closed the page is not waited for.
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.by}"


class SecondReading(models.Model):
    """What somebody else says of a voice of the sample, without seeing what was said the first time."""

    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, related_name="second_reading"
    )
    kind = models.CharField(max_length=12, choices=Contribution.Kind.choices)
    # About what, as the ledger names it ("axis:3"), now and the first time, with the kind of then.
    targets = models.JSONField(default=list)
    first_kind = models.CharField(max_length=12, choices=Contribution.Kind.choices)
    first_targets = models.JSONField(default=list)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.kind}"


class Moderation(models.Model):
    """That somebody of the office published a voice, held it back or refused it, when and why."""

    class Reason(models.TextChoices):
        """Why words are not published. That they are off the point or displease is no reason."""

        OFFENSIVE = "offensive", _("Offende qualcuno, o incita all'odio o alla violenza")
        PRIVATE = "private", _("Racconta fatti privati di una persona")
        UNLAWFUL = "unlawful", _("Contiene qualcosa che la legge non lascia pubblicare")
        ADVERT = "advert", _("È pubblicità, o l'ha mandata un programma")

    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="moderations"
    )
    decision = models.CharField(max_length=10, choices=Contribution.Publication.choices)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    # Of a refusal: read by everybody. Of what is held: a note among colleagues.
    words = models.TextField(max_length=600, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    # When an act on many was undone of which it was: from then on the one before counts.
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="refused") & ~Q(reason="") & ~Q(words="")
                | ~Q(decision="refused") & Q(reason=""),
                name="a_refusal_says_why",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["published", "held", "refused"]),
                name="a_moderation_decides_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.decision}"


class Appeal(models.Model):
    """That the author of a refused voice asks, once, that somebody else of the office look again."""

    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, related_name="appeal"
    )
    text = models.TextField(max_length=600, blank=True)
    at = models.DateTimeField()
    # What the other person decided, and why, for everybody to read.
    is_upheld = models.BooleanField(null=True, blank=True)
    words = models.TextField(max_length=600, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_upheld__isnull=True, decided_at__isnull=True, decided_by="")
                | Q(is_upheld__isnull=False, decided_at__isnull=False) & ~Q(decided_by=""),
                name="an_appeal_is_decided_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(self.contribution_id)
