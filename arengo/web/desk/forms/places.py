"""The ways to take part, as the office chooses them: every pool with what is left in it."""

from django.utils.translation import gettext as _, ngettext

from arengo.core.clock import process_time
from arengo.meetings.models import Meeting
from arengo.registrations import figures, seats
from arengo.registrations.figures import PoolFigures
from arengo.registrations.models import Mode, SeatPool

Choices = list[tuple[str, str]]


def place_choices(
    meeting: Meeting, *, with_contingents: bool = True, besides: int | None = None
) -> tuple[dict[str, SeatPool], Choices]:
    """(the pools by key, the choices of a form). `besides`: a pool that is not offered again."""
    now = process_time.now()
    rows = [
        row
        for row in figures.pools(meeting)
        if (with_contingents or not row.pool.is_contingent)
        and row.pool.pk != besides
        and not seats.is_released(row.pool, now)
    ]
    return {row.pool.key: row.pool for row in rows}, [(row.pool.key, in_words(row)) for row in rows]


def in_words(row: PoolFigures) -> str:
    """A pool and what is left: "In sala, Auditorium: 3 posti liberi"."""
    return f"{name_of(row.pool)}: {_left(row)}"


def name_of(pool: SeatPool) -> str:
    """How a pool is called: its own name if it has one, else its mode and venue."""
    if pool.mode == Mode.ONLINE and not pool.is_contingent:
        return _("Online")
    if pool.is_contingent:
        return _("Posti riservati «%(name)s»") % {"name": pool.name or pool.key}
    return _("In sala, %(venue)s") % {"venue": str(pool.venue.room or pool.venue)}  # type: ignore[union-attr]


def _left(row: PoolFigures) -> str:
    if row.waiting or not row.free:
        text = _("pieno, va in lista d'attesa (in attesa: %(number)s)")
        return text % {"number": row.waiting}
    return ngettext("%(free)s posto libero", "%(free)s posti liberi", row.free) % {"free": row.free}
