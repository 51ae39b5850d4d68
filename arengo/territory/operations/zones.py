"""The zones: written, and taken away while no municipality was ever in one."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.core.pointing import StillNamed, holders
from arengo.territory.models import Zone

ZONE_FIELDS: Final = ("number", "name", "source", "is_derived")


def save_zone(
    *, zone: Zone | None = None, values: Mapping[str, Any], version: str = "", by: str
) -> Zone:
    """Write a zone, or add one. `values`: some of ZONE_FIELDS. Its address stays the one it was born with.

    Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    try:
        with transaction.atomic():
            return _save(zone, values, version, by)
    except IntegrityError as error:
        # Somebody else took the number, or the name, in the same moment.
        raise _number_taken() from error


@transaction.atomic
def remove_zone(*, zone: Zone, by: str) -> None:
    """Take away a zone that nothing names: no municipality, now or before, no body of the address book.

    Raises StillNamed, GoneMeanwhile.
    """
    row = editing.alone(Zone, zone.pk)
    if named := holders([row]):
        raise StillNamed(named)
    row.delete()
    record(kind="territory.zone_removed", subject=f"zone:{zone.number}", by=by, facts={})


def _save(zone: Zone | None, values: Mapping[str, Any], version: str, by: str) -> Zone:
    if zone is None:
        row = Zone()
        taken = Zone.objects.values_list("slug", flat=True)
        row.slug = editing.free_key(str(values.get("name", "")), taken, "zona")
    else:
        row = editing.current(Zone, zone.pk)
        editing.check_version(row, values, version)
    changed = editing.put(row, values)
    if not row.number:
        raise FieldRefused("number", _("Scrivi il numero della zona: ne dà l'ordine."))
    if not row.name:
        raise FieldRefused("name", _("Scrivi il nome della zona."))
    if Zone.objects.exclude(pk=row.pk).filter(number=row.number).exists():
        raise _number_taken()
    row.save()
    if changed:
        facts = {"fields": changed, "is_new": zone is None}
        record(kind="territory.zone_saved", subject=f"zone:{row.number}", by=by, facts=facts)
    return row


def _number_taken() -> FieldRefused:
    return FieldRefused("number", _("C'è già una zona con questo numero: scegline un altro."))
