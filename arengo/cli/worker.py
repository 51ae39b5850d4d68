"""`arengo worker`: mail, tasks, the ledger's seal, the periodic work and long sums, in four loops.

Each loop has its thread and its own connection to the database: a mail server that takes its time
holds up no seal, and a long task no mail.
"""

import argparse
import logging
import signal
import threading
import time
from collections.abc import Callable
from importlib import import_module
from types import FrameType

from django.conf import settings
from django.db import connections

from arengo.cli import children
from arengo.cli.endings import ENDINGS
from arengo.contributions import operations as contributions
from arengo.contributions.models import Contribution
from arengo.core import leases
from arengo.core.ledger.operations import seal
from arengo.core.outbox.delivery import Postman
from arengo.core.tasks import heartbeat, runner
from arengo.core.tasks.schedule import Job, Schedule
from arengo.core.write_ahead import clear_write_ahead
from arengo.invitations import operations as invitations
from arengo.live import operations as live
from arengo.meetings import operations as meetings
from arengo.registrations import operations as registrations
from arengo.suggestions import operations as suggestions

# How often an idle loop looks again, in seconds: a mail leaves within this.
PAUSE = 0.25
PAUSE_AFTER_ERROR = 2.0
# Enough for the mail under way; what is cut short is under a lease and goes on later.
GRACE_SECONDS = 8.0
SEALED_AT_ONCE = 1000


def seal_all() -> None:
    """Seal what waits, block after block."""
    while (block := seal(SEALED_AT_ONCE)) and block.count >= SEALED_AT_ONCE:
        continue


JOBS: list[Job] = [
    (heartbeat.beat, 10),
    (seal_all, 1),
    (live.repair_conference, 0.5),
    (registrations.release_expired_holds, 5),
    (registrations.lapse_offers, 5),
    (registrations.offer_free_seats, 5),
    (registrations.release_contingents, 15),
    (registrations.end_silent_stays, 60),
    (meetings.owe_pages, 15),
    (registrations.owe_reminders, 60),
    (registrations.owe_thanks, 300),
    (invitations.note_refusals, 60),
    (invitations.release_held_waves, 60),
    (invitations.release_held_mails, 60),
    (invitations.release_held_news, 60),
    (live.close_forgotten_rooms, 300),
    (live.owe_invitations_to_write, 60),
    (live.owe_minutes, 60),
    (live.owe_day_after, 60),
    (contributions.receive_evenings, 15),
    # What is kept too long goes by itself: docs/privacy.md says which job keeps which promise.
    *((ending.job, ending.every) for ending in ENDINGS),
    (contributions.index_voices, 3600),
    # After all of them: what they deleted is to stand in no file.
    (clear_write_ahead, 300),
]


def collect_autumn() -> int:
    """In the demo: by the end of October something came by every way; elsewhere nothing is even loaded."""
    if not settings.DEMO:
        return 0
    return int(import_module("arengo.rehearsal.autumn").collect_autumn())


def suggest_axes() -> int:
    """Suggest axes, once there is a voice. Says for how many.

    What learns is loaded only then: scikit-learn takes a second, for which no mail is to wait.
    """
    if not Contribution.objects.exists():
        return 0
    return int(import_module("arengo.suggestions.teaching").suggest_axes())


# What takes seconds or minutes, for which no seal is to wait.
LONG_JOBS: list[Job] = [
    (collect_autumn, 5),
    (contributions.read_sources, 1),
    (contributions.fetch_mails, 60),
    (suggestions.embed_voices, 10),
    (suggest_axes, 60),
]
logger = logging.getLogger(__name__)


def run(options: argparse.Namespace) -> int:
    """Work until a signal comes, or once; returns the exit code."""
    children.stop_with_supervisor()
    if options.once:
        work_once()
    else:
        Worker().run()
    return 0


def work_once() -> None:
    """Do all that is due now, in the order in which one thing owes the next."""
    Schedule([*JOBS, *LONG_JOBS]).run_all()
    while runner.run_due():
        continue
    postman = Postman()
    while postman.deliver_due():
        continue
    seal_all()


class Worker:
    """The loops, until a signal stops them."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        schedule, sums, postman = Schedule(JOBS), Schedule(LONG_JOBS), Postman()
        self._loops = [
            self._loop("schedule", schedule.run_due),
            self._loop("sums", sums.run_due),
            self._loop("mail", lambda: postman.deliver_due(stopping=self._stopping.is_set)),
            self._loop("tasks", lambda: runner.run_due(stopping=self._stopping.is_set)),
        ]

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; then finish what is under way, for some seconds."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for loop in self._loops:
            loop.start()
        while not self._stopping.is_set():
            time.sleep(PAUSE)
        end = time.monotonic() + GRACE_SECONDS
        for loop in self._loops:
            loop.join(max(0.0, end - time.monotonic()))

    def _loop(self, name: str, work: Callable[[], int]) -> threading.Thread:
        # A daemon: a task that does not end keeps nobody from leaving.
        return threading.Thread(target=self._go_round, args=[name, work], name=name, daemon=True)

    def _go_round(self, name: str, work: Callable[[], int]) -> None:
        while not self._stopping.is_set():
            try:
                done, pause = work(), PAUSE
            except Exception as error:
                logger.error("the loop %s failed\n%s", name, leases.trail(error))
                done, pause = 0, PAUSE_AFTER_ERROR
            _drop_broken_connections()
            if not done:
                self._stopping.wait(pause)
        connections.close_all()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()


def _drop_broken_connections() -> None:
    for connection in connections.all(initialized_only=True):
        if connection.errors_occurred:
            connection.close_if_unusable_or_obsolete()
