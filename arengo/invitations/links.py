"""The own link of an invited body."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from arengo.invitations.models import Invitation

# The section of the body's page to which mails point; a page, never an act.
DECLINE_SECTION = "non-partecipiamo"


def invitation_url(invitation: Invitation, language: str | None = None) -> str:
    """The address of the body's own page: it registers people, or says that it does not come."""
    with translation.override(language or invitation.entry.language):
        return settings.BASE_URL + reverse("public:invitation", args=[invitation.code])
