import uuid

from django.db import models
from django.db.models import F, Q

from arengo.contributions.models.contribution import Contribution
from arengo.core.full_text.fields import StemsField
from arengo.people.models import Person
from arengo.process.models import Process, Stage
from arengo.questions.models import QuestionSet
from arengo.registrations.models import Registration
from arengo.territory.models import Zone


class VoiceWords(models.Model):
    """The words of a voice as a search compares them; written by `searching.put_words` alone."""

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="+")
    stems = StemsField()
    # Of what they were made and how: other words, or another method, and they are made again.
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "voice words"

    def __str__(self) -> str:
        return str(self.contribution_id)


class PublicWords(models.Model):
    """The words of a voice as everybody reads them, as a search compares them: nobody finds what is covered.

    Written by `searching.put_words` alone, also of what is not published yet.
    """

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="+")
    stems = StemsField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "public words"

    def __str__(self) -> str:
        return str(self.contribution_id)


class QuestionnaireResponse(models.Model):
    """A questionnaire that somebody filled in: what they chose, never who they are.

    What they wrote is not here: it is a voice, which is followed, answered, and may be taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Of the form: sent twice, it is received once.
    number = models.UUIDField(unique=True, editable=False)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="+")
    # By the question's key.
    answers = models.JSONField(default=dict)
    zone = models.ForeignKey(
        Zone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    representing = models.CharField(
        max_length=20, choices=Registration.Representing.choices, blank=True
    )
    language = models.CharField(max_length=7, default="it")
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["received_at", "id"]

    def __str__(self) -> str:
        return str(self.id)


class Support(models.Model):
    """That somebody thinks the same as a voice that everybody reads: counted once they confirmed it."""

    # What the link of its mail holds: who has it confirms, or takes it back.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(
        Contribution, on_delete=models.PROTECT, related_name="supports"
    )
    # Whose it is, shown nowhere; null once they were erased: it stays counted.
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "person"], name="a_person_supports_a_voice_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=F("asked_at")),
                name="a_support_is_confirmed_after_it_was_asked",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(confirmed_at__isnull=False),
                name="a_support_is_somebodys_or_counted",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Attachment(models.Model):
    """A file that somebody added to the voice they wrote: a picture, a drawing, a paper.

    For the office; everybody gets it only once somebody of the office looked at it and said so.
    """

    # In addresses, as nobody guesses it.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="attachments"
    )
    file = models.FileField(upload_to="attachments/")
    # What it was called on somebody's computer: for the office alone.
    file_name = models.CharField(max_length=200)
    # What it shows, for who does not see it.
    description = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=5)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    # Who let everybody see it, as the ledger calls them, and when; blank: nobody but the office.
    published_by = models.CharField(max_length=40, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "digest"], name="a_file_is_attached_once"
            ),
            models.CheckConstraint(
                condition=Q(published_by="", published_at__isnull=True)
                | Q(published_at__isnull=False) & ~Q(published_by=""),
                name="an_attachment_is_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_picture(self) -> bool:
        """True for what a page shows; what is no picture is handed over as a file."""
        return self.kind == "jpg"
