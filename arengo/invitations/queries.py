"""What can be asked of the address book and of invitations."""

from django.db.models import Count, Q, QuerySet

from arengo.invitations.models import AddressBookEntry, LetterPrint, Wave
from arengo.meetings.models import Meeting
from arengo.territory.models import Municipality, Zone


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
        found = found.filter(
            Q(zone__number=int(zone))
            | Q(
                zone=None,
                municipality__memberships__zone__number=int(zone),
                municipality__memberships__until=None,
            )
        )
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


def kinds() -> dict[str, int]:
    """How many entries in use there are of each kind."""
    counts = AddressBookEntry.objects.filter(is_active=True).order_by().values_list("kind")
    return dict(counts.annotate(number=Count("pk")))


def territory_without_entry() -> tuple[int, int]:
    """How many municipalities and zones have no entry yet."""
    book = AddressBookEntry.objects.all()
    towns = book.filter(kind=AddressBookEntry.Kind.MUNICIPALITY, municipality__isnull=False)
    zones = book.filter(kind=AddressBookEntry.Kind.ZONE, zone__isnull=False)
    return (
        Municipality.objects.exclude(pk__in=towns.values("municipality")).count(),
        Zone.objects.exclude(pk__in=zones.values("zone")).count(),
    )


def waves(meeting: Meeting) -> QuerySet[Wave]:
    """The sendings of a meeting in order, each with how many bodies it goes to."""
    return Wave.objects.filter(meeting=meeting).annotate(number=Count("entries"))


def letter_prints(meeting: Meeting) -> QuerySet[LetterPrint]:
    """The printed letters of a meeting, the latest first."""
    return LetterPrint.objects.filter(meeting=meeting).annotate(number=Count("entries"))
