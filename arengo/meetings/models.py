from django.db import models
from django.utils.translation import gettext_lazy as _

from arengo.core.codes import new_code
from arengo.core.localized import LocalizedField
from arengo.plan.models import Axis
from arengo.process.models import Document, Process, Stage
from arengo.questions.models import QuestionSet


class Meeting(models.Model):
    """A public meeting of a process (incontro pubblico), in a hall, online, or both."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Bozza")
        PUBLISHED = "published", _("Pubblicato")
        POSTPONED = "postponed", _("Rinviato a data da stabilire")
        CANCELLED = "cancelled", _("Annullato")

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="+")
    stage = models.ForeignKey(
        Stage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    slug = models.SlugField(unique=True)
    # What kind of meeting it is, in words, e.g. "Primo incontro pubblico".
    kind = LocalizedField(blank=True)
    title = LocalizedField()
    summary = LocalizedField(blank=True)
    description = LocalizedField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    in_person = models.BooleanField(_("in sala"), default=True)
    online = models.BooleanField(_("online"), default=False)
    registration_opens_at = models.DateTimeField(null=True, blank=True)
    registration_closes_at = models.DateTimeField(null=True, blank=True)
    # Until when people change or cancel by their own link; null: until the start.
    changes_close_at = models.DateTimeField(null=True, blank=True)
    entry_opens_minutes = models.PositiveSmallIntegerField(default=15)
    # From when unclaimed seats go, at the door, to those who wait; null: never.
    unclaimed_after = models.DateTimeField(null=True, blank=True)
    # An external conference, revealed only on "Entra".
    conference_url = models.URLField(max_length=500, blank=True)
    conference_name = models.CharField(max_length=60, blank=True)
    online_advice = LocalizedField(blank=True)
    # Registration elsewhere (Eventbrite, Zoom...), per mode.
    external_in_person_url = models.URLField(max_length=500, blank=True)
    external_online_url = models.URLField(max_length=500, blank=True)
    questions = models.ForeignKey(
        QuestionSet, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    documents = models.ManyToManyField(Document, blank=True, related_name="+")
    # Raised at each change that calendars must learn of.
    sequence = models.PositiveIntegerField(default=0)
    # Why it was postponed, moved online or cancelled; shown on the page.
    notice = LocalizedField(blank=True)
    is_example = models.BooleanField(default=False)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(in_person=True) | models.Q(online=True),
                name="meeting_is_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def announced_speakers(self) -> list["Speaker"]:
        """Those whom the invitation names; an example of a voice stands only beside its item."""
        return [speaker for speaker in self.speakers.all() if not speaker.is_example]


class Venue(models.Model):
    """A place (sede) where a meeting is held."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="venues")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField(default=0)
    name = LocalizedField()
    room = LocalizedField(blank=True)
    address = models.CharField(max_length=200)
    city = models.CharField(max_length=100)
    postcode = models.CharField(max_length=10, blank=True)
    directions = LocalizedField(blank=True)
    accessibility = LocalizedField(blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], name="venue_key_in_meeting")
        ]

    def __str__(self) -> str:
        return str(self.name)


class Sitting(models.Model):
    """A part of a meeting: presentation, round table, plenary or work tables."""

    class Kind(models.TextChoices):
        PRESENTATION = "presentation", _("Presentazione")
        ROUND_TABLE = "round_table", _("Tavola rotonda")
        PLENARY = "plenary", _("Discussione in plenaria")
        WORK_TABLES = "work_tables", _("Tavoli di lavoro")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sittings")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField(default=0)
    # Which part of the meeting it belongs to, e.g. 1 for "Prima parte".
    part = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = LocalizedField()
    description = LocalizedField(blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    # The hours were announced by nobody: they show how an evening may go.
    hours_are_example = models.BooleanField(default=False)
    # Who gives the floor to the voices of a round table.
    moderator = models.ForeignKey(
        "Speaker", on_delete=models.SET_NULL, null=True, blank=True, related_name="moderates"
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], name="sitting_key_in_meeting"),
            models.CheckConstraint(
                condition=models.Q(moderator__isnull=True) | models.Q(kind="round_table"),
                name="only_a_round_table_has_a_moderator",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)


class Speaker(models.Model):
    """Somebody announced at a meeting, with the role that the invitation gives."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="speakers")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    role = LocalizedField()
    # Announced by nobody: it shows where a voice would stand.
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], name="speaker_key_in_meeting")
        ]

    def __str__(self) -> str:
        return self.name


class AgendaItem(models.Model):
    """A point of a sitting's agenda."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="items")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField(default=0)
    title = LocalizedField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    axis = models.ForeignKey(
        Axis, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # In the order in which the meeting lists its speakers.
    speakers = models.ManyToManyField(Speaker, blank=True, related_name="items")
    # Slides and documents that are shown while it is on.
    documents = models.ManyToManyField(Document, blank=True, related_name="+")
    # Which microphone, e.g. "leggio", and what the direction must know: never public.
    microphone = models.CharField(max_length=60, blank=True)
    direction = models.TextField(max_length=500, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "key"], name="agenda_item_key_in_sitting")
        ]

    def __str__(self) -> str:
        return str(self.title)


class Duty(models.Model):
    """Who serves as what at a meeting, and where: whoever holds its link opens its pages."""

    class Kind(models.TextChoices):
        CHAIR = "chair", _("Chi presiede")
        ASSISTANT = "assistant", _("Regia")
        NOTE_TAKER = "note_taker", _("Chi scrive")
        STEWARD = "steward", _("Chi accompagna in sala")
        TECHNICIAN = "technician", _("Chi cura suono e immagini")
        INTERPRETER = "interpreter", _("Interprete di lingua dei segni")
        CAPTIONS = "captions", _("Chi scrive i sottotitoli")
        PROJECTOR = "projector", _("Schermo della sala")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="duties")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    # Null: the whole meeting. A venue that is taken away takes its duties along.
    venue = models.ForeignKey(
        Venue, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # To whom it was given, in the office's words; empty when the link was taken away.
    name = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    # Raised to take the link away, or to give a new one.
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name_plural = "duties"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True) | models.Q(version__gt=1, name=""),
                name="revoked_duty_names_nobody_and_has_no_link",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
