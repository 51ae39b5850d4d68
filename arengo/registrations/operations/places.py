"""How many places a meeting has: safety capacity of its halls, places that are open, contingents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from arengo.core import editing
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.core.refusals import Refusal
from arengo.meetings.models import Meeting, Venue
from arengo.registrations import line, seats
from arengo.registrations.models import Hall, Mode, SeatPool
from arengo.registrations.refusals import FewerPlacesThanTaken
from arengo.registrations.seats import Pools

CONTINGENT_FIELDS: Final = ("name", "mode", "venue", "capacity", "invitation_code", "released_at")


class PlacesInUse(Refusal):
    """Somebody has a place there, or waits for one."""


@dataclass(frozen=True, kw_only=True)
class HallPlaces:
    """For one venue: how many people the hall may hold, how many places are open. None: not known."""

    venue: Venue
    safety_capacity: int | None
    open_places: int | None


@transaction.atomic
def save_places(
    *, meeting: Meeting, halls: list[HallPlaces], online_places: int | None, by: str
) -> None:
    """Set the sizes of all halls and of the places online; those added go to the line at once.

    More open places than the safety capacity are allowed, the pages say so. Raises FieldRefused
    ("safety-<venue>", "open-<venue>", "online") for less than what people already have.
    """
    pools = seats.lock(meeting)
    changed: dict[str, list[int | None]] = {}
    for hall in halls:
        key = hall.venue.key
        _set_safety(hall, changed)
        _set_open(pools, Mode.IN_PERSON, hall.venue, hall.open_places, f"open-{key}", changed)
    _set_open(pools, Mode.ONLINE, None, online_places, "online", changed)
    if not changed:
        return
    record(
        kind="places.saved", subject=f"meeting:{meeting.slug}", by=by, facts={"from_to": changed}
    )
    for pool in SeatPool.objects.filter(meeting=meeting, is_contingent=False, waiting__gt=0):
        line.offer_next(pools, pool)


def _set_safety(wanted: HallPlaces, changed: dict[str, list[int | None]]) -> None:
    field = f"safety-{wanted.venue.key}"
    hall = Hall.objects.select_for_update(no_key=True).filter(venue=wanted.venue).first()
    before = hall.safety_capacity if hall else None
    if before == wanted.safety_capacity:
        return
    changed[field] = [before, wanted.safety_capacity]
    if hall is None:
        Hall.objects.create(venue=wanted.venue, safety_capacity=wanted.safety_capacity or 0)
    elif hall.inside > (wanted.safety_capacity or 0):
        raise FieldRefused(
            field, _("Dentro ci sono già %(inside)s persone.") % {"inside": hall.inside}
        )
    elif wanted.safety_capacity is None:
        hall.delete()
    else:
        hall.safety_capacity, hall.capacity_is_example = wanted.safety_capacity, False
        hall.save(update_fields=["safety_capacity", "capacity_is_example"])


def _set_open(
    pools: Pools,
    mode: str,
    venue: Venue | None,
    wanted: int | None,
    field: str,
    changed: dict[str, list[int | None]],
) -> None:
    pool = _pool_of(pools, mode, venue)
    before = pool.capacity if pool else None
    if before == wanted:
        return
    changed[field] = [before, wanted]
    if pool is None:
        _make_pool(pools, mode, venue, wanted or 0)
    elif wanted is None:
        _close_pool(pool, field)
    elif wanted < pool.taken:
        raise FieldRefused(
            field,
            _("%(taken)s posti sono già presi: non si possono togliere a chi li ha.")
            % {"taken": pool.taken},
        )
    else:
        SeatPool.objects.filter(pk=pool.pk).update(capacity=wanted, capacity_is_example=False)


def _pool_of(pools: Pools, mode: str, venue: Venue | None) -> SeatPool | None:
    place = (mode, venue.pk if venue else None, False)
    found = (p for p in pools.all if (p.mode, p.venue_id, p.is_contingent) == place)
    return next(found, None)


def _make_pool(pools: Pools, mode: str, venue: Venue | None, capacity: int) -> None:
    taken = SeatPool.objects.filter(meeting=pools.meeting).values_list("key", flat=True)
    key = editing.free_key(venue.key if venue else "online", taken, "posti")
    SeatPool.objects.create(
        meeting=pools.meeting, key=key, mode=mode, venue=venue, capacity=capacity
    )


def _close_pool(pool: SeatPool, field: str) -> None:
    sentence = _("Qui c'è chi ha un posto o lo aspetta: per non aprirne altri scrivi quelli presi.")
    try:
        with transaction.atomic():
            pool.delete()
    except ProtectedError as error:
        raise FieldRefused(field, sentence) from error


@transaction.atomic
def save_contingent(
    *,
    meeting: Meeting,
    contingent: SeatPool | None = None,
    values: Mapping[str, Any],
    version: str = "",
    by: str,
) -> SeatPool:
    """Keep places for those who have an invitation code, or only for the desk, until a time.

    `values`: some of CONTINGENT_FIELDS. Its code and name do not go into the ledger. Raises
    FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    pools = seats.lock(meeting)
    if contingent is None:
        row = SeatPool(meeting=meeting, is_contingent=True)
        name = values.get("name") or ""
        words = str(name.get("it", "")) if isinstance(name, dict) else str(name)
        row.key = editing.free_key(words, [pool.key for pool in pools.all], "riserva")
    else:
        row = editing.current(SeatPool, contingent.pk)
        editing.check_version(row, values, version)
    changed = editing.put(row, values)
    _check_contingent(row, pools, changed)
    if contingent is None:
        row.save(force_insert=True)
    else:
        # Its counters belong to registrations: they are never written back.
        row.save(update_fields=changed)
    if changed:
        facts = {"pool": row.pk, "fields": changed, "capacity": row.capacity}
        record(kind="contingent.saved", subject=f"meeting:{meeting.slug}", by=by, facts=facts)
    return row


@transaction.atomic
def remove_contingent(*, contingent: SeatPool, by: str) -> None:
    """Take a contingent away, with its free places. Raises PlacesInUse when somebody has one."""
    pools = seats.lock(contingent.meeting)
    row = next((pool for pool in pools.all if pool.pk == contingent.pk), None)
    if row is None or not row.is_contingent:
        raise editing.GoneMeanwhile
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise PlacesInUse(
            _("Qualcuno ha già un posto di questa riserva: non si può togliere.")
        ) from error
    subject = f"meeting:{contingent.meeting.slug}"
    record(kind="contingent.removed", subject=subject, by=by, facts={"pool": contingent.pk})


def _check_contingent(row: SeatPool, pools: Pools, changed: list[str]) -> None:
    if not row.name:
        raise FieldRefused("name", _("Scrivi per chi sono questi posti."))
    if row.mode == Mode.IN_PERSON and row.venue is None:
        raise FieldRefused("venue", _("Scegli in quale sede sono questi posti."))
    if row.mode == Mode.ONLINE:
        row.venue = None
    if row.venue and row.venue.meeting_id != pools.meeting.pk:
        raise FieldRefused("venue", _("Questa sede non è dell'incontro: scegline un'altra."))
    if row.taken and {"mode", "venue"} & set(changed):
        raise FieldRefused("venue", _("Qualcuno ha già un posto qui: non si può spostare altrove."))
    if row.capacity < row.taken:
        raise FieldRefused("capacity", str(FewerPlacesThanTaken.SENTENCE))
    code = row.invitation_code.casefold()
    same = (p for p in pools.all if p.pk != row.pk and p.invitation_code.casefold() == code)
    if code and next(same, None):
        raise FieldRefused("invitation_code", _("Questo codice è già di un'altra riserva."))
    if row.released_at and row.released_at > pools.meeting.ends_at:
        raise FieldRefused("released_at", _("È dopo la fine dell'incontro: controlla il giorno."))
