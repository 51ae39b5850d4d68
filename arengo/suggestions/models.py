from django.db import models
from django.db.models import Q

from arengo.contributions.models import Contribution
from arengo.plan.models import Axis
from arengo.process.models import Process


class VoiceVector(models.Model):
    """The words of a voice as an embedder's numbers, by which near ones are found."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    # Of which embedder, in which version: vectors of others cannot be compared with it.
    signature = models.CharField(max_length=80)
    # Of the words that it was made of (queries.WORDS): when they change it is made again.
    digest = models.CharField(max_length=32)
    # float32, as many as the embedder has dimensions.
    vector = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "signature"], name="a_voice_has_one_vector_of_an_embedder"
            ),
            models.CheckConstraint(
                condition=~Q(signature="") & ~Q(digest=""),
                name="a_vector_says_of_what_and_by_whom_it_is",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.signature}"


class Lesson(models.Model):
    """What a method was told: the voices and the axis of each, or the lexicon. From it the same
    suggestions can be made again.
    """

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=20)
    version = models.CharField(max_length=80)
    # Of the embedder that read the examples; blank where none did.
    signature = models.CharField(max_length=80, blank=True)
    # [[id of the voice, label], ...], or {label: [words]} of a lexicon.
    told = models.JSONField()
    # How many voices it learned from; a lexicon from none.
    examples = models.PositiveIntegerField(default=0)
    # False when it was so unsure of the voices held back that it never suggests.
    is_sure = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "method", "version"], name="a_lesson_is_told_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.version}"


class Suggestion(models.Model):
    """What a method thinks of a voice that nobody had read yet: about which axis it is, or that it is
    not sure. From the moment in which somebody reads the voice it stays as it was shown to them.
    """

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="+")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    # The number of the row of the axis, blank for who is not sure. No foreign key: what a method
    # thinks is no reason for which an axis could not be taken away.
    label = models.CharField(max_length=20, blank=True)
    # How sure of it, from 0 to 1; null where the method cannot know.
    confidence = models.FloatField(null=True, blank=True)
    # The likeliest first: [{"label", "confidence", "because": [words]}, ...].
    candidates = models.JSONField(default=list)
    method = models.CharField(max_length=20)
    version = models.CharField(max_length=80)
    # Of the words that it is about.
    digest = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__isnull=True)
                | Q(confidence__isnull=False, confidence__gte=0, confidence__lte=1),
                name="a_confidence_is_a_share",
            ),
            models.CheckConstraint(
                condition=~Q(method="") & ~Q(version=""), name="a_suggestion_says_how_it_was_made"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.label or '?'}"


class LexiconEntry(models.Model):
    """A word by which a voice is recognised as being about an axis, until there are voices to learn from."""

    axis = models.ForeignKey(Axis, on_delete=models.CASCADE, related_name="+")
    # One, several in a row, or the beginning of one with a star.
    words = models.CharField(max_length=60)

    class Meta:
        ordering = ["axis__number", "words"]
        constraints = [
            models.UniqueConstraint(
                fields=["axis", "words"], name="a_word_stands_once_for_an_axis"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="a_word_of_the_lexicon_is_one"),
        ]

    def __str__(self) -> str:
        return self.words
