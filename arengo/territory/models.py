from django.db import models
from django.utils.translation import gettext_lazy as _


class Zone(models.Model):
    """A homogeneous zone (zona omogenea): a group of municipalities that speaks together."""

    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(_("nome"), max_length=100)
    slug = models.SlugField(unique=True)
    source = models.TextField(_("fonte"), blank=True)
    is_derived = models.BooleanField(
        _("elenco ricavato"),
        default=False,
        help_text=_("i comuni della zona non sono letti in un elenco, ma ricavati da altre fonti"),
    )

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class Municipality(models.Model):
    """A municipality, known by its ISTAT code."""

    istat = models.CharField(_("codice ISTAT"), max_length=6, unique=True)
    name = models.CharField(_("nome"), max_length=100)
    slug = models.SlugField(unique=True)
    population = models.PositiveIntegerField(_("abitanti"))
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # The day from which it is no more, and the municipality that it is now part of, if it merged.
    # The row stays: registrations, projects and letters that name it go on naming it.
    closed_on = models.DateField(_("chiuso dal"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "municipalities"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(closed_on__isnull=False),
                name="municipality_merges_when_it_closes",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That a municipality belongs to a zone, from when to when: membership changes over time.

    Of two that follow each other, the day of change is the first of the new one. A day may be to
    come: what holds today is in queries.in_force.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="memberships"
    )
    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    is_derived = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=models.Q(until__isnull=True),
                name="municipality_is_in_one_zone_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True)
                | models.Q(since__isnull=True)
                | models.Q(until__gt=models.F("since")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} → {self.zone}"
