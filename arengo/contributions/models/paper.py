import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arengo.contributions.models.source import Source
from arengo.core.codes import new_code
from arengo.process.models import Process, Stage
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


class ScanFile(models.Model):
    """A photograph or a scan that somebody of the office handed in, until its sheets are recognised.

    The file itself is deleted then: what is kept are the pictures of the sheets.
    """

    class Trouble(models.TextChoices):
        """Why nothing could be read from it, and what to do."""

        HEIC = (
            "heic",
            _("È una foto HEIC: sul telefono scegli «Più compatibile» e rifalla in JPEG."),
        )
        UNKNOWN = "unknown", _("Non è una foto né un PDF: caricala come JPEG, PNG, WebP o PDF.")
        BROKEN = "broken", _("Il file è rovinato: rifai la foto o la scansione.")
        HEAVY = "heavy", _("È troppo grande da aprire: rifai la foto o la scansione più leggera.")
        LONG = "long", _("Ha più di 300 pagine: dividila.")
        ENCRYPTED = "encrypted", _("È protetto da una password: salvalo senza.")
        GONE = "gone", _("Il file non si trova più: caricalo di nuovo.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to="scans/", blank=True)
    # What it was called on somebody's computer: to find the one that was not read.
    file_name = models.CharField(max_length=200, blank=True)
    # Of its bytes: handed in twice, it is read once.
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    by = models.CharField(max_length=40)
    # How many pictures were found so far; when that was all, and what was wrong.
    pictures = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=10, choices=Trouble.choices, blank=True)

    class Meta:
        ordering = ["-received_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["process", "digest"], name="a_scan_is_handed_in_once"),
            models.CheckConstraint(
                condition=Q(trouble="") | Q(read_at__isnull=False),
                name="a_scan_in_trouble_is_done_with",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SheetScan(models.Model):
    """A sheet of paper that came back: its pictures are the pages of a source, its voices are typed."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="sheet_scan")
    # Whose code is on it; null while nobody knows, and for a sheet that has none.
    sheet = models.ForeignKey(
        PaperSheet, on_delete=models.SET_NULL, null=True, blank=True, related_name="scans"
    )
    # The code is printed on another sheet of paper too: the voices of this one have new codes.
    is_copy = models.BooleanField(default=False)
    # Somebody looked: it has no code that we know, and is typed with a new one.
    has_no_code = models.BooleanField(default=False)
    # A picture came after everything was typed: until somebody has looked at it.
    again_at = models.DateTimeField(null=True, blank=True)
    # Who types it now, as the ledger calls them, and until when by the machine's clock.
    claimed_by = models.CharField(max_length=40, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"],
                condition=Q(is_copy=False, sheet__isnull=False),
                name="a_sheet_comes_back_once",
            ),
            models.CheckConstraint(
                condition=Q(has_no_code=False) | Q(sheet__isnull=True, is_copy=False),
                name="a_sheet_without_code_is_no_copy",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by="", claimed_until__isnull=True)
                | ~Q(claimed_by="") & Q(claimed_until__isnull=False),
                name="a_sheet_is_claimed_until_some_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.source_id)
