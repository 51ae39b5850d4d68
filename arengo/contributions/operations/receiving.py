"""Receiving: what an evening leaves becomes voices, each counted once, with a line in the ledger."""

from typing import Any

from django.db import transaction

from arengo.contributions.evening import Said, to_receive
from arengo.contributions.models import Contribution
from arengo.core.clock import process_time
from arengo.core.ledger import canonical
from arengo.core.ledger.operations import record
from arengo.live.models import InvitationToWrite


def receive_evenings() -> int:
    """Make a voice of each note, each perspective and priority and of what was written instead of
    spoken, once its sitting is over; what is corrected there afterwards is corrected here. A job: twice
    is once. Says how many voices came or changed.
    """
    count = 0
    for said in to_receive(process_time.now()):
        count += _receive(said)
    return count


@transaction.atomic
def _receive(said: Said) -> int:
    here = Contribution.objects.filter(**{said.origin: said.row})
    row = here.select_for_update(no_key=True).first()
    if row is None:
        _create(said)
        return 1
    changed = [name for name, value in said.words.items() if getattr(row, name) != value]
    if not changed:
        return 0
    for name in changed:
        setattr(row, name, said.words[name])
    row.changed_at = max(process_time.now(), row.received_at)
    row.save(update_fields=[*changed, "changed_at"])
    _record("changed", row, fields=",".join(sorted(changed)))
    return 1


def _create(said: Said) -> Contribution:
    row = Contribution.objects.create(
        process=said.meeting.process,
        stage=said.meeting.stage,
        meeting=said.meeting,
        sitting=said.sitting,
        channel=said.channel,
        mode=said.mode,
        received_at=said.received_at,
        **said.words,
        **_code_of(said),
        **{said.origin: said.row},
    )
    return _record("received", row, channel=str(row.channel), mode=str(row.mode))


def _code_of(said: Said) -> dict[str, str]:
    """The code that it has had since it was saved; what was written instead has none yet."""
    return {} if isinstance(said.row, InvitationToWrite) else {"code": said.row.code}


def _record(what: str, row: Contribution, **facts: Any) -> Contribution:
    # Who has the words can show that they are those that were received.
    digest = canonical.sha256(row.words.encode()).hex()
    about = {**facts, "kind": str(row.kind), "words": digest}
    subject = f"contribution:{row.code}"
    record(kind=f"contribution.{what}", subject=subject, by="system", facts=about)
    return row
