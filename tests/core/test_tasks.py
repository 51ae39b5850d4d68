"""Work that is owed gets done: late or twice at worst, given up only after many tries."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist

from arengo.core.guard import InsideTransaction
from arengo.core.ledger.models import Entry
from arengo.core.tasks import runner
from arengo.core.tasks.backend import enqueue_once
from arengo.core.tasks.models import TaskRow
from arengo.core.tasks.runner import run_due
from tests.core import jobs

pytestmark = pytest.mark.django_db


def noted() -> list[str]:
    entries = Entry.objects.filter(kind="test.noted").order_by("recorded_at")
    return [entry.facts["words"] for entry in entries]


def make_due() -> None:
    TaskRow.objects.update(run_after=timezone.now())


def test_a_task_is_done_later_and_its_result_can_be_asked_for() -> None:
    result = jobs.note.enqueue("ciao", number=3)
    assert result.status == TaskResultStatus.READY
    assert noted() == []
    assert run_due() == 1
    result.refresh()
    assert result.status == TaskResultStatus.SUCCESSFUL
    assert result.return_value == {"words": "ciao", "number": 3}
    assert jobs.note.get_result(result.id).finished_at is not None
    assert run_due() == 0


def test_a_result_that_is_unknown_or_nonsense_does_not_exist() -> None:
    for name in (str(uuid.uuid4()), "nonsense"):
        with pytest.raises(TaskResultDoesNotExist):
            jobs.note.get_result(name)


def test_a_task_is_undone_with_the_transaction_that_enqueued_it() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 - both belong to it
        jobs.note.enqueue("ciao")
        raise RuntimeError
    assert run_due() == 0


def test_a_task_for_later_waits() -> None:
    jobs.note.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("ciao")
    assert run_due() == 0
    make_due()
    assert run_due() == 1


def test_what_is_urgent_is_done_first() -> None:
    jobs.note.enqueue("second")
    jobs.urgent.enqueue("first")
    run_due()
    assert noted() == ["first", "second"]


def test_the_same_key_does_it_once() -> None:
    first = enqueue_once(jobs.note, key="note:1", args=["ciao"])
    again = enqueue_once(jobs.note, key="note:1", args=["ciao"], kwargs={"number": 2})
    assert again.id == first.id
    run_due()
    enqueue_once(jobs.note, key="note:1", args=["ciao"])
    assert run_due() == 0
    assert noted() == ["ciao"]


def test_a_task_learns_which_attempt_it_is() -> None:
    result = jobs.count_attempts.enqueue()
    run_due()
    result.refresh()
    assert result.return_value == 1


def test_a_task_that_fails_is_tried_again_later() -> None:
    result = jobs.succeed_on.enqueue(2)
    assert run_due() == 1
    result.refresh()
    assert result.status == TaskResultStatus.READY
    wait = TaskRow.objects.get().run_after - timezone.now()
    assert timedelta(seconds=55) < wait <= timedelta(minutes=1)
    make_due()
    run_due()
    result.refresh()
    assert result.return_value == 2
    assert result.attempts == 2


def test_a_task_that_always_fails_is_given_up_after_eight_attempts() -> None:
    result = jobs.fail.enqueue("ada@example.org")
    for _attempt in range(8):
        assert TaskRow.objects.get().state == TaskRow.State.READY
        make_due()
        run_due()
    result.refresh()
    assert result.status == TaskResultStatus.FAILED
    assert TaskRow.objects.get().state == TaskRow.State.DEAD
    make_due()
    assert run_due() == 0


def test_the_trail_of_a_failure_names_the_place_and_nobody(caplog) -> None:
    result = jobs.fail.enqueue("ada@example.org")
    run_due()
    result.refresh()
    [error] = result.errors
    assert error.exception_class is ValueError
    assert "jobs.py" in error.traceback
    assert "ada@" not in error.traceback + caplog.text


def test_a_task_that_the_code_no_longer_has_fails_like_any_other() -> None:
    jobs.note.enqueue("ciao")
    TaskRow.objects.update(function="tests.core.jobs.gone")
    assert run_due() == 1
    assert TaskRow.objects.get().errors[0]["class"] == "builtins.ImportError"


def test_a_running_task_is_taken_by_nobody_else_until_its_lease_ends() -> None:
    result = jobs.note.enqueue("ciao")
    TaskRow.objects.update(leased_until=timezone.now() + timedelta(minutes=1), attempts=1)
    result.refresh()
    assert result.status == TaskResultStatus.RUNNING
    assert run_due() == 0
    TaskRow.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert run_due() == 1


def test_a_task_that_never_comes_back_is_given_up_in_the_end() -> None:
    jobs.note.enqueue("ciao")
    TaskRow.objects.update(leased_until=timezone.now() - timedelta(seconds=1), attempts=8)
    run_due()
    assert TaskRow.objects.get().state == TaskRow.State.DEAD
    assert noted() == []


def test_who_outlived_the_lease_does_not_mark_the_task() -> None:
    jobs.outlive_the_lease.enqueue()
    run_due()
    assert TaskRow.objects.get().state == TaskRow.State.READY


def test_a_long_task_keeps_its_lease_by_saying_so() -> None:
    result = jobs.keep_at_it.enqueue()
    run_due()
    result.refresh()
    assert result.return_value == "held"


def test_a_long_task_that_lost_its_lease_is_told_to_stop() -> None:
    jobs.outlive_and_ask.enqueue()
    run_due()
    row = TaskRow.objects.get()
    assert (row.state, row.errors) == (TaskRow.State.READY, [])


def test_keeping_alive_outside_of_a_task_does_nothing() -> None:
    runner.keep_alive()


def test_what_finished_two_weeks_ago_is_cleared_away() -> None:
    jobs.note.enqueue("old")
    run_due()
    TaskRow.objects.update(finished_at=timezone.now() - timedelta(days=15))
    jobs.note.enqueue("new")
    assert runner.clear_finished() == 1
    assert TaskRow.objects.get().args == ["new"]


def test_a_task_that_only_the_machine_can_name_is_refused() -> None:
    with pytest.raises(InvalidTaskError):
        task(lambda: None)


@pytest.mark.django_db(transaction=True)
def test_no_task_runs_inside_a_transaction() -> None:
    jobs.note.enqueue("ciao")
    with transaction.atomic(), pytest.raises(InsideTransaction):
        run_due()
    assert run_due() == 1
