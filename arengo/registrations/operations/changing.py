"""Changing a registration by one's own link, until the set time; the office always."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.meetings.models import Venue
from arengo.people.models import Consent
from arengo.plan.models import Axis
from arengo.registrations import admission, line, owed, rules, seats, states
from arengo.registrations.models import AccessNeeds, Mode, Registration, SeatPool, WaitingPlace
from arengo.registrations.refusals import HallIsFull, NotNow, OnlineIsFull
from arengo.registrations.seats import Pools
from arengo.territory.models import Municipality

State = Registration.State
Place = WaitingPlace.State


@transaction.atomic
def change_details(
    *,
    registration: Registration,
    representing: str,
    delegate_of: str,
    municipality: Municipality | None,
    axes: Iterable[Axis],
    access_needs: str,
    access_consent: bool,
    answers: dict[str, Any] | None,
    by: str = "person",
) -> Registration:
    """Replace what the person told of themselves; the seat is not touched, no mail is owed.

    Empty access needs are deleted. Raises ChangesClosed, NotNow (cancelled), ConsentNeeded.
    """
    row = seats.lock_row(registration)
    _check_is_active(row)
    rules.check_changes_open(row.meeting, by)
    admission.check_consent(access_needs, access_consent)
    row.representing = representing
    row.delegate_of = " ".join(delegate_of.split())
    row.municipality = municipality
    row.answers = answers or {}
    row.save(update_fields=["representing", "delegate_of", "municipality", "answers"])
    row.axes.clear()
    admission.set_axes(row, tuple(axes))
    _replace_access_needs(row, access_needs.strip())
    subject = line.subject(row)
    record(kind="registration.details_changed", subject=subject, by=by, facts={})
    return row


def _replace_access_needs(row: Registration, text: str) -> None:
    if not text:
        admission.drop_needs(row)
    elif not AccessNeeds.objects.filter(registration=row, text=text).exists():
        now = process_time.now()
        told = {"text": text, "consent_at": now}
        AccessNeeds.objects.update_or_create(registration=row, defaults=told)
        admission.give_consents(row, [Consent.Kind.ACCESS_NEEDS], at=now)


@transaction.atomic
def change_mode(
    *,
    registration: Registration,
    mode: str,
    venue: Venue | None = None,
    keep_place_in_line: bool = False,
    by: str = "person",
) -> Registration:
    """Take a seat in another mode or venue and free the old one, in one step.

    `keep_place_in_line`: online meanwhile, without losing one's place in the hall's line. Where no
    seat is free, or others wait, it is refused with HallIsFull (OnlineIsFull) and nothing changes.
    Raises ChangesClosed, NotNow, ModeNotOffered, VenueOfAnotherMeeting, VenueNeeded.
    """
    seats.check_mode(registration.meeting, mode, venue)
    pools, row = seats.lock_registration(registration)
    _check_may_move(row, by)
    pool = pools.for_everybody(mode, venue.pk if venue else None)
    old = pools.get(row.seat_id) if row.seat_id else None
    if old is not None and (old.mode, old.venue_id) == (pool.mode, pool.venue_id):
        return row
    offer = line.running_offer(row, pool, pools.now)
    if offer is not None:
        line.leave(pools, offer, becomes=Place.TAKEN)
    elif not seats.take(pool, pools.now):
        raise HallIsFull if mode == Mode.IN_PERSON else OnlineIsFull
    sit_down(pools, row, pool, keep=keep_place_in_line)
    facts = {"pool": pool.pk, "kept_place_in_line": keep_place_in_line}
    subject = line.subject(row)
    record(kind="registration.mode_changed", subject=subject, by=by, facts=facts)
    owed.changed(row)
    return row


def sit_down(pools: Pools, row: Registration, pool: SeatPool, *, keep: bool = False) -> None:
    """Give `row` the seat of `pool` that is taken for it; free the old one and the places in line."""
    old = pools.get(row.seat_id) if row.seat_id else None
    changes = {
        "seat": pool,
        "mode": pool.mode,
        "venue_id": pool.venue_id,
        "confirmed_at": row.confirmed_at or pools.now,
        "sequence": row.sequence + 1,
    }
    if row.state == State.CONFIRMED:
        Registration.objects.filter(pk=row.pk).update(**changes)
        for field, value in changes.items():
            setattr(row, field, value)
    else:
        states.move(row, to=State.CONFIRMED, **changes)
    for place in line.places_of(row):
        if not keep or place.pool_id == pool.pk:
            line.leave(pools, place)
    if old is not None:
        line.free(pools, old)


def _check_may_move(row: Registration, by: str) -> None:
    _check_is_active(row)
    if row.state == State.TO_CONFIRM:
        raise NotNow(_("Prima conferma la tua iscrizione: poi potrai cambiarla."))
    if row.state == State.ATTENDED:
        raise NotNow(_("L'ingresso è già registrato: ora non si può più cambiare."))
    rules.check_changes_open(row.meeting, by)


def _check_is_active(row: Registration) -> None:
    if row.state == State.CANCELLED:
        raise NotNow(_("Questa iscrizione è annullata. Se vuoi, puoi iscriverti di nuovo."))
