"""Correcting who somebody is and where they read their mail: the office, on the telephone."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from arengo.core.ledger.operations import record
from arengo.people.identity import email_digest, hold, identity_digest
from arengo.people.models import Contact, Person
from arengo.registrations import line, owed, seats, states
from arengo.registrations.models import Registration
from arengo.registrations.refusals import AlreadyRegistered, NameNeeded, PersonErased

State = Registration.State


def correct_contact(
    *,
    registration: Registration,
    name: str,
    email: str,
    phone: str,
    language: str,
    by: str,
) -> Registration:
    """Replace name, address, telephone and language of the person behind a registration.

    A new address revokes the personal link, which the old one holds, and gets a new one by mail.
    Raises NameNeeded, PersonErased, AlreadyRegistered when somebody with this name is known at
    this address already.
    """
    if not name.strip():
        raise NameNeeded
    try:
        return _correct(registration, name, email.strip(), phone.strip(), language, by)
    except IntegrityError as error:
        sentence = _(
            "A questo indirizzo conosciamo già una persona con questo nome: cerca la sua "
            "iscrizione, oppure annulla questa."
        )
        raise AlreadyRegistered(sentence) from error


@transaction.atomic
def _correct(
    registration: Registration, name: str, email: str, phone: str, language: str, by: str
) -> Registration:
    # The person before the registration, as who erases does.
    hold(registration.person)
    row = seats.lock_row(registration)
    contact = Contact.objects.select_for_update().filter(person=row.person_id).first()
    if contact is None:
        raise PersonErased
    has_moved = contact.email != email
    contact.name, contact.email = " ".join(name.split()), email
    contact.phone, contact.language = phone, language
    contact.save()
    Person.objects.filter(pk=row.person_id).update(
        identity_digest=identity_digest(name, email) if email else None,
        email_digest=email_digest(email) if email else None,
    )
    if has_moved:
        _revoke_link(row, tells=bool(email))
    facts = {"address_changed": has_moved}
    record(kind="registration.contact_corrected", subject=line.subject(row), by=by, facts=facts)
    return row


def _revoke_link(row: Registration, *, tells: bool) -> None:
    row.version += 1
    row.save(update_fields=["version"])
    if not tells or row.state == State.CANCELLED:
        return
    if row.state == State.TO_CONFIRM:
        owed.confirm(row)
    elif row.state in states.EXPECTED:
        owed.link_moved(row)
