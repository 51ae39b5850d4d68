import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arengo.contributions.models import Contribution
from arengo.core.localized import LocalizedField
from arengo.people.models import Person
from arengo.plan.models import Strategy
from arengo.process.models import Document, GuidelineSection, Process, Stage
from arengo.projects.models import Project


class Reply(models.Model):
    """What the office answers to one voice, or to several that say the same: outcome, reason, who signs.

    Drafted, then read again by somebody else, then published: from there on nothing of it changes.
    """

    class Outcome(models.TextChoices):
        """What becomes of a voice: every one ends in exactly one of these."""

        ADOPTED = "adopted", _("Accolta")
        PARTLY = "partly", _("Accolta in parte")
        ALREADY_DONE = "already_done", _("Già in corso o già fatta")
        OTHER_BODY = "other_body", _("Riguarda un altro ente")
        NOT_ADOPTED = "not_adopted", _("Non accolta")

    class State(models.TextChoices):
        DRAFT = "draft", _("Bozza")
        REVIEWED = "reviewed", _("Riletta")
        PUBLISHED = "published", _("Pubblicata")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    outcome = models.CharField(_("che cosa ne è stato"), max_length=12, choices=Outcome.choices)
    # In plain words: what was decided and why.
    reason = LocalizedField()
    # To whom it was passed on, when it is another body's.
    other_body = models.CharField(_("quale ente"), max_length=160, blank=True)
    # Who answers: the office, and the name of who is responsible.
    office = models.CharField(_("ufficio"), max_length=160)
    responsible = models.CharField(_("responsabile"), max_length=120)
    # Where one sees it.
    section = models.ForeignKey(
        GuidelineSection, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    drafted_by = models.CharField(max_length=40)
    drafted_at = models.DateTimeField()
    reviewed_by = models.CharField(max_length=40, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    # Those that were published together: who is answered several times in it gets one mail.
    batch = models.UUIDField(null=True, blank=True, editable=False, db_index=True)

    class Meta:
        verbose_name_plural = "replies"
        ordering = ["drafted_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", reviewed_at__isnull=True, reviewed_by="")
                | ~Q(state="draft") & Q(reviewed_at__isnull=False) & ~Q(reviewed_by=""),
                name="a_reply_is_reviewed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False, batch__isnull=False)
                | ~Q(state="published") & Q(published_at__isnull=True, batch__isnull=True),
                name="a_published_reply_has_its_hour",
            ),
            models.CheckConstraint(
                condition=Q(outcome="other_body") & ~Q(other_body="")
                | ~Q(outcome="other_body") & Q(other_body=""),
                name="a_reply_for_another_body_says_which",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} ({self.id})"

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED


class RepliedVoice(models.Model):
    """That a reply answers a voice. Each voice has one; and one more, once, if its author insists."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="voices")
    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="+")
    # 1, or 2 for the one after the author insisted.
    turn = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["reply", "contribution__received_at", "contribution__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "turn"], name="a_voice_has_one_reply_a_turn"
            ),
            models.CheckConstraint(
                condition=Q(turn__gte=1, turn__lte=2), name="a_voice_is_answered_twice_at_most"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.turn}"


class Insistence(models.Model):
    """That the author of a voice says, once: this does not answer me. The voice is open again."""

    contribution = models.OneToOneField(Contribution, on_delete=models.PROTECT, related_name="+")
    # To which they say it.
    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="+")
    # Who says so, as a pseudonym; null where a voice has nobody, or once they were erased.
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("che cosa manca"), max_length=600, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return str(self.contribution_id)


class PaperLetter(models.Model):
    """That somebody who has no e-mail is answered by letter: one for all that came out together."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+")
    batch = models.UUIDField(editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    owed_at = models.DateTimeField()
    # With which others it was printed, when and by whom; the same again as often as one likes.
    run = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    printed_at = models.DateTimeField(null=True, blank=True)
    printed_by = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["owed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "person"], name="a_person_gets_one_letter_of_a_batch"
            ),
            models.CheckConstraint(
                condition=Q(run__isnull=True, printed_at__isnull=True, printed_by="")
                | Q(run__isnull=False, printed_at__isnull=False) & ~Q(printed_by=""),
                name="a_letter_is_printed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class StageClosing(models.Model):
    """That a stage was closed while voices waited for their reply: how many, why, and who answers for it.

    Those voices stay open, and are answered later.
    """

    stage = models.OneToOneField(Stage, on_delete=models.PROTECT, related_name="+")
    received = models.PositiveIntegerField()
    open = models.PositiveIntegerField()
    # What had come in one piece, and nobody had said yet that all voices were taken from it.
    sources = models.PositiveIntegerField(default=0)
    # In plain words, for everybody.
    reason = LocalizedField()
    # The name of who is responsible, as in every act of an office.
    responsible = models.CharField(max_length=120)
    closed_by = models.CharField(max_length=40)
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(open__lte=models.F("received")) & (Q(open__gte=1) | Q(sources__gte=1)),
                name="a_closing_is_told_when_something_waits",
            ),
            models.CheckConstraint(
                condition=~Q(responsible=""), name="a_closing_has_somebody_responsible"
            ),
        ]

    def __str__(self) -> str:
        return str(self.stage_id)
