"""Sending the invitation, wave by wave; what the mail server answered; silence before elections."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record, record_many
from arengo.core.localized import Localized
from arengo.core.outbox.models import Message
from arengo.core.outbox.operations import post
from arengo.invitations import emails, queries, rules
from arengo.invitations.models import AddressBookEntry, AddressBookPerson, Invitation, Wave
from arengo.invitations.refusals import (
    AlreadySent,
    MeetingIsNotHeld,
    MeetingIsNotPublic,
    NobodyToInvite,
    TestSentJustNow,
)
from arengo.meetings.models import Meeting
from arengo.people.models import User

State = Invitation.State
# After what somebody waits for at the screen, and after what goes to the registered.
PRIORITY = -10


def make_wave(
    *,
    meeting: Meeting,
    name: str,
    entries: Iterable[AddressBookEntry],
    opening: Localized,
    to_silent: bool = False,
    by: str,
) -> Wave:
    """Prepare a sending to some bodies, and to the persons who speak for them.

    Raises NobodyToInvite when none has an e-mail address, of its own or of such a person.
    """
    in_use = [entry for entry in entries if entry.is_active]
    spoken_for = {person.entry_id for person in queries.persons_of(in_use)}
    chosen = [entry for entry in in_use if entry.email or entry.pk in spoken_for]
    if not chosen:
        raise NobodyToInvite
    with transaction.atomic():
        wave = Wave.objects.create(
            meeting=meeting,
            name=name,
            opening=opening,
            to_silent=to_silent,
            created_at=process_time.now(),
        )
        wave.entries.set(chosen)
        facts = {"count": len(chosen)}
        record(kind="wave.made", subject=f"meeting:{meeting.slug}", by=by, facts=facts)
    return wave


def change_opening(*, wave: Wave, opening: Localized, by: str) -> Wave:
    """Change the words that a wave puts before the common text. Raises AlreadySent."""
    with transaction.atomic():
        row = _open_wave(wave)
        row.opening = opening
        row.save(update_fields=["opening"])
        record(kind="wave.changed", subject=f"meeting:{row.meeting.slug}", by=by, facts={})
    return row


def drop_wave(*, wave: Wave, by: str) -> None:
    """Give up a wave that has not left. Raises AlreadySent."""
    with transaction.atomic():
        row = _open_wave(wave)
        facts = {"count": row.entries.count()}
        record(kind="wave.dropped", subject=f"meeting:{row.meeting.slug}", by=by, facts=facts)
        row.delete()


def _open_wave(wave: Wave) -> Wave:
    # The one row that sending changes: whoever comes second sees that it has left.
    rows = Wave.objects.select_for_update(no_key=True, of=("self",)).select_related("meeting")
    row = rows.filter(pk=wave.pk).exclude(state=Wave.State.SENT).first()
    if row is None:
        raise AlreadySent
    return row


def send_wave(*, wave: Wave, leave_out: Collection[int] = (), by: str) -> Wave:
    """Owe the invitation to each body of the wave, and to each person who agreed to stand beside it
    in the address book; in a quiet period the wave is held instead.

    `leave_out` are the ids of entries that are not written to after all: they have answered.
    Raises AlreadySent, MeetingIsNotPublic, MeetingIsNotHeld, NobodyToInvite.
    """
    if wave.meeting.state == Meeting.State.DRAFT:
        raise MeetingIsNotPublic
    if not emails.is_to_be_announced(wave.meeting):
        raise MeetingIsNotHeld
    with transaction.atomic():
        row = _open_wave(wave)
        if leave_out:
            row.entries.remove(*leave_out)
        count = row.entries.count()
        if not count:
            raise NobodyToInvite
        row.state = Wave.State.HELD if rules.is_quiet() else Wave.State.SENT
        row.sent_at = process_time.now() if row.state == Wave.State.SENT else None
        row.save(update_fields=["state", "sent_at"])
        if row.state == Wave.State.SENT:
            _owe_invitations(row, by)
        else:
            subject = f"meeting:{row.meeting.slug}"
            record(kind="wave.held", subject=subject, by=by, facts={"count": count})
    return row


def _owe_invitations(wave: Wave, by: str) -> None:
    invitations = invite(meeting=wave.meeting, entries=wave.entries.all())
    for invitation in invitations:
        if invitation.entry.email:
            _owe_to_body(wave, invitation)
    by_entry = {invitation.entry_id: invitation for invitation in invitations}
    persons = queries.persons_of(by_entry)
    for person in persons:
        _owe_to_person(wave, by_entry[person.entry_id], person)
    record_many(
        kind="wave.sent",
        subject=f"meeting:{wave.meeting.slug}",
        by=by,
        leaves=[f"invitation:{invitation.code}" for invitation in invitations],
        facts={"persons": len(persons)},
    )


def _owe_to_body(wave: Wave, invitation: Invitation) -> None:
    post(
        render=emails.invitation,
        arguments={"invitation_id": invitation.pk, "wave_id": wave.pk},
        key=f"wave:{wave.pk}:{invitation.pk}",
        subject=f"invitation:{invitation.code}",
        after=note_sent,
        priority=PRIORITY,
    )


def _owe_to_person(wave: Wave, invitation: Invitation, person: AddressBookPerson) -> None:
    # Of another subject: what becomes of this mail is no answer of the body's mail server.
    arguments = {"person_id": person.pk, "invitation_id": invitation.pk, "wave_id": wave.pk}
    post(
        render=emails.invitation_to_person,
        arguments=arguments,
        key=queries.key_to_person(wave, person),
        subject=f"invited_person:{invitation.code}",
        after=note_sent_to_person,
        priority=PRIORITY,
    )


def invite(*, meeting: Meeting, entries: Iterable[AddressBookEntry]) -> list[Invitation]:
    """The invitations of these bodies to a meeting, made where they are missing. No mail, no entry."""
    wanted = {entry.pk for entry in entries}
    there = Invitation.objects.filter(meeting=meeting, entry__in=wanted)
    missing = wanted - set(there.values_list("entry", flat=True))
    Invitation.objects.bulk_create(
        [Invitation(meeting=meeting, entry_id=pk) for pk in sorted(missing)], ignore_conflicts=True
    )
    return list(there.all().select_related("entry").order_by("pk"))


def note_sent(*, sent_at: Any, invitation_id: int, wave_id: int) -> None:
    """The mail server took the invitation (called by the outbox)."""
    del wave_id
    Invitation.objects.filter(
        pk=invitation_id, state__in=[State.TO_SEND, State.REFUSED, State.INVITED]
    ).update(state=State.INVITED, invited_at=sent_at, refusal="")


def note_sent_to_person(*, sent_at: Any, person_id: int, invitation_id: int, wave_id: int) -> None:
    """The mail server took the mail to a person (called by the outbox): their body is invited."""
    del person_id, wave_id
    Invitation.objects.filter(pk=invitation_id, state=State.TO_SEND).update(
        state=State.INVITED, invited_at=sent_at
    )


def send_test(*, wave: Wave, to: User, language: str, by: str) -> None:
    """Owe the wave's mail to the member of the office who asks, marked as a test.

    At most one a minute for each person, wave and language: raises TestSentJustNow.
    """
    minute = f"{timezone.now():%Y%m%d%H%M}"
    key = f"wave-test:{wave.pk}:{to.pk}:{language}:{minute}"
    if Message.objects.filter(key=key).exists():
        raise TestSentJustNow
    with transaction.atomic():
        post(
            render=emails.test_invitation,
            arguments={"wave_id": wave.pk, "user_id": to.pk, "language": language},
            key=key,
            subject=f"wave:{wave.pk}",
        )
        record(kind="wave.tested", subject=f"meeting:{wave.meeting.slug}", by=by, facts={})


def note_refusals() -> int:
    """Job: bodies whose last invitation was refused for good, or came back, are marked; gives how many.

    What the server said stands in the outbox; here only that it said no.
    """
    newer = Message.objects.filter(subject=OuterRef("subject"), pk__gt=OuterRef("pk"))
    refused = Message.objects.filter(
        state=Message.State.FAILED,
        trouble__in=[Message.Trouble.RECIPIENT_REFUSED, Message.Trouble.RETURNED],
        subject__startswith="invitation:",
    ).exclude(Exists(newer))
    subjects = refused.values_list("subject", flat=True)
    codes = [subject.removeprefix("invitation:") for subject in subjects]
    return Invitation.objects.filter(
        code__in=codes, state__in=[State.TO_SEND, State.INVITED]
    ).update(state=State.REFUSED)


def release_held_waves() -> int:
    """Job: once a quiet period is over, the waves that it held leave; gives how many.

    A wave whose meeting is no longer to be announced goes back to the office as a draft.
    """
    if rules.is_quiet():
        return 0
    released = 0
    for wave in Wave.objects.filter(state=Wave.State.HELD).select_related("meeting"):
        if emails.is_to_be_announced(wave.meeting):
            send_wave(wave=wave, by="system")
            released += 1
        else:
            Wave.objects.filter(pk=wave.pk, state=Wave.State.HELD).update(state=Wave.State.DRAFT)
    return released
