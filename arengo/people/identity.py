"""Who is who, without keeping it: keyed digests of a mailbox, and of a name in it."""

import re
import unicodedata
from collections.abc import Iterable

from arengo.core import rows
from arengo.core.clock import process_time
from arengo.core.codes import keyed_digest
from arengo.people.models import Contact, Person

_NOT_A_LETTER = re.compile(r"[\W_]+")


def normal_email(email: str) -> str:
    """The mailbox as everybody means it: no spaces around, no capitals."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def normal_name(name: str) -> str:
    """The name however it was typed: capitals, accents, apostrophes and the order do not count.

    Within one mailbox "Rossi Niccolò" and "niccolo  rossi" are one person.
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(sorted(_NOT_A_LETTER.sub(" ", letters).split()))


def email_digest(email: str) -> bytes:
    """Keyed digest of a mailbox, 32 bytes."""
    return keyed_digest("mailbox", normal_email(email))


def identity_digest(name: str, email: str) -> bytes:
    """Keyed digest of a name in a mailbox, 32 bytes: what makes two people one."""
    return keyed_digest("identity", normal_email(email), normal_name(name))


def people_of_mailbox(email: str) -> list[Person]:
    """Everybody who was ever written to at this address; nobody for an empty one."""
    if not email:
        return []
    return list(Person.objects.filter(email_digest=email_digest(email)))


def find_in(people: Iterable[Person], *, name: str, email: str) -> Person | None:
    """The one of `people` who has this name at this address."""
    wanted = identity_digest(name, email)
    return next((p for p in people if bytes(p.identity_digest or b"") == wanted), None)


def hold(person: Person) -> Person | None:
    """`person` under a lock to the end of the transaction; None when they were erased meanwhile.

    Whoever gives a person something new holds them first, before any other lock: so an erasure
    either waits for it and takes it along, or was before it.
    """
    rows = Person.objects.select_for_update(no_key=True)
    return rows.filter(pk=person.pk, erased_at__isnull=True).first()


def make_person(
    *,
    name: str,
    email: str = "",
    phone: str = "",
    language: str = "it",
    postal_address: str = "",
) -> Person:
    """A new person with a contact. Without e-mail there is no digest: nobody is the same as another.

    Raises IntegrityError (constraint on identity_digest) when the same one was made meanwhile.
    """
    person = Person(created_at=process_time.now())
    if email:
        person.identity_digest = identity_digest(name, email)
        person.email_digest = email_digest(email)
    rows.insert(person)
    contact = Contact(person=person, name=" ".join(name.split()), email=email.strip())
    contact.phone, contact.language = phone, language
    contact.postal_address = postal_address
    rows.insert(contact)
    return person


def find_or_make_person(
    *, name: str, email: str, language: str = "it", among: Iterable[Person] | None = None
) -> Person:
    """The person with this name at this address, held; made when there is none yet.

    `among` is what `people_of_mailbox` gave, when the caller has asked already. One who was found
    is written to in `language` from now on; a name is never changed. Raises as `make_person`.
    """
    people = people_of_mailbox(email) if among is None else among
    known = find_in(people, name=name, email=email)
    found = hold(known) if known else None
    if found is None:
        return make_person(name=name, email=email, language=language)
    Contact.objects.filter(person=found).exclude(language=language).update(language=language)
    return found
