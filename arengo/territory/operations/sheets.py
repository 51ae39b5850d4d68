"""Importing municipalities from a sheet, exactly as its preview showed: all of it, or nothing."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.ledger.operations import record_many
from arengo.core.refusals import Refusal
from arengo.core.spreadsheets import Row
from arengo.territory import importing
from arengo.territory.importing import Change, Draft, Preview
from arengo.territory.models import Membership, Municipality, Zone

# A CASE for each row and column: larger batches are slower.
BATCH = 100


class PreviewIsStale(Refusal):
    """What would change is no longer what the preview showed."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "L'anteprima non è più questa: le colonne sono cambiate, o qualcuno ha cambiato il "
                "territorio. Guardala di nuovo, poi conferma."
            )
        )


def import_municipalities(
    *,
    rows: Iterable[Row],
    mapping: Mapping[str, str],
    since: date | None = None,
    makes_zones: bool = False,
    fingerprint: str,
    by: str,
) -> Preview:
    """Bring the territory to a sheet; see importing.preview for what its arguments say.

    The number of queries does not grow with the municipalities. Raises PreviewIsStale,
    CodeColumnMissing.
    """
    try:
        with transaction.atomic():
            # Who moves a municipality meanwhile waits; on SQLite the transaction writes alone.
            list(Municipality.objects.select_for_update(no_key=True).order_by("pk"))
            preview = importing.preview(rows, mapping, since=since, makes_zones=makes_zones)
            if preview.fingerprint != fingerprint:
                raise PreviewIsStale
            if preview.new or preview.changed:
                _write(preview, since)
                _record(preview, by)
    except IntegrityError as error:
        raise PreviewIsStale from error
    return preview


def _write(preview: Preview, since: date | None) -> None:
    _make_zones(preview.new_zones)
    zones = {zone.number: zone for zone in Zone.objects.all()}
    made = _make(preview.new)
    _change(preview.changed)
    begun = [
        Membership(municipality=town, zone=zones[draft.zone], since=since)
        for town, draft in zip(made, preview.new, strict=True)
        if draft.zone is not None
    ]
    moved = [change for change in preview.changed if "zone" in change.fields]
    Membership.objects.bulk_create([*begun, *_moved(moved, zones, since)])


def _make_zones(new: Mapping[int, str]) -> None:
    taken = set(Zone.objects.values_list("slug", flat=True))
    zones = []
    for number, name in new.items():
        slug = editing.free_key(name, taken, "zona")
        taken.add(slug)
        zones.append(Zone(number=number, name=name, slug=slug))
    Zone.objects.bulk_create(zones)


def _make(drafts: list[Draft]) -> list[Municipality]:
    taken = set(Municipality.objects.values_list("slug", flat=True))
    towns = []
    for draft in drafts:
        slug = editing.free_key(draft.fields["name"], taken, "comune")
        taken.add(slug)
        towns.append(Municipality(istat=draft.istat, slug=slug, **draft.fields))
    return Municipality.objects.bulk_create(towns)


def _change(changes: list[Change]) -> None:
    for change in changes:
        for name, (_now, then) in change.fields.items():
            if name != "zone":
                setattr(change.municipality, name, then)
    towns = [change.municipality for change in changes if set(change.fields) - {"zone"}]
    Municipality.objects.bulk_update(towns, importing.FIELDS, batch_size=BATCH)


def _moved(
    changes: list[Change], zones: Mapping[int, Zone], since: date | None
) -> list[Membership]:
    """Close the memberships that end, or correct those that were wrong; gives those that begin."""
    ids = [change.municipality.pk for change in changes]
    standing = {
        each.municipality_id: each
        for each in Membership.objects.filter(until=None, municipality__in=ids)
    }
    ended, corrected, begun = [], [], []
    for change in changes:
        zone = zones[change.fields["zone"][1]]
        now = standing.get(change.municipality.pk)
        if now is None:
            begun.append(Membership(municipality=change.municipality, zone=zone, since=since))
        elif since is None or since == now.since:
            now.zone, now.is_derived = zone, False
            corrected.append(now)
        else:
            now.until = since
            ended.append(now)
            begun.append(Membership(municipality=change.municipality, zone=zone, since=since))
    Membership.objects.bulk_update(ended, ["until"], batch_size=BATCH)
    Membership.objects.bulk_update(corrected, ["zone", "is_derived"], batch_size=BATCH)
    return begun


def _record(preview: Preview, by: str) -> None:
    codes = [draft.istat for draft in preview.new]
    codes += [change.municipality.istat for change in preview.changed]
    record_many(
        kind="territory.imported",
        by=by,
        leaves=[f"municipality:{code}" for code in sorted(codes)],
        facts={
            "new": len(preview.new),
            "changed": len(preview.changed),
            "new_zones": len(preview.new_zones),
        },
    )
