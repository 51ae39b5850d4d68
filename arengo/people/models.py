import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from arengo.core.localized import LocalizedField


class Body(models.Model):
    """A public body: the one that runs the process, and others that it names."""

    key = models.SlugField(unique=True)
    name = LocalizedField()
    short_name = models.CharField(_("nome breve"), max_length=60, blank=True)
    office = LocalizedField(blank=True)
    address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefono"), max_length=40, blank=True)
    website = models.URLField(_("sito"), blank=True)
    privacy_contact = models.CharField(_("contatto per la privacy"), max_length=200, blank=True)
    data_protection_officer = models.CharField(
        _("responsabile della protezione dei dati"), max_length=200, blank=True
    )
    accessibility_url = models.URLField(_("dichiarazione di accessibilità"), blank=True)

    class Meta:
        verbose_name_plural = "bodies"

    def __str__(self) -> str:
        return str(self.name)


class Person(models.Model):
    """Somebody who takes part, as a random pseudonym. Who it is stands in Contact, and can go.

    `identity_digest` is a keyed digest of e-mail and name: a mailbox may serve several people.
    Once `erased_at` is set nothing leads back to anybody; who keeps something about a person looks
    at it, and lets go of what is theirs (docs/decisions/0008).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    identity_digest = models.BinaryField(max_length=32, null=True, unique=True, editable=False)
    email_digest = models.BinaryField(max_length=32, null=True, db_index=True, editable=False)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Until when something of theirs besides registrations needs them: a voice from the site.
    kept_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True)
                | models.Q(identity_digest__isnull=True, email_digest__isnull=True),
                name="erased_person_has_no_digest",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Contact(models.Model):
    """Name, e-mail and language of a person: erasable, with its own retention."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="contact")
    name = models.CharField(_("nome e cognome"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefono"), max_length=40, blank=True)
    # Of who has no e-mail and asked to be answered by letter: street, postcode and place, line by line.
    postal_address = models.TextField(_("indirizzo postale"), max_length=300, blank=True)
    language = models.CharField(_("lingua"), max_length=7, default="it")

    def __str__(self) -> str:
        return self.name


class Consent(models.Model):
    """What a person agreed to, when, and when it was taken back."""

    class Kind(models.TextChoices):
        NEXT_MEETINGS = "next_meetings", _("Avvisi sui prossimi incontri di questo percorso")
        ACCESS_NEEDS = "access_needs", _("Esigenze di accessibilità")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_standing_consent_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.person_id})"


class UserManager(BaseUserManager["User"]):
    """Staff are made by `people.operations.create_staff`; there is no password."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A member of the office. Signs in with a code by e-mail; has one role."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("Amministrazione")
        OFFICE = "office", _("Ufficio")
        DOOR = "door", _("Accoglienza")
        VIEWER = "viewer", _("Sola lettura")

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("nome e cognome"), max_length=120)
    role = models.CharField(_("ruolo"), max_length=20, choices=Role.choices, default=Role.VIEWER)
    is_active = models.BooleanField(_("attivo"), default=True)
    created_at = models.DateTimeField(null=True)
    # When their access was taken away: a year later the account goes.
    deactivated_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_active=True, deactivated_at__isnull=True)
                | models.Q(is_active=False, deactivated_at__isnull=False),
                name="deactivated_user_says_since_when",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email


class SignInLink(models.Model):
    """That a demo's sign-in link was used: each opens the desk once."""

    digest = models.BinaryField(max_length=32, unique=True)
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.used_at)
