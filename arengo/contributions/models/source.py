import uuid
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arengo.meetings.models import Meeting
from arengo.people.models import Person
from arengo.process.models import Process, Stage
from arengo.registrations.models import Registration
from arengo.territory.models import Municipality, Zone

# A voice is one thing that somebody says; a whole letter is not.
VOICE_AT_MOST: Final = 20_000


class Source(models.Model):
    """What came in one piece and may say many things: a letter, a mail, an interview, a sheet of paper.

    The office takes the voices from it, each with its passage. Everything here is for the office alone.
    """

    class Kind(models.TextChoices):
        LETTER = "letter", _("Lettera")
        EMAIL = "email", _("E-mail")
        DOCUMENT = "document", _("Documento")
        INTERVIEW = "interview", _("Intervista")
        FOCUS_GROUP = "focus_group", _("Gruppo di discussione")
        SHEET = "sheet", _("Foglio scritto a mano")
        SPREADSHEET = "spreadsheet", _("Foglio di calcolo")
        OWN_MEETING = "own_meeting", _("Incontro sul territorio")

    class State(models.TextChoices):
        WAITING = "waiting", _("Da lavorare")
        WORKED = "worked", _("Lavorata")
        SET_ASIDE = "set_aside", _("Messa da parte")

    class Reason(models.TextChoices):
        """Why nothing is taken from it."""

        TWICE = "twice", _("È arrivata due volte")
        AUTOMATIC = "automatic", _("È una risposta automatica, o l'ha mandata un programma")
        ADVERT = "advert", _("È pubblicità")
        NOT_A_VOICE = "not_a_voice", _("Non dice niente sul piano: chiede o manda altro")
        UNREADABLE = "unreadable", _("Non si riesce a leggere, e non si sa a chi chiedere")
        UNDONE = "undone", _("Era stata importata per errore")

    # What somebody says who looked into it; the last is said by undoing an import.
    REASONS_TO_GIVE: Final = tuple(each for each in Reason if each != "undone")
    # Those of which the text or the file is all there is; of the others each voice is typed.
    TOLD_AS_TEXT: Final = (
        Kind.LETTER,
        Kind.EMAIL,
        Kind.DOCUMENT,
        Kind.INTERVIEW,
        Kind.FOCUS_GROUP,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # As the office calls it, to find it again; shown to nobody else.
    title = models.CharField(max_length=200)
    # Of an interview or a group: who spoke, by roles and never by name.
    roles = models.CharField(max_length=300, blank=True)
    # Whose words these are, and who is answered; null when nobody asked to be.
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    representing = models.CharField(
        max_length=20, choices=Registration.Representing.choices, blank=True
    )
    zone = models.ForeignKey(
        Zone, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Of a meeting: where it was held, which is no person's address, and how many were there.
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    participants = models.PositiveIntegerField(null=True, blank=True)
    # Of the form in which somebody told it on the site: sent twice, it is received once.
    number = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    # When whoever told it on the site showed that the mailbox is theirs.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=7, default="it")
    # When it was written or held, where that is known; and when it came to the office.
    dated_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField(db_index=True)
    # What passages are characters of: pasted, or read from the file.
    text = models.TextField(blank=True)
    # Why nothing could be read from the file, in a word; what to do is said beside it.
    trouble = models.CharField(max_length=20, blank=True)
    file = models.FileField(upload_to="sources/", blank=True)
    # What it was called on somebody's computer.
    file_name = models.CharField(max_length=200, blank=True)
    # Of its bytes, or of its text: what came already is not added again.
    digest = models.CharField(max_length=64, blank=True)
    # Of a mail, as its sender's program called it.
    message_id = models.CharField(max_length=255, blank=True)
    # Of what came with it: the mail that an attachment was in.
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="attached"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    # Who brought it and who closed it, as the ledger calls them.
    added_by = models.CharField(max_length=40)
    closed_by = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["received_at", "id"]
        indexes = [models.Index(fields=["process", "state"], name="sources_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "digest"],
                condition=~Q(digest=""),
                name="a_source_comes_once",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", reason="", closed_by="", closed_at__isnull=True)
                | Q(state="worked", reason="", closed_at__isnull=False)
                | Q(state="set_aside", closed_at__isnull=False) & ~Q(reason=""),
                name="a_source_is_closed_by_somebody_or_waits",
            ),
            models.CheckConstraint(
                condition=Q(participants__isnull=True) | Q(participants__gte=1),
                name="a_meeting_has_participants",
            ),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("id")),
                name="a_source_did_not_come_with_itself",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SourcePage(models.Model):
    """A page of a source as a picture (WebP): what a passage of a scan is a region of."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    picture = models.FileField(upload_to="sources/pages/")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    # Where in the text of the source the words of this page begin, in characters.
    start = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=16)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"], name="a_page_number_once_in_a_source"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, width__gte=1, height__gte=1),
                name="a_page_of_a_source_has_a_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.number}"


class ColumnChoice(models.Model):
    """Which column of a sheet is what, as the office said: asked again of a sheet with the same columns."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="+")
    headers_digest = models.CharField(max_length=64)
    # By the name of the form's field.
    choices = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["process", "headers_digest"], name="one_choice_for_the_same_columns"
            ),
        ]

    def __str__(self) -> str:
        return self.headers_digest
