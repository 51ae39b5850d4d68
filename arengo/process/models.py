from django.db import models
from django.db.models import F
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from arengo.core.localized import LocalizedField
from arengo.core.pdf_pages import PAGES_AT_MOST
from arengo.people.models import Body
from arengo.plan.models import Plan
from arengo.questions.models import QuestionSet


class Process(models.Model):
    """A participatory process (percorso): from the guidelines to the plan that is adopted."""

    key = models.SlugField(unique=True)
    title = LocalizedField()
    period = models.CharField(max_length=20, blank=True)
    summary = LocalizedField(blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    plan_in_force = models.ForeignKey(
        Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    plan_to_write = models.ForeignKey(
        Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "processes"

    def __str__(self) -> str:
        return str(self.title)


class Stage(models.Model):
    """A stage (tappa) of a process. Planned dates stay; a change is added with its reason."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="stages")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField(default=0)
    title = LocalizedField()
    description = LocalizedField(blank=True)
    # What is open, and to whom, while the stage lasts.
    what_is_open = LocalizedField(blank=True)
    planned_start = models.DateField(null=True, blank=True)
    planned_end = models.DateField(null=True, blank=True)
    # In these days, both included, anybody may write on the site; without the last, until it closes.
    voices_from = models.DateField(null=True, blank=True)
    voices_until = models.DateField(null=True, blank=True)
    voices_are_example = models.BooleanField(default=False)
    # The questionnaire that anybody fills in on those same days; its answers as they were counted
    # at a moment are public from when the office says so.
    questions = models.ForeignKey(
        QuestionSet, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    results_published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["process", "key"], name="stage_key_in_process"),
            models.CheckConstraint(
                condition=models.Q(planned_end__isnull=True)
                | models.Q(planned_start__isnull=True)
                | models.Q(planned_end__gte=models.F("planned_start")),
                name="stage_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(voices_until__isnull=True)
                | models.Q(voices_from__isnull=False, voices_until__gte=models.F("voices_from")),
                name="stage_takes_voices_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)


class StageChange(models.Model):
    """That the dates of a stage were revised, or became real, and why."""

    class Kind(models.TextChoices):
        REVISED = "revised", _("Date riviste")
        ACTUAL = "actual", _("Date effettive")

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="changes")
    key = models.SlugField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    reason = LocalizedField(blank=True)
    # When it became known: a page shows what was known on its day. Null: from the beginning.
    known_on = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        # What was known from the beginning comes first; databases disagree on where to put nulls.
        ordering = [F("known_on").asc(nulls_first=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "key"], name="stage_change_key_in_stage")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.stage}"


class Document(models.Model):
    """A document of the process: a file of ours, or the address of another's."""

    class Trouble(models.TextChoices):
        """Why a file has no pages to show, and what to do."""

        ENCRYPTED = "encrypted", _("È protetto da una password: salvalo senza e caricalo di nuovo.")
        BROKEN = (
            "broken",
            _("È rovinato: esportalo di nuovo dal programma con cui è fatto e ricaricalo."),
        )
        LONG = (
            "long",
            format_lazy(
                _("Ha più di {number} pagine: carica a parte quelle da mostrare."),
                number=PAGES_AT_MOST,
            ),
        )
        HEAVY = (
            "heavy",
            _("Una pagina è troppo pesante: esportalo con immagini più leggere e ricaricalo."),
        )
        GONE = "gone", _("Il file non si trova più: caricalo di nuovo.")

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="documents")
    key = models.SlugField()
    title = LocalizedField()
    description = LocalizedField(blank=True)
    file = models.FileField(upload_to="documents/", blank=True)
    url = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=7, default="it")
    published_on = models.DateField(null=True, blank=True)
    is_example = models.BooleanField(default=False)
    # The name of the file whose pages were drawn, or that cannot be: each upload has its own.
    pages_of = models.CharField(max_length=100, blank=True, editable=False)
    page_count = models.PositiveSmallIntegerField(default=0, editable=False)
    pages_trouble = models.CharField(
        max_length=10, choices=Trouble.choices, blank=True, editable=False
    )

    class Meta:
        ordering = [F("published_on").desc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["process", "key"], name="document_key_in_process"),
            models.CheckConstraint(
                condition=models.Q(pages_trouble="") | models.Q(page_count=0),
                name="document_in_trouble_has_no_pages",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)


class DocumentPage(models.Model):
    """A page of a PDF as a picture (WebP), to be shown without downloading the whole file."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    picture = models.FileField(upload_to="pages/")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    # The words on it, for who does not see the picture; cut when they are many.
    text = models.TextField(blank=True)
    # Of the picture: it stands in its address, so that a browser may keep it for ever.
    digest = models.CharField(max_length=16)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="page_number_in_document"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="page_number_starts_at_one"
            ),
            models.CheckConstraint(
                condition=models.Q(width__gte=1, height__gte=1), name="page_has_a_size"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.number}"


class Guideline(models.Model):
    """The guidelines (linee di indirizzo) for the new plan: an act of a body, and what it says."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="guidelines")
    key = models.SlugField()
    title = LocalizedField()
    act = models.CharField(max_length=200, blank=True)
    adopted_by = LocalizedField(blank=True)
    # Often only the month is known: then the day is the first and `date_is_month` is true.
    adopted_on = models.DateField(null=True, blank=True)
    date_is_month = models.BooleanField(default=False)
    summary = LocalizedField(blank=True)
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, blank=True)
    is_example = models.BooleanField(default=False)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["process", "key"], name="guideline_key_in_process")
        ]

    def __str__(self) -> str:
        return str(self.title)


class GuidelineSection(models.Model):
    """A section of the guidelines, with an address of its own that contributions can point to."""

    guideline = models.ForeignKey(Guideline, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField()
    position = models.PositiveSmallIntegerField(default=0)
    title = LocalizedField()
    text = LocalizedField(blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["guideline", "key"], name="section_key_in_guideline")
        ]

    def __str__(self) -> str:
        return str(self.title)
