"""Verbs, mails, jobs and hours in any order that hypothesis can think of: what must hold, holds.

Never overbooked, counters are their rows, nobody is overtaken, nobody waits beside a free seat,
one active registration each, and an offer always has its seat.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from arengo.core.clock import process_time
from arengo.core.refusals import Refusal
from arengo.meetings.models import Meeting
from arengo.registrations import operations, rules
from arengo.registrations.models import Registration, SeatPool, WaitingPlace
from arengo.registrations.queries import audit_pools
from tests.conftest import Clock
from tests.factories import make_meeting, moment
from tests.registrations.acts import (
    DARIO,
    HALL,
    ONLINE,
    contingent_of,
    mail_leaves,
    pool_of,
    worker_runs,
)

START = moment("2023-09-24 10:00")
State = Registration.State
someone = st.integers(min_value=0, max_value=40)
mode = st.sampled_from([HALL, ONLINE])
Line = dict[int, tuple[int, datetime, int]]


class AnyOrder(RuleBasedStateMachine):
    """A small hall, fewer places online, two kept seats, and people who do as they like."""

    clock: ClassVar[Clock]

    @initialize()
    def open_the_call(self) -> None:
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.clock.to(START)
        self.meeting = make_meeting(hall=2, online=2)
        contingent_of(self.meeting, released_at=moment("2023-09-25 12:00"))
        # The hall is full, four wait for it, one of them online meanwhile; one has not confirmed.
        self.names = 8
        for number in range(1, 9):
            self.clock.to(START + timedelta(minutes=number))
            self.ask(number, ONLINE if number == 7 else HALL)
        for registration in Registration.objects.order_by("id")[:7]:
            operations.confirm(registration=registration)
        online = Registration.objects.get(mode=ONLINE)
        operations.join_line(registration=online, pool=pool_of(self.meeting))
        self.remember()

    def ask(self, number: int, mode: str, code: str = "") -> Registration:
        return operations.register(
            meeting=self.meeting,
            name=f"Ospite{number}",
            email=f"ospite{number}@example.org",
            mode=mode,
            invitation_code=code,
        )

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    # What people do

    @rule(mode=mode, code=st.sampled_from(["", "", "SINDACI"]), back=st.integers(0, 3))
    def register(self, mode: str, code: str, back: int) -> None:
        self.names += back == 0
        number = max(1, self.names - back)
        self.act(self.ask, number=number, mode=mode, code=code if mode == HALL else "")

    @rule(who=someone, state=st.sampled_from(["to_confirm", "to_confirm", "waiting"]))
    def confirm(self, who: int, state: str) -> None:
        self.one_in(state, who, operations.confirm)

    @rule(who=someone, state=st.sampled_from(State.values))
    def cancel(self, who: int, state: str) -> None:
        self.one_in(state, who, operations.cancel)

    @rule(who=someone)
    def come_back(self, who: int) -> None:
        self.one_in("cancelled", who, operations.come_back)

    @rule(
        who=someone,
        state=st.sampled_from(["confirmed", "waiting", "offered"]),
        mode=mode,
        keep=st.booleans(),
    )
    def change_mode(self, who: int, state: str, mode: str, keep: bool) -> None:
        verb = operations.change_mode
        self.one_in(state, who, verb, mode=mode, keep_place_in_line=keep)

    @rule(who=someone, state=st.sampled_from(["confirmed", "waiting", "offered"]), mode=mode)
    def join_line(self, who: int, state: str, mode: str) -> None:
        self.one_in(state, who, operations.join_line, pool=pool_of(self.meeting, mode))

    @rule(who=someone, state=st.sampled_from(["confirmed", "waiting", "offered"]), mode=mode)
    def leave_line(self, who: int, state: str, mode: str) -> None:
        self.one_in(state, who, operations.leave_line, pool=pool_of(self.meeting, mode))

    @rule(who=someone, yes=st.booleans(), state=st.sampled_from(["offered", "offered", "left"]))
    def answer(self, who: int, yes: bool, state: str) -> None:
        places = WaitingPlace.objects.filter(state=state).order_by("id")
        if places:
            verb = operations.accept_offer if yes else operations.decline_offer
            self.act(verb, waiting_place=places[who % len(places)])

    @rule(who=someone, by=someone)
    def substitute(self, who: int, by: int) -> None:
        person = f"Ospite{1 + by % (self.names + 2)}"
        email = f"{person.lower()}@example.org"
        theirs = self.one_in("confirmed", who, operations.substitute, name=person, email=email)
        self.given = theirs.pk if theirs else None

    @rule(who=someone, state=st.sampled_from(State.values))
    def erase(self, who: int, state: str) -> None:
        people = Registration.objects.filter(state=state).order_by("id")
        if people:
            self.act(operations.erase_person, person=people[who % len(people)].person)

    # What the office and the worker do

    @rule(mode=mode)
    def open_a_place(self, mode: str) -> None:
        pool = pool_of(self.meeting, mode)
        self.act(operations.change_capacity, pool=pool, capacity=pool.capacity + 1, by=DARIO)

    @rule()
    def the_mail_server_takes_the_mail(self) -> None:
        mail_leaves()

    @rule()
    def the_worker_runs(self) -> None:
        worker_runs()

    @precondition(lambda self: process_time.now() < self.meeting.starts_at)
    @rule()
    def nobody_answers_for_a_day(self) -> None:
        mail_leaves()
        self.clock.to(process_time.now() + timedelta(hours=25))
        worker_runs()

    @precondition(lambda self: process_time.now() < self.meeting.starts_at)
    @rule(minutes=st.sampled_from([1, 30, 61, 130]))
    def time_goes_by(self, minutes: int) -> None:
        self.clock.to(process_time.now() + timedelta(minutes=minutes))

    # What must hold

    @invariant()
    def counters_are_their_rows(self) -> None:
        assert audit_pools() == []

    @invariant()
    def states_are_what_the_line_says(self) -> None:
        for registration in Registration.objects.prefetch_related("waiting_places"):
            live = {p.state for p in registration.waiting_places.all() if p.is_confirmed}
            live &= {"waiting", "offered"}
            if registration.state == "waiting":
                assert live == {"waiting"}
            if registration.state == "offered":
                assert "offered" in live
            if registration.state in ("cancelled", "to_confirm"):
                assert not live

    @invariant()
    def nobody_waits_beside_a_free_seat(self) -> None:
        if rules.offers_are_made(self.meeting, process_time.now()):
            for pool in SeatPool.objects.filter(is_contingent=False):
                assert pool.waiting == 0 or pool.taken == pool.capacity

    @invariant()
    def nobody_is_overtaken(self) -> None:
        line, seats = line_now(), seats_now()
        still = {pk: place for pk, place in line.items() if self.line.get(pk) == place}
        for place in WaitingPlace.objects.filter(state="offered").exclude(pk__in=self.offered):
            if place.registration_id != self.given:
                order = (place.since, place.pk)
                assert not [p for p in still.values() if p[0] == place.pool_id and p[1:] < order]
        for registration, pool in seats.items():
            came_by_right = registration == self.given or (registration, pool) in self.rights
            if self.seats.get(registration) != pool and not came_by_right:
                assert not [p for p in still.values() if p[0] == pool]
        self.remember()

    # How it is done

    def remember(self) -> None:
        """How things stand before the next step."""
        self.given: int | None = None
        self.line, self.seats = line_now(), seats_now()
        offered = WaitingPlace.objects.filter(state="offered")
        self.offered = list(offered.values_list("pk", flat=True))
        self.rights = set(offered.values_list("registration_id", "pool_id"))

    def act(self, verb: Callable[..., Any], **arguments: Any) -> Any:
        """What a verb does, or None when it refuses: with a sentence, and changing nothing."""
        refused = None
        try:
            return verb(**arguments)
        except Refusal as refusal:
            refused = refusal
        assert str(refused.sentence)
        assert (line_now(), seats_now()) == (self.line, self.seats)
        return None

    def one_in(self, state: str, who: int, verb: Callable[..., Any], **arguments: Any) -> Any:
        """Let one of those in `state` do something, if there is anybody."""
        people = Registration.objects.filter(state=state).order_by("id")
        if not people:
            return None
        return self.act(verb, registration=people[who % len(people)], **arguments)


def line_now() -> Line:
    """Who waits, confirmed: place -> (pool, since, place)."""
    places = WaitingPlace.objects.filter(state="waiting", is_confirmed=True)
    return {pk: (pool, since, pk) for pk, pool, since in places.values_list("pk", "pool", "since")}


def seats_now() -> dict[int, int]:
    """Who has a seat where: registration -> pool."""
    seated = Registration.objects.filter(seat__isnull=False)
    return dict(seated.values_list("pk", "seat"))


@pytest.mark.django_db
def test_whatever_people_do_in_whatever_order(clock):
    AnyOrder.clock = clock

    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert not Meeting.objects.exists()
