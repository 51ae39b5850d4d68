import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arengo.core.codes import new_code
from arengo.core.localized import LocalizedField
from arengo.meetings.models import Meeting
from arengo.registrations.models import Mode, Registration

CORRECTION_AT_MOST = 1000


class Minutes(models.Model):
    """The resoconto of a meeting, made from what happened: draft, read by who came, approved."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Bozza")
        SHARED = "shared", _("In lettura")
        APPROVED = "approved", _("Approvato")

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # How many times its content was made, or a correction changed it.
    version = models.PositiveIntegerField(default=1)
    # All of it as data, in every language; nobody of the plenary is named in it.
    content = models.JSONField()
    opening = LocalizedField(_("prima di tutto il resto"), blank=True)
    closing = LocalizedField(_("alla fine"), blank=True)
    made_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True, blank=True)
    corrections_until = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    # As the ledger calls them.
    approved_by = models.CharField(max_length=40, blank=True)
    # SHA-256 of what was approved, in hexadecimal; the ledger's entry holds it too.
    digest = models.CharField(max_length=64, blank=True)
    entry = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "minutes"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", shared_at__isnull=True, corrections_until__isnull=True)
                | (~Q(state="draft") & Q(shared_at__isnull=False, corrections_until__isnull=False)),
                name="minutes_are_read_until_a_day",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="approved", approved_at__isnull=False, entry__isnull=False)
                    & ~Q(digest="")
                    & ~Q(approved_by="")
                )
                | (
                    ~Q(state="approved")
                    & Q(approved_at__isnull=True, entry__isnull=True, digest="", approved_by="")
                ),
                name="approved_minutes_are_sealed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.meeting)


class Correction(models.Model):
    """What somebody who was there would have otherwise in the resoconto, and what became of it."""

    # Numbered by the page that proposes: a double click is the same correction.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="corrections")
    # Null once the person was erased.
    registration = models.ForeignKey(
        Registration, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The key of the piece that it is about; blank: the whole.
    about = models.CharField(max_length=50, blank=True)
    text = models.TextField(_("che cosa cambieresti"), max_length=CORRECTION_AT_MOST)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    is_accepted = models.BooleanField(null=True, blank=True)
    # What the office says to who proposed it; a refusal always has one.
    answer = models.TextField(_("risposta"), max_length=CORRECTION_AT_MOST, blank=True)

    class Meta:
        ordering = ["proposed_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_proposal_says_something"),
            models.CheckConstraint(
                condition=Q(is_accepted__isnull=True, decided_at__isnull=True, answer="")
                | Q(is_accepted__isnull=False, decided_at__isnull=False),
                name="a_proposal_is_decided_at_an_hour",
            ),
            models.CheckConstraint(
                condition=Q(is_accepted__isnull=True) | Q(is_accepted=True) | ~Q(answer=""),
                name="a_refused_proposal_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Certificate(models.Model):
    """That somebody took part in a meeting, how, and for how many minutes; verified by its code."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    # Null once it was revoked, because the person was erased.
    registration = models.OneToOneField(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    mode = models.CharField(max_length=10, choices=Mode.choices)
    minutes = models.PositiveSmallIntegerField()
    # From when to when, [start, end] each, as they were when it was issued.
    stretches = models.JSONField(default=list)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1), name="a_certificate_is_of_a_minute_at_least"
            ),
            models.CheckConstraint(
                condition=Q(registration__isnull=False, revoked_at__isnull=True)
                | Q(registration__isnull=True, revoked_at__isnull=False),
                name="a_certificate_is_somebodys_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def read_stretches(self) -> list[tuple[datetime, datetime]]:
        """The stretches as moments."""
        return [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in self.stretches]
