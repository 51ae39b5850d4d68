import uuid

from django.db import models
from django.db.models import Q

from arengo.core.codes import new_code
from arengo.process.models import Stage
from arengo.territory.models import Municipality

SHEETS_AT_MOST = 200


class SheetPrint(models.Model):
    """Sheets to write on by hand, printed in one go: how many, for which stage, to be left where."""

    # Of the form: sent twice, they are printed once.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=7, default="it")
    # In the office's own words ("Biblioteca, banco dei prestiti"), and in which municipality.
    place = models.CharField(max_length=120, blank=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    printed_at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        ordering = ["-printed_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=SHEETS_AT_MOST),
                name="a_print_has_some_sheets",
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.count}"


class PaperSheet(models.Model):
    """One printed sheet. Its code is the one that the voice written on it will have: who tears off the
    receipt follows it from that moment.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    run = models.ForeignKey(SheetPrint, on_delete=models.CASCADE, related_name="sheets")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="sheet_number_in_its_print")
        ]

    def __str__(self) -> str:
        return self.code
