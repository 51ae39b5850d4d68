from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arengo.core.localized import LocalizedField


class News(models.Model):
    """Something new told on the site: a title and a text, from when it is published.

    `published_at` is when it last went out, `changed_at` when its words changed after that.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Bozza")
        HELD = "held", _("Trattenuta fino alla fine del periodo")
        PUBLISHED = "published", _("Pubblicata")
        WITHDRAWN = "withdrawn", _("Ritirata")

    slug = models.SlugField(unique=True)
    title = LocalizedField()
    text = LocalizedField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "news"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="held")
                | Q(state="draft", published_at__isnull=True)
                | Q(state__in=["published", "withdrawn"], published_at__isnull=False),
                name="news_that_went_out_says_when",
            )
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(state="published"),
                name="news_published",
            )
        ]

    def __str__(self) -> str:
        return str(self.title)
