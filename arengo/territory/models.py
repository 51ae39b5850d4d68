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

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "municipalities"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That a municipality belongs to a zone, from when to when: membership changes over time."""

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
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality} → {self.zone}"
