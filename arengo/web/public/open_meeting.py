"""A meeting that many register for at once: what changes by the second is read, the rest kept."""

import functools
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.shortcuts import get_object_or_404

from arengo.core.clock import process_time
from arengo.meetings.models import Meeting
from arengo.registrations import queries
from arengo.registrations.models import SeatPool
from arengo.registrations.queries import PlacesLeft
from arengo.web.public.meetings import MeetingToday
from arengo.web.shared import reading

# As the frame around every page.
FRESH_FOR = 5
# What decides whether one may register, and where: never kept.
DECISIVE = (
    "meeting__state",
    "meeting__sequence",
    "meeting__starts_at",
    "meeting__ends_at",
    "meeting__registration_opens_at",
    "meeting__registration_closes_at",
    "meeting__in_person",
    "meeting__online",
    "meeting__external_in_person_url",
    "meeting__external_online_url",
    "meeting__questions",
)
OF_A_POOL = ("key", "is_contingent", "invitation_code", "released_at")
COUNTERS = ("pk", "capacity", "taken", "waiting")

Facts = tuple[Any, ...]
Counters = dict[int, tuple[int, ...]]


@dataclass(frozen=True)
class OpenMeeting:
    """A meeting with its places as they are at this moment. `facts` tell one version from another."""

    facts: Facts
    meeting: Meeting
    places: list[PlacesLeft]
    with_a_code: list[SeatPool]

    @property
    def contingents(self) -> list[SeatPool]:
        """The places kept for those who have an invitation code, until their release."""
        now = process_time.now()
        return [p for p in self.with_a_code if p.released_at is None or p.released_at > now]

    @property
    def today(self) -> MeetingToday:
        """The meeting as its pages show it."""
        return MeetingToday(self.meeting, self.places)


def read(slug: str) -> OpenMeeting:
    """The announced meeting of this address, by one query while it is kept. Raises Http404.

    State, dates and places are those of the database; texts may be some seconds old.
    """
    facts, counters = _read_now(slug)
    kept: OpenMeeting | None = cache.get(f"open-meeting:{slug}") if facts else None
    if kept is None or kept.facts != facts:
        kept = _read_all(slug, facts)
        cache.set(f"open-meeting:{slug}", kept, FRESH_FOR)
    for pool in [*(left.pool for left in kept.places), *kept.with_a_code]:
        pool.capacity, pool.taken, pool.waiting = counters.get(pool.pk, (0, 0, 0))
    return replace(kept, places=[queries.places_left(left.pool) for left in kept.places])


def _read_now(slug: str) -> tuple[Facts, Counters]:
    with connection.cursor() as cursor:
        cursor.execute(_question(), [slug])
        rows = cursor.fetchall()
    counted, described = len(COUNTERS), len(COUNTERS) + len(OF_A_POOL)
    of_pools = tuple((row[0], *row[counted:described]) for row in rows)
    of_meeting = rows[0][described:] if rows else ()
    return of_pools + of_meeting, {row[0]: row[1:counted] for row in rows}


@functools.cache
def _question() -> str:
    # Composing it costs more than asking it, and it is asked at every form.
    pools = SeatPool.objects.filter(meeting__slug="").order_by("pk")
    sql, _slug = pools.values_list(*COUNTERS, *OF_A_POOL, *DECISIVE).query.sql_with_params()
    return sql


def _read_all(slug: str, facts: Facts) -> OpenMeeting:
    # Without the long texts that a form does not show.
    meetings = reading.public_meetings().defer("summary", "description", "online_advice", "source")
    meeting = get_object_or_404(meetings, slug=slug)
    contingents = SeatPool.objects.filter(meeting=meeting, is_contingent=True)
    with_a_code = list(contingents.exclude(invitation_code=""))
    return OpenMeeting(facts, meeting, queries.places(meeting), with_a_code)
