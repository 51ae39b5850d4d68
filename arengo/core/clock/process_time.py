"""The process clock: the time of the meetings, stages and offers.

It is the machine's time except in the demo, where it can be moved. Cookies, leases and the dates
of mails always take the machine's time (django.utils.timezone.now).
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from arengo.core.clock.models import ClockOffset

# A demo's pages ask the time some dozens of times each; one look a second is enough.
OFFSET_IS_FRESH_FOR = 1.0

_offset: tuple[float, timedelta] | None = None
_frozen: datetime | None = None


def now() -> datetime:
    """The moment on the process clock, aware."""
    if _frozen is not None:
        return _frozen
    if not settings.DEMO:
        return timezone.now()
    return timezone.now() + _current_offset()


def today() -> date:
    """The day on the process clock, in the body's time zone."""
    return timezone.localtime(now()).date()


def a_year_before(moment: datetime) -> datetime:
    """The same day and hour of the year before; 28 February for a 29th."""
    try:
        return moment.replace(year=moment.year - 1)
    except ValueError:
        return moment.replace(year=moment.year - 1, day=28)


def jump_to(moment: datetime) -> None:
    """Set the demo's clock to `moment`; it runs on from there. Raises RuntimeError outside a demo."""
    global _offset
    if not settings.DEMO:
        raise RuntimeError("only the demo's clock can be moved")
    seconds = round((moment - timezone.now()).total_seconds())
    ClockOffset.objects.update_or_create(pk=1, defaults={"seconds": seconds})
    _offset = None


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Hold the process clock still at `moment`, for this process: tests and rehearsals."""
    global _frozen
    before, _frozen = _frozen, moment
    try:
        yield
    finally:
        _frozen = before


def _current_offset() -> timedelta:
    global _offset
    instant = time.monotonic()
    if _offset is None or instant - _offset[0] > OFFSET_IS_FRESH_FOR:
        row = ClockOffset.objects.filter(pk=1).first()
        _offset = (instant, timedelta(seconds=row.seconds if row else 0))
    return _offset[1]
