"""Who was invited and kept silent, by kind: numbers of bodies, nobody's name."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from arengo.core.clock import process_time
from arengo.invitations.models import AddressBookEntry, Invitation
from arengo.invitations.queries import zone_of
from arengo.meetings.models import Meeting
from arengo.process.models import Process
from arengo.registrations.coverage import Silence
from arengo.registrations.models import Registration
from arengo.territory.models import Zone
from arengo.territory.queries import zones_by_municipality

Kind = AddressBookEntry.Kind


def silence_of(process: Process, zone: Zone | None = None) -> list[Silence]:
    """The bodies invited to meetings that have begun, of one zone or all, by kind: three queries."""
    begun = Meeting.objects.filter(process=process, starts_at__lte=process_time.now())
    return silence(begun.filter(state=Meeting.State.PUBLISHED), zone)


def silence(
    meetings: Collection[Meeting] | QuerySet[Meeting], zone: Zone | None = None
) -> list[Silence]:
    """The kinds of bodies that were invited to these meetings, of one zone or all: two queries.

    Who could not be reached by mail was not invited, and is neither among them nor silent.
    """
    invited, silent = Counter[str](), Counter[str]()
    zones = zones_by_municipality(process_time.today())
    for entry in _invited(meetings):
        if zone is not None and zone_of(entry, zones) != zone:
            continue
        invited[entry.kind] += 1
        silent[entry.kind] += not (entry.declined or entry.by_link or entry.by_place)
    return [
        Silence(
            kind=kind.value,
            label=str(kind.label),
            invited=invited[kind],
            silent=silent[kind],
        )
        for kind in Kind
        if invited[kind]
    ]


def _invited(held: Collection[Meeting] | QuerySet[Meeting]) -> QuerySet[Any]:
    """Each with whether it answered: declined, or somebody registered by its link or for its town."""
    State = Invitation.State
    theirs = Invitation.objects.filter(entry=OuterRef("pk"), meeting__in=held)
    active = Registration.objects.filter(meeting__in=held).exclude(
        state=Registration.State.CANCELLED
    )
    by_place = active.filter(
        representing=Registration.Representing.MUNICIPALITY, municipality=OuterRef("municipality")
    )
    rows = AddressBookEntry.objects.filter(
        Exists(theirs.filter(state__in=[State.INVITED, State.DECLINED]))
    )
    return rows.select_related("zone").annotate(
        declined=Exists(theirs.filter(state=State.DECLINED)),
        by_link=Exists(active.filter(invitation__entry=OuterRef("pk"))),
        by_place=Exists(by_place) & Q(kind=Kind.MUNICIPALITY),
    )
