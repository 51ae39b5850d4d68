from django.db import models
from django.utils.translation import gettext_lazy as _

from arengo.core.localized import LocalizedField


class Plan(models.Model):
    """A strategic plan for some years: closed, in force, or still to be written."""

    class State(models.TextChoices):
        CLOSED = "closed", _("Concluso")
        IN_FORCE = "in_force", _("Vigente")
        TO_WRITE = "to_write", _("Da scrivere")

    key = models.SlugField(unique=True)
    title = LocalizedField()
    subtitle = LocalizedField(blank=True)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    description = LocalizedField(blank=True)
    # What the owner states; the names listed here may be fewer, and the page says so.
    stated_strategies = models.PositiveSmallIntegerField(null=True, blank=True)
    stated_actions = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["-first_year"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_year__gte=models.F("first_year")),
                name="plan_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return str(self.title)


class Axis(models.Model):
    """A strategic axis (asse) of a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="axes")
    number = models.PositiveSmallIntegerField()
    name = LocalizedField()
    goal = LocalizedField(blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "axes"
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="axis_number_in_plan")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class Strategy(models.Model):
    """A strategy of an axis, numbered n.m."""

    axis = models.ForeignKey(Axis, on_delete=models.CASCADE, related_name="strategies")
    number = models.PositiveSmallIntegerField()
    name = LocalizedField()

    class Meta:
        ordering = ["axis__number", "number"]
        verbose_name_plural = "strategies"
        constraints = [
            models.UniqueConstraint(fields=["axis", "number"], name="strategy_number_in_axis")
        ]

    def __str__(self) -> str:
        return str(self.name)


class Action(models.Model):
    """An action of a strategy, numbered n.m.k."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="actions")
    number = models.PositiveSmallIntegerField()
    name = LocalizedField()

    class Meta:
        ordering = ["strategy__number", "number"]
        constraints = [
            models.UniqueConstraint(fields=["strategy", "number"], name="action_number_in_strategy")
        ]

    def __str__(self) -> str:
        return str(self.name)
