"""Who serves as what at a meeting: given by the office with a link, and taken away."""

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arengo.core import editing
from arengo.core.clock import process_time
from arengo.core.editing import FieldRefused, GoneMeanwhile
from arengo.core.ledger.operations import record, record_many
from arengo.meetings.models import Duty, Meeting, Venue
from arengo.meetings.operations.meeting import locked, subject
from arengo.meetings.rules import duties_to_forget

FORGOTTEN_AT_ONCE: Final = 200


@transaction.atomic
def assign_duty(
    *, meeting: Meeting, kind: str, venue: Venue | None = None, name: str = "", by: str
) -> Duty:
    """Give a service at a meeting, in one venue or in all, and with it a link.

    `name`: to whom, in the office's words. The same again, to the same name in the same venue, gives
    the duty that stands: a button pressed twice makes one link. Raises FieldRefused, GoneMeanwhile.
    """
    holder = locked(meeting)
    name = " ".join(name.split())
    if kind not in Duty.Kind.values:
        raise FieldRefused("kind", _("Scegli quale servizio dai."))
    if venue is not None and venue.meeting_id != holder.pk:
        raise FieldRefused(
            "venue", _("Questa sede è di un altro incontro: scegline una di questo.")
        )
    standing = Duty.objects.filter(
        meeting=holder, kind=kind, venue=venue, name=name, revoked_at__isnull=True
    ).first()
    if standing is not None:
        return standing
    duty = Duty.objects.create(
        meeting=holder, kind=kind, venue=venue, name=name, created_at=process_time.now()
    )
    _record("duty.assigned", duty, by)
    return duty


@transaction.atomic
def rename_duty(*, duty: Duty, name: str, version: str = "", by: str) -> Duty:
    """Write to whom it was given; the link stays. Raises ChangedMeanwhile, GoneMeanwhile."""
    row = _standing(duty)
    values = {"name": " ".join(name.split())}
    editing.check_version(row, values, version)
    if editing.put(row, values):
        row.save(update_fields=["name"])
        _record("duty.renamed", row, by)
    return row


@transaction.atomic
def renew_duty(*, duty: Duty, seen: int, by: str) -> Duty:
    """Give a new link in the place of that of version `seen`, which opens nothing any more.

    Twice is once: who looked at a link that somebody renewed meanwhile gets the one that stands.
    Raises GoneMeanwhile.
    """
    row = _standing(duty)
    if row.version == seen:
        row.version += 1
        row.save(update_fields=["version"])
        _record("duty.renewed", row, by)
    return row


@transaction.atomic
def revoke_duty(*, duty: Duty, by: str) -> Duty:
    """Take a service away: its link opens nothing from now on, and the name goes. Twice is once.

    Raises GoneMeanwhile.
    """
    row = _row(duty)
    if row.revoked_at is not None:
        return row
    row.revoked_at, row.name = process_time.now(), ""
    row.version += 1
    row.save(update_fields=["revoked_at", "name", "version"])
    _record("duty.revoked", row, by)
    return row


@transaction.atomic
def forget_duties() -> int:
    """Job: take away the names of who served, thirty days after the meeting. Says how many.

    That somebody served, and as what, stays.
    """
    due = duties_to_forget(process_time.now()).order_by("pk")
    held = due.select_for_update(of=("self",), no_key=True)[:FORGOTTEN_AT_ONCE]
    ids = [duty.pk for duty in held]
    if ids:
        Duty.objects.filter(pk__in=ids).update(name="")
        record_many(kind="duties.forgotten", leaves=[f"duty:{pk}" for pk in ids])
    return len(ids)


def _row(duty: Duty) -> Duty:
    locked(duty.meeting)
    return editing.current(Duty, duty.pk)


def _standing(duty: Duty) -> Duty:
    row = _row(duty)
    if row.revoked_at is not None:
        raise GoneMeanwhile
    return row


def _record(kind: str, duty: Duty, by: str) -> None:
    facts: dict[str, Any] = {"duty": duty.pk, "service": duty.kind}
    if duty.venue is not None:
        facts["venue"] = duty.venue.key
    record(kind=kind, subject=subject(duty.meeting), by=by, facts=facts)
