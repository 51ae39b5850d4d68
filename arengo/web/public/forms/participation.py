"""The ways to take part in a meeting, as choices of a form: each with its places left."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext

from arengo.meetings.models import Venue
from arengo.registrations.models import Mode, Registration, SeatPool
from arengo.registrations.queries import PlacesLeft
from arengo.web.public.meetings import MeetingToday

IN_LINE = ":lista"


@dataclass(frozen=True)
class Way:
    """One way to take part. `value` is what the form sends; in a full hall it means the line."""

    pool: SeatPool
    title: str
    where: str
    places: str
    is_full: bool

    @property
    def mode(self) -> str:
        return self.pool.mode

    @property
    def venue(self) -> Venue | None:
        return self.pool.venue

    @property
    def value(self) -> str:
        return self.pool.key + IN_LINE if self.is_full else self.pool.key


def ways_of(today: MeetingToday, reserved: Iterable[SeatPool] = ()) -> list[Way]:
    """Every way to take part for which one registers here, halls first.

    `reserved` are the contingents that an invitation code opens: there a full hall has places.
    """
    rooms = {(pool.mode, pool.venue_id) for pool in reserved if pool.taken < pool.capacity}
    return [
        _way(today, left, is_reserved=(left.mode, left.pool.venue_id) in rooms)
        for left in today.places
        if not today.external_url(left.mode)
    ]


def opened_by(code: str, pools: Iterable[SeatPool]) -> list[SeatPool]:
    """Those of the contingents that this code opens."""
    typed = code.strip().casefold()
    return [pool for pool in pools if typed and pool.invitation_code.casefold() == typed]


def external_links(today: MeetingToday) -> list[tuple[str, str]]:
    """(mode in words, address) of each mode for which one registers elsewhere."""
    names = [(Mode.IN_PERSON, _("In sala")), (Mode.ONLINE, _("Online"))]
    return [(name, today.external_url(mode)) for mode, name in names if today.external_url(mode)]


def find(ways: Iterable[Way], value: str) -> Way | None:
    """The way that `value` names, whether or not it has filled up or freed since."""
    key = value.removesuffix(IN_LINE)
    return next((way for way in ways if way.pool.key == key), None)


def has_filled_up(way: Way, value: str) -> bool:
    """True when a place was asked for and only the line is left: the person chooses again."""
    return way.is_full and not value.endswith(IN_LINE)


def filled_up_sentence(way: Way, ways: Iterable[Way]) -> str:
    """What to do when the places went while somebody was writing."""
    free = [other for other in ways if not other.is_full]
    if way.mode == Mode.ONLINE:
        full = _("I posti online sono finiti mentre scrivevi.")
    else:
        full = _("La sala si è riempita mentre scrivevi.")
    if any(other.mode == Mode.ONLINE for other in free):
        rest = _("Puoi metterti in lista d'attesa o partecipare online: scegli di nuovo.")
    elif free:
        rest = _("Puoi metterti in lista d'attesa o scegliere un'altra sede: scegli di nuovo.")
    else:
        rest = _("Puoi metterti in lista d'attesa: scegli di nuovo.")
    return f"{full} {rest}"


def of_registration(ways: Iterable[Way], registration: Registration) -> Way | None:
    """The way that somebody has chosen, with a place there or not."""
    chosen = (registration.mode, registration.venue_id)
    return next((way for way in ways if (way.mode, way.pool.venue_id) == chosen), None)


def _way(today: MeetingToday, left: PlacesLeft, *, is_reserved: bool) -> Way:
    is_full = left.is_full and not is_reserved
    return Way(
        pool=left.pool,
        title=_title(left, is_full=is_full, names_venue=today.has_many_halls),
        where=_where(left.venue) if left.venue else "",
        places=_("Con il tuo invito hai un posto riservato.") if is_reserved else _places(left),
        is_full=is_full,
    )


def _title(left: PlacesLeft, *, is_full: bool, names_venue: bool) -> str:
    if left.mode == Mode.ONLINE:
        return _("In lista d'attesa per l'online") if is_full else _("Online")
    if names_venue and left.venue:
        words = {"venue": str(left.venue)}
        return (_("In lista d'attesa: %(venue)s") if is_full else _("In sala: %(venue)s")) % words
    return _("In lista d'attesa per la sala") if is_full else _("In sala")


def _where(venue: Venue) -> str:
    parts = (venue.room, venue.name, venue.address, venue.city)
    return capfirst(", ".join(str(part) for part in parts if part))


def _places(left: PlacesLeft) -> str:
    if not left.is_full:
        text = ngettext("%(free)s posto libero", "%(free)s posti liberi", left.free)
        return text % {"free": left.free}
    if left.mode == Mode.IN_PERSON:
        text = _("La sala è piena: in lista saresti la %(place)sª persona.")
    else:
        text = _("I posti online sono finiti: in lista saresti la %(place)sª persona.")
    return text % {"place": left.waiting + 1}
