"""The places where a meeting is held."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.meetings.models import Meeting, Venue
from arengo.meetings.operations.meeting import CannotBeRemoved, NeedsAnAct, locked, subject

VENUE_FIELDS: Final = (
    "name",
    "room",
    "address",
    "city",
    "postcode",
    "directions",
    "accessibility",
    "latitude",
    "longitude",
)
ADDRESS: Final = ("address", "city")


@transaction.atomic
def save_venue(
    *,
    meeting: Meeting,
    venue: Venue | None = None,
    values: Mapping[str, Any],
    version: str = "",
    by: str,
) -> Venue:
    """Write a venue, or add one at the end. `values`: some of VENUE_FIELDS.

    Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile, and NeedsAnAct for the address of a meeting
    that is not a draft.
    """
    holder = locked(meeting)
    others = list(holder.venues.all())
    if venue is None:
        row = Venue(meeting=holder, position=len(others))
        row.key = _key(values, others)
    else:
        row = editing.current(Venue, venue.pk)
        editing.check_version(row, values, version)
    changed = editing.put(row, values)
    _check(row)
    if venue and holder.state != Meeting.State.DRAFT and set(changed) & set(ADDRESS):
        raise NeedsAnAct(
            "address" if "address" in changed else "city",
            _("L'incontro è pubblico: per cambiare l'indirizzo usa «Cambia indirizzo», che avvisa chi "
              "è iscritto."),
        )  # fmt: skip
    row.save()
    if changed:
        facts = {"venue": row.key, "fields": changed, "is_new": venue is None}
        record(kind="venue.saved", subject=subject(holder), by=by, facts=facts)
    return row


@transaction.atomic
def move_venue(*, venue: Venue, up: bool, by: str) -> None:
    """Show a venue one place before, or after."""
    holder = locked(venue.meeting)
    editing.number(editing.swap(list(holder.venues.all()), venue, up=up))
    facts = {"venue": venue.key, "up": up}
    record(kind="venue.moved", subject=subject(holder), by=by, facts=facts)


@transaction.atomic
def remove_venue(*, venue: Venue, by: str) -> None:
    """Take a venue away, with its places. Raises CannotBeRemoved when anybody ever took one."""
    holder = locked(venue.meeting)
    row = editing.current(Venue, venue.pk)
    is_last = holder.in_person and holder.venues.count() == 1
    if is_last and holder.state != Meeting.State.DRAFT:
        raise CannotBeRemoved(
            _(
                "È l'unica sede di un incontro pubblico: aggiungi prima l'altra, o usa «Solo online»."
            )
        )
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise CannotBeRemoved(
            _("In questa sede c'è già qualcuno iscritto: non si può togliere.")
        ) from error
    editing.number(list(holder.venues.all()))
    record(kind="venue.removed", subject=subject(holder), by=by, facts={"venue": venue.key})


def _key(values: Mapping[str, Any], others: list[Venue]) -> str:
    name = values.get("name") or ""
    text = name.get("it", "") if isinstance(name, dict) else str(name)
    return editing.free_key(text, (venue.key for venue in others), "sede")


def _check(venue: Venue) -> None:
    if not venue.name:
        raise FieldRefused(
            "name", _("Scrivi il nome della sede, come lo conosce chi deve arrivarci.")
        )
    if not venue.city:
        raise FieldRefused(
            "city", _("Scrivi il comune: si può annunciare anche prima dell'indirizzo.")
        )
    if (venue.latitude is None) != (venue.longitude is None):
        raise FieldRefused("longitude", _("Servono tutti e due i numeri, oppure nessuno."))
    if venue.latitude is not None and not -90 <= venue.latitude <= 90:
        raise FieldRefused("latitude", _("La latitudine va da -90 a 90."))
    if venue.longitude is not None and not -180 <= venue.longitude <= 180:
        raise FieldRefused("longitude", _("La longitudine va da -180 a 180."))
