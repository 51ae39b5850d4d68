"""`arengo rehearse`: the demo's evening, filled by simulated people, at a chosen speed."""

import argparse
import json
import time
from collections.abc import Callable
from datetime import datetime, time as clock_time, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from arengo.cli import rehearse_pages
from arengo.cli.demo_home import MARK
from arengo.cli.rehearse_telling import Teller, tell_end
from arengo.cli.show import say
from arengo.core.clock import process_time
from arengo.meetings.models import Meeting
from arengo.rehearsal.account import account_of
from arengo.rehearsal.operations import rehearse
from arengo.rehearsal.progress import check_not_held
from arengo.rehearsal.refusals import OnlyInADemo
from arengo.rehearsal.stagehand import facts_of

STATE: Final = "rehearsal.json"
# The demo's clock is moved at most so often: every page asks for it once a second.
JUMP_EVERY_SECONDS: Final = 1.0


def run(options: argparse.Namespace) -> int:
    """Play the evening, from where it was interrupted; returns the exit code."""
    if not (Path(settings.HOME) / MARK).exists():
        raise OnlyInADemo
    meeting = Meeting.objects.filter(slug=options.meeting).first()
    if meeting is None:
        say(_("Non trovo l'incontro «%(slug)s».") % {"slug": options.meeting})
        return 1
    progress = Progress(Path(settings.HOME) / STATE, options.meeting, options.seed)
    check_not_held(meeting, progress.done)
    start = _on_the_day(meeting, options.start)
    teller = Teller(meeting, is_silent=options.json)
    pace = Pace(start, options.speed, teller.go_on)
    course: dict[str, Any] = {
        "reach": pace.reach,
        "note": progress.note,
        "done": progress.done,
        "until": _on_the_day(meeting, options.until),
    }
    teller.begin(options.seed, progress.done, start, options.speed)
    try:
        code = (rehearse_pages.play if options.pages else _play)(options, meeting, **course)
    except KeyboardInterrupt:
        teller.interrupted()
        raise
    pace.arrive()
    return code


def _play(options: argparse.Namespace, meeting: Meeting, **course: Any) -> int:
    outcome = rehearse(meeting=meeting, seed=options.seed, **course)
    if not options.json:
        tell_end(outcome)
        return 0
    facts = facts_of(outcome)
    if options.rows:
        facts["rows"] = account_of(meeting)
    say(json.dumps(facts, ensure_ascii=False))
    return 0


class Progress:
    """How many acts are done, kept in the demo's folder: who was interrupted goes on from there."""

    def __init__(self, path: Path, meeting: str, seed: int) -> None:
        self._path, self._of = path, {"meeting": meeting, "seed": seed}
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        is_same = {key: kept.get(key) for key in self._of} == self._of
        self.done = int(kept.get("done", 0)) if is_same else 0

    def note(self, done: int) -> None:
        """Write down that so many are done."""
        self._path.write_text(json.dumps({**self._of, "done": done}), encoding="utf-8")


class Pace:
    """Brings the demo's clock to each act: at once until `start`, then `speed` times as fast as life.

    A speed of 0 waits for nothing. `tell(moment)` is called with where the clock is, again and again.
    """

    def __init__(
        self, start: datetime | None, speed: float, tell: Callable[[datetime], None]
    ) -> None:
        self._start, self._speed, self._tell = start, speed, tell
        self._began: tuple[float, datetime] | None = None
        self._jumped_at = 0.0
        self._last: datetime | None = None

    def reach(self, moment: datetime) -> None:
        """Return when it is time for what happens at `moment`."""
        if self._speed and (self._start is None or moment >= self._start):
            began, first = self._began = self._began or (time.monotonic(), moment)
            due = began + (moment - first).total_seconds() / self._speed
            while (left := due - time.monotonic()) > 0:
                self._jump(moment - timedelta(seconds=left * self._speed))
                time.sleep(min(left, JUMP_EVERY_SECONDS))
        self._jump(moment)
        self._last = moment

    def arrive(self) -> None:
        """Leave the demo's clock where the evening is; nothing happened, nothing moves."""
        if self._last is not None:
            process_time.jump_to(self._last)

    def _jump(self, moment: datetime) -> None:
        if time.monotonic() - self._jumped_at >= JUMP_EVERY_SECONDS:
            process_time.jump_to(moment)
            self._jumped_at = time.monotonic()
            self._tell(moment)


def _on_the_day(meeting: Meeting, hour: clock_time | None) -> datetime | None:
    """That hour on the day of the meeting; None when nothing was said."""
    if hour is None:
        return None
    day = timezone.localtime(meeting.starts_at)
    return day.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
