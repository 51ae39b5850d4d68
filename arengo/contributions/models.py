import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arengo.core.codes import new_code
from arengo.live.models import Horizon, InvitationToWrite, Note, Statement
from arengo.meetings.models import Meeting, Sitting
from arengo.plan.models import Axis
from arengo.process.models import Process, Stage
from arengo.registrations.models import Mode


class Contribution(models.Model):
    """A voice: one statement somebody made, in the words in which it came, until it is answered."""

    class Channel(models.TextChoices):
        """By which way it came."""

        ROUND_TABLE = "round_table", _("Tavola rotonda")
        PLENARY = "plenary", _("Discussione in plenaria")

    Kind, About = Note.Kind, Note.About

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # By which it is followed from the moment it was said to its reply; never another.
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(
        Stage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sitting = models.ForeignKey(
        Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    channel = models.CharField(max_length=12, choices=Channel.choices)
    # How who said it took part; blank where that means nothing.
    mode = models.CharField(max_length=10, choices=Mode.choices, blank=True)
    # Blank until somebody read it.
    kind = models.CharField(max_length=12, choices=Kind.choices, blank=True)
    about = models.CharField(max_length=8, choices=About.choices, blank=True)
    axis = models.ForeignKey(
        Axis, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    horizon = models.CharField(max_length=6, choices=Horizon.choices, blank=True)
    # The words as they came, and how who said them wants them to read.
    text = models.TextField()
    correction = models.TextField(blank=True)
    # From when it is counted: when it was written down, not when it came here.
    received_at = models.DateTimeField(db_index=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    # Of what the evening left it was made; one at most.
    note = models.OneToOneField(
        Note, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    statement = models.OneToOneField(
        Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_instead = models.OneToOneField(
        InvitationToWrite, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["received_at", "code"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_contribution_says_something"),
            models.CheckConstraint(
                condition=Q(about="axis", axis__isnull=False)
                | (~Q(about="axis") & Q(axis__isnull=True)),
                name="a_contribution_about_an_axis_says_which",
            ),
            models.CheckConstraint(
                condition=Q(changed_at__isnull=True) | Q(changed_at__gte=F("received_at")),
                name="a_contribution_changes_after_it_came",
            ),
            models.CheckConstraint(
                condition=Q(note__isnull=True, statement__isnull=True)
                | Q(note__isnull=True, written_instead__isnull=True)
                | Q(statement__isnull=True, written_instead__isnull=True),
                name="a_contribution_has_one_origin",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> str:
        """What was said, in the words of who said it where they gave them."""
        return self.correction or self.text
