"""What the worker does every few seconds for seats and the line.

Each may run at any time, any number of times; one transaction for each meeting.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from arengo.core.clock import process_time
from arengo.core.ledger.operations import record
from arengo.meetings.models import Meeting
from arengo.registrations import clocks, line, rules, seats
from arengo.registrations.models import Registration, SeatPool, WaitingPlace

State = Registration.State
Place = WaitingPlace.State
# How many of one meeting in one transaction: the seats of a meeting wait for no longer than that.
AT_ONCE = 200


def release_expired_holds() -> int:
    """Free the seats that nobody confirmed in time, and offer them on. Says how many."""
    now = process_time.now()
    clocks.start_the_forgotten(now)
    held = Registration.objects.filter(state=State.TO_CONFIRM, hold_until__lte=now)
    return _for_each_meeting(held.values("meeting"), _release_holds)


def _release_holds(meeting: Meeting) -> int:
    pools = seats.lock(meeting)
    over = Registration.objects.select_for_update(no_key=True).filter(
        meeting=meeting, state=State.TO_CONFIRM, hold_until__lte=pools.now
    )
    holds = list(over.order_by("hold_until", "id")[:AT_ONCE])
    for registration in holds:
        line.lapse_hold(pools, registration)
    return len(holds)


def lapse_offers() -> int:
    """End the offers that nobody answered, and offer the seats to those who follow. Says how many.

    While a meeting waits for its new date, nobody's offer ends.
    """
    now = process_time.now()
    clocks.start_the_forgotten(now)
    over = WaitingPlace.objects.filter(
        state=Place.OFFERED, offer_ends_at__lte=now, pool__meeting__state=Meeting.State.PUBLISHED
    )
    return _for_each_meeting(over.values("pool__meeting"), _lapse_offers)


def _lapse_offers(meeting: Meeting) -> int:
    pools = seats.lock(meeting)
    over = WaitingPlace.objects.filter(
        pool__meeting=meeting, state=Place.OFFERED, offer_ends_at__lte=pools.now
    )
    ids = list(over.order_by("offer_ends_at", "id").values_list("id", flat=True)[:AT_ONCE])
    for pk in ids:
        # One by one: a registration may have let two offers go by.
        line.lapse(pools, WaitingPlace.objects.select_related("registration").get(pk=pk))
    return len(ids)


def offer_free_seats() -> int:
    """Offer seats that are free while somebody waits: the net under every verb. Says how many."""
    free = SeatPool.objects.filter(
        is_contingent=False,
        waiting__gt=0,
        taken__lt=F("capacity"),
        meeting__state=Meeting.State.PUBLISHED,
        meeting__starts_at__gt=process_time.now() + rules.NO_OFFERS_BEFORE_START,
    )
    return _for_each_meeting(free.values("meeting"), _offer_free_seats)


def _offer_free_seats(meeting: Meeting) -> int:
    pools = seats.lock(meeting)
    open_to_all = [pool for pool in pools.all if not pool.is_contingent]
    return sum(line.offer_next(pools, pool) for pool in open_to_all)


def release_contingents() -> int:
    """Pass to everybody the places of contingents whose release time has come. Says how many."""
    due = SeatPool.objects.filter(
        is_contingent=True, released_at__lte=process_time.now(), taken__lt=F("capacity")
    )
    return _for_each_meeting(due.values("meeting"), _release_contingents)


def _release_contingents(meeting: Meeting) -> int:
    pools = seats.lock(meeting)
    total = 0
    for contingent in pools.all:
        if not seats.is_released(contingent, pools.now):
            continue
        passed = line.release(pools, contingent)
        total += passed
        if passed:
            facts = {"pool": contingent.pk, "places": passed}
            subject = f"meeting:{meeting.slug}"
            record(kind="seats.released", subject=subject, by="system", facts=facts)
    return total


def _for_each_meeting(ids: QuerySet[Any, Any], act: Callable[[Meeting], int]) -> int:
    total = 0
    for meeting in Meeting.objects.filter(pk__in=ids):
        with transaction.atomic():
            total += act(meeting)
    return total
