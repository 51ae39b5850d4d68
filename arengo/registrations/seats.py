"""Seats: taken by one conditional UPDATE each, freed by another. Not verbs: verbs call these.

Locks are always taken in one order, people, the pools of the meeting (by id), then registrations:
so no two acts can wait for each other. SQLite has no row locks; there IMMEDIATE transactions go one
at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import F, QuerySet

from arengo.core.clock import process_time
from arengo.meetings.models import Meeting, Venue
from arengo.registrations.models import Mode, Registration, SeatPool, WaitingPlace
from arengo.registrations.refusals import (
    ModeNotOffered,
    PersonErased,
    RegistrationElsewhere,
    VenueNeeded,
    VenueOfAnotherMeeting,
    WrongInvitationCode,
)

TAKE_ONE: Final = (
    "UPDATE {table} SET taken = taken + 1 WHERE meeting_id = %s AND mode = %s AND {venue}"
    " AND NOT is_contingent AND waiting = 0 AND taken < capacity RETURNING id"
)


@dataclass(frozen=True)
class Pools:
    """The pools of one meeting, as they were read. Counters are never trusted, only UPDATEd."""

    meeting: Meeting
    all: Sequence[SeatPool]
    now: datetime

    def get(self, pool_id: int | None) -> SeatPool:
        """The pool with this id."""
        return next(pool for pool in self.all if pool.pk == pool_id)

    def for_everybody(self, mode: str, venue_id: int | None) -> SeatPool:
        """The pool that anybody may take a place of, for this mode and venue.

        Raises ModeNotOffered when the meeting lacks it, VenueNeeded when it has several halls.
        """
        found = [
            pool
            for pool in self.all
            if not pool.is_contingent
            and pool.mode == mode
            and (venue_id is None or pool.venue_id == venue_id)
        ]
        if not found:
            raise ModeNotOffered
        if len(found) > 1:
            raise VenueNeeded
        return found[0]

    def contingent(self, code: str, mode: str, venue_id: int | None) -> SeatPool:
        """The contingent that an invitation code opens. Raises WrongInvitationCode."""
        typed = code.strip().casefold()
        for pool in self.all:
            fits = pool.mode == mode and (venue_id is None or pool.venue_id == venue_id)
            if fits and pool.is_contingent and pool.invitation_code.casefold() == typed:
                return pool
        raise WrongInvitationCode

    def behind(self, contingent: SeatPool) -> SeatPool | None:
        """The pool for everybody in the same place as a contingent, if there is one."""
        same_place = (contingent.mode, contingent.venue_id, False)
        pools = (p for p in self.all if (p.mode, p.venue_id, p.is_contingent) == same_place)
        return next(pools, None)


def read(meeting: Meeting) -> Pools:
    """The pools of a meeting, not locked: for whoever takes one place with one UPDATE."""
    return Pools(meeting, _in_order(meeting.pk), process_time.now())


def lock(meeting: Meeting) -> Pools:
    """The pools of a meeting, locked to the end of the transaction: its line moves one at a time."""
    pools = SeatPool.objects.select_for_update(no_key=True).filter(meeting=meeting).order_by("id")
    return Pools(meeting, list(pools), process_time.now())


def _in_order(meeting_id: int) -> list[SeatPool]:
    return list(SeatPool.objects.filter(meeting_id=meeting_id).order_by("id"))


def lock_registration(registration: Registration) -> tuple[Pools, Registration]:
    """Pools of its meeting and `registration` itself, read again under a lock. Raises PersonErased."""
    meeting = Meeting.objects.get(pk=registration.meeting_id)
    pools = lock(meeting)
    # Who erases holds these pools too: what is joined here is not older than the lock.
    row = _locked(registration).select_related("person").get()
    row.meeting = meeting
    _check_is_somebody(row)
    return pools, row


def lock_row(registration: Registration) -> Registration:
    """The registration alone, read again under a lock: for acts that touch no seat.

    Raises PersonErased.
    """
    _locked(registration).get()
    # Read after the lock: what a locking statement joins is as old as its beginning.
    row = Registration.objects.select_related("meeting", "person").get(pk=registration.pk)
    _check_is_somebody(row)
    return row


def _locked(registration: Registration) -> QuerySet[Registration]:
    rows = Registration.objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(pk=registration.pk)


def _check_is_somebody(row: Registration) -> None:
    if row.person.erased_at is not None:
        raise PersonErased


def check_mode(meeting: Meeting, mode: str, venue: Venue | None) -> None:
    """Raise ModeNotOffered, RegistrationElsewhere or VenueOfAnotherMeeting for nonsense."""
    is_offered, elsewhere = {
        str(Mode.IN_PERSON): (meeting.in_person, meeting.external_in_person_url),
        str(Mode.ONLINE): (meeting.online, meeting.external_online_url),
    }.get(mode, (False, ""))
    if not is_offered:
        raise ModeNotOffered
    if elsewhere:
        raise RegistrationElsewhere
    if venue is not None and (venue.meeting_id != meeting.pk or mode == Mode.ONLINE):
        raise VenueOfAnotherMeeting


def take(pool: SeatPool, now: datetime) -> bool:
    """Take one place as a newcomer: only if one is free and nobody waits. One UPDATE.

    A contingent gives places only until its release: then they have passed to everybody.
    """
    if is_released(pool, now):
        return False
    free = SeatPool.objects.filter(pk=pool.pk, waiting=0, taken__lt=F("capacity"))
    return bool(free.update(taken=F("taken") + 1))


def take_at_once(meeting: Meeting, mode: str, venue_id: int | None) -> int | None:
    """As `take`, of the pool for everybody online or in a venue, without reading it first.

    Gives the pool's id, or None when there is no place for a newcomer. In SQL because the ORM has
    no RETURNING: finding and taking in one statement is a third of the CPU of registering.
    """
    where = "venue_id IS NULL" if venue_id is None else "venue_id = %s"
    values: list[int | str] = [meeting.pk, str(mode), *([] if venue_id is None else [venue_id])]
    with connection.cursor() as cursor:
        cursor.execute(TAKE_ONE.format(table=SeatPool._meta.db_table, venue=where), values)
        row = cursor.fetchone()
    return row[0] if row else None


def give_back(pool: SeatPool) -> None:
    """Free one place, for whoever comes: `line.free` also offers it to the next."""
    SeatPool.objects.filter(pk=pool.pk).update(taken=F("taken") - 1)


def is_released(pool: SeatPool, now: datetime) -> bool:
    """True for a contingent whose places have passed to everybody."""
    return pool.is_contingent and pool.released_at is not None and pool.released_at <= now


def pass_on(pools: Pools, contingent: SeatPool) -> int:
    """Move the free places of a released contingent to the pool for everybody. Says how many."""
    behind = pools.behind(contingent)
    if behind is None:
        return 0
    row = SeatPool.objects.only("capacity", "taken").get(pk=contingent.pk)
    free = row.capacity - row.taken
    if free:
        SeatPool.objects.filter(pk=contingent.pk).update(capacity=F("capacity") - free)
        SeatPool.objects.filter(pk=behind.pk).update(capacity=F("capacity") + free)
    return free


def recount(pool: SeatPool) -> None:
    """Set the counters of a locked pool from its rows, after an act on all of them at once."""
    live = WaitingPlace.objects.filter(pool=pool)
    offered = live.filter(state=WaitingPlace.State.OFFERED).count()
    SeatPool.objects.filter(pk=pool.pk).update(
        taken=Registration.objects.filter(seat=pool).count() + offered,
        waiting=live.filter(state=WaitingPlace.State.WAITING, is_confirmed=True).count(),
    )
