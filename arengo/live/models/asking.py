import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arengo.core.localized import LocalizedField
from arengo.live.models.room import Room
from arengo.meetings.models import AgendaItem, Sitting
from arengo.registrations.models import Mode, Registration


def _somebodys_or_forgotten() -> Q:
    """Only a person who was erased leaves something without one: nobody else can add to a count."""
    return Q(registration__isnull=False, forgotten_at__isnull=True) | Q(
        registration__isnull=True, forgotten_at__isnull=False
    )


class AskedQuestion(models.Model):
    """A question that somebody in the room asked, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Da leggere")
        PUBLISHED = "published", _("Sulla pagina di tutti")
        ANSWERED = "answered", _("Ha avuto risposta")
        REFUSED = "refused", _("Non pubblicata")

    # Numbered by the page that asks: a double click, or a second try, is the same question.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="questions")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # How who asked took part then: what is counted by mode stays when the person is erased.
    mode = models.CharField(max_length=10, choices=Mode.choices)
    text = models.CharField(_("domanda"), max_length=400, blank=True)
    asked_at = models.DateTimeField()
    # What was on when it was asked.
    sitting = models.ForeignKey(
        Sitting, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    item = models.ForeignKey(
        AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    # In words: who asked reads it.
    reason = models.CharField(_("perché non si pubblica"), max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    # Since when it is new to everybody, whatever became of it then.
    published_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(forgotten_at__isnull=False, state="refused"),
                name="a_question_says_something",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason="") | Q(forgotten_at__isnull=False),
                name="a_refused_question_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="a_question_is_decided_at_an_hour",
            ),
            models.CheckConstraint(
                condition=_somebodys_or_forgotten(), name="a_question_is_somebodys_or_forgotten"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class QuestionSupport(models.Model):
    """That somebody else would ask the same: who asked is counted already, without a row."""

    question = models.ForeignKey(AskedQuestion, on_delete=models.CASCADE, related_name="supports")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "registration"], name="one_support_per_person_and_question"
            ),
            models.CheckConstraint(
                condition=_somebodys_or_forgotten(), name="a_support_is_somebodys_or_forgotten"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Poll(models.Model):
    """A question to everybody who is present, with the answers to choose from."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Preparata")
        OPEN = "open", _("Si vota")
        CLOSED = "closed", _("Chiusa")

    # Numbered by the page that makes it: a double click is the same poll.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="polls")
    question = LocalizedField(_("domanda"))
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Since when everybody may read the results; null as long as the chair has not said so.
    results_shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["room", "position"], name="polls_have_a_place_each"),
            models.UniqueConstraint(
                fields=["room"], condition=Q(state="open"), name="one_poll_is_open_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", opened_at__isnull=True, closed_at__isnull=True)
                | Q(state="open", opened_at__isnull=False, closed_at__isnull=True)
                | Q(state="closed", opened_at__isnull=False, closed_at__isnull=False),
                name="a_poll_opens_and_then_closes",
            ),
            models.CheckConstraint(
                condition=Q(results_shown_at__isnull=True) | Q(state="closed"),
                name="results_are_shown_of_closed_polls",
            ),
        ]

    def __str__(self) -> str:
        return str(self.question)


class PollOption(models.Model):
    """One of the answers of a poll."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = LocalizedField(_("risposta"))

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "position"], name="options_have_a_place_each")
        ]

    def __str__(self) -> str:
        return str(self.text)


class Ballot(models.Model):
    """What one person chose. No page, file or entry of the ledger ever says whose it is."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="ballots")
    # Only to count nobody twice; the job lets go of it.
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    option = models.ForeignKey(PollOption, on_delete=models.CASCADE, related_name="+")
    # How they took part then, for the count by mode and nothing else.
    mode = models.CharField(max_length=10, choices=Mode.choices)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "registration"], name="one_person_one_vote"),
            models.CheckConstraint(
                condition=_somebodys_or_forgotten(), name="a_ballot_is_somebodys_or_forgotten"
            ),
        ]

    def __str__(self) -> str:
        return str(self.poll_id)
