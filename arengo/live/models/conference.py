import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arengo.core.codes import new_code
from arengo.live.models.room import Room
from arengo.meetings.models import Duty
from arengo.registrations.models import Registration


class ConferencePlace(models.Model):
    """A device that sees and hears the conference, from when to when; the hall is one of them."""

    class Role(models.TextChoices):
        """A person at home; the hall, which is one participant; its loudspeakers and screen; who signs."""

        PERSON = "person"
        HALL = "hall"
        OUTPUT = "output"
        INTERPRETER = "interpreter"

    class WhyLeft(models.TextChoices):
        """By its own will; for another device; the line fell; the link was revoked; all is over."""

        LEFT = "left"
        ELSEWHERE = "elsewhere"
        LOST = "lost"
        REMOVED = "removed"
        OVER = "over"

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="conference_places")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.PERSON)
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # By the link of which service; null for the office itself, and for a person.
    duty = models.ForeignKey(
        Duty, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # The link's version with which one entered: a link that is revoked puts one out.
    version = models.PositiveSmallIntegerField(default=1)
    # What the others' browsers call it; nobody's name.
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    # Chosen by the browser: drawn anew, the page is the same device.
    device = models.UUIDField(default=uuid.uuid4)
    # No picture of who speaks is sent here; the interpreter's still is.
    audio_only = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    why_left = models.CharField(max_length=10, choices=WhyLeft.choices, blank=True)
    # Since when it is asked to be seen and heard, since when a line stands on which nothing is sent
    # yet, and since when it really is.
    publishing_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    on_air_at = models.DateTimeField(null=True, blank=True)
    has_camera = models.BooleanField(default=False)
    # Machine time: when its page was last heard of.
    seen_at = models.DateTimeField()
    # The provider's own note of it; it opens nothing from outside this machine.
    reference = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["entered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["room", "registration"],
                condition=Q(left_at__isnull=True, registration__isnull=False),
                name="one_active_device_for_each_link",
            ),
            models.UniqueConstraint(
                fields=["room", "role"],
                condition=Q(left_at__isnull=True, registration__isnull=True),
                name="the_hall_and_who_signs_are_one_participant_each",
            ),
            models.CheckConstraint(
                condition=Q(role="person", registration__isnull=False)
                | (~Q(role="person") & Q(registration__isnull=True)),
                name="only_a_person_has_a_registration",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("entered_at")),
                name="who_left_the_conference_had_entered",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True)
                | Q(publishing_at__isnull=True, ready_at__isnull=True, on_air_at__isnull=True),
                name="who_left_the_conference_is_not_on_air",
            ),
            models.CheckConstraint(
                condition=Q(on_air_at__isnull=True, ready_at__isnull=True)
                | Q(publishing_at__isnull=False),
                name="who_is_on_air_or_ready_publishes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.code}"


class Floor(models.Model):
    """That somebody may be seen and heard in the conference, from when to when. Null: the hall."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="floors")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["room", "registration"],
                condition=Q(ended_at__isnull=True, registration__isnull=False),
                name="one_floor_each",
            ),
            models.UniqueConstraint(
                fields=["room"],
                condition=Q(ended_at__isnull=True, registration__isnull=True),
                name="one_floor_for_the_hall",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("given_at")),
                name="a_floor_ends_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration or 'hall'}: {self.given_at}"


class Signal(models.Model):
    """What one browser has to say to another so that they find each other; gone after a minute."""

    class Kind(models.TextChoices):
        # Would see and hear whom it is said to.
        WANT = "want"
        OFFER = "offer"
        ANSWER = "answer"
        CANDIDATE = "candidate"
        # From us: look again at whether you may speak, or are still here.
        LOOK = "look"

    to_place = models.ForeignKey(
        ConferencePlace, on_delete=models.CASCADE, related_name="signals_in"
    )
    from_place = models.ForeignKey(
        ConferencePlace, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    payload = models.JSONField(default=dict)
    # Machine time.
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class SoundCheck(models.Model):
    """That a step of the sound check of hall and screen went well, and when."""

    class Step(models.TextChoices):
        HALL_HEARD = "hall_heard", _("Chi è online sente il microfono della sala")
        HALL_SEEN = "hall_seen", _("Chi è online vede la sala")
        REMOTE_HEARD = "remote_heard", _("In sala si sente chi parla da online")
        REMOTE_SEEN = "remote_seen", _("Sullo schermo della sala si vede chi parla da online")
        NO_ECHO = "no_echo", _("Chi parla da online non sente tornare la propria voce")
        MUTE_WORKS = "mute_works", _("«Muto» toglie subito la voce della sala")

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="sound_checks")
    step = models.CharField(max_length=20, choices=Step.choices)
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["room", "step"], name="each_step_is_checked_once")
        ]

    def __str__(self) -> str:
        return str(self.get_step_display())
