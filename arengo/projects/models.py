from django.db import models
from django.utils.translation import gettext_lazy as _

from arengo.core.localized import LocalizedField
from arengo.plan.models import Axis, Strategy
from arengo.territory.models import Municipality


class Project(models.Model):
    """What is done, under way or planned: one row per CUP, whatever the number of municipalities.

    Money is in euros and belongs to the whole project; a sum over projects counts it once.
    """

    class Status(models.TextChoices):
        DONE = "done", _("Concluso")
        UNDER_WAY = "under_way", _("In corso")
        PLANNED = "planned", _("Previsto")
        NOT_STATED = "not_stated", _("Non dichiarato")

    slug = models.SlugField(max_length=120, unique=True)
    cup = models.CharField(_("CUP"), max_length=15, blank=True)
    title = LocalizedField(_("titolo"))
    summary = LocalizedField(_("sintesi"), blank=True)
    programme = models.TextField(_("misura o programma"), blank=True)
    status = models.CharField(
        _("stato"), max_length=10, choices=Status.choices, default=Status.NOT_STATED
    )
    # The source's own word: "Attivo" says that a CUP is open, the page says which word we read.
    stated_status = models.CharField(_("stato nella fonte"), max_length=100, blank=True)
    axis = models.ForeignKey(
        Axis,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asse"),
    )
    strategy = models.ForeignKey(
        Strategy,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("strategia"),
    )
    owner = models.CharField(_("soggetto attuatore"), max_length=300, blank=True)
    municipalities = models.ManyToManyField(
        Municipality, blank=True, related_name="+", verbose_name=_("comuni")
    )
    cost = models.DecimalField(_("costo"), max_digits=14, decimal_places=2, null=True, blank=True)
    funding = models.DecimalField(
        _("finanziamento"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    funding_source = models.CharField(_("chi finanzia"), max_length=100, blank=True)
    source = models.TextField(_("fonte"), blank=True)
    source_date = models.DateField(_("data della fonte"), null=True, blank=True)
    is_example = models.BooleanField(_("esempio"), default=False)
    # Every word that a search may look for, small and without accents.
    search_text = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["-cost", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["cup"], condition=~models.Q(cup=""), name="project_cup_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(cost__gte=0) & models.Q(funding__gte=0),
                name="project_money_is_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(funding__lte=models.F("cost")),
                name="project_funding_is_within_cost",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)
