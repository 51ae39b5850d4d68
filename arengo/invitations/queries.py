"""What can be asked of the address book and of invitations."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from arengo.core.clock import process_time
from arengo.core.outbox.models import Message
from arengo.invitations.models import (
    AddressBookEntry,
    AddressBookPerson,
    AddressBookSheet,
    LetterPrint,
    Wave,
)
from arengo.meetings.models import Meeting
from arengo.people.identity import normal_email, normal_name
from arengo.territory.models import Membership, Zone
from arengo.territory.queries import in_force, municipalities_on

SHEETS_ARE_KEPT: Final = timedelta(days=1)
LETTERS_CAN_BE_FETCHED: Final = timedelta(days=1)


def entries(
    *, kind: str = "", zone: str = "", text: str = "", state: str = "active"
) -> QuerySet[AddressBookEntry]:
    """Entries of the book. `zone` is a number, `text` part of a name, place or address.

    `state`: active, inactive, or without (active ones with no e-mail).
    """
    found = AddressBookEntry.objects.select_related("municipality", "zone").annotate(
        persons=Count("people", distinct=True)
    )
    # A count takes the model's own order away.
    found = found.order_by("kind", "name")
    if kind:
        found = found.filter(kind=kind)
    if zone.isdecimal():
        found = found.filter(in_zones(Zone.objects.filter(number=int(zone))))
    if text:
        found = found.filter(
            Q(name__icontains=text)
            | Q(email__icontains=text)
            | Q(certified_email__icontains=text)
            | Q(municipality__name__icontains=text)
        )
    if state == "without":
        return found.filter(is_active=True, email="")
    return found.filter(is_active=state != "inactive")


def zone_of(entry: AddressBookEntry, zones: Mapping[int, Zone]) -> Zone | None:
    """The zone of a body, `zones` being those of the municipalities on some day.

    That of a municipality is the territory's, which changes with a date; of others, their own.
    """
    place = entry.municipality_id
    if entry.kind == AddressBookEntry.Kind.MUNICIPALITY and place:
        return zones.get(place)
    return entry.zone or zones.get(place or 0)


def in_zones(zones: QuerySet[Zone]) -> Q:
    """The condition under which a body is today in one of `zones`, by the rule of zone_of."""
    is_town = Q(kind=AddressBookEntry.Kind.MUNICIPALITY, municipality__isnull=False)
    members = Membership.objects.filter(in_force(process_time.today()), zone__in=zones)
    through_place = Q(municipality__in=members.values("municipality"))
    own = Q(zone__in=zones) | (Q(zone=None) & through_place)
    return (is_town & through_place) | (~is_town & own)


def kinds() -> dict[str, int]:
    """How many entries in use there are of each kind."""
    counts = AddressBookEntry.objects.filter(is_active=True).order_by().values_list("kind")
    return dict(counts.annotate(number=Count("pk")))


def territory_without_entry() -> tuple[int, int]:
    """How many municipalities and zones have no entry yet."""
    book = AddressBookEntry.objects.all()
    standing = municipalities_on(process_time.today())
    towns = book.filter(kind=AddressBookEntry.Kind.MUNICIPALITY, municipality__isnull=False)
    zones = book.filter(kind=AddressBookEntry.Kind.ZONE, zone__isnull=False)
    return (
        standing.exclude(pk__in=towns.values("municipality")).count(),
        Zone.objects.exclude(pk__in=zones.values("zone")).count(),
    )


def waves(meeting: Meeting) -> QuerySet[Wave]:
    """The sendings of a meeting in order, each with how many bodies it goes to."""
    return Wave.objects.filter(meeting=meeting).annotate(number=Count("entries"))


def letter_prints(meeting: Meeting) -> QuerySet[LetterPrint]:
    """The printed letters of a meeting, the latest first."""
    return LetterPrint.objects.filter(meeting=meeting).annotate(number=Count("entries"))


def persons_named(*, name: str, email: str) -> list[AddressBookPerson]:
    """Whoever in the address book has this name at this address, for one body or for several."""
    there = AddressBookPerson.objects.filter(contact__email__iexact=normal_email(email))
    found = there.select_related("contact", "entry").order_by("pk")
    wanted = normal_name(name)
    return [each for each in found if normal_name(each.contact.name) == wanted]


def sheets_over(now: datetime) -> QuerySet[AddressBookSheet]:
    """The uploaded sheets that nobody confirmed within a day; `now` is the machine's."""
    return AddressBookSheet.objects.filter(uploaded_at__lt=now - SHEETS_ARE_KEPT)


def letters_over(now: datetime) -> QuerySet[LetterPrint]:
    """The printed letters of meetings to which nobody is invited any more: held, or cancelled.

    Whoever asked has a day to fetch them, by the machine's time.
    """
    closed = Q(meeting__state=Meeting.State.CANCELLED) | Q(
        meeting__state=Meeting.State.PUBLISHED, meeting__ends_at__lte=now
    )
    fetched = timezone.now() - LETTERS_CAN_BE_FETCHED
    return LetterPrint.objects.filter(closed, asked_at__lt=fetched)


def has_own_address(person: AddressBookPerson) -> bool:
    """True for who can be written to apart from the body. Give the person with contact and entry."""
    email = normal_email(person.contact.email)
    return bool(email) and email != normal_email(person.entry.email)


def persons_of(entries: Iterable[AddressBookEntry | int]) -> list[AddressBookPerson]:
    """Those who speak for these bodies and are written to beside them, one for each address."""
    ids = [entry if isinstance(entry, int) else entry.pk for entry in entries]
    people = AddressBookPerson.objects.filter(entry__in=ids).select_related("contact", "entry")
    found: dict[tuple[int, str], AddressBookPerson] = {}
    for person in people.order_by("pk"):
        if has_own_address(person):
            found.setdefault((person.entry_id, normal_email(person.contact.email)), person)
    return list(found.values())


def key_to_person(wave: Wave, person: AddressBookPerson) -> str:
    """The outbox's key of the mail of a wave to a person."""
    return f"{_key_to_persons(wave)}{person.pk}"


def written_persons(wave: Wave) -> int:
    """To how many persons the mail of a wave that has left was owed."""
    return Message.objects.filter(key__startswith=_key_to_persons(wave)).count()


def _key_to_persons(wave: Wave) -> str:
    return f"wave-person:{wave.pk}:"
