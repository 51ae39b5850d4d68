"""The verbs of people: who works in the office, its body, and the marks that others leave on a person."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.clock.process_time import a_year_before
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record, record_many
from arengo.core.refusals import Refusal
from arengo.people.identity import normal_email
from arengo.people.models import Body, Consent, Contact, Person, User

STAFF_AT_ONCE: Final = 50
BODY_FIELDS: Final = (
    "name",
    "short_name",
    "office",
    "address",
    "email",
    "phone",
    "website",
    "privacy_contact",
    "data_protection_officer",
    "accessibility_url",
)


class AlreadyStaff(Refusal):
    """Somebody in the office has this address already."""

    def __init__(self) -> None:
        super().__init__(_("Nell'ufficio c'è già una persona con questo indirizzo e-mail."))


class StaffNotComplete(Refusal):
    """The address, the name or the role cannot be used."""

    status = 400


def create_staff(*, email: str, name: str, role: str, by: str) -> User:
    """Give somebody an account of the office, without a password: they sign in with a code by e-mail.

    Raises AlreadyStaff, or StaffNotComplete for an address, name or role that cannot be used.
    """
    email, name = normal_email(email), name.strip()
    _check(email, name, role)
    user = User(email=email, name=name, role=role, created_at=process_time.now())
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            record(kind="staff.created", subject=f"staff:{user.pk}", by=by, facts={"role": role})
    except IntegrityError as error:
        raise AlreadyStaff from error
    return user


def _check(email: str, name: str, role: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise StaffNotComplete(
            _("Questo non è un indirizzo e-mail: scrivilo come nome@ente.it.")
        ) from error
    if not name:
        raise StaffNotComplete(
            _("Scrivi nome e cognome: compaiono accanto a ciò che la persona fa.")
        )
    if role not in User.Role.values:
        roles = ", ".join(User.Role.values)
        raise StaffNotComplete(_("Il ruolo è uno di questi: %(roles)s.") % {"roles": roles})
    # Addresses of before may stand with capitals, which the unique constraint tells apart.
    if User.objects.filter(email__iexact=email).exists():
        raise AlreadyStaff


class LastAdministrator(Refusal):
    """Nobody would be left to give access to others."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "È l'ultima persona con il ruolo di amministrazione: prima dai quel ruolo a "
                "qualcun altro."
            )
        )


@transaction.atomic
def change_role(*, user: User, role: str, by: str) -> User:
    """Give somebody of the office another role. Raises StaffNotComplete, LastAdministrator."""
    row = _locked(user)
    if role not in User.Role.values:
        raise StaffNotComplete(_("Scegli uno dei ruoli."))
    if row.role == role:
        return row
    facts = {"from": row.role, "to": role}
    was_administrator = row.role == User.Role.ADMINISTRATOR
    row.role = role
    row.save(update_fields=["role"])
    if was_administrator:
        _check_somebody_administers()
    record(kind="staff.role_changed", subject=f"staff:{row.pk}", by=by, facts=facts)
    return row


@transaction.atomic
def deactivate(*, user: User, by: str) -> User:
    """Take somebody's access away, at once; what they did stays. Twice is once.

    Raises LastAdministrator.
    """
    return _set_active(user, False, by)


@transaction.atomic
def reactivate(*, user: User, by: str) -> User:
    """Give somebody their access back, with the role they had. Twice is once."""
    return _set_active(user, True, by)


def _set_active(user: User, is_active: bool, by: str) -> User:
    row = _locked(user)
    if row.is_active == is_active:
        return row
    row.is_active = is_active
    row.deactivated_at = None if is_active else process_time.now()
    row.save(update_fields=["is_active", "deactivated_at"])
    if not is_active and row.role == User.Role.ADMINISTRATOR:
        _check_somebody_administers()
    kind = "staff.reactivated" if is_active else "staff.deactivated"
    record(kind=kind, subject=f"staff:{row.pk}", by=by, facts={})
    return row


def _locked(user: User) -> User:
    """The row under a lock, with those of all administrators: two cannot leave at the same moment."""
    administrators = User.objects.select_for_update().filter(role=User.Role.ADMINISTRATOR)
    list(administrators.order_by("pk"))
    return User.objects.select_for_update().get(pk=user.pk)


def _check_somebody_administers() -> None:
    if not User.objects.filter(role=User.Role.ADMINISTRATOR, is_active=True).exists():
        raise LastAdministrator


def staff_to_forget(now: datetime) -> QuerySet[User]:
    """The accounts that nobody uses any more: their access was taken away a year ago."""
    return User.objects.filter(is_active=False, deactivated_at__lte=a_year_before(now))


@transaction.atomic
def forget_staff() -> int:
    """Job: delete the accounts whose access was taken away a year ago; what they did stays done.

    Name, address and second factor go. The ledger keeps only the number of who acted. Says how many.
    """
    rows = staff_to_forget(process_time.now()).select_for_update().order_by("pk")[:STAFF_AT_ONCE]
    leaves = [f"staff:{row.pk}" for row in rows]
    if leaves:
        User.objects.filter(pk__in=[row.pk for row in rows]).delete()
        record_many(kind="staff.forgotten", leaves=leaves)
    return len(leaves)


def mark_erased(*, people: Collection[Person], at: datetime) -> None:
    """Take away what says who these people are: name and addresses, digests, consents.

    For the verb that erases a person with all that is theirs: no entry, no lock beyond their rows.
    """
    ids = [person.pk for person in people]
    Contact.objects.filter(person__in=ids).delete()
    Consent.objects.filter(person__in=ids).delete()
    gone = {
        "identity_digest": None,
        "email_digest": None,
        "erased_at": at,
        "kept_until": None,
    }
    Person.objects.filter(pk__in=ids).update(**gone)
    for person in people:
        for field, value in gone.items():
            setattr(person, field, value)


def mark_kept(*, person: Person, moment: datetime) -> None:
    """Something of theirs needs this person until `moment`; what needs them longer stays.

    In the caller's transaction, the person being held.
    """
    if person.kept_until is None or person.kept_until < moment:
        person.kept_until = moment
        person.save(update_fields=["kept_until"])


def save_body(
    *, body: Body | None = None, values: Mapping[str, Any], version: str = "", by: str
) -> Body:
    """Write what a body says of itself, or add one. `values`: some of BODY_FIELDS.

    Its key stays the one it was born with. Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    try:
        with transaction.atomic():
            return _save_body(body, values, version, by)
    except IntegrityError as error:
        # The same form, sent twice in the same moment.
        raise FieldRefused("name", _("Questo ente c'è già: apri di nuovo la pagina.")) from error


def _save_body(body: Body | None, values: Mapping[str, Any], version: str, by: str) -> Body:
    if body is None:
        row = Body()
    else:
        row = editing.current(Body, body.pk)
        editing.check_version(row, values, version)
    changed = editing.put(row, values)
    if not row.name:
        raise FieldRefused("name", _("Scrivi il nome dell'ente, per intero."))
    if body is None:
        words = row.short_name or str(row.name.get("it") or row.name)
        row.key = editing.free_key(words, Body.objects.values_list("key", flat=True), "ente")
    row.save()
    if changed:
        facts = {"fields": changed, "is_new": body is None}
        record(kind="body.saved", subject=f"body:{row.key}", by=by, facts=facts)
    return row
