"""Receiving: what an evening leaves becomes voices, each counted once, with a line in the ledger."""

from django.db import transaction
from django.utils import timezone

from arengo.contributions.coding import put_codes
from arengo.contributions.evening import Said, to_receive
from arengo.contributions.models import Contribution
from arengo.contributions.operations.recording import counted, note_down
from arengo.contributions.searching import put_words
from arengo.core.clock import process_time
from arengo.live.models import InvitationToWrite
from arengo.people.identity import hold
from arengo.territory.queries import zone_of


def receive_evenings() -> int:
    """Make a voice of each note, each perspective and priority and of what was written instead of
    spoken, once its sitting is over; what is corrected there afterwards is corrected here. A job: twice
    is once. Says how many voices came or changed.
    """
    count = 0
    for said in to_receive():
        count += _receive(said)
    return count


@transaction.atomic
def _receive(said: Said) -> int:
    here = Contribution.objects.filter(**{said.origin: said.row})
    row = here.select_for_update(no_key=True).first()
    if row is None:
        _create(said)
        return 1
    # What the office has read stays as the office read it, but for the words.
    names = [name for name in said.words if row.read_at is None or name in ("text", "correction")]
    changed = [name for name in names if getattr(row, name) != said.words[name]]
    for name in changed:
        setattr(row, name, said.words[name])
    now = process_time.now()
    if row.read_at is None and put_codes(row, said.targets, by=said.coded_by, at=now):
        changed.append("codes")
    if not changed:
        return 0
    row.changed_at = max(now, row.received_at)
    row.save()
    put_words([row])
    note_down("changed", row, fields=",".join(sorted(changed)))
    return 1


def _create(said: Said) -> Contribution:
    who = said.registration
    # Held first: an erasure of the same person waits for it, or was before it.
    person = hold(who.person) if who else None
    day = timezone.localdate(said.meeting.starts_at)
    row = Contribution.objects.create(
        person=person,
        process=said.meeting.process,
        stage=said.meeting.stage,
        meeting=said.meeting,
        sitting=said.sitting,
        channel=said.channel,
        publication=said.publication,
        mode=said.mode,
        zone=zone_of(who.municipality, day) if who else None,
        representing=who.representing if who else "",
        received_at=said.received_at,
        **said.words,
        **_code_of(said),
        **{said.origin: said.row},
    )
    put_codes(row, said.targets, by=said.coded_by, at=process_time.now())
    put_words([row])
    return note_down("received", row, **counted(row))


def _code_of(said: Said) -> dict[str, str]:
    """The code that it has had since it was saved; what was written instead has none yet."""
    return {} if isinstance(said.row, InvitationToWrite) else {"code": said.row.code}
