"""The own link of an invited body, and that by which a person leaves the address book."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from arengo.core.codes import id_token
from arengo.invitations.models import AddressBookPerson, Invitation

# The section of the body's page to which mails point; a page, never an act.
DECLINE_SECTION = "non-partecipiamo"
LEAVE_THE_BOOK = "leave-the-address-book"


def invitation_url(invitation: Invitation, language: str | None = None) -> str:
    """The address of the body's own page: it registers people, or says that it does not come."""
    with translation.override(language or invitation.entry.language):
        return settings.BASE_URL + reverse("public:invitation", args=[invitation.code])


def leave_token(person: AddressBookPerson) -> str:
    """What the link of a person of the address book holds. Give the person with their contact."""
    return id_token(LEAVE_THE_BOOK, person.contact.person_id)


def leave_url(person: AddressBookPerson, language: str) -> str:
    """The address of the page where a person takes themselves out of the address book."""
    with translation.override(language):
        return settings.BASE_URL + reverse("public:leave-book", args=[leave_token(person)])
