"""Real threads: signs and goodbyes in any order leave one open stay at most."""

import pytest

from arengo.registrations.models import Attendance, Registration
from arengo.registrations.operations import (
    end_silent_stays,
    enter_online,
    mark_back,
    mark_gone,
    mark_here,
)
from tests.conftest import Clock
from tests.factories import make_meeting
from tests.registrations.acts import ONLINE, take_part
from tests.registrations.test_races import at_once, only
from tests.registrations.test_staying import fall_silent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada(transactional_db, clock: Clock) -> Registration:
    """She entered, and left at 16:30; it is five."""
    registration = take_part(make_meeting(), "Ada Conti", ONLINE)
    clock.to("2023-09-27 16:00")
    enter_online(registration=registration)
    mark_here(registration=registration)
    clock.to("2023-09-27 16:30")
    mark_gone(registration=registration)
    clock.to("2023-09-27 17:00")
    return registration


def still_open() -> int:
    return Attendance.objects.filter(left_at__isnull=True).count()


def test_four_signs_at_once_begin_one_stay(ada: Registration) -> None:
    results = at_once(*[lambda: mark_back(registration=ada)] * 4)
    assert len({result.pk for result in results}) == 1, results
    assert (Attendance.objects.count(), still_open()) == (2, 1)


def test_signs_against_pressing_enter_are_one_stay(ada: Registration) -> None:
    results = at_once(
        *[lambda: mark_back(registration=ada)] * 2, *[lambda: enter_online(registration=ada)] * 2
    )
    assert len({result.pk for result in results}) == 1, results
    assert (Attendance.objects.count(), still_open()) == (2, 1)


def test_signs_against_goodbyes_leave_one_open_at_most(ada: Registration) -> None:
    mark_back(registration=ada)
    results = at_once(
        *[lambda: mark_here(registration=ada) or mark_back(registration=ada)] * 2,
        *[lambda: mark_gone(registration=ada)] * 2,
    )
    assert only(ValueError, results) == 0
    assert still_open() <= 1
    assert Attendance.objects.count() == 2


def test_a_sign_against_the_job_is_not_lost(ada: Registration) -> None:
    mark_back(registration=ada)
    fall_silent()
    results = at_once(
        end_silent_stays, lambda: mark_here(registration=ada) or mark_back(registration=ada)
    )
    assert only(ValueError, results) == 0
    assert (Attendance.objects.count(), still_open()) == (2, 1)
