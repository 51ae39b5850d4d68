import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arengo.meetings.models import AgendaItem, Meeting, Sitting
from arengo.process.models import Document
from arengo.registrations.models import Registration


class Room(models.Model):
    """The evening of a meeting as one room: hall and screen see the same at the same moment."""

    class Showing(models.TextChoices):
        """What the projector shows: one thing at a time."""

        NOW = "now", _("Che cosa succede ora")
        NEXT = "next", _("Che cosa viene dopo")
        JOIN = "join", _("Come si partecipa, con il QR")
        SLIDES = "slides", _("Le pagine di un documento")
        MESSAGE = "message", _("Un messaggio")
        QUESTION = "question", _("Una domanda")
        POLL = "poll", _("Una votazione")
        WRITTEN = "written", _("Che cosa scrivono le persone")
        BLANK = "blank", _("Niente")

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    showing = models.CharField(max_length=10, choices=Showing.choices, default=Showing.NOW)
    message = models.CharField(_("messaggio"), max_length=200, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Which page of the document is shown, from 1.
    page = models.PositiveSmallIntegerField(default=1)
    question = models.ForeignKey(
        "AskedQuestion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    poll = models.ForeignKey(
        "Poll", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Who spoke and for how long, as it was made public: what was forgotten since does not change it.
    figures = models.JSONField(null=True, blank=True, editable=False)
    figures_published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(page__gte=1), name="pages_are_counted_from_one"),
            models.CheckConstraint(
                condition=~Q(showing="message") | ~Q(message=""),
                name="a_shown_message_says_something",
            ),
            models.CheckConstraint(
                condition=~Q(showing="question") | Q(question__isnull=False),
                name="a_shown_question_is_one",
            ),
            models.CheckConstraint(
                condition=~Q(showing="poll") | Q(poll__isnull=False), name="a_shown_poll_is_one"
            ),
            models.CheckConstraint(
                condition=Q(figures__isnull=True, figures_published_at__isnull=True)
                | Q(figures__isnull=False, figures_published_at__isnull=False),
                name="published_figures_are_kept",
            ),
        ]

    def __str__(self) -> str:
        return str(self.meeting)


class Span(models.Model):
    """That a line of the programme was on, from when to when: the real hours of the meeting."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="spans")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # How long it was to last when it began; null when the programme does not say.
    planned_seconds = models.PositiveIntegerField(null=True, blank=True)
    extended_seconds = models.PositiveIntegerField(default=0)
    paused_at = models.DateTimeField(null=True, blank=True)
    # The pauses that are over.
    paused_seconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["began_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["room"],
                condition=Q(ended_at__isnull=True),
                name="one_thing_is_on_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="what_was_on_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(paused_at__isnull=True),
                name="what_is_over_is_not_paused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item or self.sitting}: {self.began_at}"


class Caption(models.Model):
    """A line of the captions that somebody types while others speak."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="captions")
    text = models.CharField(_("sottotitolo"), max_length=300)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class HelpRequest(models.Model):
    """That somebody in the room asked for help, what for, and when a person answered."""

    class About(models.TextChoices):
        SOUND = "sound", _("Non sento bene")
        PICTURE = "picture", _("Non vedo bene")
        PAGE = "page", _("Non riesco a usare questa pagina")
        ACCESS = "access", _("Ho bisogno di assistenza in sala")
        OTHER = "other", _("Altro")

    # Numbered by the page that asks: a double click, or a second try, is the same request.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="help_requests")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(_("di che cosa hai bisogno"), max_length=10, choices=About.choices)
    text = models.CharField(_("se vuoi, spiega meglio"), max_length=300, blank=True)
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("risposta"), max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["room", "registration"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_request_for_help_each",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_about_display())
