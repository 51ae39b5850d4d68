from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arengo.core.codes import new_code, show
from arengo.core.localized import LocalizedField
from arengo.invitations.models import Invitation
from arengo.meetings.models import Meeting, Venue
from arengo.people.models import Person, User
from arengo.plan.models import Axis
from arengo.territory.models import Municipality


class Mode(models.TextChoices):
    """How one takes part."""

    IN_PERSON = "in_person", _("In sala")
    ONLINE = "online", _("Online")


class SeatPool(models.Model):
    """Places of a meeting that are taken one by one: a hall's, the online ones, or a contingent.

    `capacity` is how many are open to registration; `taken` never passes it. A place is taken by
    one conditional UPDATE, which also refuses while somebody waits: nobody overtakes the list.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    key = models.SlugField()
    mode = models.CharField(max_length=10, choices=Mode.choices)
    venue = models.ForeignKey(
        Venue, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    name = LocalizedField(blank=True)
    capacity = models.PositiveIntegerField(_("posti aperti alle iscrizioni"))
    taken = models.PositiveIntegerField(default=0, editable=False)
    waiting = models.PositiveIntegerField(default=0, editable=False)
    # A contingent: only who has the code, or the desk, takes its places until the release.
    is_contingent = models.BooleanField(default=False)
    invitation_code = models.CharField(max_length=40, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    capacity_is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["meeting", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], name="seat_pool_key_in_meeting"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="seat_pool_is_never_overbooked"
            ),
            models.CheckConstraint(
                condition=Q(mode=Mode.ONLINE, venue__isnull=True)
                | Q(mode=Mode.IN_PERSON, venue__isnull=False),
                name="seat_pool_in_person_has_a_venue",
            ),
            models.UniqueConstraint(
                fields=["venue"],
                condition=Q(is_contingent=False, venue__isnull=False),
                name="one_pool_for_everybody_in_a_venue",
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(is_contingent=False, venue__isnull=True),
                name="one_pool_for_everybody_online",
            ),
            models.CheckConstraint(
                condition=Q(is_contingent=False) | Q(waiting=0),
                name="nobody_waits_for_a_contingent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.name or self.key}"


class Hall(models.Model):
    """A venue on the day: its safety capacity, and how many are inside, staff and companions too."""

    venue = models.OneToOneField(Venue, on_delete=models.CASCADE, related_name="+")
    safety_capacity = models.PositiveIntegerField(_("capienza di sicurezza"))
    inside = models.PositiveIntegerField(_("persone dentro"), default=0, editable=False)
    capacity_is_example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(inside__lte=F("safety_capacity")), name="hall_is_never_over_capacity"
            )
        ]

    def __str__(self) -> str:
        return str(self.venue)


class Registration(models.Model):
    """That a person takes part, or would, in a meeting. One at a time for each meeting."""

    class State(models.TextChoices):
        TO_CONFIRM = "to_confirm", _("Da confermare")
        CONFIRMED = "confirmed", _("Confermata")
        WAITING = "waiting", _("In lista d'attesa")
        OFFERED = "offered", _("Posto offerto")
        CANCELLED = "cancelled", _("Annullata")
        ATTENDED = "attended", _("Presente")

    class Representing(models.TextChoices):
        CITIZEN = "citizen", _("Me stessa o me stesso, come cittadina o cittadino")
        MUNICIPALITY = "municipality", _("Un comune o un altro ente pubblico")
        COMPANY = "company", _("Un'impresa")
        ASSOCIATION = "association", _("Un'associazione o il terzo settore")
        UNIVERSITY = "university", _("Un'università, una scuola o un centro di ricerca")
        UNION = "union", _("Un sindacato o un'associazione di categoria")
        OTHER = "other", _("Altro")

    class Source(models.TextChoices):
        WEB = "web", _("Dal sito")
        DESK = "desk", _("Dall'ufficio")
        DELEGATION = "delegation", _("Con una delegazione")
        DOOR = "door", _("All'ingresso")

    # Its index is the one on meeting and state.
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    # Raised to revoke the personal link and the ticket.
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.TO_CONFIRM)
    mode = models.CharField(_("come partecipa"), max_length=10, choices=Mode.choices)
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The pool in which this registration holds a place now; null when it holds none.
    seat = models.ForeignKey(
        SeatPool, on_delete=models.PROTECT, null=True, blank=True, related_name="seated"
    )
    representing = models.CharField(
        _("per chi"), max_length=20, choices=Representing.choices, default=Representing.CITIZEN
    )
    delegate_of = models.CharField(_("nome di chi rappresenta"), max_length=160, blank=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The invited body from whose own link they registered.
    invitation = models.ForeignKey(
        Invitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    axes = models.ManyToManyField(Axis, blank=True, related_name="+")
    answers = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=12, choices=Source.choices, default=Source.WEB)
    # That the box was ticked here: worth something once this registration is confirmed, and until
    # the consent is withdrawn. Anybody can tick it in anybody's name.
    asked_for_notices = models.BooleanField(default=False, editable=False)
    registered_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # While to confirm: until when the place is held. Null: the mail has not left yet.
    hold_until = models.DateTimeField(null=True, blank=True)
    # For calendars: raised at each change that they must learn of.
    sequence = models.PositiveIntegerField(default=0)
    note = models.TextField(_("nota dell'ufficio"), max_length=1000, blank=True)

    class Meta:
        ordering = ["registered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=~Q(state="cancelled"),
                name="one_active_registration_per_person_and_meeting",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["to_confirm", "confirmed", "attended"])
                | Q(seat__isnull=True),
                name="only_live_registrations_hold_a_seat",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(seat__isnull=False),
                name="confirmed_registration_holds_a_seat",
            ),
            models.CheckConstraint(
                condition=Q(state="to_confirm", seat__isnull=False) | Q(hold_until__isnull=True),
                name="only_an_unconfirmed_seat_is_on_hold",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at__isnull=True)),
                name="cancelled_registration_says_when",
            ),
            models.CheckConstraint(
                condition=Q(mode=Mode.ONLINE, venue__isnull=True)
                | Q(mode=Mode.IN_PERSON, venue__isnull=False),
                name="registration_in_person_has_a_venue",
            ),
        ]
        indexes = [
            models.Index(fields=["meeting", "state"], name="registration_meeting_state"),
            models.Index(
                fields=["hold_until"],
                condition=Q(state="to_confirm"),
                name="registration_hold_until",
            ),
        ]

    def __str__(self) -> str:
        return show(self.code)


class WaitingPlace(models.Model):
    """A place in the line for a pool. Kept also by who takes part online meanwhile.

    The order is `since`, then id. An offered place holds a seat of the pool until it is answered.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("In attesa")
        OFFERED = "offered", _("Posto offerto")
        TAKEN = "taken", _("Posto accettato")
        LEFT = "left", _("Uscito dalla lista")

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="waiting_places"
    )
    pool = models.ForeignKey(SeatPool, on_delete=models.PROTECT, related_name="line")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    since = models.DateTimeField()
    # Counted in the pool's `waiting`, and offered a place: only once the e-mail is confirmed.
    is_confirmed = models.BooleanField(default=False)
    offered_at = models.DateTimeField(null=True, blank=True)
    # Null while offered: the mail has not left yet.
    offer_ends_at = models.DateTimeField(null=True, blank=True)
    lapsed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "pool"],
                condition=Q(state__in=["waiting", "offered"]),
                name="one_live_waiting_place_per_pool",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(is_confirmed=True, offered_at__isnull=False),
                name="offered_place_is_confirmed_and_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pool", "since", "id"],
                condition=Q(state="waiting"),
                name="waiting_place_order",
            ),
            models.Index(
                fields=["offer_ends_at"],
                condition=Q(state="offered"),
                name="waiting_place_offer_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration} → {self.pool}"


class AccessNeeds(models.Model):
    """What a person needs to take part: health data, few readers, gone a week after the meeting."""

    registration = models.OneToOneField(
        Registration, on_delete=models.CASCADE, related_name="access_needs"
    )
    text = models.TextField(_("di che cosa hai bisogno"), max_length=1000)
    consent_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "access needs"

    def __str__(self) -> str:
        return str(self.registration)


class Attendance(models.Model):
    """That somebody entered, in the hall or online, and until when. Companions and staff have a number."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="attendances"
    )
    mode = models.CharField(max_length=10, choices=Mode.choices)
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    people = models.PositiveSmallIntegerField(default=1)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    # Online, when their page was last heard of, on the process clock and on the machine's. Null in
    # the hall, on another platform, and until the page is first heard of.
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    heard_at = models.DateTimeField(null=True, blank=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["entered_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, heard_at__isnull=True)
                | Q(seen_at__isnull=False, heard_at__isnull=False, mode=Mode.ONLINE),
                name="heard_of_on_both_clocks_and_only_online",
            ),
            models.UniqueConstraint(
                fields=["registration", "mode"],
                condition=Q(left_at__isnull=True, registration__isnull=False),
                name="one_is_inside_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.entered_at}"


class DoorAct(models.Model):
    """That the door told us of somebody who entered: by its own number, so that twice is once."""

    nonce = models.UUIDField(primary_key=True, editable=False)
    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="+")
    is_first = models.BooleanField()

    def __str__(self) -> str:
        return str(self.nonce)


class OfficeMessage(models.Model):
    """What the office wrote to people registered for a meeting. Who got it stands in the outbox."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    subject = LocalizedField()
    text = LocalizedField()
    recipients = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-written_at", "-id"]

    def __str__(self) -> str:
        return str(self.subject)


class Notice(models.Model):
    """That somebody who asked to hear of next meetings was told of one. Once for each meeting.

    `told_at` is when the mail was owed; it may be held until a quiet period is over.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], name="a_person_is_told_of_a_meeting_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.meeting}"


class MailText(models.Model):
    """What the office adds to one of our mails, before and after its own words.

    That of a meeting stands in place of the one for all meetings.
    """

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("Conferma la tua iscrizione")
        PLACE_CONFIRMED = "place_confirmed", _("Il posto è confermato")
        WAITING = "waiting", _("Sei in lista d'attesa")
        OFFER = "offer", _("C'è un posto per te")
        CHANGED = "changed", _("L'iscrizione è cambiata")
        REMINDER = "reminder", _("Promemoria, una settimana e un giorno prima")
        MEETING_CHANGED = "meeting_changed", _("L'incontro è cambiato, rinviato o annullato")
        CANCELLED = "cancelled", _("L'iscrizione è annullata")
        THANKS = "thanks", _("Grazie, dopo l'incontro")

    kind = models.CharField(_("quale mail"), max_length=20, choices=Kind.choices)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    opening = LocalizedField(_("all'inizio"), blank=True)
    closing = LocalizedField(_("alla fine"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "meeting"], name="one_mail_text_per_meeting"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(meeting__isnull=True), name="one_mail_text_for_all"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
