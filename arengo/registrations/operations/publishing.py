"""A meeting goes out to people, or serves again: what its places need is known here."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from arengo.core.editing import current
from arengo.core.ledger.operations import record
from arengo.core.refusals import Refusal
from arengo.meetings.models import Meeting
from arengo.meetings.operations import mark_copied, mark_published
from arengo.registrations.models import Hall, SeatPool
from arengo.registrations.readiness import Lack, lacks


class MeetingCannotBePublished(Refusal):
    """It was called off, or lacks what people must know: `lacks` says what, where."""

    def __init__(self, sentence: str, found: list[Lack] | None = None) -> None:
        super().__init__(sentence)
        self.lacks = found or []


@transaction.atomic
def publish_meeting(*, meeting: Meeting, by: str) -> Meeting:
    """Show the meeting to everybody. Twice is once. Raises MeetingCannotBePublished."""
    row = current(Meeting, meeting.pk)
    if row.state == Meeting.State.PUBLISHED:
        return row
    if row.state != Meeting.State.DRAFT:
        raise MeetingCannotBePublished(
            _("Questo incontro è stato annullato o rinviato: non si può pubblicare di nuovo.")
        )
    needed = [lack for lack in lacks(row) if lack.is_needed]
    if needed:
        sentences = " ".join(lack.sentence for lack in needed)
        raise MeetingCannotBePublished(
            _("Prima di pubblicare manca qualcosa. %(what)s") % {"what": sentences}, needed
        )
    mark_published(meeting=row)
    record(kind="meeting.published", subject=f"meeting:{row.slug}", by=by, facts={})
    return row


@transaction.atomic
def copy_meeting(
    *,
    meeting: Meeting,
    title: Any,
    starts_at: datetime,
    ends_at: datetime,
    slug: str = "",
    by: str,
) -> Meeting:
    """A draft like `meeting` on another day: words, venues, sizes of halls and places, programme.

    Nothing of people: no registration, no line, no contingent's code. Raises FieldRefused.
    """
    copy, venues = mark_copied(
        meeting=meeting, title=title, slug=slug, starts_at=starts_at, ends_at=ends_at
    )
    Hall.objects.bulk_create(
        Hall(
            venue=venues[hall.venue_id],
            safety_capacity=hall.safety_capacity,
            capacity_is_example=hall.capacity_is_example,
        )
        for hall in Hall.objects.filter(venue__in=venues)
    )
    SeatPool.objects.bulk_create(
        SeatPool(
            meeting=copy,
            key=pool.key,
            mode=pool.mode,
            venue=venues.get(pool.venue_id or 0),
            name=pool.name,
            capacity=pool.capacity,
            capacity_is_example=pool.capacity_is_example,
        )
        for pool in SeatPool.objects.filter(meeting=meeting, is_contingent=False)
    )
    facts = {"from": meeting.slug}
    record(kind="meeting.copied", subject=f"meeting:{copy.slug}", by=by, facts=facts)
    return copy
