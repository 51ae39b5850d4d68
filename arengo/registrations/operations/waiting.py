"""The waiting line, as people act on it: join, leave, accept an offer, decline it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.core.ledger.operations import record
from arengo.registrations import line, owed, rules, seats, states
from arengo.registrations.models import Registration, SeatPool, WaitingPlace
from arengo.registrations.operations.changing import sit_down
from arengo.registrations.refusals import ModeNotOffered, NotNow, OfferOver
from arengo.registrations.seats import Pools

State = Registration.State
Place = WaitingPlace.State


@transaction.atomic
def join_line(*, registration: Registration, pool: SeatPool, by: str = "person") -> WaitingPlace:
    """Join the line for `pool`, keeping meanwhile the seat that one has. Twice is once.

    Where a seat is free and nobody is before, it is offered at once. Raises NotNow unless confirmed
    or in another line, ModeNotOffered for a pool of another meeting or a contingent, ChangesClosed.
    """
    pools, row = seats.lock_registration(registration)
    if pool.meeting_id != row.meeting_id or pool.is_contingent:
        raise ModeNotOffered
    if row.state not in states.EXPECTED:
        raise NotNow(_("Ci si mette in lista con un'iscrizione confermata."))
    rules.check_changes_open(row.meeting, by)
    if row.seat_id and pools.get(row.seat_id).venue_id == pool.venue_id:
        raise NotNow(_("Qui hai già un posto."))
    live = row.waiting_places.filter(pool=pool, state__in=line.LIVE).first()
    if live is not None:
        return live
    place = line.join(row, pool, since=pools.now, is_confirmed=True)
    facts = {"pool": pool.pk, "since": place.since.isoformat()}
    record(kind="line.joined", subject=line.subject(row), by=by, facts=facts)
    owed.waiting(place)
    line.offer_next(pools, pool)
    place.refresh_from_db()
    return place


@transaction.atomic
def leave_line(*, registration: Registration, pool: SeatPool, by: str = "person") -> Registration:
    """Leave the line for `pool`, or decline its offer. Twice is once.

    Who has no seat and stands in no other line is cancelled by it. Raises ChangesClosed.
    """
    pools, row = seats.lock_registration(registration)
    place = row.waiting_places.filter(pool=pool, state__in=line.LIVE).first()
    if place is not None:
        _leave(pools, row, place, by)
    return row


@transaction.atomic
def accept_offer(*, waiting_place: WaitingPlace, by: str = "person") -> Registration:
    """Accept the seat that is offered; the one held meanwhile, online, goes to others. Twice is once.

    Raises OfferOver when the time is over or the offer was declined.
    """
    pools, row = seats.lock_registration(waiting_place.registration)
    place = row.waiting_places.get(pk=waiting_place.pk)
    if place.state == Place.TAKEN and row.seat_id == place.pool_id:
        return row
    pool = pools.get(place.pool_id)
    rules.check_goes_on(row.meeting)
    if row.state not in states.EXPECTED or line.running_offer(row, pool, pools.now) != place:
        raise OfferOver
    had_a_seat = row.seat_id is not None
    line.leave(pools, place, becomes=Place.TAKEN)
    sit_down(pools, row, pool)
    facts = {"pool": pool.pk, "since": place.since.isoformat()}
    record(kind="line.accepted", subject=line.subject(row), by=by, facts=facts)
    if had_a_seat:
        owed.changed(row)
    else:
        owed.place_confirmed(row)
    return row


@transaction.atomic
def decline_offer(*, waiting_place: WaitingPlace, by: str = "person") -> Registration:
    """Decline the seat that is offered, and leave that line: the seat goes to the next at once.

    Twice is once. Raises OfferOver when it was accepted or the time is over.
    """
    pools, row = seats.lock_registration(waiting_place.registration)
    place = row.waiting_places.get(pk=waiting_place.pk)
    if place.state == Place.LEFT:
        return row
    if place.state != Place.OFFERED:
        raise OfferOver
    _leave(pools, row, place, by)
    return row


def _leave(pools: Pools, row: Registration, place: WaitingPlace, by: str) -> None:
    kind = "line.declined" if place.state == Place.OFFERED else "line.left"
    if kind == "line.left":
        rules.check_changes_open(row.meeting, by)
    line.leave(pools, place)
    line.settle(row, pools.now)
    facts = {"pool": place.pool_id, "cancelled": row.state == State.CANCELLED}
    record(kind=kind, subject=line.subject(row), by=by, facts=facts)
    if row.state == State.CANCELLED:
        owed.cancelled(row)
