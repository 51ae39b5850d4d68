import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arengo.contributions.many import Trouble
from arengo.contributions.models import Contribution
from arengo.process.models import Process


class BulkAct(models.Model):
    """What somebody of the office does to many voices at once: in pieces, told as one, undone once."""

    class Verb(models.TextChoices):
        READ = "read", _("Letta")
        PUBLISH = "published", _("Pubblicata")
        HOLD = "held", _("Trattenuta")
        REFUSE = "refused", _("Non pubblicata")

    class State(models.TextChoices):
        DOING = "doing", _("In corso")
        DONE = "done", _("Fatto")
        UNDOING = "undoing", _("Si sta annullando")
        UNDONE = "undone", _("Annullato")

    # That of the form: sent twice, it is one act.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=10, choices=Verb.choices)
    # What is said of each: as `contributions.many` has it.
    values = models.JSONField(default=dict)
    # The codes of the voices that were chosen, in order, and how many of them were come to.
    wanted = models.JSONField(default=list)
    total = models.PositiveIntegerField()
    handled = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DOING)
    by = models.CharField(max_length=40)
    at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=40, blank=True)
    # When somebody asked to undo it, and when that was done.
    undo_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="doing", done_at__isnull=True)
                | ~Q(state="doing") & Q(done_at__isnull=False),
                name="an_act_on_many_is_done_at_an_hour",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["doing", "done"], undo_at__isnull=True, undone_by="")
                | Q(state__in=["undoing", "undone"], undo_at__isnull=False) & ~Q(undone_by=""),
                name="an_act_on_many_is_undone_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False)
                | ~Q(state="undone") & Q(undone_at__isnull=True),
                name="an_act_on_many_is_undone_at_an_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} ({self.id})"

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.DOING, self.State.UNDOING)


class BulkVoice(models.Model):
    """A voice that an act on many came to: what it was before, or why it was left as it is."""

    class State(models.TextChoices):
        DONE = "done", _("Fatto")
        LEFT = "left", _("Lasciata com'era")
        UNDONE = "undone", _("Annullato")
        # Somebody changed it after the act: undoing left it as it is.
        KEPT = "kept", _("Cambiata dopo: lasciata così")

    act = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="voices")
    place = models.PositiveIntegerField()
    code = models.CharField(max_length=12)
    # Null once it went: a part that was put together again.
    contribution = models.ForeignKey(
        Contribution, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=6, choices=State.choices)
    trouble = models.CharField(max_length=12, choices=Trouble.choices, blank=True)
    before = models.JSONField(default=dict)
    # The digest of how it stood after: undone is only what still stands so.
    after = models.CharField(max_length=64, blank=True)
    # What the entry in the ledger says of it.
    leaf = models.CharField(max_length=400, blank=True)
    # By the machine's clock, as the ledger orders what was done to a voice.
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["act", "place"]
        constraints = [
            models.UniqueConstraint(fields=["act", "place"], name="an_act_comes_to_a_voice_once"),
            models.CheckConstraint(
                condition=Q(state="left", leaf="") & ~Q(trouble="")
                | ~Q(state="left") & Q(trouble="") & ~Q(leaf=""),
                name="what_is_left_as_it_is_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False)
                | ~Q(state="undone") & Q(undone_at__isnull=True),
                name="what_is_put_back_has_its_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.state}"
