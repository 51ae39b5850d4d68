"""Who asked to speak and was not reached: invited to write, until a day. No voice is lost."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.core.outbox.operations import post
from arengo.live import emails, rooms
from arengo.live.models import InvitationToWrite, Room, SpeakingRequest
from arengo.live.operations import following_up
from arengo.live.refusals import NothingWritten, TooLateToWrite

State = SpeakingRequest.State
WRITE_WITHIN: Final = timedelta(days=7)
# A closing by mistake is taken back within this, before anybody was written to.
MAIL_AFTER: Final = timedelta(minutes=15)
TEXT_AT_MOST: Final = 4000


def invite(room: Room, now: datetime) -> int:
    """Turn what still waits into invitations to write; how many. In the caller's transaction."""
    waiting = SpeakingRequest.objects.filter(queue__room=room, state=State.WAITING)
    requests = list(waiting.select_for_update(of=("self",), no_key=True))
    for request in requests:
        request.state, request.ended_at = State.UNSERVED, now
        request.save(update_fields=["state", "ended_at"])
        InvitationToWrite.objects.get_or_create(
            request=request, defaults={"write_until": now + WRITE_WITHIN}
        )
    return len(requests)


def take_back(room: Room) -> int:
    """Let who was not served wait again, unless they already wrote; how many."""
    back = SpeakingRequest.objects.filter(
        queue__room=room, state=State.UNSERVED, invitation__written_at__isnull=True
    )
    found = list(back.values_list("pk", flat=True))
    InvitationToWrite.objects.filter(request__in=found).delete()
    return SpeakingRequest.objects.filter(pk__in=found).update(state=State.WAITING, ended_at=None)


@transaction.atomic
def write_instead(
    *, invitation: InvitationToWrite, text: str, by: str = "person"
) -> InvitationToWrite:
    """Write what one wanted to say; until the day it can be written anew. The same again is once.

    Raises NothingWritten, TooLateToWrite.
    """
    rooms.lock(invitation.request.queue.room.meeting)
    row = InvitationToWrite.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if process_time.now() >= row.write_until:
        raise TooLateToWrite
    words = text.strip()[:TEXT_AT_MOST]
    if not words:
        raise NothingWritten
    if row.text == words:
        return row
    row.text, row.written_at = words, process_time.now()
    row.save(update_fields=["text", "written_at"])
    following_up.follow_written(row)
    record(kind="speaking.written", subject=f"request:{row.request_id}", by=by, facts={})
    return row


def owe_invitations_to_write() -> int:
    """Owe the mail to who was not served, a quarter of an hour after the meeting was closed."""
    now = process_time.now()
    due = InvitationToWrite.objects.filter(
        request__queue__room__closed_at__lte=now - MAIL_AFTER,
        write_until__gt=now,
        written_at__isnull=True,
        is_told=False,
        request__registration__isnull=False,
    )
    told = 0
    for invitation in due.select_related("request__registration")[:500]:
        told += _owe(invitation)
    return told


@transaction.atomic
def _owe(invitation: InvitationToWrite) -> int:
    row = InvitationToWrite.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if row.is_told:
        return 0
    row.is_told = True
    row.save(update_fields=["is_told"])
    registration = invitation.request.registration
    post(
        render=emails.invitation_to_write,
        arguments={"invitation_id": row.pk},
        key=f"write-instead:{row.request_id}",
        subject=f"registration:{registration.code}" if registration else "",
    )
    record(kind="speaking.invited_to_write", subject=f"request:{row.request_id}", facts={})
    return 1
