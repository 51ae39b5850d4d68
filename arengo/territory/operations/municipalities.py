"""The municipalities: written, moved to another zone from a day, closed when they merge.

Nothing is taken away: what names a municipality goes on naming it.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _, gettext_lazy

from arengo.core import editing
from arengo.core.editing import FieldRefused
from arengo.core.ledger.operations import record
from arengo.core.refusals import Refusal
from arengo.territory.models import Membership, Municipality, Zone

MUNICIPALITY_FIELDS: Final = ("istat", "name", "population", "latitude", "longitude")
MEMBERSHIP_FIELDS: Final = ("zone", "since")
ISTAT: Final = re.compile(r"\d{6}")


class MunicipalityIsClosed(Refusal):
    """It is no more, or will be: it neither moves nor closes again."""

    def __init__(self, municipality: Municipality) -> None:
        sentence = _("%(name)s è chiuso dal %(day)s: se è un errore, prima riaprilo.")
        day = municipality.closed_on
        super().__init__(
            sentence % {"name": municipality.name, "day": day.strftime("%d/%m/%Y") if day else ""}
        )


def save_municipality(
    *,
    municipality: Municipality | None = None,
    values: Mapping[str, Any],
    zone: Zone | None = None,
    since: date | None = None,
    version: str = "",
    by: str,
) -> Municipality:
    """Write a municipality, or add one, in `zone` from `since` (None: from the beginning).

    `values`: some of MUNICIPALITY_FIELDS; `zone` and `since` are of a new one, an old one moves by
    an act. Raises FieldRefused, ChangedMeanwhile, GoneMeanwhile.
    """
    try:
        with transaction.atomic():
            row, changed = _written(municipality, values, version)
            if municipality is None and zone is not None:
                Membership.objects.create(municipality=row, zone=zone, since=since)
            if changed:
                facts = {"fields": changed, "is_new": municipality is None}
                _record("municipality_saved", row, by, **facts)
    except IntegrityError as error:
        raise _code_taken() from error
    return row


@transaction.atomic
def move_municipality(
    *,
    municipality: Municipality,
    zone: Zone,
    since: date | None,
    version: str = "",
    by: str,
) -> Membership:
    """Put a municipality in another zone from a day on; what it was before stays written.

    Without a day the zone that stood was a mistake, and is corrected. Back to the zone of before
    from the very day on which it left it, the move is undone. Raises FieldRefused,
    ChangedMeanwhile, MunicipalityIsClosed.
    """
    row = _standing(municipality)
    now = row.memberships.filter(until=None).select_related("zone").first()
    if now is not None:
        editing.check_version(now, MEMBERSHIP_FIELDS, version)
    if now is None:
        moved = Membership.objects.create(municipality=row, zone=zone, since=since)
    elif now.zone_id == zone.pk:
        raise FieldRefused("zone", _("È già in questa zona: scegline un'altra."))
    elif since is None or since == now.since:
        moved = _corrected(row, now, zone)
    elif now.since and since < now.since:
        words = {"zone": now.zone, "day": now.since.strftime("%d/%m/%Y")}
        sentence = _("Dal %(day)s è scritto nella zona %(zone)s: scegli un giorno che viene dopo.")
        raise FieldRefused("since", sentence % words)
    else:
        now.until = since
        now.save(update_fields=["until"])
        moved = Membership.objects.create(municipality=row, zone=zone, since=since)
    facts = {
        "from": now.zone.number if now else 0,
        "to": zone.number,
        "since": since.isoformat() if since else "",
    }
    _record("municipality_moved", row, by, **facts)
    return moved


@transaction.atomic
def close_municipality(
    *, municipality: Municipality, on: date, merged_into: Municipality | None = None, by: str
) -> Municipality:
    """A municipality is no more from a day on, and is part of another if it merged.

    Its membership ends on that day. Raises FieldRefused, MunicipalityIsClosed.
    """
    into = _locked_together(municipality, merged_into)
    row = _standing(municipality)
    if into is not None:
        _check_merger(row, on, into)
    later = row.merged.filter(closed_on__gte=on).first()
    if later is not None:
        sentence = _("%(name)s confluisce qui più tardi: scegli un giorno che viene dopo.")
        raise FieldRefused("on", sentence % {"name": later.name})
    now = row.memberships.filter(until=None).first()
    if now is not None:
        if now.since and on <= now.since:
            day = now.since.strftime("%d/%m/%Y")
            sentence = _("È nella sua zona dal %(day)s: scegli un giorno che viene dopo.")
            raise FieldRefused("on", sentence % {"day": day})
        now.until = on
        now.save(update_fields=["until"])
    row.closed_on, row.merged_into = on, into
    row.save(update_fields=["closed_on", "merged_into"])
    code = into.istat if into else ""
    _record("municipality_closed", row, by, on=on.isoformat(), into=code)
    return row


@transaction.atomic
def reopen_municipality(*, municipality: Municipality, by: str) -> Municipality:
    """A municipality was closed by mistake: it stands again, in the zone in which it was. Twice is once."""
    row = editing.current(Municipality, municipality.pk)
    if row.closed_on is None:
        return row
    row.memberships.filter(until=row.closed_on).update(until=None)
    row.closed_on = row.merged_into = None
    row.save(update_fields=["closed_on", "merged_into"])
    _record("municipality_reopened", row, by)
    return row


def _written(
    municipality: Municipality | None, values: Mapping[str, Any], version: str
) -> tuple[Municipality, list[str]]:
    if municipality is None:
        row = Municipality()
        taken = Municipality.objects.values_list("slug", flat=True)
        row.slug = editing.free_key(str(values.get("name", "")), taken, "comune")
    else:
        row = editing.current(Municipality, municipality.pk)
        editing.check_version(row, values, version)
    changed = editing.put(row, values)
    _check(row)
    row.save()
    return row, changed


def _check(row: Municipality) -> None:
    if not row.name:
        raise FieldRefused("name", gettext_lazy("Scrivi il nome del comune."))
    if not ISTAT.fullmatch(row.istat):
        raise FieldRefused(
            "istat",
            gettext_lazy("Il codice ISTAT ha sei cifre, zeri compresi: per esempio 001272."),
        )
    if row.population is None:
        raise FieldRefused("population", gettext_lazy("Scrivi quanti abitanti ha."))
    if Municipality.objects.exclude(pk=row.pk).filter(istat=row.istat).exists():
        raise _code_taken()
    if (row.latitude is None) != (row.longitude is None):
        raise FieldRefused(
            "longitude", gettext_lazy("Servono tutti e due i numeri, oppure nessuno.")
        )
    if row.latitude is not None and not -90 <= row.latitude <= 90:
        raise FieldRefused("latitude", gettext_lazy("La latitudine va da -90 a 90."))
    if row.longitude is not None and not -180 <= row.longitude <= 180:
        raise FieldRefused("longitude", gettext_lazy("La longitudine va da -180 a 180."))


def _locked_together(one: Municipality, other: Municipality | None) -> Municipality | None:
    """`other` as it stands, both held in one order: two that merge into each other do not wait forever."""
    pks = [one.pk, other.pk] if other else [one.pk]
    held = Municipality.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    rows = {row.pk: row for row in held}
    return rows.get(other.pk) if other else None


def _check_merger(row: Municipality, on: date, into: Municipality) -> None:
    if into.pk == row.pk:
        raise FieldRefused("merged_into", _("È lo stesso comune: scegli quello in cui confluisce."))
    if into.closed_on and into.closed_on <= on:
        sentence = _("%(name)s quel giorno è già chiuso: scegli il comune che c'è allora.")
        raise FieldRefused("merged_into", sentence % {"name": into.name})


def _standing(municipality: Municipality) -> Municipality:
    row = editing.current(Municipality, municipality.pk)
    if row.closed_on is not None:
        raise MunicipalityIsClosed(row)
    return row


def _corrected(row: Municipality, now: Membership, zone: Zone) -> Membership:
    before = row.memberships.filter(until=now.since).first() if now.since else None
    if before is not None and before.zone_id == zone.pk:
        now.delete()
        before.until = None
        before.save(update_fields=["until"])
        return before
    now.zone, now.is_derived = zone, False
    now.save(update_fields=["zone", "is_derived"])
    return now


def _code_taken() -> FieldRefused:
    return FieldRefused(
        "istat", _("C'è già un comune con questo codice ISTAT: controlla le cifre.")
    )


def _record(kind: str, municipality: Municipality, by: str, **facts: Any) -> None:
    subject = f"municipality:{municipality.istat}"
    record(kind=f"territory.{kind}", subject=subject, by=by, facts=facts)
