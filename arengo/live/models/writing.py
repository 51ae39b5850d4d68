import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arengo.core.codes import new_code
from arengo.live.models.room import Room
from arengo.live.models.speaking import Turn
from arengo.meetings.models import AgendaItem
from arengo.plan.models import Axis
from arengo.registrations.models import Mode, Registration

TEXT_AT_MOST = 600
NOTES_OF_A_TURN = 3


class Horizon(models.TextChoices):
    """How far one looks ahead."""

    MEDIUM = "medium", _("Medio termine")
    LONG = "long", _("Lungo termine")


class Statement(models.Model):
    """What somebody wrote for an axis of the round table: a perspective, or a priority."""

    class Kind(models.TextChoices):
        PERSPECTIVE = "perspective", _("Prospettiva")
        PRIORITY = "priority", _("Priorità")

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="statements")
    # Null once it is no longer known who wrote it: the words stay.
    registration = models.ForeignKey(
        Registration, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="+")
    axis = models.ForeignKey(Axis, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    horizon = models.CharField(_("a che termine"), max_length=6, choices=Horizon.choices)
    text = models.TextField(_("testo"), max_length=TEXT_AT_MOST)
    # By which the voice is followed from here to its reply; never another.
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    # How who wrote it took part, then.
    mode = models.CharField(max_length=10, choices=Mode.choices)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    # From the projector only.
    is_hidden = models.BooleanField(default=False)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "item", "kind"],
                name="one_writes_one_of_a_kind_for_an_axis",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_statement_says_something"),
        ]
        indexes = [models.Index(fields=["room", "item"], name="statement_room_item")]

    def __str__(self) -> str:
        return self.code


class Note(models.Model):
    """What somebody said while they had the floor, in a few sentences by who takes notes."""

    class Kind(models.TextChoices):
        PERSPECTIVE = "perspective", _("Prospettiva")
        PRIORITY = "priority", _("Priorità")
        NEED = "need", _("Bisogno")
        PROPOSAL = "proposal", _("Proposta")
        OBJECTION = "objection", _("Obiezione")
        EXPERIENCE = "experience", _("Esperienza")
        QUESTION = "question", _("Domanda")

    class About(models.TextChoices):
        AXIS = "axis", _("Un asse")
        PLAN = "plan", _("Il piano nel suo insieme")
        PROCESS = "process", _("Il percorso stesso")

    class Standing(models.TextChoices):
        """What who spoke said of it. Of a voice of the round table nobody confirms in its place."""

        UNCONFIRMED = "unconfirmed", _("non confermata")
        CONFIRMED = "confirmed", _("confermata da chi ha parlato")
        CORRECTED = "corrected", _("corretta da chi ha parlato")

    # Numbered by the page that writes: sent twice, it is the same note.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="notes")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(_("che cosa ha detto"), max_length=TEXT_AT_MOST)
    # By which the voice is followed from here to its reply; never another.
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    # Blank until the tidy-up.
    kind = models.CharField(max_length=12, choices=Kind.choices, blank=True)
    about = models.CharField(max_length=8, choices=About.choices, blank=True)
    axis = models.ForeignKey(
        Axis, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    horizon = models.CharField(max_length=6, choices=Horizon.choices, blank=True)
    # Who wrote it, as the ledger calls them.
    by = models.CharField(max_length=40)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    # What who spoke said of it: that it is right, or how it should read. The first words stay.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    correction = models.TextField(_("come l'hai detto"), max_length=TEXT_AT_MOST, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["turn", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["turn", "position"], name="notes_of_a_turn_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=NOTES_OF_A_TURN),
                name="a_turn_has_three_notes_at_most",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_note_says_something"),
            models.CheckConstraint(
                condition=Q(about="axis", axis__isnull=False)
                | (~Q(about="axis") & Q(axis__isnull=True)),
                name="a_note_about_an_axis_says_which",
            ),
            models.CheckConstraint(
                condition=Q(correction="", corrected_at__isnull=True)
                | (~Q(correction="") & Q(corrected_at__isnull=False)),
                name="a_correction_has_its_hour",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(corrected_at__isnull=True),
                name="a_note_is_confirmed_or_corrected",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def words(self) -> str:
        """What was said, in the words of who said it where they gave them."""
        return self.correction or self.text

    @property
    def standing(self) -> "Note.Standing":
        """Confirmed, corrected, or neither."""
        if self.corrected_at is not None:
            return Note.Standing.CORRECTED
        return Note.Standing.CONFIRMED if self.confirmed_at else Note.Standing.UNCONFIRMED

    @property
    def is_tidy(self) -> bool:
        """True when it says what kind of voice it is, and about what."""
        return bool(self.kind and self.about)
