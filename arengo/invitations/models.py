import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arengo.core.codes import new_code
from arengo.core.localized import LocalizedField
from arengo.meetings.models import Meeting
from arengo.people.models import Contact
from arengo.territory.models import Municipality, Zone


class AddressBookEntry(models.Model):
    """A body that can be invited, with its institutional addresses: no person stands here."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("Comune")
        ZONE = "zone", _("Zona omogenea")
        ASSOCIATION = "association", _("Associazione")
        CHAMBER = "chamber", _("Camera di commercio o associazione di categoria")
        UNION = "union", _("Sindacato")
        UNIVERSITY = "university", _("Università o ricerca")
        FIRM = "firm", _("Impresa")
        PRESS = "press", _("Stampa")
        OTHER = "other", _("Altro")

    key = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(_("tipo"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("nome"), max_length=160)
    email = models.EmailField(_("e-mail istituzionale"), blank=True)
    certified_email = models.EmailField(_("posta certificata"), blank=True)
    phone = models.CharField(_("telefono"), max_length=40, blank=True)
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    zone = models.ForeignKey(
        Zone, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(_("lingua"), max_length=7, default="it")
    note = models.TextField(_("nota dell'ufficio"), blank=True)
    is_active = models.BooleanField(_("in uso"), default=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "name"]
        verbose_name_plural = "address book entries"

    def __str__(self) -> str:
        return self.name


class AddressBookPerson(models.Model):
    """A person who speaks for a body of the address book, there only by their own consent."""

    entry = models.ForeignKey(AddressBookEntry, on_delete=models.CASCADE, related_name="people")
    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("incarico"), max_length=120, blank=True)
    consent_at = models.DateTimeField()
    consent_how = models.CharField(_("come ha acconsentito"), max_length=200)

    class Meta:
        verbose_name_plural = "address book people"

    def __str__(self) -> str:
        return f"{self.contact_id} → {self.entry}"


class Wave(models.Model):
    """A sending of the invitation to some bodies: its words, to whom, when."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Bozza")
        HELD = "held", _("Trattenuta fino alla fine del periodo")
        SENT = "sent", _("Spedita")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("nome"), max_length=80)
    # What changes in the common text; empty: the text made from the meeting's data.
    opening = LocalizedField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    entries = models.ManyToManyField(AddressBookEntry, blank=True, related_name="+")
    # A second letter to those who did not answer: who answers meanwhile is left out on sending.
    to_silent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """That a body is invited to a meeting. Its own link ties registrations to it."""

    class State(models.TextChoices):
        TO_SEND = "to_send", _("Da invitare")
        INVITED = "invited", _("Invitato")
        DECLINED = "declined", _("Non partecipa")
        REFUSED = "refused", _("Rifiutato dal server di posta")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(AddressBookEntry, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.TO_SEND)
    invited_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "entry"], name="one_invitation_per_body_and_meeting"
            )
        ]
        indexes = [models.Index(fields=["meeting", "state"], name="invitation_meeting_state")]

    def __str__(self) -> str:
        return f"{self.entry} → {self.meeting}"


class QuietPeriod(models.Model):
    """A period of impersonal communication (electoral silence): mails and news are held."""

    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("al"))
    reason = LocalizedField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="quiet_period_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return str(self.reason)


class AddressBookSheet(models.Model):
    """A sheet that was uploaded for the address book and waits for the office to confirm it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField(max_length=200)
    headers = models.JSONField()
    # [line of the file, [cells]] for each row.
    rows = models.JSONField()
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name


class LetterPrint(models.Model):
    """One PDF with the letters to all the invited bodies, for certified mail and the protocol.

    Made by the worker: until `made_at` it is under way. Times are the machine's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    entries = models.ManyToManyField(AddressBookEntry, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    pages = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to="letters/", blank=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.asked_at:%Y-%m-%d %H:%M}"
