"""The addresses that a person receives: absolute, in the person's language, never stored."""

import uuid

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from arengo.core.codes import id_token, personal_token
from arengo.people.models import Contact
from arengo.registrations.models import Registration

PURPOSE = "registration"
NOTICES = "notices-of-next-meetings"
# The sections of the personal page to which mails point; a page, never an act.
CANCEL_SECTION = "non-posso-venire"


def token_for(registration: Registration) -> str:
    """The token of the personal link; raising the registration's version revokes it."""
    return personal_token(PURPOSE, registration.code, registration.version)


def personal_url(registration: Registration, language: str | None = None) -> str:
    """The absolute address of the personal page, in `language` or in the person's own."""
    with translation.override(language or language_of(contact_of(registration))):
        path = reverse("public:my-place", kwargs={"token": token_for(registration)})
    return settings.BASE_URL + path


def cancel_url(registration: Registration, language: str | None = None) -> str:
    """The absolute address of "Non posso venire" on the personal page."""
    return f"{personal_url(registration, language)}#{CANCEL_SECTION}"


def notices_token(person_id: uuid.UUID) -> str:
    """What the link of a notice holds, by which a person takes the consent back."""
    return id_token(NOTICES, person_id)


def notices_url(person_id: uuid.UUID, language: str) -> str:
    """The absolute address of the page where a person says that no more notices are wanted."""
    with translation.override(language):
        return settings.BASE_URL + reverse("public:notices", args=[notices_token(person_id)])


def contact_of(registration: Registration) -> Contact | None:
    """Name and e-mail of the person, or None when they were erased."""
    return getattr(registration.person, "contact", None)


def language_of(contact: Contact | None) -> str:
    """The person's language when the site speaks it, else the site's own."""
    language = contact.language if contact else ""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
