"""The conference's jobs: the rows are the truth, and the provider is brought to it."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.gateways.conference.contract import Broker, ConferenceTrouble, Seat
from arengo.live import retention, rooms
from arengo.live.conference import (
    places_in,
    provider_of,
    revoked,
    with_floor,
)
from arengo.live.models import ConferencePlace, Room, Signal
from arengo.live.operations.conferring import PART, leave_conference, say_to
from arengo.meetings.models import Meeting

WhyLeft = ConferencePlace.WhyLeft
# A page says every twenty seconds that it is open.
LOST_AFTER: Final = timedelta(seconds=70)
# After the closing people may greet each other.
CLOSES_AFTER: Final = timedelta(minutes=10)
# Who just began is perhaps not yet known to the provider.
SETTLES_IN: Final = timedelta(seconds=5)
logger = logging.getLogger(__name__)


def repair_conference() -> int:
    """Put out whose link no longer holds, and cut who speaks without the floor; returns how many."""
    places = ConferencePlace.objects.filter(left_at__isnull=True).select_related("room__meeting")
    # Asked twice a second all the year round: nearly always this is all there is to ask.
    if not places.exists():
        return 0
    over = places.filter(
        Q(room__closed_at__lte=process_time.now() - CLOSES_AFTER)
        | Q(room__meeting__ends_at__lte=process_time.now() - rooms.STAYS_OPEN_AFTER)
    )
    count = _put_out(revoked(places), WhyLeft.REMOVED)
    count += _put_out(places.filter(seen_at__lt=timezone.now() - LOST_AFTER), WhyLeft.LOST)
    count += _put_out(over, WhyLeft.OVER)
    there = ConferencePlace.objects.filter(left_at__isnull=True).order_by()
    for room in Room.objects.filter(pk__in=there.values("room")).select_related("meeting"):
        count += _repair(room.meeting)
    return count


def clear_signals() -> int:
    """Delete what browsers said to each other more than a minute ago; returns how many."""
    return retention.signals(timezone.now()).delete()[0]


@transaction.atomic
def forget_conference() -> int:
    """Delete who was in the conference and spoke, a week after, or once they were erased."""
    now = process_time.now()
    places, floors = retention.conference_places(now), retention.floors(now)
    count = places.count() + floors.count()
    places.delete()
    floors.delete()
    if count:
        record(kind="conference.forgotten", facts={"count": count})
    return count


def _put_out(places: QuerySet[ConferencePlace], why: ConferencePlace.WhyLeft) -> int:
    found = list(places)
    for place in found:
        leave_conference(place=place, why=why, by="system")
    return len(found)


def _repair(meeting: Meeting) -> int:
    provider = provider_of(meeting)
    if not isinstance(provider, Broker):
        return 0
    try:
        # Asked first: who asks for the air has a row before the provider hears of it.
        there = provider.publishing(meeting.slug)
        allowed = _publishing(with_floor(places_in(meeting)))
        for code in sorted(there - allowed):
            logger.warning("conference of %s: somebody spoke without the floor", meeting.slug)
            provider.set_floor(_seat(meeting, code), False)
    except ConferenceTrouble as error:
        logger.warning("conference of %s: %s", meeting.slug, type(error).__name__)
        return 0
    return len(there - allowed) + _note_lost(meeting, there)


@transaction.atomic
def _note_lost(meeting: Meeting, there: Iterable[str]) -> int:
    """Those who are seen and heard by their row and not by the provider: their page begins again."""
    settled = process_time.now() - SETTLES_IN
    lost = places_in(meeting).filter(publishing_at__lte=settled).exclude(code__in=list(there))
    if not lost.exists():
        return 0
    room = rooms.lock(meeting)
    found = list(lost)
    for place in found:
        place.publishing_at = place.ready_at = place.on_air_at = None
        place.save(update_fields=["publishing_at", "ready_at", "on_air_at"])
        say_to(place, Signal.Kind.LOOK)
    rooms.tell(room, PART)
    return len(found)


def _publishing(places: QuerySet[ConferencePlace]) -> frozenset[str]:
    return frozenset(places.filter(publishing_at__isnull=False).values_list("code", flat=True))


def _seat(meeting: Meeting, code: str) -> Seat:
    rows = ConferencePlace.objects.filter(room__meeting=meeting, code=code)
    reference = rows.values_list("reference", flat=True).first() or ""
    return Seat(room=meeting.slug, code=code, reference=reference)
