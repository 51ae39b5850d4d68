from django.db import models
from django.utils.translation import gettext_lazy as _

from arengo.core.localized import LocalizedField


class QuestionSet(models.Model):
    """The office's own questions for a form, in order."""

    key = models.SlugField(unique=True)
    title = LocalizedField()
    # Written to try things out; a questionnaire on the site says so.
    is_example = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.title)


class Question(models.Model):
    """One question of a set. Its answers are kept by key where they are given."""

    class Kind(models.TextChoices):
        SHORT = "short", _("Risposta breve")
        LONG = "long", _("Risposta libera")
        ONE = "one", _("Una scelta")
        MANY = "many", _("Più scelte")
        YES_NO = "yes_no", _("Sì o no")
        RANKING = "ranking", _("Metterle in ordine")

    # What is answered in one's own words.
    WRITTEN = (Kind.SHORT, Kind.LONG)

    question_set = models.ForeignKey(
        QuestionSet, on_delete=models.CASCADE, related_name="questions"
    )
    key = models.SlugField()
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SHORT)
    label = LocalizedField()
    help_text = LocalizedField(blank=True)
    options = models.JSONField(default=list, blank=True)
    is_required = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["question_set", "key"], name="question_key_in_set")
        ]

    def __str__(self) -> str:
        return str(self.label)
