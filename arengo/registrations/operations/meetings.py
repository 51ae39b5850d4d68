"""What happens to a whole meeting, and to everybody registered for it: one act, one ledger entry."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record_many
from arengo.meetings.models import Meeting, Venue
from arengo.meetings.operations import (
    mark_cancelled,
    mark_moved,
    mark_online_only,
    mark_postponed,
    mark_rescheduled,
)
from arengo.registrations import line, owed, rules, seats, states
from arengo.registrations.models import Mode, Registration, SeatPool, WaitingPlace
from arengo.registrations.refusals import NotNow
from arengo.registrations.seats import Pools

State = Registration.State
Reason = str | dict[str, str]


@transaction.atomic
def postpone_meeting(
    *,
    meeting: Meeting,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    reason: Reason,
    by: str,
) -> Meeting:
    """Put the meeting off: to a new date, or to one that is still to be set (both None).

    Everybody keeps their seat or place in line and is told; while there is no date no offer is made
    and none ends. Raises NotNow (past or half a date), MeetingEndsBeforeItStarts, MeetingCancelled,
    RegistrationClosed.
    """
    pools = _begin(meeting)
    if starts_at is None and ends_at is None:
        mark_postponed(meeting=pools.meeting, notice=reason)
    else:
        _reschedule(pools, starts_at, ends_at, reason)
    return _tell_everybody(pools.meeting, "postponed", by)


@transaction.atomic
def change_meeting_time(
    *, meeting: Meeting, starts_at: datetime, ends_at: datetime, reason: Reason, by: str
) -> Meeting:
    """Change the hours of the meeting; everybody is told. Raises as `postpone_meeting`."""
    pools = _begin(meeting)
    _reschedule(pools, starts_at, ends_at, reason)
    return _tell_everybody(pools.meeting, "changed", by)


@transaction.atomic
def move_venue_elsewhere(
    *, venue: Venue, address: str, city: str, postcode: str = "", reason: Reason, by: str
) -> Meeting:
    """Give a venue another address; whoever comes there, or waits to, is told.

    Raises FieldRefused (nothing changes, no town), MeetingCancelled, RegistrationClosed.
    """
    pools = _begin(venue.meeting)
    row = Venue.objects.select_for_update(no_key=True).get(pk=venue.pk)
    row.meeting = pools.meeting
    if not city.strip():
        raise FieldRefused("city", _("Scrivi il comune."))
    if (row.address, row.city, row.postcode) == (address, city, postcode):
        raise FieldRefused("address", _("È l'indirizzo di adesso: scrivi quello nuovo."))
    mark_moved(venue=row, address=address, city=city, postcode=postcode, notice=reason)
    return _tell_everybody(pools.meeting, "changed", by, who=Q(venue=row))


@transaction.atomic
def move_online_only(*, meeting: Meeting, reason: Reason, by: str) -> Meeting:
    """Hold the meeting online only: who has a seat in a hall, or waits for one, has one online.

    The places online become as many as both together. Twice is once. Raises MeetingCancelled,
    RegistrationClosed.
    """
    pools = _begin(meeting)
    if not pools.meeting.in_person:
        return pools.meeting
    mark_online_only(meeting=pools.meeting, notice=reason)
    online = _open_places_online(pools)
    _seat_everybody_online(pools, online)
    for pool in seats.lock(pools.meeting).all:
        seats.recount(pool)
    line.offer_next(pools, online)
    return _tell_everybody(pools.meeting, "online_only", by)


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: Reason, by: str) -> Meeting:
    """Cancel the meeting; registrations stay as they are, and everybody is told. Twice is once.

    Raises RegistrationClosed when it is over.
    """
    fresh = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if fresh.state == Meeting.State.CANCELLED:
        return fresh
    rules.check_goes_on(fresh)
    mark_cancelled(meeting=fresh, notice=reason)
    return _tell_everybody(fresh, "cancelled", by)


def _begin(meeting: Meeting) -> Pools:
    pools = seats.lock(meeting)
    fresh = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    rules.check_goes_on(fresh)
    return Pools(fresh, pools.all, pools.now)


def _reschedule(
    pools: Pools, starts_at: datetime | None, ends_at: datetime | None, reason: Reason
) -> None:
    if starts_at is None or ends_at is None:
        raise NotNow(_("Scrivi quando comincia e quando finisce, oppure nessuna delle due cose."))
    if starts_at <= pools.now:
        raise NotNow(_("La nuova data è già passata: controllala."))
    later = starts_at - pools.meeting.starts_at
    mark_rescheduled(meeting=pools.meeting, starts_at=starts_at, ends_at=ends_at, notice=reason)
    contingents = SeatPool.objects.filter(meeting=pools.meeting, released_at__isnull=False)
    contingents.update(released_at=F("released_at") + later)
    # Who is answering an offer has to think again: their time begins anew.
    running = WaitingPlace.objects.filter(
        pool__meeting=pools.meeting, state=WaitingPlace.State.OFFERED, offer_ends_at__isnull=False
    )
    running.update(offer_ends_at=rules.offer_end(pools.now, starts_at))


def _open_places_online(pools: Pools) -> SeatPool:
    halls = [pool for pool in pools.all if pool.mode == Mode.IN_PERSON]
    online = next((p for p in pools.all if p.mode == Mode.ONLINE and not p.is_contingent), None)
    if online is None:
        online = SeatPool(meeting=pools.meeting, key="online", mode=Mode.ONLINE, name="Online")
        online.capacity = 0
    coming = Registration.objects.filter(meeting=pools.meeting, mode=Mode.IN_PERSON)
    coming = coming.exclude(state__in=[State.CANCELLED, State.ATTENDED])
    both = online.capacity + sum(hall.capacity for hall in halls)
    online.capacity = max(both, online.taken + coming.count())
    online.save()
    return online


def _seat_everybody_online(pools: Pools, online: SeatPool) -> None:
    in_hall = Registration.objects.filter(meeting=pools.meeting, mode=Mode.IN_PERSON)
    seat = {"seat": online, "mode": Mode.ONLINE, "venue": None}
    in_line = in_hall.filter(state__in=[State.WAITING, State.OFFERED])
    live = WaitingPlace.objects.filter(state__in=line.LIVE)
    live.filter(registration__in=in_line).update(state=WaitingPlace.State.LEFT)
    live.filter(pool__meeting=pools.meeting, pool__mode=Mode.IN_PERSON).update(
        state=WaitingPlace.State.LEFT
    )
    states.move_all(in_line, to=State.CONFIRMED, confirmed_at=pools.now, **seat)
    seated = in_hall.filter(state__in=[State.CONFIRMED, State.TO_CONFIRM], seat__isnull=False)
    seated.update(**seat)
    in_hall.filter(state=State.TO_CONFIRM).update(mode=Mode.ONLINE, venue=None)


def _tell_everybody(meeting: Meeting, change: str, by: str, who: Q | None = None) -> Meeting:
    expected = Registration.objects.filter(meeting=meeting, state__in=states.EXPECTED)
    registrations = expected.filter(who or Q())
    leaves = []
    for registration in registrations.order_by("id"):
        owed.meeting_changed(registration, change=change, sequence=meeting.sequence)
        leaves.append(line.subject(registration))
    facts = {"state": meeting.state, "starts_at": meeting.starts_at.isoformat()}
    kind, subject = f"meeting.{change}", f"meeting:{meeting.slug}"
    record_many(kind=kind, subject=subject, by=by, leaves=leaves, facts=facts)
    return meeting
