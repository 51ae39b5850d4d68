"""What an invited body answers."""

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.invitations.models import Invitation

State = Invitation.State


def decline(*, invitation: Invitation, by: str = "person") -> Invitation:
    """The body says that it does not come. Saying it twice is once."""
    with transaction.atomic():
        changed = (
            Invitation.objects.filter(pk=invitation.pk)
            .exclude(state=State.DECLINED)
            .update(state=State.DECLINED, declined_at=process_time.now())
        )
        if changed:
            subject = f"invitation:{invitation.code}"
            record(kind="invitation.declined", subject=subject, by=by, facts={})
    invitation.refresh_from_db()
    return invitation


def take_back(*, invitation: Invitation, by: str = "person") -> Invitation:
    """The body thought again, or pressed by mistake: it is invited as before. Twice is once."""
    with transaction.atomic():
        state = State.INVITED if invitation.invited_at else State.TO_SEND
        changed = Invitation.objects.filter(pk=invitation.pk, state=State.DECLINED).update(
            state=state, declined_at=None
        )
        if changed:
            subject = f"invitation:{invitation.code}"
            record(kind="invitation.taken_back", subject=subject, by=by, facts={})
    invitation.refresh_from_db()
    return invitation
