"""Leaving and coming back: "Non posso venire", and thinking better of it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.core.ledger.operations import record
from arengo.registrations import line, owed, rules, seats, states
from arengo.registrations.models import Mode, Registration, SeatPool
from arengo.registrations.refusals import AlreadyRegistered, NotNow
from arengo.registrations.seats import Pools

State = Registration.State


@transaction.atomic
def cancel(*, registration: Registration, by: str = "person") -> Registration:
    """Cancel: the seat and the places in line are freed and go to the next. Twice is once.

    Raises ChangesClosed after the time for changes (not for the office), NotNow for who was there.
    """
    pools, row = seats.lock_registration(registration)
    if row.state == State.CANCELLED:
        return row
    if row.state == State.ATTENDED:
        raise NotNow(_("Risulta che eri presente: questa iscrizione non si può più annullare."))
    rules.check_changes_open(row.meeting, by)
    was_known = row.state in states.EXPECTED
    give_up(pools, row)
    facts = {"from": "confirmed" if was_known else "to_confirm"}
    record(kind="registration.cancelled", subject=line.subject(row), by=by, facts=facts)
    if was_known:
        owed.cancelled(row)
    return row


def give_up(pools: Pools, row: Registration, *, seat_passes: bool = False) -> None:
    """Cancel `row`, locked, and pass on its seat and the places that it has in line.

    `seat_passes`: the caller gives the seat to somebody, and this link and ticket are revoked.
    """
    seat = pools.get(row.seat_id) if row.seat_id else None
    states.move(
        row,
        to=State.CANCELLED,
        version=row.version + 1 if seat_passes else row.version,
        seat=None,
        hold_until=None,
        cancelled_at=pools.now,
        sequence=row.sequence + 1,
    )
    for place in line.places_of(row):
        line.leave(pools, place)
    if seat is not None and not seat_passes:
        line.free(pools, seat)


@transaction.atomic
def come_back(*, registration: Registration, by: str = "person") -> Registration:
    """A cancelled registration again, as if registering now; the link has proved the mailbox.

    Confirmed if a seat is free and nobody waits, else at the end of the line. One that is active
    is returned as it is. Raises RegistrationClosed and its kin, and AlreadyRegistered when the
    person has registered anew meanwhile.
    """
    pools, row = seats.lock_registration(registration)
    if row.state != State.CANCELLED:
        return row
    if not rules.is_staff(by):
        rules.check_open(row.meeting)
    rules.check_goes_on(row.meeting)
    _check_is_the_only_one(row)
    pool = _pool_that_is_left(pools, row)
    seat = pool if seats.take(pool, pools.now) else None
    states.move(
        row,
        to=State.CONFIRMED if seat else State.WAITING,
        mode=pool.mode,
        venue_id=pool.venue_id,
        seat=seat,
        registered_at=pools.now,
        confirmed_at=pools.now if seat else None,
        cancelled_at=None,
        sequence=row.sequence + 1,
    )
    facts = {"pool": pool.pk, "seat": seat is not None}
    record(kind="registration.came_back", subject=line.subject(row), by=by, facts=facts)
    if seat:
        owed.place_confirmed(row)
    else:
        owed.waiting(line.join(row, pool, since=pools.now, is_confirmed=True))
    return row


def _pool_that_is_left(pools: Pools, row: Registration) -> SeatPool:
    """Where they were before, or online when the meeting is no longer held in a hall."""
    if pools.meeting.in_person or row.mode == Mode.ONLINE:
        return pools.for_everybody(row.mode, row.venue_id)
    return pools.for_everybody(Mode.ONLINE, None)


def _check_is_the_only_one(row: Registration) -> None:
    others = Registration.objects.filter(meeting=row.meeting, person_id=row.person_id)
    if others.exclude(pk=row.pk).exclude(state=State.CANCELLED).exists():
        raise AlreadyRegistered(_("Hai già un'altra iscrizione a questo incontro: vale quella."))
