"""How much each hot verb asks of the database: few statements, and as many for one as for many."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arengo.meetings.models import Meeting
from arengo.plan.models import Axis
from arengo.registrations.models import Registration
from arengo.registrations.operations import (
    cancel,
    confirm,
    forget_people,
    lapse_offers,
    offer_free_seats,
    release_contingents,
    release_expired_holds,
)
from tests.factories import make_meeting, make_municipality
from tests.registrations.acts import HALL, ONLINE, ask, contingent_of, fill, second_hall, take_part

pytestmark = pytest.mark.usefixtures("adds_up")
# Of each, two begin and end the transaction, one is the ledger's and one the outbox's.
REGISTER, CONFIRM, CANCEL = 9, 5, 11


@pytest.fixture
def meeting(db) -> Meeting:
    return make_meeting(hall=50)


def statements(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def registering(meeting: Meeting, name: str, **fields: Any) -> int:
    venue = meeting.venues.order_by("id").first()
    return statements(lambda: ask(meeting, name, venue=venue, **fields))


def test_registering_costs_the_same_for_the_first_and_after_many(meeting):
    first = registering(meeting, "Ada Conti", municipality=make_municipality())
    second_hall(meeting)
    contingent_of(meeting)
    for number in range(5):
        take_part(meeting, f"Ospite{number}", ONLINE)

    assert registering(meeting, "Bruno Rota") == first == REGISTER


def test_axes_cost_one_statement_however_many(meeting):
    axes = list(Axis.objects.all())

    one = registering(meeting, "Ada Conti", axes=axes[:1])
    assert registering(meeting, "Bruno Rota", axes=axes) == one == REGISTER + 1


def test_the_fullest_form_costs_four_more(meeting):
    full = {"access_needs": "LIS", "access_consent": True, "notify_next": True}

    assert registering(meeting, "Ada Conti", axes=Axis.objects.all()[:3], **full) == REGISTER + 4


def test_confirming_costs_the_same_with_and_without_a_line(meeting):
    ada = ask(meeting, "Ada Conti")
    alone = statements(lambda: confirm(registration=ada))
    fill(meeting)
    take_part(meeting, "Carla Bosio")
    bruno = ask(meeting, "Bruno Rota", ONLINE)

    assert statements(lambda: confirm(registration=bruno)) == alone == CONFIRM


def test_cancelling_costs_the_same_for_a_line_of_one_and_of_three(meeting):
    seated = fill(meeting)
    for name in ("Ada Conti", "Bruno Rota", "Carla Bosio", "Elena Valle"):
        take_part(meeting, name)

    four_wait = statements(lambda: cancel(registration=seated[0]))
    three_wait = statements(lambda: cancel(registration=seated[1]))
    assert three_wait == four_wait
    assert Registration.objects.filter(state="offered").count() == 2


def test_cancelling_without_a_line_is_cheap(meeting):
    ada = take_part(meeting, "Ada Conti", HALL)

    assert statements(lambda: cancel(registration=ada)) == CANCEL


@pytest.mark.parametrize(
    ("job", "queries"),
    [
        (release_expired_holds, 3),
        (lapse_offers, 3),
        (offer_free_seats, 1),
        (release_contingents, 1),
        (forget_people, 5),
    ],
)
def test_a_job_with_nothing_to_do_hardly_looks(meeting, job, queries):
    fill(meeting)
    for name in ("Ada Conti", "Bruno Rota"):
        take_part(meeting, name)

    assert statements(job) == queries
