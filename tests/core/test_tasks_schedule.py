"""The worker's small schedule, and its sign of life."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arengo.core.tasks import heartbeat
from arengo.core.tasks.models import Heartbeat
from arengo.core.tasks.schedule import Schedule


class Watch:
    """Seconds that go on only when told."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_each_job_is_called_at_once_and_then_every_so_many_seconds() -> None:
    watch, called = Watch(), []
    schedule = Schedule(
        [(lambda: called.append("often"), 1), (lambda: called.append("seldom"), 10)], seconds=watch
    )
    for watch.at in (0, 0.5, 1, 9.9, 10):
        schedule.run_due()
    assert called == ["often", "seldom", "often", "often", "seldom"]


def test_a_job_that_fails_holds_up_no_other_and_is_called_again(caplog) -> None:
    watch, called = Watch(), []
    somebody = "@".join(["ada", "example.org"])

    def fail() -> None:
        raise ValueError(somebody)

    schedule = Schedule([(fail, 1), (lambda: called.append("next"), 1)], seconds=watch)
    assert schedule.run_due() == 2
    watch.at = 2
    assert schedule.run_due() == 2
    assert called == ["next", "next"]
    assert "fail" in caplog.text
    assert somebody not in caplog.text


def test_all_jobs_can_be_called_before_their_time() -> None:
    called = []
    schedule = Schedule([(lambda: called.append("seldom"), 1000)], seconds=Watch())
    assert schedule.run_all() == 1
    assert schedule.run_all() == 1
    assert called == ["seldom", "seldom"]


@pytest.mark.django_db
def test_a_worker_leaves_one_sign_of_life() -> None:
    assert heartbeat.last_beat() is None
    heartbeat.beat()
    heartbeat.beat()
    assert timezone.now() - heartbeat.last_beat() < timedelta(seconds=5)
    assert Heartbeat.objects.count() == 1
