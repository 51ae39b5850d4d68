import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arengo.live.models.room import Room, Span
from arengo.live.order import Rule
from arengo.meetings.models import Sitting, Speaker
from arengo.registrations.models import Mode, Registration


class SpeakerQueue(models.Model):
    """The one queue of a plenary: hall, online and who has no device wait in it together."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="queues")
    sitting = models.OneToOneField(Sitting, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(_("regola"), max_length=10, choices=Rule.choices, default=Rule.IN_TURN)
    # While it is not open nobody joins; who waits goes on waiting.
    is_open = models.BooleanField(default=True)
    turn_seconds = models.PositiveIntegerField(_("secondi per intervento"), default=180)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(turn_seconds__gte=10), name="a_turn_lasts_ten_seconds_at_least"
            )
        ]

    def __str__(self) -> str:
        return str(self.sitting)


class SpeakingRequest(models.Model):
    """That somebody asked to speak: when, how they take part, and what became of it."""

    class Kind(models.TextChoices):
        FLOOR = "floor", _("Chiede la parola")
        POINT_OF_ORDER = "point_of_order", _("Mozione d'ordine")

    class Source(models.TextChoices):
        PAGE = "page", _("Dalla propria pagina")
        STEWARD = "steward", _("Dal tablet in sala")
        DESK = "desk", _("Dalla regia")

    class State(models.TextChoices):
        WAITING = "waiting", _("In coda")
        SPEAKING = "speaking", _("Ha la parola")
        SPOKE = "spoke", _("Ha parlato")
        WITHDRAWN = "withdrawn", _("Ha rinunciato")
        ABSENT = "absent", _("Chiamata, non c'era")
        UNSERVED = "unserved", _("Non c'è stato tempo")

    # Numbered by the page that asks: a double click, or a second try, is the same request.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    queue = models.ForeignKey(SpeakerQueue, on_delete=models.CASCADE, related_name="requests")
    # Null for somebody in the hall whom nobody registered; then there is a name.
    registration = models.ForeignKey(
        Registration, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("nome"), max_length=120, blank=True)
    mode = models.CharField(max_length=10, choices=Mode.choices)
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.FLOOR)
    source = models.CharField(max_length=10, choices=Source.choices)
    topic = models.CharField(_("di che cosa vuoi parlare"), max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    # Its place among all those ever made in this queue: of two at one moment, which came first.
    number = models.PositiveIntegerField(editable=False)
    # When it was served, withdrawn or could no longer be served.
    ended_at = models.DateTimeField(null=True, blank=True)
    # The chair's exception, and why; both or neither.
    let_pass_at = models.DateTimeField(null=True, blank=True)
    let_pass_reason = models.CharField(_("perché passa avanti"), max_length=200, blank=True)

    class Meta:
        ordering = ["queue", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "number"], name="requests_of_a_queue_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["queue", "registration", "kind"],
                condition=Q(state__in=["waiting", "speaking"]),
                name="one_waits_once_in_a_queue",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "speaking"], ended_at__isnull=True)
                | (~Q(state__in=["waiting", "speaking"]) & Q(ended_at__isnull=False)),
                name="what_became_of_a_request_has_its_hour",
            ),
            models.CheckConstraint(
                condition=Q(let_pass_at__isnull=True, let_pass_reason="")
                | (Q(let_pass_at__isnull=False) & ~Q(let_pass_reason="")),
                name="an_exception_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queue", "asked_at"],
                condition=Q(state="waiting"),
                name="speaking_request_waiting",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Turn(models.Model):
    """That somebody had the floor, from when to when: a voice of the round table, or of the plenary.

    A voice of the round table may have it again in the same line; who moderates has it in between.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="turns")
    # During what it was: the axis of the round table, the plenary.
    span = models.ForeignKey(Span, on_delete=models.PROTECT, related_name="turns")
    # Who: one of the two. A request of somebody erased is still a request.
    request = models.OneToOneField(
        SpeakingRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="turn"
    )
    speaker = models.ForeignKey(
        Speaker, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # As who gives the floor to the voices, not as one of them.
    is_moderating = models.BooleanField(default=False)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    given_seconds = models.PositiveIntegerField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_seconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["began_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["room"],
                condition=Q(ended_at__isnull=True),
                name="one_has_the_floor_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="a_turn_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(paused_at__isnull=True),
                name="a_turn_that_is_over_is_not_paused",
            ),
            models.CheckConstraint(
                condition=Q(request__isnull=False, speaker__isnull=True)
                | Q(request__isnull=True, speaker__isnull=False),
                name="a_turn_is_of_a_request_or_of_a_speaker",
            ),
            models.CheckConstraint(
                condition=Q(is_moderating=False) | Q(speaker__isnull=False),
                name="who_moderates_is_announced",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker or self.request_id}: {self.began_at}"


class InvitationToWrite(models.Model):
    """For who asked to speak and was not reached: to write it, until a day. No voice is lost."""

    request = models.OneToOneField(
        SpeakingRequest, on_delete=models.CASCADE, related_name="invitation"
    )
    write_until = models.DateTimeField()
    # That the mail is owed; who has no mail is told by the office.
    is_told = models.BooleanField(default=False, editable=False)
    text = models.TextField(_("quello che volevi dire"), max_length=4000, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(text="", written_at__isnull=True)
                | (~Q(text="") & Q(written_at__isnull=False)),
                name="what_was_written_instead_has_its_hour",
            )
        ]

    def __str__(self) -> str:
        return str(self.request)

    @property
    def asked_again(self) -> bool:
        """True for who had the floor that evening, and was not reached when they wanted it again."""
        who = self.request.registration_id
        # Nobody any more, once it is forgotten: then it is not known.
        mine = SpeakingRequest.objects.filter(registration=who, state=SpeakingRequest.State.SPOKE)
        return who is not None and mine.exists()
