"""What holds for invitations: quiet periods, and to whom a link belongs."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from arengo.core import codes
from arengo.core.clock import process_time
from arengo.invitations.links import LEAVE_THE_BOOK
from arengo.invitations.models import AddressBookPerson, Invitation, QuietPeriod
from arengo.invitations.refusals import InvitationNotFound, LeaveLinkNotComplete


def quiet_period() -> QuietPeriod | None:
    """The period of impersonal communication that is on today, if any."""
    today = process_time.today()
    return QuietPeriod.objects.filter(starts_on__lte=today, ends_on__gte=today).first()


def is_quiet() -> bool:
    """True while a period of impersonal communication is on."""
    return quiet_period() is not None


def quiet_until() -> datetime | None:
    """When the quiet that is on today ends: the midnight after its last day, or None.

    A period that begins before another ends, or the day after, goes on with it.
    """
    first = quiet_period()
    if first is None:
        return None
    last_day = first.ends_on
    for period in QuietPeriod.objects.filter(ends_on__gt=last_day).order_by("starts_on"):
        if period.starts_on > last_day + timedelta(days=1):
            break
        last_day = max(last_day, period.ends_on)
    midnight = datetime.combine(last_day + timedelta(days=1), time())
    return timezone.make_aware(midnight, timezone.get_default_timezone())


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


def get_person_by_leave_link(token: str) -> AddressBookPerson | None:
    """The person of a link out of the address book; None for who is there no more.

    Raises LeaveLinkNotComplete for a link that is mistyped or invented.
    """
    person_id = codes.id_of_token(token, LEAVE_THE_BOOK)
    if person_id is None:
        raise LeaveLinkNotComplete
    people = AddressBookPerson.objects.select_related("contact", "entry")
    return people.filter(contact__person=person_id).first()
