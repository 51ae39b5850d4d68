"""Confirming: the button of the personal page, pressed once or twice."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.registrations import line, owed, rules, seats, states
from arengo.registrations.models import Registration, SeatPool, WaitingPlace
from arengo.registrations.refusals import NotNow
from arengo.registrations.seats import Pools

State = Registration.State


def confirm(*, registration: Registration, by: str = "person") -> Registration:
    """Confirm: the held seat is theirs. Twice is once.

    Late, there is a seat if one is free and nobody waits; else a place in line, in the original
    order. Raises NotNow for a cancelled one, MeetingCancelled or RegistrationClosed when it is late
    for the meeting itself.
    """
    rules.check_goes_on(registration.meeting)
    if _confirm_held_seat(registration, by):
        return registration
    return _confirm_without(registration, by)


@transaction.atomic
def _confirm_held_seat(registration: Registration, by: str) -> bool:
    """The common case in one UPDATE, with no lock on the pool: the seat is theirs already."""
    now = process_time.now()
    in_time = Q(hold_until__isnull=True) | Q(hold_until__gt=now)
    held = Registration.objects.filter(
        in_time, pk=registration.pk, state=State.TO_CONFIRM, seat__isnull=False
    )
    if not states.move_all(held, to=State.CONFIRMED, confirmed_at=now, hold_until=None):
        return False
    registration.state, registration.confirmed_at = State.CONFIRMED, now
    registration.hold_until = None
    _tell(registration, by)
    return True


@transaction.atomic
def _confirm_without(registration: Registration, by: str) -> Registration:
    pools, row = seats.lock_registration(registration)
    if row.state == State.CANCELLED:
        raise NotNow(_("Questa iscrizione è annullata. Se vuoi, puoi iscriverti di nuovo."))
    if row.state != State.TO_CONFIRM:
        return row
    if row.seat_id and row.hold_until and row.hold_until <= pools.now:
        line.lapse_hold(pools, row)
    place = next(iter(line.places_of(row)), None)
    seat = _seat_for(row, pools, place)
    if seat is None:
        _go_in_line(row, pools, place, by)
        return row
    states.move(row, to=State.CONFIRMED, seat=seat, confirmed_at=pools.now, hold_until=None)
    if place is not None:
        line.leave(pools, place, becomes=WaitingPlace.State.TAKEN)
    _tell(row, by)
    return row


def _seat_for(row: Registration, pools: Pools, place: WaitingPlace | None) -> SeatPool | None:
    if row.seat_id:
        return pools.get(row.seat_id)
    first = [pools.get(place.pool_id)] if place else []
    everybody = pools.for_everybody(row.mode, row.venue_id)
    return next((pool for pool in [*first, everybody] if seats.take(pool, pools.now)), None)


def _go_in_line(row: Registration, pools: Pools, place: WaitingPlace | None, by: str) -> None:
    pool = pools.for_everybody(row.mode, row.venue_id)
    if place is None:
        place = line.join(row, pool, since=row.registered_at, is_confirmed=True)
    else:
        line.admit(place, pool)
    states.move(row, to=State.WAITING)
    facts = {"pool": pool.pk, "since": place.since.isoformat()}
    record(kind="line.joined", subject=line.subject(row), by=by, facts=facts)
    owed.waiting(place)


def _tell(registration: Registration, by: str) -> None:
    facts = {"pool": registration.seat_id}
    subject = line.subject(registration)
    record(kind="registration.confirmed", subject=subject, by=by, facts=facts)
    owed.place_confirmed(registration)
