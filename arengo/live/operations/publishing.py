"""Who spoke and how much, in public when the office says so."""

from django.db import transaction

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.live import figures, rooms
from arengo.live.models import Room
from arengo.live.refusals import NobodySpokeYet
from arengo.meetings.models import Meeting


@transaction.atomic
def publish_figures(*, meeting: Meeting, by: str) -> Room:
    """Make the figures public as they are now; done again, they are brought up to date.

    Raises NobodySpokeYet.
    """
    room = rooms.lock(meeting)
    if not figures.anybody_spoke(meeting):
        raise NobodySpokeYet
    room.figures = figures.for_everybody(meeting)
    room.figures_published_at = process_time.now()
    room.save(update_fields=["figures", "figures_published_at"])
    total = room.figures["total"]
    facts = {name: total[name] for name in ("requests", "turns", "seconds")}
    record(kind="figures.published", subject=rooms.subject_of(room), by=by, facts=facts)
    return room


@transaction.atomic
def withdraw_figures(*, meeting: Meeting, by: str) -> Room:
    """Take them off the public page. Twice is once."""
    room = rooms.lock(meeting)
    if room.figures_published_at is None:
        return room
    room.figures, room.figures_published_at = None, None
    room.save(update_fields=["figures", "figures_published_at"])
    record(kind="figures.withdrawn", subject=rooms.subject_of(room), by=by, facts={})
    return room
