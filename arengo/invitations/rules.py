"""What holds for invitations: quiet periods, and who an invitation's link belongs to."""

from arengo.core import codes
from arengo.core.clock import process_time
from arengo.invitations.models import Invitation, QuietPeriod
from arengo.invitations.refusals import InvitationNotFound


def quiet_period() -> QuietPeriod | None:
    """The period of impersonal communication that is on today, if any."""
    today = process_time.today()
    return QuietPeriod.objects.filter(starts_on__lte=today, ends_on__gte=today).first()


def is_quiet() -> bool:
    """True while a period of impersonal communication is on."""
    return quiet_period() is not None


def get_invitation_by_code(code: str) -> Invitation:
    """The invitation of a body's own link. Raises InvitationNotFound.

    The code is not a secret: it only says on whose behalf somebody registers.
    """
    try:
        tidy = codes.read(code)
    except codes.BadCode as error:
        raise InvitationNotFound from error
    found = (
        Invitation.objects.select_related("entry__municipality", "meeting")
        .filter(code=tidy)
        .first()
    )
    if found is None:
        raise InvitationNotFound
    return found
