"""The waiting line: strictly in order of `since`, then id. Not verbs: verbs call these.

Whoever calls holds the locks of `seats.lock`. An offered place holds a seat of its pool, so that at
any moment `taken` is the seats of registrations plus the offers that run, and `waiting` is the
confirmed places that wait.
"""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from arengo.core.ledger.operations import record
from arengo.registrations import owed, rules, seats, states
from arengo.registrations.models import Registration, SeatPool, WaitingPlace
from arengo.registrations.seats import Pools

State = Registration.State
Place = WaitingPlace.State
LIVE = (Place.WAITING, Place.OFFERED)


def subject(registration: Registration) -> str:
    """How the ledger and the outbox name a registration."""
    return f"registration:{registration.code}"


def waiting_in(pool: SeatPool) -> QuerySet[WaitingPlace]:
    """Those who may be offered a place of `pool`, the next one first."""
    places = pool.line.filter(state=Place.WAITING, is_confirmed=True)
    return places.select_related("registration").order_by("since", "id")


def places_of(registration: Registration) -> list[WaitingPlace]:
    """The places that a registration has in line now, whatever the pool."""
    return list(registration.waiting_places.filter(state__in=LIVE).order_by("since", "id"))


def running_offer(registration: Registration, pool: SeatPool, now: datetime) -> WaitingPlace | None:
    """The offer of a seat of `pool` that `registration` may still accept."""
    in_time = Q(offer_ends_at__isnull=True) | Q(offer_ends_at__gt=now)
    return registration.waiting_places.filter(in_time, pool=pool, state=Place.OFFERED).first()


def join(
    registration: Registration, pool: SeatPool, *, since: datetime, is_confirmed: bool
) -> WaitingPlace:
    """A new place in line. One that is not confirmed keeps its order, but is passed over."""
    place = WaitingPlace.objects.create(
        registration=registration, pool=pool, since=since, is_confirmed=is_confirmed
    )
    if is_confirmed:
        _count(pool.pk, +1)
    return place


def admit(place: WaitingPlace, pool: SeatPool) -> None:
    """The e-mail behind an unconfirmed place is confirmed: from now on it counts."""
    place.is_confirmed, place.pool = True, pool
    place.save(update_fields=["is_confirmed", "pool"])
    _count(pool.pk, +1)


def leave(pools: Pools, place: WaitingPlace, *, becomes: str = Place.LEFT) -> None:
    """Take a place out of the line. A seat that was offered goes to the next, unless it is taken."""
    held = place.state == Place.OFFERED
    counted = place.state == Place.WAITING and place.is_confirmed
    place.state = becomes
    place.save(update_fields=["state"])
    if counted:
        _count(place.pool_id, -1)
    if held and becomes == Place.LEFT:
        free(pools, pools.get(place.pool_id))


def free(pools: Pools, pool: SeatPool) -> None:
    """Free one seat, and offer it to the next in line."""
    seats.give_back(pool)
    if not pool.is_contingent:
        offer_next(pools, pool)
    elif seats.is_released(pool, pools.now):
        release(pools, pool)


def release(pools: Pools, contingent: SeatPool) -> int:
    """Pass the free places of a contingent whose time has come to everybody, the line first."""
    passed = seats.pass_on(pools, contingent)
    behind = pools.behind(contingent)
    if passed and behind:
        offer_next(pools, behind)
    return passed


def offer_next(pools: Pools, pool: SeatPool) -> int:
    """Offer the free seats of `pool`, in order, while offers are made. Says how many."""
    count = 0
    if not rules.offers_are_made(pools.meeting, pools.now):
        return count
    while (place := waiting_in(pool).first()) is not None:
        free_seat = SeatPool.objects.filter(pk=pool.pk, taken__lt=F("capacity"))
        if not free_seat.update(taken=F("taken") + 1, waiting=F("waiting") - 1):
            break
        _offer(pools, place)
        count += 1
    return count


def offer_directly(pools: Pools, registration: Registration, pool: SeatPool) -> WaitingPlace:
    """Offer to `registration` a seat of `pool` that is already counted as taken: it was given up for it."""
    place = registration.waiting_places.filter(pool=pool, state__in=LIVE).first()
    if place is None:
        place = WaitingPlace(registration=registration, pool=pool, since=pools.now)
    elif place.is_confirmed:
        _count(pool.pk, -1)
    place.registration, place.is_confirmed = registration, True
    _offer(pools, place)
    return place


def _offer(pools: Pools, place: WaitingPlace) -> None:
    place.state, place.offered_at, place.offer_ends_at = Place.OFFERED, pools.now, None
    place.save()
    registration = place.registration
    if registration.state == State.WAITING:
        states.move(registration, to=State.OFFERED)
    owed.offer(place)
    facts = {"pool": place.pool_id, "since": place.since.isoformat()}
    record(kind="line.offered", subject=subject(registration), by="system", facts=facts)


def lapse(pools: Pools, place: WaitingPlace) -> None:
    """An offer was not answered: back to the end of the line, or out of it the second time."""
    pool = pools.get(place.pool_id)
    registration = place.registration
    place.lapsed += 1
    is_out = place.lapsed >= rules.UNANSWERED_OFFERS
    facts = {"pool": pool.pk, "out": is_out, "offered_at": f"{place.offered_at:%Y-%m-%dT%H:%M%z}"}
    place.state = Place.LEFT if is_out else Place.WAITING
    place.since, place.offer_ends_at = pools.now, None
    place.save()
    settle(registration, pools.now)
    if not is_out:
        _count(pool.pk, +1)
    record(kind="line.lapsed", subject=subject(registration), by="system", facts=facts)
    owed.offer_lapsed(place)
    free(pools, pool)


def lapse_hold(pools: Pools, registration: Registration) -> None:
    """Nobody confirmed in time: the seat goes on, the place in the order of the line is kept."""
    pool = pools.get(registration.seat_id)
    registration.seat, registration.hold_until = None, None
    registration.save(update_fields=["seat", "hold_until"])
    join(registration, pool, since=registration.registered_at, is_confirmed=False)
    facts = {"pool": pool.pk, "since": registration.registered_at.isoformat()}
    record(kind="seat.freed", subject=subject(registration), by="system", facts=facts)
    free(pools, pool)


def settle(registration: Registration, now: datetime) -> None:
    """Bring the state of a registration without a seat to what its places in line say."""
    if registration.seat_id is not None or registration.state == State.TO_CONFIRM:
        return
    live = {place.state for place in places_of(registration)}
    if Place.OFFERED in live:
        to = State.OFFERED
    elif Place.WAITING in live:
        to = State.WAITING
    else:
        to = State.CANCELLED
    if to == registration.state:
        return
    changes = {"cancelled_at": now} if to == State.CANCELLED else {}
    states.move(registration, to=to, **changes)


def _count(pool_id: int, difference: int) -> None:
    SeatPool.objects.filter(pk=pool_id).update(waiting=F("waiting") + difference)
