"""kill -9 of a worker at the worst moment: late, twice at worst, never lost, effects once."""

import signal
from pathlib import Path

import pytest

from arengo.core.ledger.models import Block, Entry
from arengo.core.outbox import operations, queries
from arengo.core.outbox.models import Message
from arengo.core.tasks import heartbeat
from arengo.core.tasks.models import TaskRow
from tests.core import jobs, letters
from tests.core.smtp import Sink
from tests.processes.helpers import running, surroundings, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
WORKER = "tests.processes.impatient_worker"


@pytest.fixture
def sink():
    with Sink() as sink:
        yield sink


@pytest.fixture
def env(sink: Sink) -> dict[str, str]:
    return surroundings(ARENGO_SMTP_HOST="127.0.0.1", ARENGO_SMTP_PORT=str(sink.port))


def is_sent() -> bool:
    return not Message.objects.exclude(state=Message.State.SENT).exists()


def test_a_worker_killed_between_sending_and_marking_sends_again_and_effects_happen_once(
    sink: Sink, env: dict[str, str], tmp_path: Path
) -> None:
    output = tmp_path / "output"
    message = operations.post(
        render=letters.whole_evening,
        arguments={"to": "ada@example.org", "folder": str(tmp_path)},
        key="confirm:1",
        after=letters.follow_but_hang_the_first_time,
    )
    with running(WORKER, env=env, output=output) as worker:
        wait_until(lambda: any(tmp_path.glob("following-*")), "the mail to leave", output)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    message.refresh_from_db()
    assert (len(sink.mails), message.state) == (1, Message.State.OWED)
    assert not Entry.objects.filter(kind="test.followed").exists()
    with running(WORKER, env=env, output=output):
        wait_until(is_sent, "the mail to be marked", output)
    assert [mail["Message-ID"] for mail in sink.mails] == [message.message_id] * 2
    assert Entry.objects.filter(kind="test.followed").count() == 1


def test_a_worker_killed_while_it_looks_at_a_held_mail_loses_nothing_and_sends_it_once(
    sink: Sink, env: dict[str, str], tmp_path: Path
) -> None:
    output, quiet = tmp_path / "output", tmp_path / "quiet"
    quiet.touch()
    message = operations.post(
        render=letters.held_while_it_is_quiet,
        arguments={"to": "ada@example.org", "folder": str(tmp_path)},
        key="invitation:1",
    )
    with running(WORKER, env=env, output=output) as worker:
        wait_until(lambda: any(tmp_path.glob("rendering-*")), "the mail to be looked at", output)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    with running(WORKER, env=env, output=output):
        wait_until(lambda: queries.held().exists(), "the mail to be held", output)
        assert sink.mails == []
        quiet.unlink()
        operations.let_go()
        wait_until(is_sent, "the mail to leave", output)
    message.refresh_from_db()
    assert [mail["Message-ID"] for mail in sink.mails] == [message.message_id]


def test_a_task_whose_worker_is_killed_is_run_again_when_its_lease_ends(
    env: dict[str, str], tmp_path: Path
) -> None:
    output = tmp_path / "output"
    jobs.hang_the_first_time.enqueue(str(tmp_path))
    with running(WORKER, env=env, output=output) as worker:
        wait_until(lambda: any(tmp_path.glob("running-*")), "the task to run", output)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert TaskRow.objects.get().state == TaskRow.State.READY
    with running(WORKER, env=env, output=output):
        wait_until(lambda: TaskRow.objects.get().state == TaskRow.State.DONE, "the task", output)
    assert TaskRow.objects.get().attempts == 2
    assert Entry.objects.filter(kind="test.noted").count() == 1


def test_two_workers_send_each_mail_once(sink: Sink, env: dict[str, str], tmp_path: Path) -> None:
    output = tmp_path / "output"
    for number in range(60):
        to = f"ada{number}@example.org"
        operations.post(render=letters.plain, arguments={"to": to}, key=to, after=letters.follow)
    # Leases as they are: with those of one second a slow machine might rightly send one twice.
    with (
        running("arengo", "worker", env=env, output=output),
        running("arengo", "worker", env=env, output=output),
    ):
        wait_until(is_sent, "all mails to leave", output)
    addressees = sorted(mail["To"] for mail in sink.mails)
    assert addressees == sorted(f"ada{number}@example.org" for number in range(60))
    assert Entry.objects.filter(kind="test.followed").count() == 60


def test_a_worker_that_is_told_to_stop_stops_and_leaves_nothing_half_done(
    sink: Sink, env: dict[str, str], tmp_path: Path
) -> None:
    output = tmp_path / "output"
    with running("arengo", "worker", env=env, output=output) as worker:
        wait_until(lambda: heartbeat.last_beat() is not None, "a sign of life", output)
        operations.post(
            render=letters.plain, arguments={"to": "ada@example.org"}, key="1", after=letters.follow
        )
        wait_until(is_sent, "the mail to leave", output)
        wait_until(lambda: Block.objects.exists(), "the seal", output)
        worker.terminate()
        assert worker.wait(timeout=15) == 0
    assert len(sink.mails) == 1
    assert output.read_text() == ""


def test_a_worker_can_do_what_is_due_and_leave(
    sink: Sink, env: dict[str, str], tmp_path: Path
) -> None:
    operations.post(
        render=letters.plain, arguments={"to": "ada@example.org"}, key="1", after=letters.follow
    )
    with running("arengo", "worker", "--once", env=env, output=tmp_path / "output") as worker:
        assert worker.wait(timeout=30) == 0
    assert is_sent()
    assert Block.objects.get().count == 1
